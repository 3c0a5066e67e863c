"""An event loop in which only waiting takes time, and none of anybody's: a busy machine makes nothing late."""

from __future__ import annotations

import asyncio
import selectors


class TimelessLoop(asyncio.SelectorEventLoop):
    """Its clock stands still while something is done, and leaps to whatever is due next when nothing is left to do.

    For tests of what happens when, all within one process: whoever else is waited for is given no time.
    """

    def __init__(self) -> None:
        self._clock = _LeapingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


class _LeapingSelector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(timeout and 0)
        if not ready and timeout:
            self.now += timeout
        return ready

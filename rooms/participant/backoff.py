"""How long to wait before trying again: longer each time, and never in step with others."""

from __future__ import annotations

import asyncio
import random

FIRST_S = 0.5
LONGEST_S = 10.0


class Backoff:
    """Full steps double from ``FIRST_S`` to ``LONGEST_S``; each pause is between half a step and a whole one."""

    def __init__(self, randomness: random.Random) -> None:
        self._random = randomness
        self._attempt = 0

    def reset(self) -> None:
        """It worked: the next failure is a first one."""
        self._attempt = 0

    @property
    def fresh(self) -> bool:
        """Whether nothing has failed since the last success."""
        return self._attempt == 0

    def next_s(self) -> float:
        step_s = min(LONGEST_S, FIRST_S * 2.0 ** min(self._attempt, 10))
        self._attempt += 1
        return self._random.uniform(step_s / 2, step_s)

    async def pause(self) -> None:
        await asyncio.sleep(self.next_s())

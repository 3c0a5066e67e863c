"""How far a page is behind in reading what it was sent.

The server that we run on queues without bound what a page does not read. So each ping carries a number that its pong
repeats: whatever was sent before a ping that was answered has been read.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

# More than two snapshots and two answers to offers, which is the most that is on its way to a page that keeps up.
BEHIND_BYTES = 512 * 1024
# After so much a page is asked at once, so that one that keeps up is never taken for one that does not.
ASK_AFTER_BYTES = 128 * 1024


@dataclass(slots=True)
class Outflow:
    """What was sent on one socket. Times are seconds of any steady clock."""

    _sent: int = 0
    _read: int = 0
    _asked_at_byte: int = 0
    _number: int = 0
    _asked: deque[tuple[int, int, float]] = field(default_factory=deque)  # (number, bytes sent before, when)

    def sent(self, length: int) -> None:
        self._sent += length

    def ask(self, now_s: float) -> int:
        """The number for a ping that goes out now."""
        self._number += 1
        self._asked.append((self._number, self._sent, now_s))
        self._asked_at_byte = self._sent
        return self._number

    def answered(self, number: int) -> None:
        """A pong came. Numbers that were never asked, or were answered before, say nothing."""
        if not any(number == asked for asked, _, _ in self._asked):
            return
        while self._asked:
            asked, before, _ = self._asked.popleft()
            self._read = before
            if asked == number:
                return

    def asked_at(self, now_s: float) -> float:
        """When the first of the pings went out that are unanswered; ``now_s`` if none is."""
        return self._asked[0][2] if self._asked else now_s

    @property
    def should_ask(self) -> bool:
        """Whether so much was sent since the last ping that it is time for another."""
        return self._sent - self._asked_at_byte > ASK_AFTER_BYTES

    def is_behind(self, now_s: float, *, patience_s: float) -> bool:
        """Whether too much is unread, or a ping has been left unanswered for too long."""
        too_late = now_s - self.asked_at(now_s) > patience_s
        return too_late or self._sent - self._read > BEHIND_BYTES

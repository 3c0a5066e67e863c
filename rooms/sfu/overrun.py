"""Notices within a fraction of a second that a path was sent more than it carries, from what is asked for again.

Reception reports come once a second, and in that second a picture that is too large drowns the voices: the queue
before the narrow place is full, and what finds no room is lost, whatever it is. But a browser asks for a packet of a
picture as soon as it misses it. When much of what was sent lately is asked for, and for the first time, the rest is
what the path carries. Both are looked at over a quarter of a second: what is lost in a full queue is mostly voices'.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

# More than this share of what was sent is missing: radio loses a few of a hundred, a full queue far more.
OVERRUN = 0.3
# And from this on it is for something else to say: radio at its worst loses as much.
SUSPECT = 0.12
# Of fewer missing packets than this, a share is chance.
SAMPLE = 8
# The time over which what is missing is compared with what was sent, and how often that is noted at most.
WINDOW_S, NOTED_S = 0.25, 0.05
# What was sent before the limit came is still asked for so long: a queue, and the way there and back.
SETTLING_S = 0.7


@dataclass(frozen=True, slots=True)
class _Mark:
    at: float
    packets: int
    octets: int
    missing: int


class Overrun:
    """Of one subscriber. `mark` runs on a timer, `missed` whenever packets are asked for."""

    __slots__ = ("_marks", "_missing", "_settled_at")

    def __init__(self) -> None:
        self._missing = 0
        self._marks: deque[_Mark] = deque()  # the last that is older than the window, and those since
        self._settled_at = -math.inf

    def mark(self, *, packets: int, octets: int, now: float) -> None:
        """So many packets and octets were sent so far, all streams together."""
        if self._marks and now - self._marks[-1].at < NOTED_S:
            return
        self._marks.append(_Mark(now, packets, octets, self._missing))
        while len(self._marks) > 1 and now - self._marks[1].at >= WINDOW_S:
            self._marks.popleft()

    def missed(self, fresh: int, *, packets: int, octets: int, now: float) -> float | None:
        """So many more are missing that were never asked for before. The bits a second that got through, when that
        shows that there were too many; None while it doesn't."""
        if now < self._settled_at:
            return None
        self._missing += fresh
        if not self._marks:
            return None
        since = self._marks[0]
        self.mark(packets=packets, octets=octets, now=now)
        missing, sent = self._missing - since.missing, packets - since.packets
        if missing < SAMPLE or missing <= OVERRUN * sent:
            return None
        self._settled_at = now + SETTLING_S
        self._marks.clear()
        arrived = max(0.0, 1 - missing / max(1, sent))
        return arrived * (octets - since.octets) * 8 / max(0.1, now - since.at)

    def suspected(self, *, packets: int) -> bool:
        """Whether so much is missing lately that one more sign of it is enough."""
        if not self._marks:
            return False
        missing, sent = self._missing - self._marks[0].missing, packets - self._marks[0].packets
        return missing >= SAMPLE // 2 and missing > SUSPECT * sent

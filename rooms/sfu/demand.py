"""Which encodings of a picture anybody looks at, so that a browser need not send the others.

In a grid everybody's largest encodings are for nobody, and yet they are most of what comes in. So each encoding is
*wanted* or *asleep*, and its sender is told. It falls asleep only after nobody has wanted it for a while, and wakes at
once; the smallest never sleeps, so that whoever comes has something to be shown. One that sleeps may still be chosen
for a seat: choosing wakes it, the seat goes on showing what it showed, and switches at the new one's first key frame.
A sender that doesn't do as told costs what it would have cost anyway.
"""

from __future__ import annotations

import math

# How long nobody must want an encoding before its sender is told to stop: longer than a tile takes to find its size.
REST_AFTER_S = 4.0
# How long after waking an encoding may be silent and still be chosen; a sender's path may be too narrow for it.
WAKING_S = 3.0


class Demand:
    """Of one encoding. Awake at first, for browsers begin by sending all that they offered."""

    __slots__ = ("_wanted_at", "_woken_at", "asleep", "waking")

    def __init__(self, now: float) -> None:
        self.asleep = False
        self.waking = False  # its sender was told to go on, and nothing came yet
        self._wanted_at = now
        self._woken_at = -math.inf

    def want(self, now: float) -> bool:
        """Somebody wants it. Says whether that wakes it."""
        self._wanted_at = now
        if not self.asleep:
            return False
        self.asleep, self.waking = False, True
        self._woken_at = now
        return True

    def look(self, *, flowing: bool, now: float) -> bool:
        """Whether it falls asleep now. What doesn't flow anyway is left to its sender, who knows when it can."""
        if self.asleep or not flowing or now - self._wanted_at < REST_AFTER_S:
            return False
        self.asleep, self.waking = True, False
        return True

    def may_come(self, now: float) -> bool:
        """Whether it would come if it were wanted, or is about to."""
        return self.asleep or (self.waking and now - self._woken_at < WAKING_S)

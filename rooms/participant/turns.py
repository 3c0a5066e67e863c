"""Who speaks when: a conversation in turns, the same for everyone who reads the same clock. Pure."""

from __future__ import annotations

import hashlib

TURN_S = 6.0
# A breath at either end, so that one hears where a turn ends.
BREATH_S = 0.4


def speaker(*, at_s: float, people: int) -> int | None:
    """Whose turn it is among ``people``; None in a pause, which comes up as often as any one person."""
    turn = int(at_s // TURN_S)
    if not BREATH_S <= at_s - turn * TURN_S < TURN_S - BREATH_S:
        return None
    drawn = int.from_bytes(hashlib.sha256(str(turn).encode()).digest()[:8]) % (people + 1)
    return drawn if drawn < people else None


def speaks(*, who: int, at_s: float, people: int) -> bool:
    """Whether person number ``who`` of ``people`` speaks at ``at_s`` (seconds of any shared clock)."""
    return speaker(at_s=at_s, people=people) == who

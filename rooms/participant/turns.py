"""Who speaks when: a conversation in turns, the same for everyone who reads the same clock. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache

TURN_S = 6.0
# A breath at either end, so that one hears where a turn ends.
BREATH_S = 0.4


def speaker(*, at_s: float, people: int) -> int | None:
    """Whose turn it is among ``people``; None in a pause.

    They go in rounds, each in an order of its own: everyone speaks once in each, and once nobody does.
    """
    turn = int(at_s // TURN_S)
    if not BREATH_S <= at_s - turn * TURN_S < TURN_S - BREATH_S:
        return None
    around, place = divmod(turn, people + 1)
    return _order(around, people)[place]


def speaks(*, who: int, at_s: float, people: int) -> bool:
    """Whether person number ``who`` of ``people`` speaks at ``at_s`` (seconds of any shared clock)."""
    return speaker(at_s=at_s, people=people) == who


@lru_cache(maxsize=16)
def _order(around: int, people: int) -> Sequence[int | None]:
    order = [None, *range(people)]
    random.Random(around).shuffle(order)
    return order

"""How many clients a group seats: the smallest of what the program, the state and its payers allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sessions.domain.errors import CapacityRefused, EnrolmentRefused


class SetBy(StrEnum):
    """Whose limit it is."""

    PROGRAM = "program"
    STATE = "state"
    PAYER = "payer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most clients in a group, and whose limit that is."""

    seats: int
    set_by: SetBy


def effective_cap(*, program: int, state: int | None = None, payers: Iterable[int | None] = ()) -> Cap:
    """The smallest limit; None is no limit. Of equal ones the first of program, state and payer is named.

    Raises ``CapacityRefused`` for a limit below one.
    """
    limits = [(program, SetBy.PROGRAM), (state, SetBy.STATE), *((payer, SetBy.PAYER) for payer in payers)]
    caps = [Cap(seats=seats, set_by=set_by) for seats, set_by in limits if seats is not None]
    if any(cap.seats < 1 for cap in caps):
        raise CapacityRefused("no_seats")
    return min(caps, key=lambda cap: cap.seats)


def seats_left(*, cap: Cap, taken: int) -> int:
    """How many more clients the group seats; none where a limit fell below those already in it."""
    return max(0, cap.seats - taken)


def require_seat(*, cap: Cap, taken: int) -> None:
    """Raises ``EnrolmentRefused`` unless there is a seat left."""
    if not seats_left(cap=cap, taken=taken):
        raise EnrolmentRefused("group_full")

"""What was written of an evening against what its log allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.attendance_scripts.log import Window
from tests.attendance_scripts.papers import Record, Written
from tests.attendance_scripts.play import Played
from tests.attendance_scripts.reference import Bounds, words

# Clocks of one machine, and floors of seconds: 12.9996 s is 12 whole ones.
ROUNDING_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One client's record. ``objections`` is empty where it is right; ``open_s`` is how much the log leaves open."""

    name: str
    objections: tuple[str, ...]
    open_s: float
    open_billable_s: float


def compared(played: Played, written: Written) -> list[Compared]:
    """Every client of the script; one without a record is objected to."""
    found = []
    for person in played.script.clients:
        bounds = played.evening.bounds(person.name)
        record = written.records.get(person.name)
        against = ["no record was written"] if record is None else list(objections(bounds, record))
        found.append(
            Compared(
                name=person.name,
                objections=tuple(against),
                open_s=bounds.credited_s.hi - bounds.credited_s.lo,
                open_billable_s=bounds.billable_s.hi - bounds.billable_s.lo,
            )
        )
    return found


def objections(bounds: Bounds, record: Record) -> Iterator[str]:
    """A sentence for each thing that the record says and the log does not allow."""
    for what in ("credited_s", "billable_s", "countable_s", "lobby_s"):
        yield from _outside(what, getattr(record, what), getattr(bounds, what), whole=True)
    for zone, allowed in bounds.zones.items():
        yield from _outside(f"spans in the {zone}", record.zones[zone], allowed)
    for what in ("first_entered", "last_left"):
        moment, allowed = getattr(record, what), getattr(bounds, what)
        if moment is not None and allowed is not None:
            yield from _outside(what, moment, allowed)
        elif allowed is not None:
            yield f"{what} is not told, where the log has {allowed}"
    for what in ("late", "left_early"):
        if getattr(record, what) not in getattr(bounds, what):
            yield (
                f"{what} is {getattr(record, what)}: in at {record.first_entered}, out at {record.last_left},"
                f" where the log has {bounds.first_entered} and {bounds.last_left}"
            )
    right = words(
        bounds,
        credited_s=record.credited_s,
        countable_s=record.countable_s,
        late=record.late,
        left_early=record.left_early,
    )
    if record.status not in right:
        yield f"the word is {record.status}, where {' or '.join(sorted(right))} is right"


def _outside(what: str, value: float, allowed: Window, *, whole: bool = False) -> Iterator[str]:
    """Whole seconds are never rounded up."""
    lo, hi = (
        (int(allowed.lo - ROUNDING_S), int(allowed.hi + ROUNDING_S)) if whole else (allowed.lo, allowed.hi)
    )
    if not lo - ROUNDING_S <= value <= hi + ROUNDING_S:
        yield f"{what} is {value:.2f}, where the log allows {allowed.lo:.2f} to {allowed.hi:.2f}"

"""When a client is asked for an outcome measure: a schedule of so many days, from its start or the last answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# A few days' grace, since clients come three days a week and are reminded when they do.
OVERDUE_AFTER = timedelta(days=3)


class Asked(StrEnum):
    """Whether a measure is to be filled in on a day."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """``on`` is the date from which the measure is asked for."""

    on: date
    asked: Asked


def due(*, every: timedelta, from_date: date, answered_date: date | None, today: date) -> Due:
    """When the measure is due, seen from ``today``; all dates are the client's local ones."""
    on = from_date if answered_date is None else max(from_date, answered_date + every)
    if today < on:
        return Due(on=on, asked=Asked.LATER)
    return Due(on=on, asked=Asked.OVERDUE if today > on + OVERDUE_AFTER else Asked.DUE)

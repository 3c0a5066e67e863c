"""What is to happen again and again in a client's care, and when it is late: individual sessions and reviews.

A date that has passed prompts a person; it never ends anybody's care.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# So long before a date it is worth planning for.
SOON = timedelta(days=7)


class Pace(StrEnum):
    """Where something stands that is to happen by a date."""

    ON_TIME = "on_time"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """``by`` is the last local date that is in time; ``late`` how many days it has been passed, else nought."""

    by: date
    pace: Pace
    late: int


def rhythm(*, by: date, today: date, soon: timedelta = SOON) -> Rhythm:
    """How ``today`` stands to ``by``."""
    if today > by:
        return Rhythm(by=by, pace=Pace.OVERDUE, late=(today - by).days)
    return Rhythm(by=by, pace=Pace.SOON if today + soon >= by else Pace.ON_TIME, late=0)


def next_individual(*, every_weeks: int, began_date: date, last_date: date | None, today: date) -> Rhythm:
    """By when the next individual session is to be: ``every_weeks`` after the last one attended or the first day."""
    last = began_date if last_date is None else max(began_date, last_date)
    return rhythm(by=last + timedelta(weeks=every_weeks), today=today, soon=timedelta(days=2))

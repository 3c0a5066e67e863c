"""What follows when a client does not come: a nudge, a call, a message, and at the second miss in a week the clinician.

It stops the moment the client is in the lobby or the room. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from notifications.domain.localtime import wall_clock

NUDGE_AFTER = timedelta(minutes=10)
STAFF_AFTER = timedelta(minutes=20)
MESSAGE_AT = time(10)
# Misses on dates less than this apart escalate: with the first of them, seven days.
ESCALATES_WITHIN = timedelta(days=7)

_SATURDAY = 6


class Step(StrEnum):
    """A rung of the ladder, in order: to the client, to the staff (who call), to the client."""

    NUDGE = "nudge"
    STAFF_TASK = "staff_task"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step and its time (UTC)."""

    step: Step
    due_at: datetime


def no_show_ladder(
    *, starts_at: datetime, zone: ZoneInfo, came_at: datetime | None = None, holidays: Collection[date] = ()
) -> tuple[Due, ...]:
    """The steps for a session that starts then and a client who lives in ``zone``, the soonest first.

    ``came_at`` is when the client was first in the session's lobby or room: what was due before has happened, the rest
    is not in the ladder any more.
    """
    next_day = next_business_day(starts_at.astimezone(zone).date(), holidays=holidays)
    ladder = (
        Due(step=Step.NUDGE, due_at=starts_at.astimezone(UTC) + NUDGE_AFTER),
        Due(step=Step.STAFF_TASK, due_at=starts_at.astimezone(UTC) + STAFF_AFTER),
        Due(step=Step.MESSAGE, due_at=wall_clock(next_day, MESSAGE_AT, zone=zone)),
    )
    return tuple(due for due in ladder if came_at is None or due.due_at < came_at)


def next_business_day(after: date, *, holidays: Collection[date] = ()) -> date:
    """The first day after that one which is neither at a weekend nor one of the holidays."""
    day = after + timedelta(days=1)
    while day.isoweekday() >= _SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def escalates(missed_at: datetime, *, earlier: Iterable[datetime], zone: ZoneInfo) -> bool:
    """Whether missing the session that started at ``missed_at`` is the second miss in seven days, or a further one.

    ``earlier`` are the starts of other sessions missed. Days are the client's own, so that two weekly sessions are as
    far apart when the clocks change between them as they are at other times: seven days, which is not within seven.
    """
    day = missed_at.astimezone(zone).date()
    gaps = (day - other.astimezone(zone).date() for other in earlier if other <= missed_at)
    return any(gap < ESCALATES_WITHIN for gap in gaps)

"""When a digest goes out, by its reader's own clock, and which days it tells of. Pure.

A client's, on Sunday at 17:00, tells of the week from the Monday that follows. A clinician's, at 07:00, tells of that
day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.localtime import wall_clock

WEEK_AT = time(17)
DAY_AT = time(7)
# By noon a clinician has seen half the day; what is left of it is on their home page.
_DAY_STALE_AT = time(12)

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Goes from ``due_at`` to ``stale_at``, on what starts from ``covers_from`` to ``covers_until``: UTC, half-open."""

    due_at: datetime
    stale_at: datetime
    covers_from: datetime
    covers_until: datetime


def next_week_digest(*, now: datetime, zone: ZoneInfo) -> Digest:
    """The first week's digest that is not stale yet: it is of no use once its week has begun."""
    today = now.astimezone(zone).date()
    sunday = today + timedelta(days=7 - today.isoweekday())
    monday = sunday + _DAY
    begins_at = _midnight(monday, zone)
    return Digest(
        due_at=wall_clock(sunday, WEEK_AT, zone=zone),
        stale_at=begins_at,
        covers_from=begins_at,
        covers_until=_midnight(monday + _WEEK, zone),
    )


def next_day_digest(*, now: datetime, zone: ZoneInfo) -> Digest:
    """The first clinician's digest that is not stale yet."""
    today = now.astimezone(zone).date()
    digest = _day_digest(today, zone)
    return digest if now < digest.stale_at else _day_digest(today + _DAY, zone)


def _day_digest(day: date, zone: ZoneInfo) -> Digest:
    return Digest(
        due_at=wall_clock(day, DAY_AT, zone=zone),
        stale_at=wall_clock(day, _DAY_STALE_AT, zone=zone),
        covers_from=_midnight(day, zone),
        covers_until=_midnight(day + _DAY, zone),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return wall_clock(day, time(0), zone=zone)

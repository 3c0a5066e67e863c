"""When a weekly series meets: local wall-clock times, made into instants one date at a time.

A local time that the clocks skip is refused; one that they show twice is the first of the two.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sessions.domain.errors import ScheduleRefused


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone ``name``. Raises ``ScheduleRefused`` if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ScheduleRefused("unknown_time_zone") from None


def zone_or_utc(name: str) -> ZoneInfo:
    """The IANA zone ``name``; UTC where there is none, for what must be shown all the same."""
    try:
        return zone_named(name)
    except ScheduleRefused:
        return ZoneInfo("UTC")


def instant(*, on: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which clocks in ``zone`` first show ``at`` on this date. Raises ``ScheduleRefused``."""
    local = datetime.combine(on, at, tzinfo=zone)  # fold=0: of an ambiguous time the first
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ScheduleRefused("nonexistent_local_time")
    return moment


def weekly(
    *, weekdays: Collection[int], at: time, zone: ZoneInfo, from_date: date, until_date: date
) -> tuple[datetime, ...]:
    """The instants of a series on these ISO weekdays (1 = Monday), both dates included, in order."""
    days = (from_date + timedelta(days=offset) for offset in range((until_date - from_date).days + 1))
    return tuple(instant(on=day, at=at, zone=zone) for day in days if day.isoweekday() in weekdays)


def week_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The week that holds ``moment``, from Monday 00:00 in ``zone`` to the next (UTC, half-open)."""
    today = moment.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return day_bounds(monday, zone)[0], day_bounds(monday + timedelta(days=7), zone)[0]


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local day as instants (UTC, half-open). Where midnight is skipped the day begins when the clocks do."""
    start, end = (
        datetime.combine(date_, time(0), tzinfo=zone).astimezone(UTC)
        for date_ in (day, day + timedelta(days=1))
    )
    return start, end

"""When a series meets: local wall-clock times, made into instants one date at a time.

A local time that the clocks skip is refused; one that they show twice is the first of the two. A series is known by its
dates: an occurrence that was moved still stands for the date that the pattern gave it, so laying out again never makes
it twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sessions.domain.errors import ScheduleRefused

T = TypeVar("T")
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
# Every change of the clocks that a yearly rule makes falls into as long a time.
A_YEAR_OF_WEEKS = timedelta(weeks=53)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """On these ISO weekdays (1 = Monday) at a local time, in every ``every_weeks``-th week from that of ``from_date``.

    ``until_date`` is included; None goes on. Raises ``ScheduleRefused`` where it names no day.
    """

    weekdays: frozenset[int]
    at: time
    zone: ZoneInfo
    from_date: date
    until_date: date | None = None
    every_weeks: int = 1

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)) or self.every_weeks < 1:
            raise ScheduleRefused("no_weekdays")

    def dates(self, *, first: date, last: date, holidays: Collection[date] = ()) -> tuple[date, ...]:
        """The dates from ``first`` to ``last``, both included, that it meets on; not on holidays."""
        first = max(first, self.from_date)
        last = last if self.until_date is None else min(last, self.until_date)
        days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
        return tuple(day for day in days if self._meets_on(day) and day not in holidays)

    def start_on(self, day: date) -> datetime:
        """The instant (UTC) at which the occurrence of this date begins. Raises ``ScheduleRefused``."""
        return instant(on=day, at=self.at, zone=self.zone)

    def require_times_that_exist(self) -> None:
        """Raises ``ScheduleRefused`` where the clocks skip its time on one of the dates of its first year."""
        for day in self.dates(first=self.from_date, last=self.from_date + A_YEAR_OF_WEEKS * self.every_weeks):
            self.start_on(day)

    def _meets_on(self, day: date) -> bool:
        weeks = (monday_of(day) - monday_of(self.from_date)) // ONE_WEEK
        return day.isoweekday() in self.weekdays and weeks % self.every_weeks == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replan(Generic[T]):
    """What becomes of the occurrences ahead when their pattern changes: moved to a date, dropped, or new."""

    moved: tuple[tuple[T, date], ...]
    dropped: tuple[T, ...]
    added: tuple[date, ...]


def replan(*, planned: Sequence[tuple[T, date]], dates: Iterable[date]) -> Replan[T]:
    """Week by week the planned occurrences take the new dates in order, so that each keeps who is expected at it.

    What a week has too many is dropped, what it has too few is added. In the first week, which may be half over, the
    last dates are taken, and none is added.
    """
    by_week = _weekly(planned, key=lambda each: each[1])
    new_by_week = _weekly(dates, key=lambda day: day)
    moved: list[tuple[T, date]] = []
    dropped: list[T] = []
    added: list[date] = []
    first_week = min(by_week, default=None)
    for week in sorted({*by_week, *new_by_week}):
        old, new = by_week.get(week, []), new_by_week.get(week, [])
        if week == first_week:
            new = new[-len(old) :]
        moved += [(name, day) for (name, _), day in zip(old, new, strict=False)]
        dropped += [name for name, _ in old[len(new) :]]
        added += new[len(old) :]
    return Replan(moved=tuple(moved), dropped=tuple(dropped), added=tuple(added))


def _weekly(things: Iterable[T], *, key: Callable[[T], date]) -> dict[date, list[T]]:
    ordered = sorted(things, key=key)
    return {
        monday: list(members)
        for monday, members in itertools.groupby(ordered, key=lambda each: monday_of(key(each)))
    }


def monday_of(day: date) -> date:
    """The Monday on or before this date."""
    return day - timedelta(days=day.weekday())


def week_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The week that holds ``moment``, from Monday 00:00 in ``zone`` to the next (UTC, half-open)."""
    monday = monday_of(moment.astimezone(zone).date())
    return day_bounds(monday, zone)[0], day_bounds(monday + ONE_WEEK, zone)[0]


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local day as instants (UTC, half-open). Where midnight is skipped the day begins when the clocks do."""
    start, end = (
        datetime.combine(date_, time(0), tzinfo=zone).astimezone(UTC)
        for date_ in (day, day + timedelta(days=1))
    )
    return start, end

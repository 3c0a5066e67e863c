"""A client's month: their sessions day by day, with topics and what belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from sessions.domain.recurrence import day_bounds, monday_of
from sessions.models import Material, RosterEntry, Session, User

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One local date. ``within``: it is of the month, not of a week that the month shares."""

    date: date
    within: bool
    sessions: Sequence[Session]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Whole weeks from Monday, so that a grid has no holes."""

    first: date
    before: date
    after: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def days(self) -> tuple[Day, ...]:
        """The month's own days on which there is something."""
        return tuple(day for week in self.weeks for day in week if day.within and day.sessions)


def month_of(*, person: User, first: date, zone: ZoneInfo) -> Month:
    """The month that begins on ``first``, by the person's clock. Two queries."""
    after = (first + timedelta(days=32)).replace(day=1)
    start, end = monday_of(first), monday_of(after - ONE_DAY) + ONE_WEEK
    places = RosterEntry.objects.filter(person=person)
    sessions = (
        Session.objects.filter(
            pk__in=places.values("session"),
            starts_at__gte=day_bounds(start, zone)[0],
            starts_at__lt=day_bounds(end, zone)[0],
        )
        .select_related("kind", "group", "topic")
        .prefetch_related(Prefetch("topic__materials", Material.objects.defer("content")))
        .order_by("starts_at", "id")
    )
    found: defaultdict[date, list[Session]] = defaultdict(list)
    for session in sessions:
        found[session.starts_at.astimezone(zone).date()].append(session)
    days = [
        Day(date=day, within=first <= day < after, sessions=found[day])
        for day in (start + timedelta(days=number) for number in range((end - start).days))
    ]
    return Month(
        first=first,
        before=(first - ONE_DAY).replace(day=1),
        after=after,
        weeks=tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7)),
    )


def first_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date().replace(day=1)

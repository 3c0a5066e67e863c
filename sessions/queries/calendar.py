"""A week of sessions, for whoever plans them or leads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from django.db.models import Q, QuerySet

from sessions.domain.recurrence import ONE_WEEK
from sessions.models import Holiday, Role, RosterEntry, RosterPart, Session, SessionStatus, User
from sessions.services.rosters import LEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to show of the week; None shows all."""

    program: UUID | None = None
    group: UUID | None = None
    clinician: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session. ``over`` can't be changed any more; ``unled``: nobody is there to lead it."""

    session: Session
    leaders: tuple[str, ...]
    clients: int
    over: bool

    @property
    def cancelled(self) -> bool:
        return self.session.status == SessionStatus.CANCELLED

    @property
    def unled(self) -> bool:
        return not self.leaders and not self.cancelled and not self.over


# Nobody reads more of a day than this; in a large clinic the rest is a program's, a group's or a clinician's.
MOST_A_DAY = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A local day with its first ``MOST_A_DAY`` sessions in order, how many ``more`` there are, and its holidays."""

    date: date
    holidays: tuple[str, ...]
    entries: tuple[Entry, ...]
    more: int


def week_calendar(
    *, person: User, monday: date, wanted: Filter, now: datetime, zone: tzinfo
) -> tuple[Day, ...]:
    """The seven days from ``monday`` by the clocks of ``zone``: the office sees everyone's, others what they lead.

    Four queries, however full the week.
    """
    start, end = (
        datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC) for day in (monday, monday + ONE_WEEK)
    )
    in_week = _wanted(person, wanted).filter(starts_at__gte=start, starts_at__lt=end)
    days: dict[date, list[UUID]] = {monday + timedelta(days=offset): [] for offset in range(7)}
    for pk, starts_at in in_week.order_by("starts_at", "title", "id").values_list("pk", "starts_at"):
        days[starts_at.astimezone(zone).date()].append(pk)
    shown_ids = [pk for several in days.values() for pk in several[:MOST_A_DAY]]
    found = list(
        Session.objects.filter(pk__in=shown_ids)
        .select_related("program", "group", "kind", "topic")
        .order_by("starts_at", "title", "id")
    )
    rosters: dict[UUID, list[RosterEntry]] = {}
    entries = RosterEntry.objects.filter(session__in=found).select_related("person")
    for entry in entries.order_by("person__display_name", "person_id"):
        rosters.setdefault(entry.session_id, []).append(entry)
    days_off = Holiday.objects.filter(date__gte=monday, date__lt=monday + ONE_WEEK)
    if wanted.program:
        days_off = days_off.filter(Q(program=None) | Q(program=wanted.program))
    holidays = list(days_off)
    shown = [_entry(session, rosters.get(session.pk, []), now) for session in found]
    return tuple(
        Day(
            date=day,
            holidays=tuple(dict.fromkeys(each.name for each in holidays if each.date == day)),
            entries=tuple(each for each in shown if each.session.starts_at.astimezone(zone).date() == day),
            more=max(0, len(several) - MOST_A_DAY),
        )
        for day, several in days.items()
    )


def _wanted(person: User, wanted: Filter) -> QuerySet[Session]:
    sessions = Session.objects.all()
    if person.role not in (Role.COORDINATOR, Role.SUPERVISOR):
        sessions = sessions.filter(roster__person=person, roster__part__in=LEADING)
    if wanted.program:
        sessions = sessions.filter(program=wanted.program)
    if wanted.group:
        sessions = sessions.filter(group=wanted.group)
    if wanted.clinician:
        leading = RosterEntry.objects.filter(person=wanted.clinician, part__in=LEADING)
        sessions = sessions.filter(pk__in=leading.values("session"))
    return sessions


def _entry(session: Session, roster: Sequence[RosterEntry], now: datetime) -> Entry:
    return Entry(
        session=session,
        leaders=tuple(entry.person.display_name for entry in roster if entry.part in LEADING),
        clients=sum(entry.part == RosterPart.CLIENT for entry in roster),
        over=session.status == SessionStatus.ENDED or session.ends_at <= now,
    )

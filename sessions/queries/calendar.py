"""A week of sessions, for whoever plans them or leads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from sessions.domain.recurrence import ONE_WEEK
from sessions.models import Holiday, Role, RosterEntry, Session, SessionStatus, User
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
    over: bool

    @property
    def cancelled(self) -> bool:
        return self.session.status == SessionStatus.CANCELLED

    @property
    def unled(self) -> bool:
        return not self.leaders and not self.cancelled and not self.over

    @property
    def tone(self) -> str:
        """Of the four ways that a session can be shown; empty for the usual one."""
        return "gone" if self.cancelled else "over" if self.over else "unled" if self.unled else ""

    @property
    def beneath(self) -> str:
        """Whose it is: the group, and who leads it."""
        group = self.session.group
        return " · ".join(filter(None, (group.name if group else "", ", ".join(self.leaders))))


# Nobody reads more of a day than this; in a large clinic the rest is a program's, a group's or a clinician's.
MOST_A_DAY = 20
# What a calendar's entry says of its session.
SHOWN = ("title", "starts_at", "ends_at", "status", "cancel_reason", "group_id", "topic_id")


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
    # The days' first sessions and how many there are, counted where they lie: a large clinic has thousands a week.
    in_order = [F("starts_at"), F("title"), F("id")]
    by_day = (
        in_week.annotate(day=TruncDate("starts_at", tzinfo=zone))
        .annotate(
            turn=Window(RowNumber(), partition_by=F("day"), order_by=in_order),
            of_day=Window(Count("pk"), partition_by=F("day")),
        )
        .filter(turn__lte=MOST_A_DAY)
        .order_by("starts_at", "title", "id")
    )
    days: dict[date, list[UUID]] = {monday + timedelta(days=offset): [] for offset in range(7)}
    counts = dict.fromkeys(days, 0)
    for pk, day, of_day in by_day.values_list("pk", "day", "of_day"):
        days[day].append(pk)
        counts[day] = of_day
    shown_ids = [pk for several in days.values() for pk in several]
    found = (
        Session.objects.filter(pk__in=shown_ids)
        .select_related("group", "topic")
        .only(*SHOWN, "group__name", "topic__name")
        .in_bulk()
    )
    leaders: dict[UUID, list[str]] = {}
    leading = RosterEntry.objects.filter(session__in=shown_ids, part__in=LEADING)
    for session_id, name in leading.order_by("person__display_name", "person_id").values_list(
        "session_id", "person__display_name"
    ):
        leaders.setdefault(session_id, []).append(name)
    days_off = Holiday.objects.filter(date__gte=monday, date__lt=monday + ONE_WEEK)
    if wanted.program:
        days_off = days_off.filter(Q(program=None) | Q(program=wanted.program))
    holidays = list(days_off)
    return tuple(
        Day(
            date=day,
            holidays=tuple(dict.fromkeys(each.name for each in holidays if each.date == day)),
            entries=tuple(_entry(found[pk], leaders.get(pk, ()), now) for pk in several),
            more=counts[day] - len(several),
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


def _entry(session: Session, leaders: Sequence[str], now: datetime) -> Entry:
    return Entry(
        session=session,
        leaders=tuple(leaders),
        over=session.status == SessionStatus.ENDED or session.ends_at <= now,
    )

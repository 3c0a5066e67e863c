"""A week of sessions, for whoever plans them or leads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from sessions.domain.recurrence import ONE_WEEK
from sessions.models import Holiday, Role, RosterEntry, Session, SessionStatus, User
from sessions.queries.written import Among, Row, Written
from sessions.services.rosters import LEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to show of the week; None shows all."""

    program: UUID | None = None
    group: UUID | None = None
    clinician: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session. ``group`` and ``topic`` are names, empty where there are none, as is ``cancel_reason``.

    ``over`` can't be changed any more; ``unled``: nobody is there to lead it.
    """

    session_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    status: str
    cancel_reason: str
    group: str
    topic: str
    leaders: tuple[str, ...]
    over: bool

    @property
    def cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

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
        return " · ".join(filter(None, (self.group, ", ".join(self.leaders))))


ONE_DAY = timedelta(days=1)
# Nobody reads more of a day than this; in a large clinic the rest is a program's, a group's or a clinician's.
MOST_A_DAY = 20
# Values: rows of three tables for each of a hundred sessions, of which their names are shown, took twice as long.
_SHOWN = Written(
    lambda: Session.objects.filter(Among("id", "sessions")).values_list(
        *("id", "title", "starts_at", "ends_at", "status", "cancel_reason", "group__name", "topic__name")
    )
)
_LEADERS = Written(
    lambda: (
        RosterEntry.objects.filter(Among("session_id", "sessions"), part__in=LEADING)
        .order_by("person__display_name", "person_id")
        .values_list("session_id", "person__display_name")
    )
)


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
    days: dict[date, list[UUID]] = {monday + timedelta(days=offset): [] for offset in range(7)}
    counts = dict.fromkeys(days, 0)
    for day, pk, of_day in _first_of_days(person, wanted, list(days), zone):
        days[day].append(pk)
        counts[day] = of_day
    shown_ids = [pk for several in days.values() for pk in several]
    found = {row[0]: row for row in _SHOWN.ask(sessions=shown_ids)} if shown_ids else {}
    leaders: dict[UUID, list[str]] = {}
    for session_id, name in _LEADERS.ask(sessions=shown_ids) if shown_ids else ():
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


# A large clinic has thousands of sessions a week: each day's first are found where they lie in order, and the others
# are counted there, once a day and not beside each of the first. What is not asked for is null, and is no condition to
# PostgreSQL.
_FIRST_OF_DAYS = """
    SELECT day.date, first.id, counted.of_day
    FROM unnest(%(days)s::date[], %(begin)s::timestamptz[], %(end)s::timestamptz[])
        AS day (date, begins_at, ends_at)
    CROSS JOIN LATERAL (
        SELECT count(*) AS of_day FROM vip_sessions_session AS session
        WHERE session.starts_at >= day.begins_at AND session.starts_at < day.ends_at AND {wanted}
    ) AS counted
    CROSS JOIN LATERAL (
        SELECT session.id, session.starts_at, session.title FROM vip_sessions_session AS session
        WHERE session.starts_at >= day.begins_at AND session.starts_at < day.ends_at AND {wanted}
        ORDER BY session.starts_at, session.title, session.id LIMIT %(most)s
    ) AS first
    ORDER BY first.starts_at, first.title, first.id
""".format(
    wanted="""
        (%(program)s::uuid IS NULL OR session.program_id = %(program)s::uuid)
        AND (%(group)s::uuid IS NULL OR session.group_id = %(group)s::uuid)
        AND (%(clinician)s::uuid IS NULL OR session.id IN (
            SELECT session_id FROM vip_sessions_rosterentry
            WHERE person_id = %(clinician)s::uuid AND part = ANY(%(leading)s)))
        AND (%(person)s::uuid IS NULL OR session.id IN (
            SELECT session_id FROM vip_sessions_rosterentry
            WHERE person_id = %(person)s::uuid AND part = ANY(%(leading)s)))
    """
)


def _first_of_days(
    person: User, wanted: Filter, days: Sequence[date], zone: tzinfo
) -> list[tuple[date, UUID, int]]:
    """Of each day the first ``MOST_A_DAY`` sessions in order, with how many there are."""
    midnights = [
        datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC) for day in (*days, days[-1] + ONE_DAY)
    ]
    office = person.role in (Role.COORDINATOR, Role.SUPERVISOR)
    asked: dict[str, Any] = {
        "days": list(days),
        "begin": midnights[:-1],
        "end": midnights[1:],
        "most": MOST_A_DAY,
        "program": wanted.program,
        "group": wanted.group,
        "clinician": wanted.clinician,
        "person": None if office else person.pk,
        "leading": [str(part) for part in LEADING],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_OF_DAYS, asked)
        return list(cursor.fetchall())


def _entry(row: Row, leaders: Sequence[str], now: datetime) -> Entry:
    session_id, title, starts_at, ends_at, status, cancel_reason, group, topic = row
    return Entry(
        session_id=session_id,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        status=status,
        cancel_reason=cancel_reason,
        group=group or "",
        topic=topic or "",
        leaders=tuple(leaders),
        over=status == SessionStatus.ENDED or ends_at <= now,
    )

"""What is planned: a client's next session, week and hours; a clinician's day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sessions.domain.recurrence import week_of, zone_or_utc
from sessions.models import (
    PresenceSpan,
    Role,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    User,
    Zone,
)
from sessions.queries.admission import CLOSES_AFTER_END, OPENS_BEFORE_START
from sessions.queries.facts import LEADING, SILENT_AFTER
from sessions.queries.pages import Paged, page_after
from sessions.queries.weekly_hours import Dose, dose
from sessions.queries.written import Among, Given, Written, WrittenRows


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """One of a client's sessions. ``joinable``: its room may be entered now."""

    session: Session
    opens_at: datetime
    joinable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAgenda:
    """``week`` runs from program-local Monday to Monday and keeps cancelled sessions. No enrolment, no dose."""

    next: AgendaEntry | None
    week: tuple[AgendaEntry, ...]
    dose: Dose | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """One session of a day. Counts are of clients; whoever is in the room on one device is not in the lobby."""

    session: Session
    expected: int
    in_room: int
    in_lobby: int
    facilitators: tuple[str, ...]
    joinable: bool
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDay:
    """Of a day's ``total`` sessions those of one page, in order. ``number`` is from 1; there are ``pages`` of them."""

    entries: tuple[StaffEntry, ...]
    number: int
    pages: int
    total: int


# A large clinic has hundreds of sessions on a day; whoever leads some has them all on one page.
A_PAGE = 20


_SHOWN = WrittenRows(
    Session,
    lambda: Session.objects.filter(Among("id", "sessions")).select_related("program", "group", "kind"),
)
_ROSTERS = WrittenRows(
    RosterEntry,
    lambda: (
        RosterEntry.objects.filter(Among("session_id", "sessions"))
        .select_related("person")
        .only("session_id", "person_id", "part", "person__display_name")
        .order_by("person__display_name", "person_id")
    ),
)
_HERE = Written(
    lambda: PresenceSpan.objects.filter(
        Among("session_id", "sessions"), ended_at=None, last_seen_at__gte=Given("since")
    ).values_list("session_id", "person_id", "zone")
)


def client_agenda(*, client: User, now: datetime) -> ClientAgenda:
    """What the client's home shows first, in a number of queries that doesn't depend on how much is planned."""
    hours = dose(client_id=client.pk, now=now)
    program = hours.enrolment.group.track.program if hours else None
    start, end = week_of(now, zone_or_utc(program.time_zone if program else client.time_zone))
    mine = _sessions_of(client)
    # From the first that is not over by the week's beginning: one that began before it may be on.
    around = list(mine.filter(ends_at__gt=start, starts_at__lt=end))
    ahead = [each for each in around if each.status == SessionStatus.SCHEDULED and each.ends_at > now]
    later = mine.filter(status=SessionStatus.SCHEDULED, starts_at__gte=end)
    upcoming = ahead[0] if ahead else later.first()
    week = [each for each in around if each.starts_at >= start]
    return ClientAgenda(
        next=_entry(upcoming, now) if upcoming else None,
        week=tuple(_entry(session, now) for session in week),
        dose=hours,
    )


def staff_agenda(
    *, person: User, day_start: datetime, day_end: datetime, now: datetime, number: int | None = None
) -> StaffDay:
    """The sessions that start in this time: a facilitator's own, everyone's for the office. Four queries.

    Without ``number`` the day that is on begins with the page on which the first isn't over.
    """
    overseeing = person.role in (Role.COORDINATOR, Role.SUPERVISOR)
    if number is None and day_start <= now < day_end:
        found = Session.objects if overseeing else _sessions_of(person)
        of_day = found.filter(starts_at__gte=day_start, starts_at__lt=day_end)
        page = page_after(of_day, by=IN_ORDER, passed=Q(ends_at__lte=now), size=A_PAGE)
    else:
        page = _OF_DAY[overseeing].page(
            number=number or 1, size=A_PAGE, person=person.pk, start=day_start, end=day_end
        )
    shown = {each.pk: each for each in _SHOWN.rows(sessions=list(page.ids))} if page.ids else {}
    sessions = [shown[pk] for pk in page.ids if pk in shown]
    roster: defaultdict[UUID, list[RosterEntry]] = defaultdict(list)
    for entry in _ROSTERS.rows(sessions=list(page.ids)) if page.ids else ():
        roster[entry.session_id].append(entry)
    zones = _zones_of_those_here(sessions, now)
    return StaffDay(
        entries=tuple(_staff_entry(each, roster[each.pk], zones, person, now) for each in sessions),
        number=page.number,
        pages=page.pages,
        total=page.total,
    )


def demo_live_session(now: datetime | None = None) -> Session | None:
    """The fullest group session that is on, with the longest time still to go: where the demo takes a newcomer."""
    now = now or timezone.now()
    live = Session.objects.filter(
        status=SessionStatus.SCHEDULED, starts_at__lte=now, ends_at__gt=now, group__isnull=False
    )
    fullest = live.annotate(expected=Count("roster")).order_by("-expected", "-ends_at", "id")
    return fullest.select_related("program", "group").first()


def is_open(session: Session, now: datetime) -> bool:
    """Whether those on the roster may enter its room now; ``admission.place_in_session`` decides for one person."""
    opens_at, closes_at = session.starts_at - OPENS_BEFORE_START, session.ends_at + CLOSES_AFTER_END
    return session.status == SessionStatus.SCHEDULED and opens_at <= now < closes_at


def _sessions_of(person: User | Given) -> QuerySet[Session]:
    return (
        Session.objects.filter(roster__person=person)
        .select_related("program", "group", "kind", "topic")
        .order_by("starts_at", "id")
    )


def _of_day(overseeing: bool) -> Paged:
    def make() -> QuerySet[Session]:
        found = Session.objects.all() if overseeing else _sessions_of(Given("person"))
        return found.filter(starts_at__gte=Given("start"), starts_at__lt=Given("end")).order_by(*IN_ORDER)

    return Paged(make)


IN_ORDER = ("starts_at", "title", "id")
# By whether they are everybody's or those of a person.
_OF_DAY = {overseeing: _of_day(overseeing) for overseeing in (False, True)}


def _entry(session: Session, now: datetime) -> AgendaEntry:
    opens_at = session.starts_at - OPENS_BEFORE_START
    return AgendaEntry(session=session, opens_at=opens_at, joinable=is_open(session, now))


def _zones_of_those_here(sessions: Sequence[Session], now: datetime) -> dict[UUID, dict[UUID, set[str]]]:
    """For each session the people connected now, with the zones that they are in."""
    found: dict[UUID, dict[UUID, set[str]]] = {}
    ids = [each.pk for each in sessions]
    for session_id, person_id, zone in _HERE.ask(sessions=ids, since=now - SILENT_AFTER) if ids else ():
        found.setdefault(session_id, {}).setdefault(person_id, set()).add(zone)
    return found


def _staff_entry(
    session: Session,
    roster: Sequence[RosterEntry],
    zones: dict[UUID, dict[UUID, set[str]]],
    person: User,
    now: datetime,
) -> StaffEntry:
    clients = {entry.person_id for entry in roster if entry.part == RosterPart.CLIENT}
    here = [where for who, where in zones.get(session.pk, {}).items() if who in clients]
    in_lobby = sum(where == {Zone.LOBBY} for where in here)
    open_now = is_open(session, now)
    return StaffEntry(
        session=session,
        expected=len(clients),
        in_room=len(here) - in_lobby,
        in_lobby=in_lobby,
        facilitators=tuple(entry.person.display_name for entry in roster if entry.part in LEADING),
        joinable=open_now and any(entry.person_id == person.pk for entry in roster),
        open=open_now,
    )

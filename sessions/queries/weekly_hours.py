"""Clients' hours: today's and this week's, against what is required and what the payer authorized.

The arithmetic is ``sessions.domain.compliance``; here the facts are read, for one client or a page of them, in a
number of queries that depends on neither. What is final comes from attendance records, what isn't from the presence
spans as they are now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from sessions.domain.authorizations import weekly_share
from sessions.domain.compliance import Enrolled, Occurrence, Verdict, Week, counted, week_of_care
from sessions.domain.intervals import Interval
from sessions.domain.recurrence import week_of
from sessions.domain.tapering import WEEK, Standing
from sessions.models import (
    Authorization,
    Enrolment,
    KindFamily,
    Program,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
)
from sessions.queries.attended import final_record
from sessions.queries.capacity import caps_of
from sessions.queries.so_far import Begun, credited_so_far
from sessions.queries.terms import Terms, authorized_of, current_enrolments, terms_of
from sessions.queries.written import Among, Given, Written, WrittenRows

NONE = timedelta(0)
# What one authorized day of care stands for where no attendance tells.
A_DAY_OF_CARE = timedelta(hours=3)
# What is said of a session that could make up what is lacking, and what its seats and hours follow from.
OFFERED = (
    *("program_id", "title", "starts_at", "ends_at", "group__name", "group__seats_max"),
    *("group__track__starts_local", "group__track__ends_local", "group__track__break_minutes"),
    *("group__track__program__state", "group__track__program__seats_max"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """``planned`` is the countable time of the day's sessions, those that are over included."""

    credited: timedelta
    planned: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A client's hours under the enrolment that lasts now, or begins next. ``make_up``: soonest first."""

    terms: Terms
    today: Today
    week: Week[UUID]
    make_up: tuple[Session, ...]

    @property
    def enrolment(self) -> Enrolment:
        return self.terms.enrolment

    @property
    def credited(self) -> timedelta:
        return self.week.required.credited

    @property
    def required(self) -> timedelta:
        return self.week.required.hours

    @property
    def authorized(self) -> timedelta | None:
        return self.week.authorized.hours if self.week.authorized else None

    @property
    def short_by(self) -> timedelta:
        """By how much the week will be short even if everything planned is attended; nought raises no alarm."""
        return self.week.required.short_by if self.verdict in (Verdict.AT_RISK, Verdict.MISSED) else NONE

    @property
    def over_authorized_by(self) -> timedelta:
        return self.week.authorized.over_by if self.week.authorized else NONE

    @property
    def verdict(self) -> Verdict:
        return self.week.verdict

    @property
    def standing(self) -> Standing:
        return self.week.standing


def dose(*, client_id: UUID, now: datetime) -> Dose | None:
    """The client's hours now, with the sessions that could make up what is lacking. None without an enrolment."""
    return doses(client_ids=[client_id], now=now, with_make_up=True).get(client_id)


def doses(*, client_ids: Sequence[UUID], now: datetime, with_make_up: bool = False) -> dict[UUID, Dose]:
    """The same for many clients at once; whoever is not enrolled is left out."""
    enrolments = current_enrolments(client_ids=client_ids, now=now)
    return doses_under(terms_of(enrolments.values()), now=now, with_make_up=with_make_up)


def doses_under(terms: Sequence[Terms], *, now: datetime, with_make_up: bool = False) -> dict[UUID, Dose]:
    """Each client's hours under what is agreed on with them, one enrolment each."""
    if not terms:
        return {}
    weeks = [week_of(now, each.zone) for each in terms]
    start, end = min(week[0] for week in weeks), max(week[1] for week in weeks)
    mine = _sessions(terms, start, end, now)
    found = {each.enrolment.client_id: _dose(each, mine[each.enrolment.client_id], now=now) for each in terms}
    short = {client_id: each for client_id, each in found.items() if each.verdict is Verdict.AT_RISK}
    if with_make_up and short:
        offers = _offers({each.terms.program.pk for each in short.values()}, now, end)
        for client_id, each in short.items():
            at_hand = offers.get(each.terms.program.pk, ())
            found[client_id] = _dose(each.terms, mine[client_id], offers=at_hand, now=now)
    return found


@dataclass(frozen=True, slots=True)
class _Expected:
    """That a client is expected at a session that counts; with what its track plans, and the record if it is final."""

    client_id: UUID
    session_id: UUID
    program_id: UUID
    starts_at: datetime
    ends_at: datetime
    final_at: datetime | None
    day_from: time | None
    day_to: time | None
    pause: int | None
    credited_s: int | None
    countable_s: int | None

    @property
    def window(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)


# Values, for each client's part in each session: rows of five tables for each of them took most of a page.
_EXPECTED = Written(
    lambda: (
        RosterEntry.objects.filter(
            Among("person_id", "clients"),
            part=RosterPart.CLIENT,
            session__starts_at__gte=Given("start"),
            session__starts_at__lt=Given("end"),
            session__kind__counts_toward_hours=True,
        )
        .exclude(session__status=SessionStatus.CANCELLED)
        .annotate(final=final_record())
        .values_list(
            *("person_id", "session_id", "session__program_id"),
            *("session__starts_at", "session__ends_at", "session__attendance_final_at"),
            *("session__group__track__starts_local", "session__group__track__ends_local"),
            *("session__group__track__break_minutes", "final__credited_s", "final__countable_s"),
        )
    )
)


def _sessions(
    terms: Sequence[Terms], start: datetime, end: datetime, now: datetime
) -> defaultdict[UUID, list[Occurrence[UUID]]]:
    """Each client's sessions that count, from ``start`` to ``end``, with what is credited of them so far."""
    clients = [each.enrolment.client_id for each in terms]
    expected = [_Expected(*row) for row in _EXPECTED.ask(clients=clients, start=start, end=end)]
    on = [each for each in expected if each.starts_at <= now and each.final_at is None]
    so_far = _so_far(on, terms, now)
    found: defaultdict[UUID, list[Occurrence[UUID]]] = defaultdict(list)
    for each in expected:
        countable = _countable(each.window, each.day_from, each.day_to, each.pause)
        credited = so_far.get((each.session_id, each.client_id), NONE)
        if each.final_at is not None and each.credited_s is not None and each.countable_s is not None:
            countable, credited = timedelta(seconds=each.countable_s), timedelta(seconds=each.credited_s)
        found[each.client_id].append(
            Occurrence(key=each.session_id, window=each.window, countable=countable, credited=credited)
        )
    return found


def _so_far(
    on: Sequence[_Expected], terms: Sequence[Terms], now: datetime
) -> dict[tuple[UUID, UUID], timedelta]:
    """What is credited so far, by session and client, of what is on. One more query for others' programs only."""
    programs = {each.program.pk: each.program for each in terms}
    missing = {each.program_id for each in on} - programs.keys()
    if missing:
        programs |= Program.objects.in_bulk(missing)
    begun = {
        each.session_id: Begun(window=each.window, rules=programs[each.program_id].attendance_rules)
        for each in on
    }
    expected = [(each.session_id, each.client_id) for each in on]
    return credited_so_far(sessions=begun, expected=expected, now=now)


def _countable(window: Interval, day_from: time | None, day_to: time | None, pause: int | None) -> timedelta:
    """What of a session is planned to count: its length, without its track's break where it fills the track's day."""
    if day_from is None or day_to is None or pause is None:  # of no group, and so of no track
        return window.length
    day = timedelta(hours=day_to.hour - day_from.hour, minutes=day_to.minute - day_from.minute)
    return window.length - timedelta(minutes=pause) if window.length >= day else window.length


def _offered() -> QuerySet[Session]:
    expected = RosterEntry.objects.filter(session=OuterRef("pk"), part=RosterPart.CLIENT).order_by()
    return (
        Session.objects.filter(
            Among("program_id", "programs"),
            status=SessionStatus.SCHEDULED,
            starts_at__gt=Given("now"),
            starts_at__lt=Given("end"),
            group__isnull=False,
            kind__family=KindFamily.GROUP,
            kind__counts_toward_hours=True,
        )
        .annotate(expected=Subquery(expected.values("session").annotate(of=Count("pk")).values("of")))
        .select_related("group__track__program")
        .only(*OFFERED)
        .order_by("starts_at", "id")
    )


_OFFERED = WrittenRows(Session, _offered)


def _offers(program_ids: Iterable[UUID], now: datetime, end: datetime) -> dict[UUID, tuple[Session, ...]]:
    """Group sessions of these programs that are still to begin and have a seat left, by program."""
    sessions = _OFFERED.rows(programs=list(program_ids), now=now, end=end)
    groups = {session.group_id: session.group for session in sessions if session.group}
    caps = caps_of(groups=list(groups.values()), on=now.date()) if groups else {}
    free: defaultdict[UUID, list[Session]] = defaultdict(list)
    for session in sessions:
        if (
            session.group_id is not None
            and (getattr(session, "expected", None) or 0) < caps[session.group_id].seats
        ):
            free[session.program_id].append(session)
    return {program_id: tuple(found) for program_id, found in free.items()}


def _offer(session: Session) -> Occurrence[UUID]:
    """As something that a client could join; of a group, as all offers are."""
    assert session.group is not None
    track, window = session.group.track, Interval(session.starts_at, session.ends_at)
    countable = _countable(window, track.starts_local, track.ends_local, track.break_minutes)
    return Occurrence(key=session.pk, window=window, countable=countable)


def _authorized_week(authorizations: Sequence[Authorization], monday: date) -> timedelta | None:
    """What the payers have authorized for the week; None where nobody was asked."""
    if not authorizations:
        return None
    shares = (
        weekly_share(authorized=authorized_of(each), monday=monday, per_day=A_DAY_OF_CARE)
        for each in authorizations
    )
    return sum(shares, NONE)


def _dose(
    terms: Terms, mine: Sequence[Occurrence[UUID]], *, offers: Sequence[Session] = (), now: datetime
) -> Dose:
    enrolment, zone, today = terms.enrolment, terms.zone, terms.today(now)
    monday = today - timedelta(days=today.weekday())
    taken = {each.key for each in mine}
    open_to = {
        session.pk: session
        for session in offers
        if session.pk not in taken and session.starts_at.astimezone(zone).date() < monday + WEEK
    }
    week = week_of_care(
        monday=monday,
        zone=zone,
        enrolled=Enrolled(from_date=enrolment.began_date, until_date=enrolment.ended_date),
        taper=terms.taper,
        authorized=_authorized_week(terms.authorizations, monday),
        sessions=mine,
        offers=[_offer(session) for session in open_to.values()],
        now=now,
    )
    days = [each for each in mine if each.window.start.astimezone(zone).date() == today]
    return Dose(
        terms=terms,
        today=Today(
            credited=counted(days, of=lambda each: min(each.credited, each.window.length)),
            planned=counted(days, of=lambda each: max(each.countable, each.credited)),
        ),
        week=week,
        make_up=tuple(open_to[offer.key] for offer in week.make_up),
    )

"""Clients' hours: today's and this week's, against what is required and what the payer authorized.

The arithmetic is ``sessions.domain.compliance``; here the facts are read, for one client or a page of them, in a
number of queries that depends on neither. What is final comes from attendance records, what isn't from the presence
spans as they are now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from sessions.domain.authorizations import Authorized, Unit, weekly_share
from sessions.domain.compliance import Enrolled, Occurrence, Verdict, Week, counted, week_of_care
from sessions.domain.intervals import Interval
from sessions.domain.recurrence import week_of, zone_named
from sessions.domain.tapering import WEEK, Standing, Step, Taper
from sessions.models import (
    AttendanceRecord,
    Authorization,
    Enrolment,
    KindFamily,
    RosterEntry,
    RosterPart,
    Session,
    SessionStatus,
    TaperStep,
)
from sessions.queries.capacity import caps_of
from sessions.queries.facts import read_facts

NONE = timedelta(0)
# What one authorized day of care stands for where no attendance tells.
A_DAY_OF_CARE = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """``planned`` is the countable time of the day's sessions, those that are over included."""

    credited: timedelta
    planned: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A client's hours under the enrolment that lasts now, or begins next. ``make_up``: soonest first."""

    enrolment: Enrolment
    today: Today
    week: Week[UUID]
    make_up: tuple[Session, ...]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mine:
    """One session of one client, as compliance counts it."""

    session: Session
    occurrence: Occurrence[UUID]


def dose(*, client_id: UUID, now: datetime) -> Dose | None:
    """The client's hours now, with the sessions that could make up what is lacking. None without an enrolment."""
    return doses(client_ids=[client_id], now=now, with_make_up=True).get(client_id)


def doses(*, client_ids: Sequence[UUID], now: datetime, with_make_up: bool = False) -> dict[UUID, Dose]:
    """The same for many clients at once; whoever is not enrolled is left out."""
    enrolments = _current(client_ids, now)
    if not enrolments:
        return {}
    zones = dict(_zones(enrolments.values()))
    weeks = [week_of(now, zone) for zone in zones.values()]
    start, end = min(week[0] for week in weeks), max(week[1] for week in weeks)
    mine = _sessions(list(enrolments), start, end, now)
    steps = _taper_steps(enrolments.values())
    authorizations = _authorizations(enrolments.values())
    offers = _offers(list(zones), now, end) if with_make_up else {}
    return {
        client_id: _dose(
            enrolment,
            zone=zones[enrolment.group.track.program_id],
            mine=mine[client_id],
            steps=steps[enrolment.pk],
            authorizations=authorizations[enrolment.pk],
            offers=offers.get(enrolment.group.track.program_id, ()),
            now=now,
        )
        for client_id, enrolment in enrolments.items()
    }


def current_enrolments(*, client_ids: Sequence[UUID], now: datetime) -> dict[UUID, Enrolment]:
    """The enrolment of each client that lasts, or the next one; with its group, track and program. One query."""
    return _current(client_ids, now)


def _current(client_ids: Sequence[UUID], now: datetime) -> dict[UUID, Enrolment]:
    # A day around the instant: which local date it is depends on each program's zone, which is looked at below.
    lasting = Q(ended_date=None) | Q(ended_date__gt=(now - timedelta(days=1)).date())
    rows = Enrolment.objects.filter(lasting, client__in=client_ids).select_related("group__track__program")
    found: dict[UUID, Enrolment] = {}
    for enrolment in rows.order_by("-began_date"):
        today = now.astimezone(zone_named(enrolment.group.track.program.time_zone)).date()
        if enrolment.ended_date is None or enrolment.ended_date > today:
            found[enrolment.client_id] = enrolment  # the earliest of those that still count wins
    return found


def _zones(enrolments: Iterable[Enrolment]) -> Iterable[tuple[UUID, ZoneInfo]]:
    for enrolment in enrolments:
        program = enrolment.group.track.program
        yield program.pk, zone_named(program.time_zone)


def _sessions(
    client_ids: Sequence[UUID], start: datetime, end: datetime, now: datetime
) -> defaultdict[UUID, list[_Mine]]:
    """Each client's sessions that count, from ``start`` to ``end``, with what is credited of them so far."""
    # Ids first: a group's clients share its sessions, and rows of seven tables for each of them took most of a page.
    entries = list(
        RosterEntry.objects.filter(
            person__in=client_ids,
            part=RosterPart.CLIENT,
            session__starts_at__gte=start,
            session__starts_at__lt=end,
            session__kind__counts_toward_hours=True,
        )
        .exclude(session__status=SessionStatus.CANCELLED)
        .values_list("session_id", "person_id")
    )
    expected_at = Session.objects.filter(pk__in={session_id for session_id, _ in entries})
    sessions = {session.pk: session for session in expected_at.select_related("program", "group__track")}
    begun = [session for session in sessions.values() if session.starts_at <= now]
    final = AttendanceRecord.objects.filter(
        session__in=[session for session in begun if session.attendance_final_at], person__in=client_ids
    )
    credited: dict[tuple[UUID, UUID], tuple[timedelta, timedelta]] = {
        (session_id, person_id): (timedelta(seconds=credited_s), timedelta(seconds=countable_s))
        for session_id, person_id, credited_s, countable_s in final.values_list(
            "session_id", "person_id", "credited_s", "countable_s"
        )
    }
    provisional = read_facts([session for session in begun if not session.attendance_final_at], now=now)
    found: defaultdict[UUID, list[_Mine]] = defaultdict(list)
    for session_id, person_id in entries:
        session = sessions[session_id]
        facts = provisional.get(session_id)
        if facts is not None:
            so_far, countable = facts.attendance_of(person_id).credited, countable_of(session)
        else:
            so_far, countable = credited.get((session_id, person_id), (NONE, countable_of(session)))
        found[person_id].append(
            _Mine(
                session=session,
                occurrence=Occurrence(
                    key=session.pk,
                    window=Interval(session.starts_at, session.ends_at),
                    countable=countable,
                    credited=so_far,
                ),
            )
        )
    return found


def countable_of(session: Session) -> timedelta:
    """What of a session is planned to count: its length, without its track's break where it fills the track's day."""
    length = session.ends_at - session.starts_at
    if session.group is None:
        return length
    track = session.group.track
    day = timedelta(
        hours=track.ends_local.hour - track.starts_local.hour,
        minutes=track.ends_local.minute - track.starts_local.minute,
    )
    return length - timedelta(minutes=track.break_minutes) if length >= day else length


def _taper_steps(enrolments: Iterable[Enrolment]) -> defaultdict[UUID, list[TaperStep]]:
    found: defaultdict[UUID, list[TaperStep]] = defaultdict(list)
    for step in TaperStep.objects.filter(enrolment__in=list(enrolments)).order_by("from_date"):
        found[step.enrolment_id].append(step)
    return found


def _authorizations(enrolments: Iterable[Enrolment]) -> defaultdict[UUID, list[Authorization]]:
    found: defaultdict[UUID, list[Authorization]] = defaultdict(list)
    for authorization in Authorization.objects.filter(enrolment__in=list(enrolments)):
        found[authorization.enrolment_id].append(authorization)
    return found


def _offers(program_ids: Sequence[UUID], now: datetime, end: datetime) -> dict[UUID, tuple[Session, ...]]:
    """Group sessions of these programs that are still to begin and have a seat left, by program."""
    sessions = list(
        Session.objects.filter(
            program__in=program_ids,
            status=SessionStatus.SCHEDULED,
            starts_at__gt=now,
            starts_at__lt=end,
            group__isnull=False,
            kind__family=KindFamily.GROUP,
            kind__counts_toward_hours=True,
        )
        .annotate(expected=Count("roster", filter=Q(roster__part=RosterPart.CLIENT)))
        .select_related("kind", "group__track__program")
        .order_by("starts_at", "id")
    )
    groups = {session.group_id: session.group for session in sessions if session.group}
    caps = caps_of(groups=list(groups.values()), on=now.date())
    free: defaultdict[UUID, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.group_id is not None and session.expected < caps[session.group_id].seats:
            free[session.program_id].append(session)
    return {program_id: tuple(found) for program_id, found in free.items()}


def taper_of(enrolment: Enrolment, steps: Iterable[TaperStep]) -> Taper:
    """The enrolment's hours a week as the domain has them. Raises ``TaperRefused``."""
    least = enrolment.group.track.program.weekly_hours_min
    usual = enrolment.weekly_hours if enrolment.weekly_hours is not None else least
    return Taper(
        usual=timedelta(hours=float(usual)),
        minimum=timedelta(hours=float(least)),
        steps=tuple(
            Step(from_date=step.from_date, weekly=timedelta(hours=float(step.weekly_hours))) for step in steps
        ),
    )


def authorized_of(authorization: Authorization) -> Authorized:
    return Authorized(
        unit=Unit(authorization.unit),
        amount=authorization.amount,
        from_date=authorization.from_date,
        to_date=authorization.to_date,
    )


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
    enrolment: Enrolment,
    *,
    zone: ZoneInfo,
    mine: Sequence[_Mine],
    steps: Sequence[TaperStep],
    authorizations: Sequence[Authorization],
    offers: Sequence[Session],
    now: datetime,
) -> Dose:
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    taken = {each.session.pk for each in mine}
    open_to = {
        session.pk: session
        for session in offers
        if session.pk not in taken and session.starts_at.astimezone(zone).date() < monday + WEEK
    }
    week = week_of_care(
        monday=monday,
        zone=zone,
        enrolled=Enrolled(from_date=enrolment.began_date, until_date=enrolment.ended_date),
        taper=taper_of(enrolment, steps),
        authorized=_authorized_week(authorizations, monday),
        sessions=[each.occurrence for each in mine],
        offers=[
            Occurrence(
                key=session.pk,
                window=Interval(session.starts_at, session.ends_at),
                countable=countable_of(session),
            )
            for session in open_to.values()
        ],
        now=now,
    )
    days = [each.occurrence for each in mine if each.session.starts_at.astimezone(zone).date() == today]
    return Dose(
        enrolment=enrolment,
        today=Today(
            credited=counted(days, of=lambda each: min(each.credited, each.window.length)),
            planned=counted(days, of=lambda each: max(each.countable, each.credited)),
        ),
        week=week,
        make_up=tuple(open_to[offer.key] for offer in week.make_up),
    )

"""Making the demo's clinic: programs, groups, a calendar from a week ago to a week ahead, one group live now.

Written through the services that the product itself uses, so the demo is told of what it makes as anybody would be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from sessions.domain.events import SessionRescheduled
from sessions.domain.recurrence import instant
from sessions.management.defaults import load as defaults
from sessions.management.defaults import tables
from sessions.management.demo import arrivals, history, people, records
from sessions.management.demo.hours import LIVE_MINUTES, hours_beside, live_start, working_day
from sessions.management.demo.people import Persona
from sessions.models import (
    Enrolment,
    Group,
    LevelOfCare,
    License,
    LicenseKind,
    Program,
    RosterEntry,
    RosterPart,
    Session,
    SessionKind,
    SessionStatus,
    Track,
    User,
)
from sessions.services.attendance import finalize_due
from sessions.services.enrolment import enrol_client
from sessions.services.outbox import announce
from sessions.services.series import schedule_series
from sessions.services.sessions import cancel_session, reschedule_session, schedule_session

ZONE = ZoneInfo(people.TIME_ZONE)
IOP_NAME = "Riverbend Intensive Outpatient"
OP_NAME = "Riverbend Outpatient"
LIVE_GROUP_NAME = "Cottonwood group"
WEEK = timedelta(days=7)
# A group that ends sooner than this is not worth taking a newcomer to.
WORTH_JOINING = timedelta(minutes=30)

TITLES = {
    "process-group": "Process group",
    "skills-group": "Coping skills",
    "psychoeducation": "Relapse prevention",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was done: whether the clinic was made, whether a live session was added, and which one is live."""

    made_clinic: bool
    made_live: bool
    live: Session


@dataclass(frozen=True, slots=True)
class Plan:
    """A group to be made: who leads it, who is in it, and on which ISO weekdays it meets at what local time."""

    program: Program
    name: str
    leader: Persona
    members: tuple[Persona, ...]
    kind: str
    weekdays: set[int]
    at: time


@transaction.atomic
def load(*, now: datetime) -> Loaded:
    """Make the clinic if there is none, tell the history of what is over, and see that its first group is live."""
    with connection.cursor() as cursor:  # whoever else loads it now waits, and finds it loaded
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vip.demo'))")
    made_clinic = not Program.objects.filter(name=IOP_NAME).exists()
    if made_clinic:
        make_clinic(now)
    history.tell(now=now)
    arrivals.tell(now=now)
    finalize_due(now)
    records.tell(now=now)
    group = Group.objects.get(name=LIVE_GROUP_NAME, track__program__name=IOP_NAME)
    live = live_session_of(group, now)
    if live is not None:
        return Loaded(made_clinic=made_clinic, made_live=False, live=live)
    return Loaded(made_clinic=made_clinic, made_live=True, live=make_live(group, now))


def make_clinic(now: datetime) -> None:
    """Everyone and everything, laid out around a first group that meets at this time of the day."""
    accounts = people.make_accounts()
    defaults.load(now=now)
    kinds = {kind.code: kind for kind in SessionKind.objects.all()}
    starts_at = live_start(now)
    today, live_at = starts_at.astimezone(ZONE).date(), starts_at.astimezone(ZONE).time()
    iop, op = make_programs()
    give_licenses(accounts, today)
    iop.backup = accounts[people.NOOR]
    iop.save(update_fields=["backup"])
    defaults.usual_curriculum(iop, name="Recovery essentials", topics=[name for name, _ in tables.TOPICS[:6]])
    second_at, third_at, single_at = hours_beside(live_at)
    first_days = {1, 3, 5, today.isoweekday()}
    for plan in (
        Plan(iop, LIVE_GROUP_NAME, people.DANA, people.LIVE_GROUP, "process-group", first_days, live_at),
        Plan(iop, "Mesquite group", people.NOOR, people.SECOND_GROUP, "skills-group", {1, 3, 5}, second_at),
        Plan(
            op, "Juniper group", people.MIGUEL, people.OUTPATIENT_GROUP, "psychoeducation", {2, 4}, third_at
        ),
    ):
        make_group(plan, kinds[plan.kind], accounts, today=today, now=now)
    plan_individual_sessions(iop, kinds, accounts, today=today, at=single_at, now=now)
    cancel_last(op, now)


def give_licenses(accounts: Mapping[Persona, User], today: date) -> None:
    """Everyone who leads is licensed in the clinic's state; one licence is to be renewed soon, so that it shows."""
    for persona, kind, days in (
        (people.DANA, LicenseKind.LCSW, 500),
        (people.NOOR, LicenseKind.PMHNP, 700),
        (people.MIGUEL, LicenseKind.LPC, 45),
    ):
        License.objects.create(
            person=accounts[persona],
            kind=kind,
            state=people.STATE,
            number=f"DEMO-{persona.display_name.upper()}",
            expires_date=today + timedelta(days=days),
        )


def make_group(
    plan: Plan, kind: SessionKind, accounts: Mapping[Persona, User], *, today: date, now: datetime
) -> None:
    """A group with its people, and its series from a week ago to a week ahead."""
    track = make_track(plan.program, plan.weekdays, plan.at, kind.minutes)
    group = Group.objects.create(track=track, name=plan.name)
    group.facilitators.add(accounts[plan.leader])
    for member in plan.members:
        enrol_client(client=accounts[member], group=group, from_date=today - 3 * WEEK, now=now)
    schedule_series(
        group=group,
        kind=kind,
        title=TITLES[kind.code],
        curriculum=plan.program.curricula.first(),
        weekdays=plan.weekdays,
        starts_local=plan.at,
        minutes=kind.minutes,
        from_date=today - WEEK,
        until_date=today + WEEK,
        now=now,
    )


def make_programs() -> tuple[Program, Program]:
    """The intensive program and the one that it steps down to."""
    iop = Program.objects.create(
        name=IOP_NAME,
        level=LevelOfCare.IOP,
        weekly_hours_min=9,
        weekly_hours_max=19,
        usual_weeks=10,
        time_zone=people.TIME_ZONE,
        state=people.STATE,
    )
    op = Program.objects.create(
        name=OP_NAME,
        level=LevelOfCare.OP,
        weekly_hours_min=2,
        weekly_hours_max=4,
        usual_weeks=16,
        time_zone=people.TIME_ZONE,
        state=people.STATE,
    )
    return iop, op


def make_track(program: Program, weekdays: set[int], at: time, minutes: int) -> Track:
    ends = datetime.combine(date.min, at) + timedelta(minutes=minutes)
    part = "Morning" if at < time(12) else "Afternoon" if at < time(17) else "Evening"
    return Track.objects.create(
        program=program,
        name=f"{part} track, {at:%H:%M}",
        weekdays=sorted(weekdays),
        starts_local=at,
        ends_local=ends.time() if ends.date() == date.min else time(23, 59),
        published_at=timezone.now(),
    )


def plan_individual_sessions(
    program: Program,
    kinds: dict[str, SessionKind],
    accounts: Mapping[Persona, User],
    *,
    today: date,
    at: time,
    now: datetime,
) -> None:
    """A few sessions for two, at an hour when nobody is in a group."""
    plans = (
        (kinds["individual"], people.ANA, people.DANA, -3),
        (kinds["individual"], people.ANA, people.DANA, 1),
        (kinds["individual"], people.CARLA, people.DANA, 2),
        (kinds["medication"], people.DESHAWN, people.NOOR, 3),
    )
    for kind, client, clinician, days in plans:
        starts_at = instant(on=working_day(today, days), at=at, zone=ZONE)
        schedule_session(
            program=program,
            kind=kind,
            title=kind.name,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=kind.minutes),
            roster={accounts[clinician]: RosterPart.FACILITATOR, accounts[client]: RosterPart.CLIENT},
            now=now,
        )


def cancel_last(program: Program, now: datetime) -> None:
    """Cancel the program's last session, so that the calendar shows one."""
    cancel_session(Session.objects.filter(program=program).latest("starts_at").pk, now=now)


def live_session_of(group: Group, now: datetime) -> Session | None:
    """The group's session that is on now with time enough left to join it."""
    live = group.sessions.filter(
        status=SessionStatus.SCHEDULED, starts_at__lte=now, ends_at__gte=now + WORTH_JOINING
    )
    return live.order_by("-ends_at").first()


def make_live(group: Group, now: datetime) -> Session:
    """Let the group meet now: its next session if that is soon, moved here, or else an additional one."""
    starts_at = live_start(now)
    ends_at = starts_at + timedelta(minutes=LIVE_MINUTES)
    soon = group.sessions.filter(status=SessionStatus.SCHEDULED, starts_at__gt=now, starts_at__lt=ends_at)
    session = soon.order_by("starts_at").first()
    make_way(group, starts_at, ends_at, now, but=session)
    if session is not None:
        return reschedule_session(session.pk, starts_at=starts_at, ends_at=ends_at, now=now)
    seated = Enrolment.objects.filter(group=group, ended_date=None).select_related("client")
    roster = {enrolment.client: RosterPart.CLIENT for enrolment in seated}
    roster |= dict.fromkeys(group.facilitators.all(), RosterPart.FACILITATOR)
    return schedule_session(
        program=group.track.program,
        group=group,
        kind=SessionKind.objects.get(code="process-group"),
        title=TITLES["process-group"],
        starts_at=starts_at,
        ends_at=ends_at,
        roster=roster,
        now=now,
    )


def make_way(
    group: Group, starts_at: datetime, ends_at: datetime, now: datetime, *, but: Session | None
) -> None:
    """Nobody is in two sessions at a time: what is on ends as the group begins, and what was to come is cancelled."""
    seats = Q(person__enrolments__group=group) | Q(person__facilitated_groups=group)
    theirs = RosterEntry.objects.filter(seats).values("session")
    in_the_way = Session.objects.filter(
        pk__in=theirs, status=SessionStatus.SCHEDULED, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    for session in in_the_way:
        if session == but:
            continue
        if session.starts_at < starts_at:
            Session.objects.filter(pk=session.pk).update(ends_at=starts_at, revision=F("revision") + 1)
            announce(SessionRescheduled(session_id=session.pk, revision=session.revision + 1))
        else:
            cancel_session(session.pk, now=now)

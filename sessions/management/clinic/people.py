"""The clinic's people, programs, groups and enrolments as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.hashers import make_password

from sessions.domain.authorizations import Unit
from sessions.management.clinic.plan import ZONE, ClinicPlan, Course, GroupPlan, Person, new_id
from sessions.management.clinic.writing import copy_in, create
from sessions.models import (
    AftercarePlan,
    Authorization,
    CareTeamMember,
    ConsultationRequest,
    Duty,
    EndedReason,
    Enrolment,
    Group,
    License,
    LicenseKind,
    Payer,
    PayerRule,
    Program,
    ReachBy,
    Role,
    TaperStep,
    Track,
    User,
)

STATE = "AZ"
PAYERS = ("Blue Mesa Health", "Copper State Plan", "Sonora Mutual")
ROLES = {
    "client": Role.CLIENT,
    "clinician": Role.FACILITATOR,
    "coordinator": Role.COORDINATOR,
    "supervisor": Role.SUPERVISOR,
}
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the other writers build on: programs by their names, and when each client began."""

    programs: dict[str, Program]
    began: dict[UUID, date]


def write_people(plan: ClinicPlan, *, monday: date, weeks: int) -> Written:
    """Everybody, where they belong; ``weeks`` of care lie before this Monday."""
    _write_accounts(plan, monday)
    programs = _write_programs(plan)
    tracks = {
        (program_name, track.name): track
        for program_name, program in programs.items()
        for track in program.tracks.all()
    }
    create(_group(each, tracks[each.program_name, each.track.name]) for each in plan.groups)
    copy_in(Group.facilitators.through(group_id=each.id, user_id=each.clinician.id) for each in plan.groups)
    began = {
        client.id: _began(plan, group, monday, weeks) for group in plan.groups for client in group.clients
    }
    _write_enrolments(plan, began, monday, weeks)
    return Written(programs=programs, began=began)


def _write_accounts(plan: ClinicPlan, monday: date) -> None:
    clinicians = {group.clinician.id: group.clinician for group in plan.groups}
    clients = [client for group in plan.groups for client in (*group.former, *group.clients)]
    unusable, joined = make_password(None), datetime(2026, 1, 5, tzinfo=UTC)
    copy_in(
        User(
            id=person.id,
            email=person.email,
            legal_name=f"{person.first_name} {person.last_name}",
            display_name=person.first_name,
            role=ROLES[person.kind],
            phone=f"602 555 {person.number % 10_000:04}",
            time_zone=ZONE.key,
            password=unusable,
            joined_at=joined,
        )
        for person in (plan.coordinator, plan.supervisor, *clinicians.values(), *clients)
    )
    copy_in(
        License(
            person_id=person.id,
            kind=LicenseKind.LPC,
            state=STATE,
            number=f"LPC-{person.number:05}",
            expires_date=monday + timedelta(days=30 + person.number % 700),
        )
        for person in clinicians.values()
    )


def _write_programs(plan: ClinicPlan) -> dict[str, Program]:
    payers = [Payer.objects.get_or_create(name=name)[0] for name in PAYERS]
    for payer in payers:
        if not payer.rules.exists():
            # Three hours with a break are 170 minutes: these payers know that.
            PayerRule.objects.create(
                payer=payer, from_date=date(2026, 1, 1), per_diem_minutes=165, group_seats_max=12
            )
    programs = {}
    for name, course in {group.program_name: group.course for group in plan.groups}.items():
        program = Program.objects.create(
            name=name,
            level=course.level,
            weekly_hours_min=course.hours[0],
            weekly_hours_max=course.hours[1],
            usual_weeks=course.weeks,
            time_zone=ZONE.key,
            state=STATE,
        )
        program.payers.set(payers)
        Track.objects.bulk_create(_tracks(program, course))
        programs[name] = program
    return programs


def _tracks(program: Program, course: Course) -> Iterator[Track]:
    for hours in course.tracks:
        starts = datetime.combine(date.min, hours.at)
        yield Track(
            program=program,
            name=hours.name,
            weekdays=list(hours.weekdays),
            starts_local=hours.at,
            ends_local=(starts + timedelta(minutes=hours.minutes)).time(),
            break_minutes=hours.break_minutes,
            published_at=datetime(2026, 1, 5, tzinfo=UTC),
        )


def _group(each: GroupPlan, track: Track) -> Group:
    return Group(id=each.id, track=track, name=each.name, seats_min=6, seats_max=12)


def _began(plan: ClinicPlan, group: GroupPlan, monday: date, weeks: int) -> date:
    return monday - plan.rng.randint(1, max(1, min(weeks, group.course.weeks))) * WEEK


def _write_enrolments(plan: ClinicPlan, began: dict[UUID, date], monday: date, weeks: int) -> None:
    rng, enrolments, former = plan.rng, [], []
    members: defaultdict[UUID, list[tuple[Person, GroupPlan]]] = defaultdict(list)
    for group in plan.groups:
        for client in group.clients:
            first = began[client.id]
            enrolment = Enrolment(
                id=new_id(rng),
                client_id=client.id,
                group_id=group.id,
                began_date=first,
                planned_end_date=max(first + group.course.weeks * WEEK, monday + WEEK),
                weekly_hours=Decimal(group.course.hours[0]),
            )
            enrolments.append((enrolment, group))
            members[enrolment.id].append((client, group))
        for client in group.former:
            enrolment = Enrolment(
                id=new_id(rng),
                client_id=client.id,
                group_id=group.id,
                began_date=monday - (weeks + group.course.weeks) * WEEK,
                ended_date=monday - weeks * WEEK,
                ended_reason=EndedReason.COMPLETED,
            )
            former.append((enrolment, group))
    copy_in(enrolment for enrolment, _ in (*enrolments, *former))
    copy_in(
        CareTeamMember(enrolment=enrolment, person_id=person.id, duty=duty)
        for enrolment, group in (*enrolments, *former)
        for person, duty in ((group.clinician, Duty.THERAPIST), (plan.coordinator, Duty.CASE_MANAGER))
    )
    copy_in(_taper_steps(plan, [enrolment for enrolment, _ in enrolments], monday))
    copy_in(_authorizations(plan, enrolments))
    copy_in(
        AftercarePlan(
            enrolment=enrolment,
            step_down="Individual therapy every two weeks",
            support_groups="The Thursday evening group at the library",
            alumni_group=True,
            written_by_id=group.clinician.id,
            written_at=datetime.combine(enrolment.began_date + WEEK, datetime.min.time(), tzinfo=UTC),
            agreed_at=datetime.combine(enrolment.began_date + 2 * WEEK, datetime.min.time(), tzinfo=UTC),
        )
        for enrolment, group in former
    )
    copy_in(_requests(plan, monday))


def _taper_steps(plan: ClinicPlan, enrolments: list[Enrolment], monday: date) -> Iterator[TaperStep]:
    """One of ten has a taper ahead: two thirds of the hours in two weeks, a third in four."""
    for enrolment in enrolments:
        if plan.rng.random() >= 0.1 or enrolment.weekly_hours is None:
            continue
        for number, share in ((2, Decimal("0.7")), (4, Decimal("0.4"))):
            hours = (enrolment.weekly_hours * share).quantize(Decimal("0.1"))
            yield TaperStep(enrolment=enrolment, from_date=monday + number * WEEK, weekly_hours=hours)


def _authorizations(
    plan: ClinicPlan, enrolments: list[tuple[Enrolment, GroupPlan]]
) -> Iterator[Authorization]:
    payers = list(Payer.objects.filter(name__in=PAYERS).order_by("name"))
    for number, (enrolment, group) in enumerate(enrolments, start=1):
        per_week = len(group.track.weekdays)
        weeks = plan.rng.choice((4, 8, 12))
        yield Authorization(
            id=new_id(plan.rng),
            enrolment=enrolment,
            payer=payers[number % len(payers)],
            number=f"AUTH-{number:06}",
            unit=Unit.DAYS if group.course.level != "op" else Unit.HOURS,
            amount=per_week * weeks * (1 if group.course.level != "op" else 2),
            from_date=enrolment.began_date,
            to_date=enrolment.began_date + weeks * WEEK - timedelta(days=1),
        )


def _requests(plan: ClinicPlan, monday: date) -> Iterator[ConsultationRequest]:
    """One request for every fifty clients waits to be answered, and never fewer than two."""
    clients = sum(len(group.clients) for group in plan.groups)
    for number in range(max(2, clients // 50)):
        first, last = plan.rng.choice(plan.groups).clinician.first_name, plan.groups[0].clinician.last_name
        yield ConsultationRequest(
            id=new_id(plan.rng),
            name=f"{first} {last}",
            email=f"asked{number}@clinic.test",
            reach_by=ReachBy.EMAIL,
            state=STATE,
            asked_at=datetime.combine(monday, datetime.min.time(), tzinfo=UTC) - timedelta(hours=number % 60),
        )

"""The clinic's treatment plans, outcome measures, session notes and profiles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db.models import F

from sessions.domain.measures import INSTRUMENTS, score
from sessions.management.clinic.people import STATE, Written
from sessions.management.clinic.plan import ClinicPlan, GroupPlan, Person, new_id
from sessions.management.clinic.writing import copy_in
from sessions.models import (
    ClientLine,
    ClientProfile,
    Goal,
    MeasureResult,
    MeasureSchedule,
    Session,
    SessionNote,
    SessionStatus,
    TreatmentPlan,
    User,
)

WEEK = timedelta(weeks=1)
GOALS = (
    "Get through an evening without drinking, four nights a week",
    "Say what I need to one person each day",
    "Sleep from eleven to seven on weekdays",
)
NOTED_FOR = timedelta(weeks=1)


def write_records(plan: ClinicPlan, written: Written, *, monday: date, now: datetime) -> None:
    """As far as clinics usually have them: most clients a signed plan, measures every two weeks, last week's notes."""
    clients = [(client, group) for group in plan.groups for client in group.clients]
    copy_in(_profile(client) for client, _ in clients)
    _write_plans(plan, clients, monday)
    copy_in(
        MeasureSchedule(client_id=client.id, measure=key, every_days=14, from_date=written.began[client.id])
        for client, _ in clients
        for key in INSTRUMENTS
    )
    copy_in(_results(plan, written, clients, now))
    _write_notes(now)


def _profile(client: Person) -> ClientProfile:
    return ClientProfile(
        person_id=client.id,
        home_address=f"{client.number} Ocotillo Street, Phoenix",
        home_state=STATE,
        emergency_name=f"{client.last_name} family",
        emergency_phone="602 555 0177",
        emergency_relationship="family",
        insurance="",
    )


def _write_plans(plan: ClinicPlan, clients: list[tuple[Person, GroupPlan]], monday: date) -> None:
    """Plans and their goals; signed afterwards, since what is signed takes no goals any more."""
    at = datetime.combine(monday - WEEK, datetime.min.time(), tzinfo=UTC)
    plans, goals = [], []
    for client, group in clients:
        made = TreatmentPlan(
            id=new_id(plan.rng),
            client_id=client.id,
            version=1,
            summary="Build evenings that hold, and people to call.",
            drafted_by_id=group.clinician.id,
            drafted_at=at,
            review_due_date=monday + timedelta(days=plan.rng.randint(-7, 28)),
        )
        plans.append(made)
        goals += [
            Goal(
                id=new_id(plan.rng),
                plan=made,
                thread=new_id(plan.rng),
                position=position,
                statement=statement,
            )
            for position, statement in enumerate(plan.rng.sample(GOALS, 2), start=1)
        ]
    copy_in(plans)
    copy_in(goals)
    signed = [made.pk for made in plans if plan.rng.random() < 0.9]
    for first in range(0, len(signed), 5000):
        # One clinician signs for all: who it was matters to nobody here, and a single statement is quick.
        TreatmentPlan.objects.filter(pk__in=signed[first : first + 5000]).update(
            signed_by=plan.groups[0].clinician.id, signed_at=at, agreed_at=at
        )


def _results(
    plan: ClinicPlan, written: Written, clients: list[tuple[Person, GroupPlan]], now: datetime
) -> Iterator[MeasureResult]:
    """Every two weeks since the first day; symptoms fall by and by."""
    for client, _ in clients:
        day = written.began[client.id]
        heaviness = plan.rng.uniform(0.3, 1.0)
        while (at := datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=17)) < now:
            for key, instrument in INSTRUMENTS.items():
                most = instrument.highest // len(instrument.items)
                answers = [
                    min(most, int(plan.rng.random() * heaviness * (most + 1))) for _ in instrument.items
                ]
                if instrument.alerts_on is not None:
                    answers[instrument.alerts_on - 1] = 0
                scored = score(instrument=instrument, answers=answers)
                yield MeasureResult(
                    id=new_id(plan.rng),
                    client_id=client.id,
                    measure=key,
                    answers=answers,
                    total=scored.total,
                    severity=scored.severity or "",
                    began_at=at,
                    completed_at=at + timedelta(minutes=4),
                )
            day += 2 * WEEK
            heaviness *= 0.85


def _write_notes(now: datetime) -> None:
    """Notes of what is over since a week ago, each with a line for every client, signed by the clinician."""
    sessions = list(
        Session.objects.filter(status=SessionStatus.ENDED, starts_at__gte=now - NOTED_FOR).order_by(
            "starts_at", "id"
        )
    )
    leaders = dict(
        User.objects.filter(
            roster_entries__session__in=sessions, roster_entries__part="facilitator"
        ).values_list("roster_entries__session", "pk")
    )
    notes = {
        session.pk: SessionNote(
            session=session,
            began_at=session.starts_at,
            ended_at=session.ends_at,
            text="We practised naming urges before they lead.",
            drafted_by_id=leaders[session.pk],
            saved_at=session.ends_at,
        )
        for session in sessions
        if session.pk in leaders
    }
    copy_in(notes.values())
    for first in range(0, len(sessions), 1000):
        several = sessions[first : first + 1000]
        copy_in(
            ClientLine(
                note=notes[record.session_id],
                client_id=record.person_id,
                status=record.status,
                credited_s=record.credited_s,
                text="Took part." if record.credited_s else "Was not there.",
            )
            for session in several
            for record in session.attendance.all()
            if record.session_id in notes
        )
    SessionNote.objects.filter(pk__in=[note.pk for note in notes.values()]).update(
        signed_by=F("drafted_by"), signed_at=F("saved_at")
    )

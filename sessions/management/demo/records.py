"""The demo's records: who cares for whom, plans with their goals, check-ins that went better and worse, and notes.

Told once, when the clinic is made; nobody here exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sessions.domain.measures import INSTRUMENTS, score
from sessions.management.demo.people import ADDRESS_END
from sessions.models import (
    ClientProfile,
    Duty,
    Enrolment,
    MeasureResult,
    RosterPart,
    Session,
    TreatmentPlan,
    User,
)
from sessions.queries.local_days import local_date
from sessions.services.enrolment import set_care_team
from sessions.services.measures import begin_measures
from sessions.services.notes import open_note, save_note, sign_note
from sessions.services.plans import GoalDraft, agree_to_plan, draft_plan, note_progress, save_draft, sign_plan

DAY = timedelta(days=1)
# By turns: how the totals of three PHQ-9 forms, three GAD-7 forms and three numbers for cravings went.
COURSES = (
    ((16, 12, 9), (13, 10, 8), (7, 5, 3)),
    ((11, 9, 6), (9, 8, 5), (5, 5, 2)),
    ((9, 12, 14), (8, 10, 12), (4, 6, 7)),
    ((18, 17, 12), (15, 14, 11), (8, 8, 6)),
    ((7, 5, 4), (6, 6, 3), (3, 1, 1)),
)
ANSWERED_DAYS_AGO = (21, 14, 8)
GOALS = (
    (
        "I sleep through five nights a week",
        "Same bedtime every day; no phone in bed; the breathing exercise from group.",
    ),
    (
        "I call somebody before a craving gets strong",
        "A list of three people; try one call a day, also on good days.",
    ),
    ("I eat one meal a day with my family", "Start with Sundays; say beforehand how I am."),
    ("I go back to work two mornings a week", "Talk with my supervisor; plan the first week in session."),
)
WORDS = ("Better than I thought.", "Hard week, but I kept at it.", "Two good days in a row.", "")
CONTACTS = (("Rosa", "sister"), ("Marcus", "husband"), ("Joan", "mother"), ("Pete", "friend"))
NOTE = (
    "The group checked in and went round the week's hardest moment. Members named early signs of a slip and what had "
    "helped; several tried the urge-surfing exercise. Homework: one call from the list each day."
)
LINES = (
    "Spoke early and gave feedback to others; affect brighter than last week.",
    "Quiet at first, joined in the second half. Reports sleeping badly; follow up alone.",
    "Named two triggers and a plan for the weekend. Engaged throughout.",
    "Came late; used the breathing exercise when anxious. No safety concerns voiced.",
)


def tell(*, now: datetime) -> None:
    """Give everybody in a group a record, unless that was done."""
    if TreatmentPlan.objects.exists():
        return
    enrolments = Enrolment.objects.filter(client__email__endswith=ADDRESS_END, ended_date=None)
    for turn, enrolment in enumerate(
        enrolments.select_related("client", "group").order_by("group__name", "client__email")
    ):
        leader = enrolment.group.facilitators.order_by("email")[0]
        set_care_team(enrolment_id=enrolment.pk, team=[(leader, Duty.THERAPIST)])
        begin_measures(enrolment_id=enrolment.pk)
        if turn % 5 != 1:  # a few are to be seen alone every week, and somebody is late for it
            enrolment.individual_every_weeks = 4
            enrolment.save(update_fields=["individual_every_weeks"])
        _profile(enrolment.client, turn)
        _measures(enrolment.client, COURSES[turn % len(COURSES)], now)
        if turn % 7 != 6:  # somebody's plan is still to be written
            _plan(enrolment.client, leader, turn, now)
    _notes(now)


def _profile(client: User, turn: int) -> None:
    name, relationship = CONTACTS[turn % len(CONTACTS)]
    ClientProfile.objects.update_or_create(
        person=client,
        defaults={
            "date_of_birth": date(1978 + turn % 24, 1 + turn % 12, 1 + turn % 28),
            "emergency_name": f"{name} {client.legal_name.split()[-1]}",
            "emergency_phone": f"+1 555 010 {2000 + turn}",
            "emergency_relationship": relationship,
            "insurance": "Saguaro Health Plan",
        },
    )


def _measures(client: User, courses: Sequence[Sequence[int]], now: datetime) -> None:
    """Forms that were sent; nobody's item 9 is positive."""
    forms = []
    for (key, instrument), totals in zip(INSTRUMENTS.items(), courses, strict=True):
        for days, total in zip(ANSWERED_DAYS_AGO, totals, strict=True):
            answers = [
                min(instrument.most_points, max(0, total - instrument.most_points * item))
                for item in range(len(instrument.items))
            ]
            scored = score(instrument=instrument, answers=answers)
            at = now - days * DAY
            forms.append(
                MeasureResult(
                    client=client,
                    measure=key,
                    answers=answers,
                    total=scored.total,
                    severity=scored.severity or "",
                    began_at=at,
                    completed_at=at,
                )
            )
    MeasureResult.objects.bulk_create(forms)


def _plan(client: User, clinician: User, turn: int, now: datetime) -> None:
    at, goals = now - 19 * DAY, [GOALS[turn % len(GOALS)], GOALS[(turn + 1) % len(GOALS)]]
    draft = draft_plan(client=client, by=clinician, now=at)
    save_draft(
        plan_id=draft.pk,
        summary="Came after a hard year with losses and too little sleep; wants to be there for the family again.",
        strengths="Asks for help when it counts; two close people know and support the treatment.",
        goals=[
            GoalDraft(statement=statement, steps=steps, target_date=local_date(client, now) + 40 * DAY)
            for statement, steps in goals
        ],
    )
    plan = sign_plan(
        plan_id=draft.pk,
        by=clinician,
        review_due_date=local_date(client, at) + timedelta(days=18 + turn * 5 % 23),
        today=local_date(client, at),
        now=at,
    )
    if turn % 3 != 2:
        agree_to_plan(client=client, plan_id=plan.pk, now=at + DAY)
    for step, goal in enumerate(plan.goals.all()):
        for days, rating in ((12, 2 + step), (4, 4 + (turn + step) % 4)):
            note_progress(
                goal=goal,
                by=client if days == 4 else clinician,
                rating=rating,
                note=WORDS[(turn + step + days) % len(WORDS)],
                now=now - days * DAY,
            )


def _notes(now: datetime) -> None:
    """The notes of all that is over but each clinician's last session, which is still to be written."""
    over = Session.objects.filter(attendance_final_at__isnull=False, note=None, ends_at__lte=now - DAY)
    for turn, session in enumerate(over.select_related("program").order_by("starts_at", "id")):
        entry = session.roster.filter(part=RosterPart.FACILITATOR).select_related("person").first()
        if entry is None:
            continue
        at = min(now, session.ends_at + timedelta(minutes=20))
        note = open_note(session=session, by=entry.person, now=at)
        lines = {
            line.client_id: LINES[(turn + number) % len(LINES)]
            for number, line in enumerate(note.lines.order_by("client__email"))
            if line.credited_s
        }
        text = (
            NOTE
            if session.group_id
            else "Reviewed the week and the plan's goals; agreed on one step until next time."
        )
        note = save_note(note_id=note.pk, text=text, lines=lines, revision=note.revision, now=at)
        sign_note(note_id=note.pk, by=entry.person, now=at)

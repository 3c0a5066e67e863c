"""What was signed or sent stays as it is, whatever writes to the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import Error, transaction

from sessions.models import (
    Addendum,
    ClientLine,
    Goal,
    GoalProgress,
    MeasureResult,
    PlanReview,
    RecordView,
    SessionNote,
    TreatmentPlan,
)
from tests import factories

pytestmark = pytest.mark.django_db


def refused(change: Callable[[], object]) -> bool:
    """Whether the database refuses the change with a trigger's sentence or a constraint."""
    try:
        with transaction.atomic():
            change()
    except Error:
        return True
    return False


def test_a_signed_note_its_lines_and_addenda_stay(now: datetime) -> None:
    live = factories.live_session(now=now)
    someone, other = live.clients
    note = SessionNote.objects.create(session=live.session, drafted_by=live.facilitator, saved_at=now)
    line = ClientLine.objects.create(note=note, client=someone, status="present", credited_s=60)
    notes, lines = SessionNote.objects.filter(pk=note.pk), ClientLine.objects.filter(pk=line.pk)
    assert not refused(lambda: notes.update(text="Draft"))
    assert not refused(lambda: lines.update(text="Draft"))
    notes.update(signed_by=live.facilitator, signed_at=now)
    addendum = Addendum.objects.create(note=note, author=live.facilitator, text="More", written_at=now)
    assert refused(lambda: notes.update(text="Other"))
    assert refused(lambda: notes.update(signed_at=None, signed_by=None))
    assert refused(lambda: notes.delete())
    assert refused(lambda: lines.update(text="Other"))
    assert refused(lambda: lines.delete())
    assert refused(
        lambda: ClientLine.objects.create(note=note, client=other, status="present", credited_s=60)
    )
    assert refused(lambda: Addendum.objects.filter(pk=addendum.pk).update(text="Other"))
    assert refused(lambda: Addendum.objects.filter(pk=addendum.pk).delete())


def test_a_line_cannot_be_moved_out_of_a_signed_note(now: datetime) -> None:
    first, second = factories.live_session(now=now), factories.live_session(now=now)
    notes = [
        SessionNote.objects.create(session=live.session, drafted_by=live.facilitator, saved_at=now)
        for live in (first, second)
    ]
    line = ClientLine.objects.create(note=notes[0], client=first.clients[0], status="present", credited_s=60)
    SessionNote.objects.filter(pk=notes[0].pk).update(signed_by=first.facilitator, signed_at=now)
    assert refused(lambda: ClientLine.objects.filter(pk=line.pk).update(note=notes[1]))


def test_a_signed_plan_stays_but_for_its_review_and_the_clients_word(now: datetime) -> None:
    someone, clinician = factories.client(), factories.facilitator()
    plan = TreatmentPlan.objects.create(client=someone, version=1, drafted_by=clinician, drafted_at=now)
    goal = Goal.objects.create(plan=plan, position=1, statement="Sleep")
    plans, goals = TreatmentPlan.objects.filter(pk=plan.pk), Goal.objects.filter(pk=goal.pk)
    assert not refused(lambda: plans.update(summary="Draft"))
    plans.update(signed_by=clinician, signed_at=now, review_due_date=date(2027, 1, 1))
    progress = GoalProgress.objects.create(goal=goal, person=someone, rating=3, noted_at=now)
    review = PlanReview.objects.create(
        plan=plan, reviewed_by=clinician, reviewed_at=now, outcome="Going on", next_due_date=date(2027, 2, 1)
    )
    assert not refused(lambda: plans.update(review_due_date=date(2027, 2, 1), agreed_at=now))
    assert refused(lambda: plans.update(summary="Other"))
    assert refused(lambda: plans.update(signed_at=now + timedelta(days=1)))
    assert refused(lambda: plans.delete())
    assert refused(lambda: goals.update(statement="Other"))
    assert refused(lambda: goals.delete())
    assert refused(lambda: Goal.objects.create(plan=plan, position=2, statement="Another"))
    assert refused(lambda: GoalProgress.objects.filter(pk=progress.pk).update(rating=9))
    assert refused(lambda: PlanReview.objects.filter(pk=review.pk).delete())


def test_a_measure_that_was_sent_stays(now: datetime) -> None:
    someone = factories.client()
    form = MeasureResult.objects.create(client=someone, measure="cravings", answers=[None], began_at=now)
    forms = MeasureResult.objects.filter(pk=form.pk)
    assert not refused(lambda: forms.update(answers=[4]))
    assert refused(lambda: forms.update(completed_at=now))  # without a total
    forms.update(total=4, completed_at=now)
    assert refused(lambda: forms.update(answers=[0], total=0))
    assert refused(lambda: forms.delete())


def test_a_look_at_a_record_cannot_be_undone(now: datetime) -> None:
    look = RecordView.objects.create(
        viewer=factories.facilitator(), client=factories.client(), what="notes", at=now
    )
    assert refused(lambda: RecordView.objects.filter(pk=look.pk).update(what="plan"))
    assert refused(lambda: look.delete())

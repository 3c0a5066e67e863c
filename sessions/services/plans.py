"""The treatment plan: drafting, signing, reviewing, and what clinician and client note on its goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from sessions.domain.errors import PlanRefused
from sessions.models import Goal, GoalProgress, PlanReview, TreatmentPlan, User

# What a review's date begins as; the clinician chooses.
USUAL_REVIEW = timedelta(days=30)
FURTHEST_REVIEW = timedelta(days=183)
HIGHEST_RATING = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDraft:
    """A goal as it is written. ``thread`` is that of the goal it carries on, None for a new one."""

    statement: str
    steps: str = ""
    target_date: date | None = None
    thread: UUID | None = None


def plan_in_force(client: User) -> TreatmentPlan | None:
    return TreatmentPlan.objects.filter(client=client, signed_at__isnull=False).order_by("-version").first()


@transaction.atomic
def draft_plan(*, client: User, by: User, now: datetime) -> TreatmentPlan:
    """The draft of the client's next version: the open one, or a copy of the plan in force with its goals."""
    User.objects.select_for_update(no_key=True).get(pk=client.pk)  # two drafts begun at once are one
    draft = TreatmentPlan.objects.filter(client=client, signed_at=None).first()
    if draft is not None:
        return draft
    current = plan_in_force(client)
    draft = TreatmentPlan.objects.create(
        client=client,
        version=current.version + 1 if current else 1,
        summary=current.summary if current else "",
        strengths=current.strengths if current else "",
        drafted_by=by,
        drafted_at=now,
    )
    if current:
        Goal.objects.bulk_create(
            Goal(
                plan=draft,
                thread=goal.thread,
                position=goal.position,
                statement=goal.statement,
                steps=goal.steps,
                target_date=goal.target_date,
            )
            for goal in current.goals.all()
        )
    return draft


@transaction.atomic
def save_draft(*, plan_id: UUID, summary: str, strengths: str, goals: Sequence[GoalDraft]) -> TreatmentPlan:
    """Let the draft say this, with these goals in this order. Raises ``PlanRefused``."""
    draft = _locked_draft(plan_id)
    if any(not goal.statement.strip() for goal in goals):
        raise PlanRefused("goal_without_words")
    carried = set(Goal.objects.filter(plan__client=draft.client_id).values_list("thread", flat=True))
    draft.summary, draft.strengths = summary, strengths
    draft.save(update_fields=["summary", "strengths"])
    draft.goals.all().delete()
    Goal.objects.bulk_create(
        Goal(
            plan=draft,
            thread=goal.thread if goal.thread in carried else uuid4(),
            position=position,
            statement=goal.statement.strip(),
            steps=goal.steps.strip(),
            target_date=goal.target_date,
        )
        for position, goal in enumerate(goals, start=1)
    )
    return draft


@transaction.atomic
def sign_plan(*, plan_id: UUID, by: User, review_due_date: date, today: date, now: datetime) -> TreatmentPlan:
    """Put the draft in force; from then on it and its goals are final. Raises ``PlanRefused``."""
    draft = _locked_draft(plan_id)
    if not draft.goals.exists():
        raise PlanRefused("no_goals")
    _check_review(review_due_date, today)
    draft.signed_by, draft.signed_at, draft.review_due_date = by, now, review_due_date
    draft.save(update_fields=["signed_by", "signed_at", "review_due_date"])
    return draft


@transaction.atomic
def discard_draft(*, plan_id: UUID) -> None:
    """Throw the draft away; the plan in force stays. Raises ``PlanRefused``."""
    _locked_draft(plan_id).delete()


@transaction.atomic
def review_plan(
    *, plan_id: UUID, by: User, outcome: str, next_due_date: date, today: date, now: datetime
) -> PlanReview:
    """Note that the plan in force was gone through with the client. Raises ``PlanRefused``."""
    plan = TreatmentPlan.objects.select_for_update(no_key=True).get(pk=plan_id)
    if plan.signed_at is None:
        raise PlanRefused("not_signed")
    if TreatmentPlan.objects.filter(
        client=plan.client_id, signed_at__isnull=False, version__gt=plan.version
    ).exists():
        raise PlanRefused("not_in_force")
    if not outcome.strip():
        raise PlanRefused("no_outcome")
    _check_review(next_due_date, today)
    plan.review_due_date = next_due_date
    plan.save(update_fields=["review_due_date"])
    return PlanReview.objects.create(
        plan=plan, reviewed_by=by, reviewed_at=now, outcome=outcome.strip(), next_due_date=next_due_date
    )


def agree_to_plan(*, client: User, plan_id: UUID, now: datetime) -> None:
    """The client has read the plan and agrees; said twice, the first time stays. Raises ``PlanRefused``."""
    signed = TreatmentPlan.objects.filter(pk=plan_id, client=client, signed_at__isnull=False)
    if not signed.exists():
        raise PlanRefused("not_signed")
    signed.filter(agreed_at=None).update(agreed_at=now)


def note_progress(*, goal: Goal, by: User, rating: int, note: str, now: datetime) -> GoalProgress:
    """Take down how near a goal of a signed plan is. Raises ``PlanRefused``."""
    if goal.plan.signed_at is None:
        raise PlanRefused("not_signed")
    if not 0 <= rating <= HIGHEST_RATING:
        raise PlanRefused("rating_out_of_range")
    return GoalProgress.objects.create(goal=goal, person=by, rating=rating, note=note.strip(), noted_at=now)


def _locked_draft(plan_id: UUID) -> TreatmentPlan:
    draft = TreatmentPlan.objects.select_for_update(no_key=True).filter(pk=plan_id, signed_at=None).first()
    if draft is None:
        raise PlanRefused("no_draft")
    return draft


def _check_review(due_date: date, today: date) -> None:
    if due_date <= today:
        raise PlanRefused("review_in_the_past")
    if due_date > today + FURTHEST_REVIEW:
        raise PlanRefused("review_too_far")

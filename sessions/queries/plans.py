"""Treatment plans as pages show them: the version in force, its goals with how each goes, and what came before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sessions.domain.care_rhythm import Rhythm, rhythm
from sessions.models import Goal, GoalProgress, PlanReview, TreatmentPlan, User
from sessions.queries.local_days import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalView:
    """A goal with what was noted on it in this and earlier versions, the newest first."""

    goal: Goal
    progress: tuple[GoalProgress, ...]

    @property
    def rating(self) -> int | None:
        return self.progress[0].rating if self.progress else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The plan in force. ``review`` tells how its next review's date stands to today."""

    plan: TreatmentPlan
    goals: tuple[GoalView, ...]
    reviews: tuple[PlanReview, ...]
    review: Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """Everything of a client's plan. ``earlier`` are the versions before the one in force, the newest first."""

    in_force: PlanView | None
    draft: TreatmentPlan | None
    earlier: tuple[TreatmentPlan, ...]


def plans_of(*, client: User, now: datetime) -> Plans:
    """The client's plans. Four queries."""
    versions = list(
        TreatmentPlan.objects.filter(client=client)
        .select_related("signed_by", "drafted_by")
        .prefetch_related("goals")
        .order_by("-version")
    )
    signed = [plan for plan in versions if plan.signed_at]
    return Plans(
        in_force=_view(signed[0], local_date(client, now)) if signed else None,
        draft=next((plan for plan in versions if not plan.signed_at), None),
        earlier=tuple(signed[1:]),
    )


def _view(plan: TreatmentPlan, today: date) -> PlanView:
    assert plan.review_due_date is not None
    noted: defaultdict[UUID, list[GoalProgress]] = defaultdict(list)
    goals = list(plan.goals.all())
    rows = GoalProgress.objects.filter(
        goal__plan__client=plan.client_id, goal__thread__in=[goal.thread for goal in goals]
    ).select_related("goal", "person")
    for progress in rows.order_by("-noted_at", "-pk"):
        noted[progress.goal.thread].append(progress)
    reviews = PlanReview.objects.filter(plan__client=plan.client_id).select_related("reviewed_by")
    return PlanView(
        plan=plan,
        goals=tuple(GoalView(goal=goal, progress=tuple(noted[goal.thread])) for goal in goals),
        reviews=tuple(reviews.order_by("-reviewed_at", "-pk")),
        review=rhythm(by=plan.review_due_date, today=today),
    )

"""Treatment plans as pages show them: the version in force, its goals with how each goes, and what came before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sessions.domain.care_rhythm import Rhythm, rhythm
from sessions.models import Goal, GoalProgress, PlanReview, TreatmentPlan, User
from sessions.queries.local_days import local_date
from sessions.queries.written import Among, Given, WrittenRows


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
class EarlierPlan:
    """A version that was in force once, with its goals."""

    plan: TreatmentPlan
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """Everything of a client's plan. ``earlier`` are the versions before the one in force, the newest first."""

    in_force: PlanView | None
    draft: TreatmentPlan | None
    earlier: tuple[EarlierPlan, ...]


_VERSIONS = WrittenRows(
    TreatmentPlan,
    lambda: (
        TreatmentPlan.objects.filter(client=Given("client"))
        .select_related("signed_by", "drafted_by")
        .order_by("-version")
    ),
)
_GOALS = WrittenRows(
    Goal, lambda: Goal.objects.filter(plan__client=Given("client")).order_by("position", "pk")
)
_PROGRESS = WrittenRows(
    GoalProgress,
    lambda: (
        GoalProgress.objects.filter(Among("goal__thread", "threads"), goal__plan__client=Given("client"))
        .select_related("goal", "person")
        .order_by("-noted_at", "-pk")
    ),
)
_REVIEWS = WrittenRows(
    PlanReview,
    lambda: (
        PlanReview.objects.filter(plan__client=Given("client"))
        .select_related("reviewed_by")
        .order_by("-reviewed_at", "-pk")
    ),
)


def plans_of(*, client: User, now: datetime) -> Plans:
    """The client's plans. Four queries."""
    versions = _VERSIONS.rows(client=client.pk)
    signed = [plan for plan in versions if plan.signed_at]
    goals: defaultdict[UUID, list[Goal]] = defaultdict(list)
    for goal in _GOALS.rows(client=client.pk) if signed else ():
        goals[goal.plan_id].append(goal)
    return Plans(
        in_force=_view(signed[0], goals[signed[0].pk], local_date(client, now)) if signed else None,
        draft=next((plan for plan in versions if not plan.signed_at), None),
        earlier=tuple(EarlierPlan(plan=plan, goals=tuple(goals[plan.pk])) for plan in signed[1:]),
    )


def _view(plan: TreatmentPlan, goals: Sequence[Goal], today: date) -> PlanView:
    assert plan.review_due_date is not None
    noted: defaultdict[UUID, list[GoalProgress]] = defaultdict(list)
    threads = [goal.thread for goal in goals]
    for progress in _PROGRESS.rows(client=plan.client_id, threads=threads):
        noted[progress.goal.thread].append(progress)
    return PlanView(
        plan=plan,
        goals=tuple(GoalView(goal=goal, progress=tuple(noted[goal.thread])) for goal in goals),
        reviews=tuple(_REVIEWS.rows(client=plan.client_id)),
        review=rhythm(by=plan.review_due_date, today=today),
    )

"""Treatment plans: drafted, signed for good, reviewed, and noted on by both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from sessions.domain.errors import PlanRefused
from sessions.models import Goal, GoalProgress, TreatmentPlan, User
from sessions.queries.plans import plans_of
from sessions.services.plans import (
    GoalDraft,
    agree_to_plan,
    discard_draft,
    draft_plan,
    note_progress,
    review_plan,
    save_draft,
    sign_plan,
)
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 10)
IN_A_MONTH = TODAY + timedelta(days=30)


def signed(client: User, clinician: User, now: datetime, *statements: str) -> TreatmentPlan:
    """A plan in force with these goals."""
    draft = draft_plan(client=client, by=clinician, now=now)
    goals = [GoalDraft(statement=each) for each in statements or ("Sleep through",)]
    save_draft(plan_id=draft.pk, summary="Why", strengths="", goals=goals)
    return sign_plan(plan_id=draft.pk, by=clinician, review_due_date=IN_A_MONTH, today=TODAY, now=now)


@pytest.fixture
def client() -> User:
    return factories.client()


@pytest.fixture
def clinician() -> User:
    return factories.facilitator()


def test_a_signed_plan_is_in_force_and_the_next_version_begins_with_its_goals(
    client: User, clinician: User, now: datetime
) -> None:
    first = signed(client, clinician, now, "Sleep through", "Call my sister")
    draft = draft_plan(client=client, by=clinician, now=now)
    assert (draft.version, draft.summary) == (2, "Why")
    assert list(draft.goals.values_list("thread", "statement")) == list(
        first.goals.values_list("thread", "statement")
    )
    plans = plans_of(client=client, now=now)
    assert plans.in_force is not None
    assert (plans.in_force.plan, plans.draft, plans.earlier) == (first, draft, ())


def test_what_was_noted_on_a_goal_stays_with_it_through_the_versions(
    client: User, clinician: User, now: datetime
) -> None:
    goal = signed(client, clinician, now).goals.get()
    note_progress(goal=goal, by=client, rating=4, note="Four nights", now=now)
    draft = draft_plan(client=client, by=clinician, now=now)
    reworded = GoalDraft(statement="Sleep six hours", thread=goal.thread)
    save_draft(plan_id=draft.pk, summary="", strengths="", goals=[reworded, GoalDraft(statement="New")])
    sign_plan(plan_id=draft.pk, by=clinician, review_due_date=IN_A_MONTH, today=TODAY, now=now)
    in_force = plans_of(client=client, now=now).in_force
    assert in_force is not None
    assert [(each.goal.statement, each.rating) for each in in_force.goals] == [
        ("Sleep six hours", 4),
        ("New", None),
    ]


def test_earlier_versions_are_read_with_their_goals_the_newest_first(
    client: User, clinician: User, now: datetime
) -> None:
    first = signed(client, clinician, now, "Sleep through", "Call my sister")
    second, _third = signed(client, clinician, now, "Walk"), signed(client, clinician, now)
    earlier = plans_of(client=client, now=now).earlier
    assert [(each.plan, [goal.statement for goal in each.goals]) for each in earlier] == [
        (second, ["Walk"]),
        (first, ["Sleep through", "Call my sister"]),
    ]


def test_another_clients_thread_is_not_carried_on(client: User, clinician: User, now: datetime) -> None:
    other = signed(factories.client(), clinician, now).goals.get()
    draft = draft_plan(client=client, by=clinician, now=now)
    save_draft(
        plan_id=draft.pk, summary="", strengths="", goals=[GoalDraft(statement="Mine", thread=other.thread)]
    )
    assert draft.goals.get().thread != other.thread


@pytest.mark.parametrize(
    ("due_date", "code"),
    [
        (TODAY, "review_in_the_past"),
        (TODAY - timedelta(days=1), "review_in_the_past"),
        (TODAY + timedelta(days=184), "review_too_far"),
    ],
)
def test_a_plan_is_signed_with_a_review_within_half_a_year(
    client: User, clinician: User, now: datetime, due_date: date, code: str
) -> None:
    draft = draft_plan(client=client, by=clinician, now=now)
    save_draft(plan_id=draft.pk, summary="", strengths="", goals=[GoalDraft(statement="Sleep")])
    with pytest.raises(PlanRefused) as refused:
        sign_plan(plan_id=draft.pk, by=clinician, review_due_date=due_date, today=TODAY, now=now)
    assert refused.value.code == code
    draft.refresh_from_db()
    assert draft.signed_at is None


def test_a_plan_without_goals_is_not_signed(client: User, clinician: User, now: datetime) -> None:
    draft = draft_plan(client=client, by=clinician, now=now)
    with pytest.raises(PlanRefused) as refused:
        sign_plan(plan_id=draft.pk, by=clinician, review_due_date=IN_A_MONTH, today=TODAY, now=now)
    assert refused.value.code == "no_goals"


def test_what_is_signed_cannot_be_drafted_on(client: User, clinician: User, now: datetime) -> None:
    plan = signed(client, clinician, now)
    for attempt in (
        lambda: save_draft(plan_id=plan.pk, summary="Other", strengths="", goals=[]),
        lambda: discard_draft(plan_id=plan.pk),
    ):
        with pytest.raises(PlanRefused) as refused:
            attempt()
        assert refused.value.code == "no_draft"


def test_a_review_moves_the_next_one_and_is_kept(client: User, clinician: User, now: datetime) -> None:
    plan = signed(client, clinician, now)
    later = TODAY + timedelta(days=60)
    review_plan(
        plan_id=plan.pk, by=clinician, outcome="Going well", next_due_date=later, today=TODAY, now=now
    )
    in_force = plans_of(client=client, now=now).in_force
    assert in_force is not None
    assert in_force.plan.review_due_date == later
    assert [review.outcome for review in in_force.reviews] == ["Going well"]


def test_only_the_plan_in_force_is_reviewed(client: User, clinician: User, now: datetime) -> None:
    first = signed(client, clinician, now)
    signed(client, clinician, now)
    with pytest.raises(PlanRefused) as refused:
        review_plan(
            plan_id=first.pk, by=clinician, outcome="?", next_due_date=IN_A_MONTH, today=TODAY, now=now
        )
    assert refused.value.code == "not_in_force"


def test_the_client_agrees_once_and_only_to_their_own_signed_plan(
    client: User, clinician: User, now: datetime
) -> None:
    draft = draft_plan(client=client, by=clinician, now=now)
    with pytest.raises(PlanRefused):
        agree_to_plan(client=client, plan_id=draft.pk, now=now)
    plan = signed(client, clinician, now)
    with pytest.raises(PlanRefused):
        agree_to_plan(client=factories.client(), plan_id=plan.pk, now=now)
    agree_to_plan(client=client, plan_id=plan.pk, now=now)
    agree_to_plan(client=client, plan_id=plan.pk, now=now + timedelta(days=1))
    plan.refresh_from_db()
    assert plan.agreed_at == now


def test_progress_is_noted_from_0_to_10_on_signed_plans(client: User, clinician: User, now: datetime) -> None:
    draft = draft_plan(client=client, by=clinician, now=now)
    goal = Goal.objects.create(plan=draft, position=1, statement="Sleep")
    with pytest.raises(PlanRefused) as refused:
        note_progress(goal=goal, by=client, rating=3, note="", now=now)
    assert refused.value.code == "not_signed"
    goal = signed(factories.client(), clinician, now).goals.get()
    for rating in (-1, 11):
        with pytest.raises(PlanRefused) as refused:
            note_progress(goal=goal, by=client, rating=rating, note="", now=now)
        assert refused.value.code == "rating_out_of_range"
    assert not GoalProgress.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_drafts_begun_at_once_are_one(now: datetime) -> None:
    client, clinicians = factories.client(), [factories.facilitator() for _ in range(4)]
    found = at_once([partial(draft_plan, client=client, by=by, now=now) for by in clinicians])
    assert found == [TreatmentPlan.objects.get()] * 4

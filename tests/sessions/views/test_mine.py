"""A client's own pages: their month, plan, check-ins, aftercare and what they say of themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import (
    AftercarePlan,
    ClientProfile,
    Enrolment,
    GoalProgress,
    MeasureResult,
    OutboxEvent,
    RecordView,
    Role,
    SafetyAlert,
    SessionStatus,
    User,
)
from sessions.services.measures import schedule_measure
from sessions.services.plans import draft_plan
from tests import factories
from tests.sessions.services.test_plans import signed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = ("/calendar/mine/", "/aftercare/", "/profile/", "/plan/", "/measures/", "/measures/phq9/")
ANSWERS = {f"item-{item}": "1" for item in range(1, 9)}


@pytest.fixture
def me(client: Client) -> User:
    someone = factories.client(display_name="Ana", time_zone="UTC")
    client.force_login(someone)
    return someone


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_the_signed_in_clients(client: Client, page: str) -> None:
    assert client.get(page).headers["Location"] == f"/accounts/login/?next={page}"
    client.force_login(factories.person(Role.GUEST))
    assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", ["/", *PAGES])
def test_crisis_help_is_on_every_page_and_a_look_at_oneself_leaves_no_trace(
    client: Client, me: User, page: str
) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert 'href="tel:988"' in answer.content.decode()
    assert not RecordView.objects.exists()


# --- the month --------------------------------------------------------------------------------------------------------


def test_the_month_is_by_the_clients_own_clock(client: Client) -> None:
    someone = factories.client(time_zone="America/Los_Angeles")
    client.force_login(someone)
    # Still the last day of March on the west coast.
    factories.session_at(datetime(2027, 4, 1, 5, tzinfo=UTC), clients=[someone], title="Late group")
    factories.session_at(
        datetime(2027, 4, 20, 18, tzinfo=UTC),
        clients=[someone],
        title="Called off",
        status=SessionStatus.CANCELLED,
    )
    march = client.get("/calendar/mine/", {"month": "2027-03"}).content.decode()
    assert 'id="day-2027-03-31"' in march
    assert "Late group" in march
    april = client.get("/calendar/mine/", {"month": "2027-04"}).content.decode()
    assert 'id="day-2027-04-01"' not in april
    assert "cancelled" in april


@pytest.mark.parametrize("asked", ["", "soon", "2027-13", "0001-01", "9999-12", "2027-1"])
def test_a_month_that_is_none_or_years_away_means_this_one(client: Client, me: User, asked: str) -> None:
    page = client.get("/calendar/mine/", {"month": asked}).content.decode()
    assert f"{datetime.now(UTC):%B %Y}" in page


def test_a_full_month_takes_no_more_queries_than_an_empty_one(
    client: Client, me: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 29):
        factories.session_at(datetime(2027, 2, day, 18, tzinfo=UTC), clients=[me], title="Group")
    with django_assert_max_num_queries(6):
        assert client.get("/calendar/mine/", {"month": "2027-02"}).content.decode().count("Group") >= 28


# --- plan and aftercare -----------------------------------------------------------------------------------------------


def test_a_draft_is_not_shown_to_the_client(client: Client, me: User, now: datetime) -> None:
    draft_plan(client=me, by=factories.facilitator(), now=now)
    assert "not written yet" in client.get("/plan/").content.decode()


def test_the_client_reads_agrees_and_notes_how_it_goes(client: Client, me: User, now: datetime) -> None:
    plan = signed(me, factories.facilitator(), now, "Sleep through")
    goal = plan.goals.get()
    assert "Sleep through" in client.get("/plan/").content.decode()
    client.post(f"/plan/{plan.pk}/agree/")
    plan.refresh_from_db()
    assert plan.agreed_at is not None
    sent = {f"goal-{goal.pk}-rating": "4", f"goal-{goal.pk}-note": "Four nights"}
    assert client.post(f"/plan/goals/{goal.pk}/", sent).status_code == 302
    assert "Four nights" in client.get("/plan/").content.decode()
    refused = client.post(f"/plan/goals/{goal.pk}/", {f"goal-{goal.pk}-note": "no number"})
    assert refused.status_code == 422
    assert "no number" in refused.content.decode()


def test_another_clients_goal_and_plan_are_not_found(client: Client, me: User, now: datetime) -> None:
    theirs = signed(factories.client(), factories.facilitator(), now)
    goal = theirs.goals.get()
    assert client.post(f"/plan/{theirs.pk}/agree/").status_code == 404
    assert client.post(f"/plan/goals/{goal.pk}/", {f"goal-{goal.pk}-rating": "4"}).status_code == 404
    assert not GoalProgress.objects.exists()


@pytest.mark.parametrize("agreed", [True, False])
def test_an_aftercare_plan_is_shown_once_it_is_agreed(
    client: Client, me: User, now: datetime, agreed: bool
) -> None:
    factories.group_with([me])
    AftercarePlan.objects.create(
        enrolment=Enrolment.objects.get(client=me),
        step_down="Outpatient group on Tuesdays",
        written_by=factories.facilitator(),
        written_at=now,
        agreed_at=now if agreed else None,
    )
    assert ("Outpatient group on Tuesdays" in client.get("/aftercare/").content.decode()) is agreed


# --- check-ins --------------------------------------------------------------------------------------------------------


def test_what_is_due_is_on_the_home_page(client: Client, me: User, now: datetime) -> None:
    assert "/measures/phq9/" not in client.get("/").content.decode()
    schedule_measure(client=me, measure="phq9", every_days=14, today=now.date())
    assert 'href="/measures/phq9/"' in client.get("/").content.decode()


def test_opening_a_form_writes_nothing(client: Client, me: User) -> None:
    client.get("/measures/phq9/")
    assert not MeasureResult.objects.exists()


def test_an_answer_is_kept_at_once_and_stands_in_the_form_when_it_is_opened_again(
    client: Client, me: User
) -> None:
    kept = client.post("/measures/phq9/answers/", {"item-2": "3"})
    assert kept.json() == {"saved": True, "says": "Saved. 1 of 9 answered.", "help": False}
    page = client.get("/measures/phq9/").content.decode()
    assert 'name="item-2" value="3" checked' in page
    assert page.count(" checked") == 1


def test_item_9_answers_with_help_at_once_and_alerts(client: Client, me: User) -> None:
    assert client.post("/measures/phq9/answers/", {"item-9": "1"}).json()["help"] is True
    assert SafetyAlert.objects.get().person == me
    assert 'data-testid="help-now"' in client.get("/measures/phq9/").content.decode()


def test_without_scripts_the_whole_form_is_sent_and_item_9_shows_help_first(client: Client, me: User) -> None:
    sent = client.post("/measures/phq9/", ANSWERS | {"item-9": "2"}, follow=True)
    page = sent.content.decode()
    assert "Your clinician has been told" in page
    assert MeasureResult.objects.get().total == 10


def test_an_open_question_is_named_and_the_other_answers_stay(client: Client, me: User) -> None:
    answer = client.post("/measures/phq9/", ANSWERS)
    assert answer.status_code == 422
    assert "still open: 9" in answer.content.decode()
    assert answer.content.decode().count(" checked") == 8


@pytest.mark.parametrize("value", ["4", "-1", "many", "99999", "²"])
def test_an_answer_that_is_not_on_the_form_is_refused(client: Client, me: User, value: str) -> None:
    answer = client.post("/measures/phq9/answers/", {"item-1": value})
    assert (answer.status_code, answer.json()["saved"]) == (409, False)
    assert not MeasureResult.objects.exists()


def test_a_measure_that_there_is_not_and_another_clients_result_are_not_found(
    client: Client, me: User, now: datetime
) -> None:
    assert client.get("/measures/iq/").status_code == 404
    other = MeasureResult.objects.create(
        client=factories.client(), measure="phq9", answers=[0] * 9, total=0, began_at=now, completed_at=now
    )
    assert client.get(f"/measures/phq9/{other.pk}/").status_code == 404


# --- about me ---------------------------------------------------------------------------------------------------------

ABOUT_ME = {
    "display_name": "Annie",
    "pronouns": "she/they",
    "language": "es",
    "time_zone": "America/Denver",
    "phone": "602 555 0100",
    "home_address": "1 Oak Street",
    "home_state": "AZ",
    "emergency_name": "Rosa",
    "emergency_phone": "602 555 0101",
    "emergency_relationship": "sister",
}


def test_a_client_says_what_the_group_calls_them_and_whom_to_call(client: Client, me: User) -> None:
    assert client.post("/profile/", ABOUT_ME).status_code == 302
    me.refresh_from_db()
    assert (me.display_name, me.language, me.time_zone) == ("Annie", "es", "America/Denver")
    profile = ClientProfile.objects.get(person=me)
    assert (profile.home_state, profile.emergency_name) == ("AZ", "Rosa")
    # Messages ahead follow the new clock; saved again unchanged they need not.
    client.post("/profile/", ABOUT_ME)
    assert OutboxEvent.objects.filter(name="PreferencesChanged").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("time_zone", "Mars/Olympus"),
        ("language", "tlh"),
        ("phone", "call me"),
        ("home_state", "QQ"),
        ("emergency_phone", ""),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_written(
    client: Client, me: User, field: str, value: str
) -> None:
    answer = client.post("/profile/", ABOUT_ME | {field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert "1 Oak Street" in answer.content.decode()
    me.refresh_from_db()
    assert me.display_name == "Ana"
    assert not ClientProfile.objects.exists()

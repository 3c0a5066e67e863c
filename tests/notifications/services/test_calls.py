"""A call is written down once, by somebody who may, and what follows from it follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from notifications.domain.calls import HANDLING
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.errors import TaskRefused
from notifications.models import ChannelBlock, Preference, StaffTask, TaskCall
from notifications.queries.tasks import open_tasks, resting_tasks, tasks_for, whereabouts
from notifications.services.calls import log_call
from notifications.services.tasks import open_task
from sessions.models import Arrival, ClientProfile, RecordView, Role, User
from tests import factories
from tests.factories import LiveSession
from tests.threads import at_once

QUARTER = timedelta(minutes=15)


def missed(live: LiveSession, now: datetime) -> StaffTask:
    task = open_task(
        TaskKind.MISSED_SESSION,
        key=str(live.session.pk),
        client=live.clients[0],
        session=live.session,
        now=now,
    )
    assert task is not None
    return task


def logged(task: StaffTask, outcome: TaskOutcome, by: User, now: datetime) -> StaffTask:
    return log_call(task_id=task.pk, outcome=outcome, note="", by=by, now=now)


def test_every_kind_of_task_says_what_may_come_of_it_and_can_be_ended() -> None:
    assert set(HANDLING) == set(TaskKind)
    for handling in HANDLING.values():
        assert handling.ends <= set(handling.offers)
        assert set(handling.again) <= set(handling.offers) - handling.ends
        assert handling.ends


@pytest.mark.django_db
def test_reached_ends_the_task_and_keeps_who_said_so(now: datetime) -> None:
    live = factories.live_session()
    task = missed(live, now)
    log_call(
        task_id=task.pk, outcome=TaskOutcome.REACHED, note=" Bus was late. ", by=live.facilitator, now=now
    )
    task.refresh_from_db()
    assert (task.done_at, task.done_by, task.outcome) == (now, live.facilitator, "reached")
    assert list(TaskCall.objects.values_list("outcome", "note")) == [("reached", "Bus was late.")]


@pytest.mark.django_db
def test_no_answer_lets_it_rest_and_brings_it_back(now: datetime) -> None:
    live = factories.live_session()
    task = logged(missed(live, now), TaskOutcome.NO_ANSWER, live.facilitator, now)
    assert open_tasks(live.facilitator, now=now) == ([], 1)
    assert [each.pk for each in resting_tasks(live.facilitator, now=now)] == [task.pk]
    assert [each.pk for each in open_tasks(live.facilitator, now=now + QUARTER)[0]] == [task.pk]


@pytest.mark.django_db
def test_a_wrong_number_asks_for_the_right_one_once(now: datetime) -> None:
    live = factories.live_session()
    task = missed(live, now)
    for _ in range(2):
        logged(task, TaskOutcome.WRONG_NUMBER, live.facilitator, now)
    assert StaffTask.objects.filter(kind=TaskKind.BAD_ADDRESS, client=live.clients[0]).count() == 1


@pytest.mark.django_db
def test_a_wrong_number_ends_texts_to_it(now: datetime) -> None:
    live = factories.live_session()
    client = live.clients[0]
    User.objects.filter(pk=client.pk).update(phone="(212) 555-0123")
    Preference.objects.create(person=client, sms_number="+12125550123", sms_verified_at=now)
    logged(missed(live, now), TaskOutcome.WRONG_NUMBER, live.facilitator, now)
    assert ChannelBlock.objects.get().reason == "reassigned"


@pytest.mark.django_db
def test_the_list_costs_the_same_however_long_it_is(
    now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    live = factories.live_session(clients=6)
    for number, client in enumerate(live.clients):
        open_task(TaskKind.NOT_TOLD, key=str(number), client=client, session=live.session, now=now)
    with django_assert_max_num_queries(2):
        due, resting = open_tasks(live.facilitator, now=now)
        assert {task.client.legal_name for task in due if task.client} == {
            client.legal_name for client in live.clients
        }
    assert resting == 0


@pytest.mark.django_db
def test_what_a_kind_does_not_offer_is_refused(now: datetime) -> None:
    live = factories.live_session()
    task = missed(live, now)
    with pytest.raises(TaskRefused):
        logged(task, TaskOutcome.CAME, live.facilitator, now)
    assert not TaskCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_a_task_at_once_one_is_told(now: datetime) -> None:
    live = factories.live_session()
    task = missed(live, now)
    outcomes = []

    def finish() -> None:
        try:
            logged(task, TaskOutcome.REACHED, live.facilitator, now)
            outcomes.append("finished")
        except TaskRefused as refused:
            outcomes.append(refused.code)

    at_once([finish, finish])
    assert sorted(outcomes) == ["done", "finished"]
    assert TaskCall.objects.count() == 1


@pytest.mark.django_db
def test_facilitators_see_theirs_the_office_all_and_clients_none(now: datetime) -> None:
    live, other = factories.live_session(), factories.live_session()
    task = missed(live, now)
    of_client = open_task(TaskKind.BAD_ADDRESS, key="x", client=live.clients[1], now=now)
    assert of_client is not None
    assert set(tasks_for(live.facilitator)) == {task, of_client}
    assert set(tasks_for(other.facilitator)) == set()
    for role in (Role.COORDINATOR, Role.SUPERVISOR):
        assert set(tasks_for(factories.person(role))) == {task, of_client}
    assert set(tasks_for(live.clients[0])) == set()


@pytest.fixture
def _one_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_factor")
def test_whoever_looks_where_a_client_is_leaves_a_row_and_a_stranger_gets_404(now: datetime) -> None:
    live, other = factories.live_session(), factories.live_session()
    task = missed(live, now)
    client = live.clients[0]
    Arrival.objects.filter(person=client).update(address="12 Example Street", located_at=now)
    path = f"/tasks/{task.pk}/"
    assert "12 Example Street" not in signed_in(live.facilitator).get(path).content.decode()
    assert not RecordView.objects.exists()
    shown = signed_in(live.facilitator).post(f"{path}where/")
    assert "12 Example Street" in shown.content.decode()
    assert [(row.viewer, row.client, row.what) for row in RecordView.objects.all()] == [
        (live.facilitator, client, "whereabouts")
    ]
    for stranger, refused in ((other.facilitator, 404), (client, 403)):
        assert signed_in(stranger).get(path).status_code == refused
        assert signed_in(stranger).post(f"{path}where/").status_code == refused
    assert RecordView.objects.count() == 1


@pytest.mark.django_db
def test_today_comes_before_what_is_on_file(now: datetime) -> None:
    live = factories.live_session()
    client = live.clients[0]
    Arrival.objects.filter(person=client).delete()
    task = missed(live, now)
    assert whereabouts(task) is None
    ClientProfile.objects.create(person=client, home_address="On File 1", home_state="NY")
    found = whereabouts(task)
    assert found is not None
    assert (found.address, found.told_at) == ("On File 1", None)
    factories.arrive(live.session, client)
    found = whereabouts(task)
    assert found is not None
    assert found.told_at is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_factor")
def test_one_press_logs_the_call(now: datetime) -> None:
    live = factories.live_session()
    task = missed(live, now)
    browser = signed_in(live.facilitator)
    answer = browser.post(f"/tasks/{task.pk}/call/", {"outcome": "reached", "note": "On her way."})
    assert (answer.status_code, answer["Location"]) == (302, "/tasks/")
    again = browser.post(f"/tasks/{task.pk}/call/", {"outcome": "reached"}, follow=True)
    assert "Somebody has finished this task meanwhile" in again.content.decode()
    assert TaskCall.objects.count() == 1
    assert browser.post(f"/tasks/{task.pk}/call/", {"outcome": "nonsense"}).status_code == 400

"""The public request, the intake board and each step on a request's page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sessions.forms.intake import opened_now
from sessions.models import ConsultationRequest, Enrolment, Payer, RequestStatus, Role, User
from sessions.views.begin import AT_MOST
from tests import factories

pytestmark = pytest.mark.django_db
NOEMI = {
    "name": "Noemi",
    "reach_by": "phone",
    "phone": "602 555 0101",
    "email": "noemi@example.test",
    "call_time": "any",
    "state": "AZ",
    "language": "es",
    "website": "",
}
NEVER_CAME, LONG_AGO = timedelta(seconds=1), timedelta(minutes=2)


@pytest.fixture(autouse=True)
def fresh(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    cache.clear()


def opened(ago: timedelta = LONG_AGO) -> dict[str, str]:
    with time_machine.travel(datetime.now(UTC) - ago, tick=False):
        return {"opened": opened_now()}


def staff(client: Client, role: str = Role.COORDINATOR) -> User:
    someone = factories.person(role)
    client.force_login(someone)
    return someone


def asked(client: Client) -> ConsultationRequest:
    client.post("/begin/", NOEMI | opened())
    return ConsultationRequest.objects.get()


def test_a_stranger_asks_and_is_thanked_with_the_crisis_lines_in_sight(client: Client) -> None:
    page = client.get("/begin/").content.decode()
    assert 'href="tel:988"' in page
    answer = client.post("/begin/", NOEMI | opened(), follow=True)
    assert answer.redirect_chain[-1][0] == "/begin/thanks/"
    assert 'href="tel:988"' in answer.content.decode()
    request = ConsultationRequest.objects.get()
    assert (request.name, request.language, request.status) == ("Noemi", "es", RequestStatus.NEW)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"phone": "", "email": ""}, "Leave an e-mail address or a telephone number"),
        ({"phone": ""}, "You asked for a call"),
        ({"reach_by": "email", "email": ""}, "An e-mail address is needed here"),
        ({"phone": "call me"}, "phone number with its area code"),
        ({"state": "XX"}, "Select a valid choice"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = client.post("/begin/", NOEMI | opened() | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="noemi@example.test"' in page or changed.get("email") == ""
    assert not ConsultationRequest.objects.exists()


@pytest.mark.parametrize(
    "by_a_program", [{"website": "http://spam.test"}, {"opened": "now"}, {"opened": "x:y"}]
)
def test_programs_leave_nothing_and_learn_nothing(client: Client, by_a_program: dict[str, str]) -> None:
    if by_a_program == {"opened": "now"}:
        by_a_program = opened(NEVER_CAME)
    client.post("/begin/", NOEMI | opened() | by_a_program)
    assert not ConsultationRequest.objects.exists()


def test_a_page_that_was_open_for_days_is_sent_by_pressing_once_more(client: Client) -> None:
    answer = client.post("/begin/", NOEMI | opened(timedelta(days=2)))
    assert "press the button once more" in answer.content.decode()
    again = answer.context["form"]["opened"].value()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
        client.post("/begin/", NOEMI | {"opened": again})
    assert ConsultationRequest.objects.count() == 1


def test_one_address_cannot_flood_the_board(client: Client) -> None:
    for _ in range(AT_MOST):
        assert client.post("/begin/", NOEMI | opened()).status_code == 302
    assert client.post("/begin/", NOEMI | opened()).status_code == 429
    assert ConsultationRequest.objects.count() == AT_MOST


def test_from_the_board_to_an_enrolment(client: Client) -> None:
    request = asked(client)
    coordinator = staff(client)
    group = factories.group_with(clients=3, facilitators=1)
    payer = Payer.objects.create(name="Blue Mesa")
    here = f"/intake/{request.pk}/"
    assert here in client.get("/intake/").content.decode()
    client.post(here + "take/", {"clinician": ""})
    request.refresh_from_db()
    assert request.assigned_to == coordinator
    answers = dict.fromkeys(("stable_home", "motivated", "detox_done", "safe_without_supervision"), "yes")
    refused = client.post(here + "screen/", answers | {"decision": "accept"})
    assert refused.status_code == 422
    assert "how many hours a week you recommend" in refused.content.decode()
    client.post(here + "screen/", answers | {"decision": "accept", "weekly_hours": "9"})
    refused = client.post(here + "insurance/", {"coverage": "covered", "member_number": "M-1"})
    assert "Choose who covers it" in refused.content.decode()
    client.post(here + "insurance/", {"coverage": "covered", "payer": payer.pk, "member_number": "M-1"})
    page = client.get(here)
    seat = page.context["seat_form"]
    assert seat.initial["group"] == group.pk
    form = {
        "legal_name": "Noemi Stranger",
        "display_name": "Noemi",
        "email": "noemi@example.test",
        "therapist": group.facilitators.get().pk,
        "group": group.pk,
        "from_date": seat.initial["from_date"],
        "weekly_hours": "9",
        "planned_end_date": seat.initial["planned_end_date"],
    }
    refused = client.post(here + "enrol/", form | {"weekly_hours": "40"})
    assert "has 9 to 19 hours a week" in refused.content.decode()
    done = client.post(here + "enrol/", form, follow=True)
    enrolment = Enrolment.objects.get(client__email="noemi@example.test")
    assert done.redirect_chain[-1][0] == f"/clients/{enrolment.client_id}/enrolment/"
    assert "Enrolled. We have written to the client" in done.content.decode()


def test_a_clinician_sees_whom_they_screen_and_nobody_else(client: Client) -> None:
    request = asked(client)
    clinician = staff(client, Role.FACILITATOR)
    here = f"/intake/{request.pk}/"
    assert "Noemi" not in client.get("/intake/").content.decode()
    assert client.get(here).status_code == client.post(here + "screen/").status_code == 404
    request.assigned_to, request.status = clinician, RequestStatus.SCREENING
    request.save()
    assert "Noemi" in client.get("/intake/").content.decode()
    assert "Save the decision" in client.get(here).content.decode()
    assert client.post(here + "close/", {"reason": "withdrew"}).status_code == 403


def test_clients_have_no_board(client: Client) -> None:
    client.force_login(factories.client())
    assert client.get("/intake/").status_code == 403


def test_somebody_who_rang_is_added_by_hand(client: Client) -> None:
    staff(client)
    shown = client.get("/intake/new/").content.decode()
    assert "Their name" in shown
    assert "Your name" not in shown
    client.post("/intake/new/", {key: value for key, value in NOEMI.items() if key != "website"})
    assert ConsultationRequest.objects.get().name == "Noemi"


def test_the_board_costs_the_same_however_many_wait(client: Client, now: datetime) -> None:
    staff(client)
    counts = []
    for number in range(2):
        for _ in range(1 + 9 * number):
            ConsultationRequest.objects.create(
                name="Somebody", email="a@b.test", reach_by="email", state="AZ", asked_at=now
            )
        client.get("/intake/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/intake/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12

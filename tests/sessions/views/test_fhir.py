"""Other systems read attendance as FHIR R4, with a key that says what they may read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from fhir.resources.R4B.appointment import Appointment
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.practitioner import Practitioner
from pydantic import BaseModel

from sessions.models import Role, Scope, Session, User
from sessions.queries.fhir import encounter_id
from sessions.services import attendance
from sessions.services.api_tokens import make_token, revoke_token
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 10, 23, tzinfo=UTC)
END = START + timedelta(hours=3)
MODELS: dict[str, type[BaseModel]] = {
    "Appointment": Appointment,
    "Bundle": Bundle,
    "CapabilityStatement": CapabilityStatement,
    "Encounter": Encounter,
    "OperationOutcome": OperationOutcome,
    "Patient": Patient,
    "Practitioner": Practitioner,
}


@pytest.fixture
def supervisor() -> User:
    return factories.person(Role.SUPERVISOR)


@pytest.fixture
def key(supervisor: User, now: datetime) -> str:
    """The text of a key that reads everything."""
    return make_token(name="EHR", scopes=list(Scope), lasts=timedelta(days=1), by=supervisor, now=now)[1]


@pytest.fixture
def evening() -> Session:
    """A final session with two clients: one dropped for three minutes, the other never came."""
    leader, clients = factories.facilitator(), [factories.client(), factories.client()]
    session = factories.session_at(START, clients=clients, facilitators=[leader])
    factories.was_in(session, leader, START, END)
    factories.was_in(session, clients[0], START, START + timedelta(minutes=40))
    factories.was_in(session, clients[0], START + timedelta(minutes=43), END, reason="session_ended")
    attendance.finalize_due(END + timedelta(minutes=4))
    return session


def asked(client: Client, path: str, key: str = "", **query: Any) -> HttpResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(f"/fhir/R4/{path}", query, headers=headers)  # type: ignore[return-value]


def got(response: Any, status: int = 200) -> dict[str, Any]:
    """The resource that was answered, which HL7's own model must accept."""
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/fhir+json")
    resource: dict[str, Any] = response.json()
    MODELS[resource["resourceType"]].model_validate(resource)
    return resource


def resources(response: Any) -> list[dict[str, Any]]:
    entries = [entry["resource"] for entry in got(response).get("entry", [])]
    for resource in entries:
        MODELS[resource["resourceType"]].model_validate(resource)
    return entries


def came(session: Session) -> User:
    return session.attendance.exclude(first_entered_at=None).get().person


def test_an_encounter_tells_when_a_client_was_there_and_who_led(
    client: Client, key: str, evening: Session
) -> None:
    person = came(evening)

    (encounter,) = resources(asked(client, "Encounter", key, patient=f"Patient/{person.pk.hex}"))

    assert encounter["id"] == encounter_id(evening.pk, person.pk)
    assert encounter["period"] == {
        "start": "2026-03-10T23:00:00.000+00:00",
        "end": "2026-03-11T02:00:00.000+00:00",
    }
    assert [(each["status"], each["period"]["start"][11:19]) for each in encounter["statusHistory"]] == [
        ("in-progress", "23:00:00"),
        ("onleave", "23:40:00"),
        ("in-progress", "23:43:00"),
    ]
    assert encounter["length"]["value"] == 10_620
    leader = evening.roster.get(part="facilitator").person
    assert encounter["participant"][0]["individual"]["reference"] == f"Practitioner/{leader.pk.hex}"
    assert got(asked(client, f"Encounter/{encounter['id']}", key)) == encounter


def test_whoever_did_not_come_has_an_encounter_without_a_period(
    client: Client, key: str, evening: Session
) -> None:
    absent = evening.attendance.get(first_entered_at=None).person

    (encounter,) = resources(asked(client, "Encounter", key, patient=absent.pk.hex))

    assert encounter["status"] == "cancelled"
    assert "period" not in encounter


def test_every_type_is_what_hl7_says_it_is(client: Client, key: str, evening: Session) -> None:
    assert got(asked(client, "metadata"))["fhirVersion"] == "4.0.1"
    (appointment,) = resources(asked(client, "Appointment", key, date="2026-03-10"))
    assert (appointment["status"], appointment["minutesDuration"]) == ("booked", 180)
    assert len(appointment["participant"]) == 3
    assert len(resources(asked(client, "Patient", key))) == 2
    (leader,) = resources(
        asked(client, "Practitioner", key, _id=evening.roster.get(part="facilitator").person_id)
    )
    assert got(asked(client, f"Practitioner/{leader['id']}", key)) == leader


def test_pages_follow_each_other_and_hold_everything_once(client: Client, key: str) -> None:
    people = {factories.client().pk.hex for _ in range(7)}
    found: list[str] = []
    address = "Patient?_count=3"
    for _ in range(3):
        page = client.get(f"/fhir/R4/{address}", headers={"Authorization": f"Bearer {key}"}).json()
        found += [entry["resource"]["id"] for entry in page["entry"]]
        links = {link["relation"]: link["url"] for link in page["link"]}
        address = links.get("next", "").rpartition("/R4/")[2]

    assert address == ""
    assert sorted(found) == sorted(people)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("Encounter?colour=blue", 400, "not-supported"),
        ("Encounter?date=yesterday", 400, "value"),
        ("Encounter?patient=me", 400, "value"),
        ("Patient?_count=0", 400, "value"),
        ("Patient?_count=1000000", 400, "value"),
        ("Patient?active=true&active=false", 400, "invalid"),
        ("Patient?_after=nonsense", 400, "value"),
        ("Appointment?status=whatever", 400, "value"),
        ("Observation", 404, "not-supported"),
        ("Encounter/12", 404, "not-found"),
        ("Patient/00000000000000000000000000000000", 404, "not-found"),
    ],
)
def test_a_question_that_is_not_understood_gets_a_reason(
    client: Client, key: str, path: str, status: int, code: str
) -> None:
    outcome = got(client.get(f"/fhir/R4/{path}", headers={"Authorization": f"Bearer {key}"}), status)

    assert outcome["issue"][0]["code"] == code
    assert outcome["issue"][0]["diagnostics"]


def test_without_a_key_in_force_nothing_is_read(
    client: Client, supervisor: User, now: datetime, evening: Session
) -> None:
    day = timedelta(days=1)
    old = make_token(name="old", scopes=[Scope.PATIENT], lasts=day, by=supervisor, now=now - 2 * day)[1]
    token, revoked = make_token(name="gone", scopes=[Scope.PATIENT], lasts=day, by=supervisor, now=now)
    revoke_token(token.pk, by=supervisor, now=now)

    for text in ("", "vip_wrong", old, revoked):
        response = asked(client, "Patient", text)
        assert got(response, 401)["issue"][0]["code"] == "login"
        assert response["WWW-Authenticate"] == "Bearer"


def test_a_key_reads_what_its_scopes_name_and_no_more(
    client: Client, supervisor: User, now: datetime, evening: Session
) -> None:
    text = make_token(
        name="calendar", scopes=[Scope.APPOINTMENT], lasts=timedelta(days=1), by=supervisor, now=now
    )[1]

    assert resources(asked(client, "Appointment", text))
    assert got(asked(client, "Encounter", text), 403)["issue"][0]["code"] == "forbidden"


def test_a_signed_in_browser_is_not_a_key(
    client: Client, supervisor: User, evening: Session, settings: Any
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(supervisor)
    assert asked(client, "Patient").status_code == 401


@pytest.mark.parametrize("path", ["Encounter", "Appointment", "Practitioner"])
def test_a_page_takes_as_many_queries_however_long_it_is(
    client: Client, key: str, path: str, evening: Session, django_assert_max_num_queries: Any
) -> None:
    asked(client, path, key)
    for day in range(1, 4):
        factories.session_at(START - timedelta(days=day), clients=3, facilitators=1)
    attendance.finalize_due(END + timedelta(minutes=4))

    with django_assert_max_num_queries(9):
        assert len(resources(asked(client, path, key))) >= 4

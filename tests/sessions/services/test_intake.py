"""From a stranger's request to an enrolled client, each step once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from sessions.domain.errors import EnrolmentRefused, IntakeRefused
from sessions.models import (
    ClosedReason,
    ConsultationRequest,
    Coverage,
    Decision,
    Duty,
    Enrolment,
    OutboxEvent,
    Payer,
    ReachBy,
    RequestStatus,
    User,
)
from sessions.services import intake
from sessions.services.intake import Asked, Place, Screened
from tests import factories
from tests.threads import at_once

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ASKED = Asked(
    name="Noemi Stranger",
    email="noemi@example.test",
    phone="602 555 0101",
    reach_by=ReachBy.PHONE,
    call_time="any",
    state="AZ",
    language="es",
)
SCREENED = Screened(
    stable_home=True,
    motivated=True,
    detox_done=True,
    safe_without_supervision=True,
    decision=Decision.ACCEPT,
    weekly_hours=Decimal(9),
)
pytestmark = pytest.mark.django_db


def asked() -> ConsultationRequest:
    return intake.ask_for_consultation(asked=ASKED, now=NOW)


def ready() -> ConsultationRequest:
    request, clinician = asked(), factories.facilitator()
    intake.take_request(request_id=request.pk, by=clinician)
    intake.decide(request_id=request.pk, screened=SCREENED, by=clinician, now=NOW)
    checked(request, Coverage.COVERED, Payer.objects.create(name="Blue Mesa"))
    request.refresh_from_db()
    return request


def checked(request: ConsultationRequest, coverage: Coverage, payer: Payer | None = None) -> None:
    intake.note_insurance(
        request_id=request.pk,
        coverage=coverage,
        payer=payer,
        member_number="",
        note="",
        by=factories.person("coordinator"),
        now=NOW,
    )


def place(**fields: object) -> Place:
    usual = {
        "group": factories.group_with(),
        "from_date": date(2027, 3, 8),
        "weekly_hours": Decimal(9),
        "planned_end_date": None,
    }
    return Place(**usual | fields)  # type: ignore[arg-type]


def enrol(request: ConsultationRequest, where: Place, email: str = "noemi@example.test") -> Enrolment:
    return intake.enrol_from_request(
        request_id=request.pk,
        legal_name="Noemi Stranger",
        display_name="Noemi",
        email=email,
        place=where,
        now=NOW,
    )


def code_of(action: Callable[[], object], kind: type[Exception] = IntakeRefused) -> str:
    with pytest.raises(kind) as refused:
        action()
    return str(getattr(refused.value, "code", ""))


def test_whoever_asks_leaves_a_way_to_be_answered() -> None:
    for wrong, code in (
        (replace(ASKED, email="", phone=""), "no_way_to_answer"),
        (replace(ASKED, phone=""), "no_phone"),
        (replace(ASKED, email="", reach_by=ReachBy.EMAIL), "no_email"),
    ):
        assert code_of(partial(intake.ask_for_consultation, asked=wrong, now=NOW)) == code
    assert not ConsultationRequest.objects.exists()


def test_a_request_becomes_a_client_who_is_written_to_in_their_language() -> None:
    request, therapist = ready(), factories.facilitator()
    OutboxEvent.objects.all().delete()
    enrolment = enrol(request, place(care_team=((therapist, Duty.THERAPIST),)))
    request.refresh_from_db()
    client = enrolment.client
    assert (request.status, request.enrolment) == (RequestStatus.ENROLLED, enrolment)
    assert (client.email, client.legal_name, client.display_name, client.phone, client.language) == (
        "noemi@example.test",
        "Noemi Stranger",
        "Noemi",
        "602 555 0101",
        "es",
    )
    assert not client.has_usable_password()
    assert enrolment.care_team.get().person == therapist
    assert [event.name for event in OutboxEvent.objects.order_by("id")] == ["AccountOpened", "ClientEnrolled"]


def test_somebody_who_was_a_client_before_keeps_their_account() -> None:
    known = factories.client(email="noemi@example.test", display_name="N.", is_active=False)
    enrolment = enrol(ready(), place(), email="Noemi@Example.test")
    known.refresh_from_db()
    assert (enrolment.client, known.display_name, known.is_active) == (known, "N.", True)


def test_a_refused_seat_leaves_no_account_behind() -> None:
    request = ready()
    full = place(group=factories.group_with(clients=12))
    assert code_of(partial(enrol, request, full), EnrolmentRefused) == "group_full"
    assert not User.objects.filter(email="noemi@example.test").exists()
    request.refresh_from_db()
    assert request.status == RequestStatus.READY


def test_a_colleagues_address_is_no_clients() -> None:
    factories.facilitator(email="noemi@example.test")
    assert code_of(partial(enrol, ready(), place())) == "belongs_to_staff"


def test_nobody_is_accepted_without_all_four() -> None:
    request, clinician = asked(), factories.facilitator()
    intake.take_request(request_id=request.pk, by=clinician)
    for lacking in ("stable_home", "motivated", "detox_done", "safe_without_supervision"):
        answers: dict[str, Any] = {lacking: False}
        unsafe = replace(SCREENED, **answers)
        decide = partial(intake.decide, request_id=request.pk, screened=unsafe, by=clinician, now=NOW)
        assert code_of(decide) == "not_safe_at_home"
    without = replace(SCREENED, weekly_hours=None)
    decide = partial(intake.decide, request_id=request.pk, screened=without, by=clinician, now=NOW)
    assert code_of(decide) == "hours_missing"


def test_another_kind_of_care_closes_the_request() -> None:
    request, clinician = asked(), factories.facilitator()
    intake.take_request(request_id=request.pk, by=clinician)
    higher = replace(SCREENED, decision=Decision.HIGHER, detox_done=False, weekly_hours=None)
    intake.decide(request_id=request.pk, screened=higher, by=clinician, now=NOW)
    request.refresh_from_db()
    assert (request.status, request.closed_reason) == (RequestStatus.CLOSED, ClosedReason.NOT_SUITABLE)


def test_enrolling_waits_until_somebody_pays() -> None:
    request, clinician = asked(), factories.facilitator()
    intake.take_request(request_id=request.pk, by=clinician)
    intake.decide(request_id=request.pk, screened=SCREENED, by=clinician, now=NOW)
    checked(request, Coverage.ASKED)
    assert code_of(partial(enrol, request, place())) == "step_taken"
    assert code_of(partial(checked, request, Coverage.COVERED)) == "status_missing"
    checked(request, Coverage.SELF_PAY)
    assert enrol(request, place())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_request_at_once_one_has_it() -> None:
    request, people = asked(), [factories.facilitator() for _ in range(4)]
    outcomes = at_once([partial(intake.take_request, request_id=request.pk, by=person) for person in people])
    refusals = [outcome.code for outcome in outcomes if isinstance(outcome, IntakeRefused)]
    assert refusals == ["step_taken"] * 3


def test_a_closed_request_stays_closed() -> None:
    request = asked()
    intake.close_request(request_id=request.pk, reason=ClosedReason.WITHDREW, now=NOW)
    close = partial(intake.close_request, request_id=request.pk, reason=ClosedReason.DUPLICATE, now=NOW)
    assert code_of(close) == "step_taken"

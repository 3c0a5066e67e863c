"""A client's record as their clinicians see it: who may open it, what it shows, and the trace of each look."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.models import (
    CareTeamMember,
    ClientProfile,
    Consent,
    Enrolment,
    MeasureSchedule,
    RecordView,
    Role,
    TreatmentPlan,
    User,
)
from sessions.services.measures import schedule_measure, send
from tests import factories
from tests.sessions.services.test_plans import signed

pytestmark = pytest.mark.django_db
PARTS = ("", "measures/", "notes/", "attendance/", "contacts/", "plan/")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def clinician() -> User:
    return factories.facilitator()


@pytest.fixture
def patient(clinician: User) -> User:
    """An enrolled client with this clinician as their therapist."""
    someone = factories.client(legal_name="Ana Legal", display_name="Ana", time_zone="UTC")
    factories.group_with([someone], facilitators=[clinician])
    enrolment = Enrolment.objects.get(client=someone)
    CareTeamMember.objects.create(enrolment=enrolment, person=clinician, duty="therapist")
    return someone


@pytest.mark.parametrize("part", PARTS)
def test_a_clinician_without_a_tie_finds_no_record(client: Client, patient: User, part: str) -> None:
    client.force_login(factories.facilitator())
    assert client.get(f"/clients/{patient.pk}/{part}").status_code == 404
    assert not RecordView.objects.exists()


@pytest.mark.parametrize("part", PARTS)
def test_clients_open_no_records_not_even_their_own_this_way(
    client: Client, patient: User, part: str
) -> None:
    for someone in (patient, factories.client()):
        client.force_login(someone)
        assert client.get(f"/clients/{patient.pk}/{part}").status_code == 403


@pytest.mark.parametrize("part", PARTS)
def test_each_look_leaves_a_trace(client: Client, clinician: User, patient: User, part: str) -> None:
    client.force_login(clinician)
    assert client.get(f"/clients/{patient.pk}/{part}").status_code == 200
    look = RecordView.objects.get()
    assert (look.viewer, look.client) == (clinician, patient)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("much", [False, True], ids=["little", "much"])
def test_however_much_there_is_it_takes_as_many_queries(
    client: Client,
    clinician: User,
    patient: User,
    now: datetime,
    part: str,
    much: bool,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if much:
        for number in range(6):
            factories.session_at(now - (number + 1) * DAY, clients=[patient], facilitators=[clinician])
            send(client=patient, measure="cravings", answers={1: number}, now=now - (6 - number) * DAY)
            plan = signed(patient, clinician, now, *(f"Goal {each}" for each in range(number + 1)))
        assert plan.version == 6
    client.force_login(clinician)
    with django_assert_max_num_queries(32):
        client.get(f"/clients/{patient.pk}/{part}")


def test_the_overview_tells_what_matters(
    client: Client, clinician: User, patient: User, now: datetime
) -> None:
    send(client=patient, measure="phq9", answers=dict.fromkeys(range(1, 10), 1), now=now)
    signed(patient, clinician, now, "Call my sister every Sunday")
    client.force_login(clinician)
    page = client.get(f"/clients/{patient.pk}/").content.decode()
    for text in ("Ana Legal", "PHQ-9", "Thoughts of self-harm", "Call my sister every Sunday", "of 9 h"):
        assert text in page


def test_contacts_are_written_and_a_consent_is_recorded_and_revoked(
    client: Client, clinician: User, patient: User, now: datetime
) -> None:
    client.force_login(clinician)
    place = f"/clients/{patient.pk}/"
    sent = {"emergency_name": "Rosa", "emergency_phone": "602 555 0101", "date_of_birth": "1990-05-01"}
    assert client.post(place + "contacts/", sent).status_code == 302
    profile = ClientProfile.objects.get(person=patient)
    assert (profile.emergency_name, profile.date_of_birth) == ("Rosa", date(1990, 5, 1))
    consent = {
        "recipient": "Dr. Lee",
        "information": "Attendance",
        "purpose": "Coordination of care",
        "signed_date": str(now.date() - DAY),
        "expires_date": str(now.date() + 90 * DAY),
    }
    assert client.post(place + "consents/", consent).status_code == 302
    kept = Consent.objects.get()
    assert (kept.client, kept.recipient, kept.recorded_by) == (patient, "Dr. Lee", clinician)
    client.post(f"{place}consents/{kept.pk}/revoke/")
    kept.refresh_from_db()
    assert kept.revoked_at is not None


@pytest.mark.parametrize(
    ("signed_in", "expires_in", "sentence"),
    [(1, 90, "later day than today"), (-1, -2, "expire before it was signed")],
)
def test_what_is_no_consent_is_refused_beside_its_field_and_kept_on_the_page(
    client: Client,
    clinician: User,
    patient: User,
    now: datetime,
    signed_in: int,
    expires_in: int,
    sentence: str,
) -> None:
    client.force_login(clinician)
    consent = {
        "recipient": "Dr. Lee",
        "information": "Attendance",
        "purpose": "Care",
        "signed_date": str(now.date() + signed_in * DAY),
        "expires_date": str(now.date() + expires_in * DAY),
    }
    page = client.post(f"/clients/{patient.pk}/consents/", consent)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Dr. Lee" in page.content.decode()
    assert not Consent.objects.exists()


def test_another_clients_consent_cannot_be_revoked(
    client: Client, clinician: User, patient: User, now: datetime
) -> None:
    other = Consent.objects.create(
        client=factories.client(),
        recipient="X",
        information="X",
        purpose="X",
        signed_date=now.date(),
        expires_date=now.date() + DAY,
        recorded_by=clinician,
    )
    client.force_login(clinician)
    assert client.post(f"/clients/{patient.pk}/consents/{other.pk}/revoke/").status_code == 404


@pytest.mark.parametrize(
    ("text", "status", "every"), [("7", 302, 7), ("0", 422, 14), ("x", 422, 14), ("", 302, None)]
)
def test_how_often_a_measure_is_asked_can_be_changed(
    client: Client, clinician: User, patient: User, now: datetime, text: str, status: int, every: int | None
) -> None:
    schedule_measure(client=patient, measure="phq9", every_days=14, today=now.date() - 10 * DAY)
    client.force_login(clinician)
    answer = client.post(f"/clients/{patient.pk}/measures/", {"measure": "phq9", "every_days": text})
    assert answer.status_code == status
    lasting = MeasureSchedule.objects.filter(ended_date=None).values_list("every_days", flat=True).first()
    assert lasting == every


# --- the plan ---------------------------------------------------------------------------------------------------------


def sheet(plan: TreatmentPlan, *statements: str, press: str, due: str = "") -> dict[str, str]:
    """What the draft's page sends."""
    sent = {
        "plan": str(plan.pk),
        "summary": "Why",
        "strengths": "",
        "goals-TOTAL_FORMS": str(len(statements)),
        "goals-INITIAL_FORMS": "0",
        "review_due_date": due,
        "press": press,
    }
    return sent | {f"goals-{number}-statement": each for number, each in enumerate(statements)}


def test_a_plan_is_begun_saved_and_signed(
    client: Client, clinician: User, patient: User, now: datetime
) -> None:
    client.force_login(clinician)
    place = f"/clients/{patient.pk}/plan/"
    client.post(place + "draft/", {"press": "begin"})
    plan = TreatmentPlan.objects.get()
    client.post(place + "draft/", sheet(plan, "Sleep", "Walk", press="save"))
    assert list(plan.goals.values_list("statement", flat=True)) == ["Sleep", "Walk"]
    refused = client.post(place + "draft/", sheet(plan, "Sleep", press="sign", due=str(now.date() - DAY)))
    assert refused.status_code == 422
    assert "before today" in refused.content.decode()
    in_a_month = str(now.date() + 30 * DAY)
    assert (
        client.post(place + "draft/", sheet(plan, "Sleep", press="sign", due=in_a_month)).status_code == 302
    )
    plan.refresh_from_db()
    assert plan.signed_by == clinician
    page = client.get(place).content.decode()
    assert "version 1" in page
    assert "Sleep" in page


def test_what_was_typed_into_a_draft_that_somebody_signed_is_kept_on_the_page(
    client: Client, clinician: User, patient: User, now: datetime
) -> None:
    plan = signed(patient, clinician, now)
    client.force_login(clinician)
    answer = client.post(f"/clients/{patient.pk}/plan/draft/", sheet(plan, "My words", press="save"))
    assert answer.status_code == 422
    assert "somebody signed it" in answer.content.decode()
    assert "My words" in answer.content.decode()


def test_coordinators_read_plans_and_do_not_write_them(client: Client, patient: User) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    assert client.get(f"/clients/{patient.pk}/plan/").status_code == 200
    assert client.post(f"/clients/{patient.pk}/plan/draft/", {"press": "begin"}).status_code == 403
    assert not TreatmentPlan.objects.exists()


def test_a_review_needs_words_and_a_date_ahead(
    client: Client, clinician: User, patient: User, now: datetime
) -> None:
    plan = signed(patient, clinician, now)
    client.force_login(clinician)
    place = f"/clients/{patient.pk}/plan/{plan.pk}/review/"
    for outcome, days in (("", 30), ("Well", -1)):
        assert (
            client.post(
                place, {"outcome": outcome, "review_due_date": str(now.date() + days * DAY)}
            ).status_code
            == 422
        )
    assert (
        client.post(place, {"outcome": "Well", "review_due_date": str(now.date() + 20 * DAY)}).status_code
        == 302
    )
    assert plan.reviews.get().outcome == "Well"

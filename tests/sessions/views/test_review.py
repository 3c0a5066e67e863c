"""After a session its staff correct, sign and attest on one page; what leaves the clinic leaves from there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions.models import (
    AttendanceCorrection,
    AttendanceRecord,
    AttendanceSignature,
    AttestedPresence,
    Consent,
    CorrectionState,
    Disclosure,
    Export,
    Role,
    Session,
    User,
)
from sessions.services import attendance
from sessions.services.exports import forget_old_exports
from sessions.tasks import make_exports
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 10, 23, tzinfo=UTC)
END = START + timedelta(hours=3)
WHY = "They were on the phone with us from half past."


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def leader() -> User:
    return factories.facilitator()


@pytest.fixture
def evening(leader: User) -> Session:
    """A final session whose one client was there for an hour."""
    session = factories.session_at(START, clients=1, facilitators=[leader])
    factories.was_in(session, leader, START, END)
    factories.was_in(session, client_of(session), START, START + timedelta(hours=1))
    attendance.finalize_due(END + timedelta(minutes=4))
    return session


def client_of(session: Session) -> User:
    return session.roster.get(part="client").person


def page(client: Client, session: Session) -> str:
    return client.get(reverse("sessions:attendance", args=[session.pk])).content.decode()


def record_of(session: Session) -> AttendanceRecord:
    return AttendanceRecord.objects.get(session=session)


def correct(client: Client, session: Session, **said: Any) -> Any:
    record = record_of(session)
    values = {"credited_minutes": 50, "billable_minutes": 50, "reason": WHY} | said
    address = reverse("sessions:correct_attendance", args=[session.pk, record.pk])
    return client.post(address, {f"record-{record.pk}-{name}": value for name, value in values.items()})


def test_a_record_is_corrected_and_says_so(client: Client, evening: Session, leader: User) -> None:
    client.force_login(leader)

    assert correct(client, evening).status_code == 302

    assert record_of(evening).credited_s == 3_000
    shown = page(client, evening)
    assert WHY in shown
    assert "Version 1: 60 min credited" in shown


def test_a_form_is_there_for_the_record_that_is_asked_for_alone(
    client: Client, evening: Session, leader: User
) -> None:
    client.force_login(leader)
    field, attendance = (
        f"record-{record_of(evening).pk}-reason",
        reverse("sessions:attendance", args=[evening.pk]),
    )
    asked = {"correct": str(record_of(evening).pk)}

    assert f'href="?correct={asked["correct"]}"' in page(client, evening)
    assert [
        field in client.get(attendance, query).content.decode() for query in ({}, asked, {"correct": "x"})
    ] == [
        False,
        True,
        False,
    ]
    client.force_login(factories.person(Role.COORDINATOR))
    assert field not in client.get(attendance, asked).content.decode()


def test_what_is_refused_stands_beside_its_field_with_what_was_entered(
    client: Client, evening: Session, leader: User
) -> None:
    client.force_login(leader)

    answer = correct(client, evening, credited_minutes=50, billable_minutes=51)

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "No more can be billed than is credited" in shown
    assert 'value="51"' in shown
    assert WHY in shown
    assert not AttendanceCorrection.objects.exists()


def test_minutes_that_were_left_alone_keep_their_seconds(
    client: Client, evening: Session, leader: User
) -> None:
    factories.was_in(evening, client_of(evening), START, START)  # nothing: only seconds matter here
    AttendanceRecord.objects.update(credited_s=3_641, billable_s=3_599)
    client.force_login(leader)

    correct(client, evening, credited_minutes=60, billable_minutes=30)

    assert (record_of(evening).credited_s, record_of(evening).billable_s) == (3_641, 1_800)


def test_more_is_billed_once_a_supervisor_signed_it_on_the_same_page(
    client: Client, evening: Session, leader: User
) -> None:
    client.force_login(leader)
    correct(client, evening, credited_minutes=150, billable_minutes=150)
    assert "a supervisor has to sign it" in page(client, evening)
    correction = AttendanceCorrection.objects.get()
    address = reverse("sessions:decide_correction", args=[evening.pk, correction.pk])
    client.post(address, {"cosign": ""})
    assert record_of(evening).version == 1, "the facilitator is no supervisor"

    client.force_login(factories.person(Role.SUPERVISOR))
    assert "Sign it" in page(client, evening)
    client.post(address, {"cosign": ""})

    correction.refresh_from_db()
    assert correction.state == CorrectionState.IN_FORCE
    assert record_of(evening).billable_s == 9_000


def test_one_signature_signs_what_was_on_the_page(client: Client, evening: Session, leader: User) -> None:
    client.force_login(leader)
    found = re.search(r'name="digest" value="(\w{64})"', page(client, evening))
    assert found

    correct(client, evening)
    client.post(reverse("sessions:sign_attendance", args=[evening.pk]), {"digest": found[1]})
    assert not AttendanceSignature.objects.exists(), "a record changed since"
    found = re.search(r'name="digest" value="(\w{64})"', page(client, evening))
    assert found
    client.post(reverse("sessions:sign_attendance", args=[evening.pk]), {"digest": found[1]})

    assert AttendanceSignature.objects.get().signer == leader
    assert "This is right: sign" not in page(client, evening)


def test_a_coordinator_reads_and_changes_nothing(client: Client, evening: Session) -> None:
    client.force_login(factories.person(Role.COORDINATOR))

    shown = page(client, evening)
    correct(client, evening)
    client.post(reverse("sessions:sign_attendance", args=[evening.pk]), {"digest": "0" * 64})

    assert "This is right: sign" not in shown
    assert 'name="record-' not in shown
    assert record_of(evening).version == 1
    assert not AttendanceSignature.objects.exists()
    assert client.get(reverse("sessions:attest_presence", args=[evening.pk])).status_code == 404


@pytest.mark.parametrize("name", ["attendance", "sign_attendance", "attest_presence", "roster_sheet"])
def test_a_clinician_of_another_session_finds_none_of_its_pages(
    client: Client, evening: Session, name: str
) -> None:
    client.force_login(factories.facilitator())
    address = reverse(f"sessions:{name}", args=[evening.pk])
    answer = client.post(address) if name == "sign_attendance" else client.get(address)
    assert answer.status_code == 404


def test_the_roll_attests_by_the_programs_clock(client: Client, evening: Session, leader: User) -> None:
    client.force_login(leader)
    address = reverse("sessions:attest_presence", args=[evening.pk])
    assert 'value="19:00"' in client.get(address).content.decode()
    said = {
        "kind": "phone",
        "people": [str(client_of(evening).pk)],
        "began": "20:00",
        "ended": "20:30",
        "reason": WHY,
    }

    assert client.post(address, said).status_code == 302

    attested = AttestedPresence.objects.get()
    assert attested.began_at == START + timedelta(hours=1)
    assert AttendanceCorrection.objects.get().credited_s == 5_400


def test_the_roll_refuses_beside_the_field(client: Client, evening: Session, leader: User) -> None:
    client.force_login(leader)
    said = {"kind": "phone", "people": [], "began": "20:30", "ended": "20:00", "reason": WHY}

    answer = client.post(reverse("sessions:attest_presence", args=[evening.pk]), said)

    assert answer.status_code == 422
    assert not AttestedPresence.objects.exists()


# --- handing out ------------------------------------------------------------------------------------------------------


@pytest.fixture
def consent(evening: Session) -> Consent:
    return Consent.objects.create(
        client=client_of(evening),
        recipient="Blue Payer",
        information="attendance",
        purpose="payment",
        signed_date=date(2026, 1, 1),
        expires_date=date(2099, 1, 1),
        recorded_by=client_of(evening),
    )


def test_without_a_consent_the_page_says_what_to_do(client: Client, evening: Session, leader: User) -> None:
    client.force_login(leader)
    address = reverse("sessions:evidence", args=[evening.pk, client_of(evening).pk])

    shown = client.get(address).content.decode()
    client.post(address, {"consent": "1"})

    assert "No consent of this client is on file" in shown
    assert not Disclosure.objects.exists()


def test_with_a_consent_the_sheet_is_a_pdf_without_a_name_in_its_own(
    client: Client, evening: Session, leader: User, consent: Consent
) -> None:
    client.force_login(leader)
    evidence = reverse("sessions:evidence", args=[evening.pk, client_of(evening).pk])

    sheets = [
        client.post(evidence, {"consent": consent.pk}),
        client.post(reverse("sessions:roster_sheet", args=[evening.pk]), {"recipient": "Blue Payer"}),
    ]

    for sheet in sheets:
        assert sheet.content.startswith(b"%PDF-")
        assert "no-store" in sheet["Cache-Control"]
        assert re.fullmatch(r'attachment; filename="\w+-2026-03-10\.pdf"', sheet["Content-Disposition"])
    assert Disclosure.objects.count() == 2


def test_a_table_is_asked_for_watched_and_fetched(client: Client, evening: Session, consent: Consent) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    said = {"recipient": "Blue Payer", "from_date": "2026-03-10", "to_date": "2026-03-10"}

    asked = client.post(reverse("sessions:tables"), said)
    export = Export.objects.get()
    assert asked["Location"] == reverse("sessions:table", args=[export.pk])
    assert "<progress" in client.get(asked["Location"]).content.decode()
    make_exports()

    assert "Download" in client.get(asked["Location"], headers={"HX-Request": "true"}).content.decode()
    table = client.get(reverse("sessions:fetch_table", args=[export.pk]))
    assert table["Content-Type"].startswith("text/csv")
    assert client_of(evening).legal_name in table.content.decode()


def test_a_table_that_is_gone_says_so_where_it_was_offered(
    client: Client, evening: Session, consent: Consent
) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    said = {"recipient": "Blue Payer", "from_date": "2026-03-10", "to_date": "2026-03-10"}
    asked = client.post(reverse("sessions:tables"), said)
    make_exports()
    forget_old_exports(now=timezone.now() + timedelta(days=2))

    shown = client.get(asked["Location"]).content.decode()

    assert "Ask for it again" in shown
    assert "Download" not in shown


def test_another_coordinator_sees_nothing_of_it(client: Client, evening: Session, consent: Consent) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    said = {"recipient": "Blue Payer", "from_date": "2026-03-10", "to_date": "2026-03-10"}
    client.post(reverse("sessions:tables"), said)
    export = Export.objects.get()

    client.force_login(factories.person(Role.COORDINATOR))

    assert client.get(reverse("sessions:table", args=[export.pk])).status_code == 404
    assert client.get(reverse("sessions:fetch_table", args=[export.pk])).status_code == 302


def test_an_absurd_range_is_refused_beside_its_field(
    client: Client, evening: Session, consent: Consent
) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    said = {"recipient": "Blue Payer", "from_date": "2026-03-11", "to_date": "2026-03-10"}

    answer = client.post(reverse("sessions:tables"), said)

    assert answer.status_code == 422
    assert "The last day lies before the first" in answer.content.decode()


# --- other systems and reports ----------------------------------------------------------------------------------------


def test_a_key_is_shown_once(client: Client) -> None:
    client.force_login(factories.person(Role.SUPERVISOR))
    said = {"name": "EHR", "scopes": ["system/Patient.rs"], "days": "30"}

    made = client.post(reverse("sessions:make_key"), said).content.decode()
    found = re.search(r"vip_[\w-]{43}", made)

    assert found
    assert found[0] not in client.get(reverse("sessions:connections")).content.decode()
    assert client.get("/fhir/R4/Patient", headers={"Authorization": f"Bearer {found[0]}"}).status_code == 200


def test_only_supervisors_connect_other_systems(client: Client) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    assert client.get(reverse("sessions:connections")).status_code == 403
    assert client.post(reverse("sessions:add_webhook"), {"url": "https://example.com"}).status_code == 403


@pytest.mark.parametrize("by", ["group", "track", "weekday", "clinician"])
def test_the_report_is_drawn_and_told(client: Client, evening: Session, by: str) -> None:
    client.force_login(factories.person(Role.COORDINATOR))

    shown = client.get(
        reverse("sessions:reports"), {"from_date": "2026-03-01", "to_date": "2026-03-31", "by": by}
    )

    assert shown.status_code == 200
    assert "polyline" in shown.content.decode()


def test_a_report_of_no_days_says_so(client: Client) -> None:
    client.force_login(factories.person(Role.COORDINATOR))
    backwards = {"from_date": "2026-03-31", "to_date": "2026-03-01", "by": "group"}

    for said in ({}, {"by": "weekday"}):  # what the address leaves out is as usual
        empty = client.get(reverse("sessions:reports"), said)
        assert "No attendance is final in these days yet" in empty.content.decode()
    assert client.get(reverse("sessions:reports"), backwards).status_code == 422

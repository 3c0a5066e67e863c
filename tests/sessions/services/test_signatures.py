"""One signature covers a session's records as they stand, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from sessions.domain.errors import SignatureRefused
from sessions.models import AttendanceRecord, AttendanceSeal, AttendanceSignature, OutboxEvent, Session, User
from sessions.queries.review import review_of, standing_digest
from sessions.queries.seals import faults_of_attendance
from sessions.services import attendance
from sessions.services.corrections import correct_attendance
from sessions.services.signatures import sign_attendance
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
END = START + timedelta(hours=3)
LATER = END + timedelta(days=1)


@pytest.fixture
def leader() -> User:
    return factories.facilitator()


@pytest.fixture
def evening(leader: User) -> Session:
    """A session that is final, of two clients who were there for an hour."""
    session = factories.session_at(START, clients=2, facilitators=[leader])
    factories.was_in(session, leader, START, END)
    for entry in session.roster.filter(part="client"):
        factories.was_in(session, entry.person, START, START + timedelta(hours=1))
    attendance.finalize_due(END + timedelta(minutes=4))
    session.refresh_from_db()
    return session


def sign(session: Session, by: User) -> AttendanceSignature:
    return sign_attendance(session.pk, by=by, digest=standing_digest(session), now=LATER)


def lower(session: Session, by: User) -> None:
    record = AttendanceRecord.objects.filter(session=session)[0]
    correct_attendance(
        record.pk, by=by, credited_s=60, billable_s=60, excused=False, reason="They left again.", now=LATER
    )


def test_a_signature_covers_all_records_and_is_sealed(evening: Session, leader: User) -> None:
    signature = sign(evening, leader)

    assert review_of(evening).signature == signature
    assert AttendanceSeal.objects.get(signature=signature).number == 3
    assert faults_of_attendance() == ()


def test_signing_twice_or_at_once_is_signing_once(evening: Session, leader: User) -> None:
    first, second = at_once([partial(sign, evening, leader), partial(sign, evening, leader)])

    assert first == second == sign(evening, leader)
    assert OutboxEvent.objects.filter(name="AttendanceSigned").count() == 1


def test_a_correction_afterwards_asks_for_another_signature_and_keeps_the_first(
    evening: Session, leader: User
) -> None:
    sign(evening, leader)
    lower(evening, leader)

    review = review_of(evening)
    assert (review.signature, review.signed_before) == (None, True)
    sign(evening, leader)

    assert review_of(evening).signature is not None
    assert AttendanceSignature.objects.count() == 2
    assert faults_of_attendance() == ()


def test_nobody_signs_what_they_did_not_see(evening: Session, leader: User) -> None:
    seen = standing_digest(evening)
    lower(evening, leader)

    with pytest.raises(SignatureRefused) as refused:
        sign_attendance(evening.pk, by=leader, digest=seen, now=LATER)

    assert refused.value.code == "changed_meanwhile"


def test_provisional_attendance_is_not_signed(leader: User) -> None:
    session = factories.session_at(START, clients=1, facilitators=[leader])

    with pytest.raises(SignatureRefused) as refused:
        sign(session, leader)

    assert refused.value.code == "not_final"


def test_only_the_sessions_facilitators_and_supervisors_sign(evening: Session) -> None:
    for stranger in (factories.facilitator(), factories.person("coordinator"), factories.client()):
        with pytest.raises(SignatureRefused) as refused:
            sign(evening, stranger)
        assert refused.value.code == "not_yours"
    assert sign(evening, factories.person("supervisor"))


def test_a_forged_signature_is_found_and_named(evening: Session, leader: User) -> None:
    signature = sign(evening, leader)
    AttendanceSignature.objects.update(signed_at=LATER + timedelta(microseconds=1))

    (fault,) = faults_of_attendance()

    assert f"signature {signature.pk}" in fault
    assert fault.endswith("was changed: signed_at")

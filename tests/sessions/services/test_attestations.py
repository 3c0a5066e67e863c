"""Staff give their word for presence that no computer saw: it counts, it is never mixed with what was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.domain.errors import AttestationRefused
from sessions.models import (
    AttendanceCorrection,
    AttendanceRecord,
    AttestedKind,
    AttestedPresence,
    CorrectionState,
    PresenceSpan,
    Session,
    SessionStatus,
    User,
)
from sessions.services import attendance
from sessions.services.attestations import attest_presence
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
END = START + timedelta(hours=3)
FINAL = END + timedelta(minutes=4)
HOUR = timedelta(hours=1)
WHY = "Their internet was down; they listened by phone."


@pytest.fixture
def leader() -> User:
    return factories.facilitator()


@pytest.fixture
def client() -> User:
    return factories.client()


@pytest.fixture
def evening(leader: User, client: User) -> Session:
    session = factories.session_at(START, clients=[client], facilitators=[leader])
    factories.was_in(session, leader, START, END)
    return session


def attest(session: Session, by: User, *people: User, **said: object) -> list[AttestedPresence]:
    values = {
        "kind": AttestedKind.PHONE,
        "began_at": START + HOUR,
        "ended_at": START + 2 * HOUR,
        "reason": WHY,
        "now": FINAL,
    } | said
    return attest_presence(session.pk, people=[someone.pk for someone in people], by=by, **values)  # type: ignore[arg-type]


def seconds(session: Session, person: User) -> tuple[int, str]:
    record = AttendanceRecord.objects.get(session=session, person=person)
    return record.credited_s, record.status


def test_an_hour_by_phone_counts_like_an_hour_in_the_room(
    evening: Session, leader: User, client: User
) -> None:
    attest(evening, leader, client)
    attendance.finalize(evening.pk, now=FINAL)

    assert seconds(evening, client) == (3_600, "partial")
    assert not PresenceSpan.objects.filter(person=client).exists(), "what was recorded stays what it was"


def test_a_call_beside_the_room_adds_no_time_twice(evening: Session, leader: User, client: User) -> None:
    factories.was_in(evening, client, START, START + HOUR + timedelta(minutes=30))

    attest(evening, leader, client)
    attendance.finalize(evening.pk, now=FINAL)

    assert seconds(evening, client)[0] == 2 * 3_600


def test_a_roll_in_person_covers_the_facilitator_too(leader: User, client: User) -> None:
    session = factories.session_at(START, clients=[client], facilitators=[leader])

    attest(session, leader, leader, client, kind=AttestedKind.IN_PERSON, began_at=START, ended_at=END)
    attendance.finalize(session.pk, now=FINAL)

    assert seconds(session, client) == (10_800, "present")


def test_attesting_afterwards_is_a_correction_that_a_supervisor_signs(
    evening: Session, leader: User, client: User
) -> None:
    attendance.finalize(evening.pk, now=FINAL)

    attest(evening, leader, client, now=FINAL + HOUR)

    correction = AttendanceCorrection.objects.get()
    assert (correction.state, correction.credited_s) == (CorrectionState.AWAITING, 3_600)
    assert seconds(evening, client) == (0, "no_show")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ended_at": START + HOUR}, "ends_before_start"),
        ({"began_at": START - timedelta(seconds=1)}, "outside_session"),
        ({"ended_at": END + timedelta(seconds=1)}, "outside_session"),
        ({"now": START + HOUR + timedelta(minutes=59)}, "in_the_future"),
        ({"reason": "phone"}, "reason_missing"),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_is_written(
    evening: Session, leader: User, client: User, said: dict[str, object], code: str
) -> None:
    with pytest.raises(AttestationRefused) as refused:
        attest(evening, leader, client, **said)

    assert refused.value.code == code
    assert not AttestedPresence.objects.exists()


def test_only_people_on_the_roster_can_have_been_there(evening: Session, leader: User, client: User) -> None:
    for people, code in (([client, factories.client()], "not_on_roster"), ([], "nobody_chosen")):
        with pytest.raises(AttestationRefused) as refused:
            attest(evening, leader, *people)
        assert refused.value.code == code


def test_a_cancelled_session_had_nobody_there(evening: Session, leader: User, client: User) -> None:
    evening.status = SessionStatus.CANCELLED
    evening.save()

    with pytest.raises(AttestationRefused) as refused:
        attest(evening, leader, client)

    assert refused.value.code == "session_cancelled"


def test_only_the_sessions_own_staff_attest(evening: Session, client: User) -> None:
    for stranger in (factories.facilitator(), factories.person("coordinator"), client):
        with pytest.raises(AttestationRefused) as refused:
            attest(evening, stranger, client)
        assert refused.value.code == "not_yours"

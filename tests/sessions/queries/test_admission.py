"""Who may enter a room, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.domain.errors import NotAdmissible
from sessions.models import RosterPart, Session, SessionStatus, User
from sessions.queries.admission import Place, place_in_session
from sessions.queries.record_access import may_read_attendance
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 10, 23, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def client() -> User:
    return factories.client()


@pytest.fixture
def session(client: User) -> Session:
    return factories.session_at(START, clients=[client], facilitators=1)


def refusal(user: User, session: Session, now: datetime = START, only_session: object = None) -> str:
    with pytest.raises(NotAdmissible) as refused:
        place_in_session(user=user, session=session, now=now, only_session=only_session)  # type: ignore[arg-type]
    return refused.value.code


def test_a_client_on_the_roster_has_a_place(client: User, session: Session) -> None:
    assert place_in_session(user=client, session=session, now=START) == Place(
        session_id=session.pk,
        person_id=client.pk,
        part=RosterPart.CLIENT,
        opens_at=START - timedelta(minutes=60),
        closes_at=START + timedelta(hours=3, minutes=30),
    )


@pytest.mark.parametrize("part", RosterPart.values)
def test_the_place_is_what_the_roster_says_whatever_the_role(session: Session, part: str) -> None:
    someone = factories.person("supervisor")
    factories.expect(session, someone, part)
    place = place_in_session(user=someone, session=session, now=START)
    assert (place.part, place.facilitates) == (part, part in ("facilitator", "cofacilitator"))


def test_the_room_opens_an_hour_before_the_start(client: User, session: Session) -> None:
    opens_at = START - timedelta(hours=1)
    assert refusal(client, session, opens_at - SECOND) == "too_early"
    assert place_in_session(user=client, session=session, now=opens_at).opens_at == opens_at


def test_the_room_closes_half_an_hour_after_the_end(client: User, session: Session) -> None:
    closes_at = session.ends_at + timedelta(minutes=30)
    assert place_in_session(user=client, session=session, now=closes_at - SECOND)
    assert refusal(client, session, closes_at) == "session_over"


@pytest.mark.parametrize("role", ["client", "facilitator", "coordinator", "supervisor"])
def test_no_role_makes_a_place_without_the_roster(session: Session, role: str) -> None:
    assert refusal(factories.person(role), session) == "not_on_roster"


def test_a_stranger_learns_nothing_about_the_session(session: Session) -> None:
    session.status = SessionStatus.CANCELLED
    assert refusal(factories.client(), session) == "not_on_roster"


@pytest.mark.parametrize(
    ("status", "code"),
    [(SessionStatus.CANCELLED, "session_cancelled"), (SessionStatus.ENDED, "session_over")],
)
def test_a_session_that_does_not_meet_admits_nobody(
    client: User, session: Session, status: str, code: str
) -> None:
    session.status = status
    assert refusal(client, session) == code


def test_a_closed_account_enters_nowhere(client: User, session: Session) -> None:
    client.is_active = False
    assert refusal(client, session) == "account_inactive"


def test_a_join_link_opens_its_own_session_alone(client: User, session: Session) -> None:
    other = factories.session_at(session.ends_at, clients=[client])
    assert place_in_session(user=client, session=session, now=START, only_session=str(session.pk))
    assert refusal(client, other, only_session=session.pk) == "link_for_another_session"


def test_every_refusal_says_what_to_do_next() -> None:
    for code, sentence in NotAdmissible.SENTENCES.items():
        assert NotAdmissible(code).sentence == sentence
        assert sentence.count(".") >= 2, code


def test_attendance_is_read_by_its_facilitators_and_the_office_alone(client: User, session: Session) -> None:
    leader = session.roster.get(part=RosterPart.FACILITATOR).person
    readers = [leader, factories.person("coordinator"), factories.person("supervisor")]
    strangers = [client, factories.facilitator(), factories.client()]
    assert [may_read_attendance(someone, session) for someone in readers] == [True] * 3
    assert [may_read_attendance(someone, session) for someone in strangers] == [False] * 3
    leader.is_active = False
    assert not may_read_attendance(leader, session)

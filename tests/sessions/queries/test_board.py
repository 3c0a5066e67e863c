"""The board says where each client is just now, and why they were away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.domain.attendance import GapReason
from sessions.models import EndReason, Outage, PresenceSpan, RosterPart, Session, User, Zone
from sessions.queries.board import BoardState, attendance_board, attendance_gaps
from tests import factories

pytestmark = pytest.mark.django_db
START = datetime(2027, 3, 10, 23, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def was(
    session: Session,
    person: User,
    began: float,
    ended: float | None = None,
    reason: EndReason = EndReason.LOST,
    *,
    zone: Zone = Zone.ROOM,
    seen: float | None = None,
) -> None:
    """A span in minutes from the start; open without ``ended``, last seen then or ``seen``."""
    last_seen = ended if ended is not None else seen
    PresenceSpan.objects.create(
        session=session,
        person=person,
        connection=uuid4(),
        zone=zone,
        began_at=at(began),
        last_seen_at=at(began if last_seen is None else last_seen),
        ended_at=None if ended is None else at(ended),
        end_reason="" if ended is None else reason,
    )


@pytest.fixture
def client() -> User:
    return factories.client()


@pytest.fixture
def session(client: User) -> Session:
    """A session with one client, whose facilitator has been in the room since its start."""
    leader = factories.facilitator()
    session = factories.session_at(START, clients=[client], facilitators=[leader])
    was(session, leader, 0, seen=60)
    return session


def state(session: Session, minutes: float) -> tuple[BoardState, datetime | None]:
    [row] = attendance_board(session=session, now=at(minutes))
    return row.state, row.since


def test_a_client_who_has_not_come_is_expected_and_after_five_minutes_late(session: Session) -> None:
    assert [state(session, minutes)[0] for minutes in (-10, 5, 5.02)] == [
        BoardState.EXPECTED,
        BoardState.EXPECTED,
        BoardState.LATE,
    ]


def test_a_client_in_the_lobby_is_shown_as_such_and_never_as_missing(session: Session, client: User) -> None:
    was(session, client, 10, zone=Zone.LOBBY, seen=40)
    assert state(session, 40) == (BoardState.LOBBY, at(10))


def test_an_admitted_client_is_present_since_they_came_in(session: Session, client: User) -> None:
    was(session, client, -5, -1, EndReason.MOVED, zone=Zone.LOBBY)
    was(session, client, -1, seen=60)
    assert state(session, 60) == (BoardState.PRESENT, at(-1))


def test_a_second_device_in_the_lobby_does_not_take_a_client_out_of_the_room(
    session: Session, client: User
) -> None:
    was(session, client, 0, seen=30)
    was(session, client, 20, zone=Zone.LOBBY, seen=30)
    assert state(session, 30)[0] == BoardState.PRESENT


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        (EndReason.LOST, BoardState.DROPPED),
        (EndReason.SERVER, BoardState.DROPPED),
        (EndReason.LEFT, BoardState.GONE),
        (EndReason.REMOVED, BoardState.GONE),
        (EndReason.SESSION_ENDED, BoardState.GONE),
    ],
)
def test_who_is_away_either_dropped_or_went(
    session: Session, client: User, reason: EndReason, shown: BoardState
) -> None:
    was(session, client, 0, 20, reason)
    assert state(session, 30) == (shown, at(20))


def test_a_connection_that_fell_silent_has_dropped_before_anybody_wrote_it_down(
    session: Session, client: User
) -> None:
    was(session, client, 0, seen=20)
    assert state(session, 20.5)[0] == BoardState.PRESENT
    assert state(session, 20.6) == (BoardState.DROPPED, at(20))


def test_minutes_so_far_count_up_to_now(session: Session, client: User) -> None:
    was(session, client, 5, seen=60)
    [row] = attendance_board(session=session, now=at(60))
    assert row.credited == timedelta(minutes=55)


def test_each_gap_has_its_reason(session: Session, client: User) -> None:
    Outage.objects.create(node="a", began_at=at(30), ended_at=at(31))
    was(session, client, 0, 10, EndReason.LEFT)
    was(session, client, 11, 20, EndReason.LOST)
    was(session, client, 21, 30, EndReason.LOST)
    was(session, client, 31, seen=60)
    [row] = attendance_board(session=session, now=at(60))
    reasons = [(gap.reason, gap.bridged) for gap in row.gaps]
    assert reasons == [(GapReason.LEFT, False), (GapReason.TECHNICAL, True), (GapReason.OURS, True)]
    assert attendance_gaps(session=session, client_ids=[client.pk]) == {client.pk: row.gaps}


def test_the_board_is_of_clients_by_their_legal_names() -> None:
    people = [factories.client(legal_name=name) for name in ("Cruz", "Adler", "Brandt")]
    session = factories.session_at(START, clients=people, facilitators=1)
    factories.expect(session, factories.client(), RosterPart.GUEST)
    shown = [row.person.legal_name for row in attendance_board(session=session, now=START)]
    assert shown == ["Adler", "Brandt", "Cruz"]


@pytest.mark.parametrize("clients", [1, 12])
def test_a_board_takes_five_queries_however_many_people_come_and_go(
    clients: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = factories.session_at(START, clients=clients, facilitators=2)
    for entry in session.roster.all():
        for minute in range(0, 50, 5):
            was(session, entry.person, minute, minute + 4)
    session = Session.objects.select_related("program").get(pk=session.pk)
    with django_assert_num_queries(5):
        assert len(attendance_board(session=session, now=at(60))) == clients
    people = [row.person.pk for row in attendance_board(session=session, now=at(60))]
    with django_assert_num_queries(1):
        assert attendance_gaps(session=session, client_ids=people).keys() == set(people)

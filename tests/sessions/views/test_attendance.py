"""The live board and the table after it: who may read them, and what they say."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from sessions.models import EndReason, PresenceSpan, Role, Session, SessionStatus, User, Zone
from sessions.services.attendance import finalize_due
from tests import factories

pytestmark = pytest.mark.django_db
BY_HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


def path_of(session: Session) -> str:
    return f"/sessions/{session.pk}/attendance/"


def was_there(
    session: Session, someone: User, began_at: datetime, ended_at: datetime | None, zone: Zone = Zone.ROOM
) -> None:
    PresenceSpan.objects.create(
        session=session,
        person=someone,
        connection=uuid4(),
        zone=zone,
        began_at=began_at,
        last_seen_at=ended_at or began_at + timedelta(days=1),
        ended_at=ended_at,
        end_reason=EndReason.LEFT if ended_at else "",
    )


def row_of(page: str, someone: User) -> str:
    """What the page's table says of one person, as words."""
    row = re.search(rf'data-person="{someone.pk}".*?</tr>', page, re.DOTALL)
    assert row
    return " ".join(re.sub(r"<[^>]+>", " ", row.group().partition(">")[2]).split())


# --- who may read it


def test_visitors_sign_in_first(client: Client) -> None:
    path = path_of(factories.live_session().session)
    assert client.get(path).headers["Location"] == f"/accounts/login/?next={path}"


def test_a_client_reads_no_board_not_even_of_their_own_session(client: Client) -> None:
    live = factories.live_session()
    for someone in (live.clients[0], factories.client()):
        client.force_login(someone)
        response = client.get(path_of(live.session))
        assert response.status_code == 403
        assert live.clients[1].legal_name not in response.content.decode()


def test_a_clinician_of_another_session_does_not_learn_that_it_exists(client: Client) -> None:
    live = factories.live_session()
    client.force_login(factories.facilitator())
    response = client.get(path_of(live.session))
    assert response.status_code == 404
    assert live.session.title not in response.content.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUPERVISOR])
def test_the_office_reads_every_board(client: Client, role: Role) -> None:
    client.force_login(factories.person(role))
    assert client.get(path_of(factories.live_session().session)).status_code == 200


# --- what it says


def test_the_board_says_where_everybody_is(client: Client, now: datetime) -> None:
    live = factories.live_session(clients=4, now=now)
    here, waiting, gone, missing = live.clients
    start = live.session.starts_at
    was_there(live.session, live.facilitator, start, None)
    was_there(live.session, here, start, None)
    was_there(live.session, waiting, start, None, Zone.LOBBY)
    was_there(live.session, gone, start, start + timedelta(minutes=3))
    client.force_login(live.facilitator)
    page = client.get(path_of(live.session)).content.decode()
    assert "in the room" in row_of(page, here)
    assert "10 min" in row_of(page, here)
    assert "in the lobby" in row_of(page, waiting)
    assert "left" in row_of(page, gone)
    assert "late, not here yet" in row_of(page, missing)


def test_the_board_asks_again_and_changes_only_when_somebody_moves(client: Client, now: datetime) -> None:
    live = factories.live_session(now=now)
    client.force_login(live.facilitator)
    again = re.search(
        r'hx-get="([^"]+)" hx-trigger="every', client.get(path_of(live.session)).content.decode()
    )
    assert again
    assert client.get(again.group(1), headers=BY_HTMX).status_code == 204
    was_there(live.session, live.clients[0], now, None, Zone.LOBBY)
    part = client.get(again.group(1), headers=BY_HTMX).content.decode()
    assert "in the lobby" in row_of(part, live.clients[0])
    assert 'id="board-summary" hx-swap-oob="innerHTML"' in part


def test_when_the_record_is_final_the_table_shows_it_and_asks_no_more(client: Client, now: datetime) -> None:
    leader, whole, none = factories.facilitator(), factories.client(), factories.client()
    start = now - timedelta(hours=3)
    session = factories.session_at(
        start,
        lasting=timedelta(hours=2),
        clients=[whole, none],
        facilitators=[leader],
        status=SessionStatus.ENDED,
        ended_at=start + timedelta(hours=2),
    )
    was_there(session, leader, start, session.ends_at)
    was_there(session, whole, start, session.ends_at)
    finalize_due(now)
    client.force_login(leader)
    page = client.get(path_of(session)).content.decode()
    assert row_of(page, whole).count("120 min") == 2
    assert "present" in row_of(page, whole)
    assert "did not come" in row_of(page, none)
    assert f'hx-get="{path_of(session)}' not in page

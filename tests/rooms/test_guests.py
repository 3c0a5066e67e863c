"""A guest of one family session: in by their own link, through a short gate, credited to nobody, gone after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from rooms.database import in_database
from rooms.protocol.messages import Part, Snapshot
from sessions.models import Agreement, GuestInvitation, KindFamily, Session, Zone
from sessions.services.agreements import put_first_in_force
from sessions.services.attendance import compute
from sessions.services.guests import invite_guest, issue_token, withdraw_invitation
from sessions.services.presence import open_span
from sessions.services.sessions import cancel_session
from tests import factories
from tests.rooms.browser import Browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invitation() -> GuestInvitation:
    """A client's mother is invited to a family session that is on now."""
    put_first_in_force(now=datetime(2026, 1, 1, tzinfo=UTC))
    now = datetime.now(UTC)
    session = factories.session_at(
        now - timedelta(minutes=10),
        kind=factories.kind("family", family=KindFamily.FAMILY),
        clients=1,
        facilitators=1,
    )
    dana = session.roster.exclude(part="client").get().person
    return invite_guest(
        session_id=session.pk,
        email="mother@example.test",
        name="Rosa",
        relationship="mother",
        by=dana,
        now=now,
    )


def link(invitation: GuestInvitation) -> str:
    return f"/guest/{issue_token(invitation_id=invitation.pk)}/"


def pass_gate(browser: Client, session: Session) -> None:
    gate = f"/rooms/{session.pk}/arrive/"
    browser.post(f"{gate}you/", {"display_name": "Rosa"})
    browser.post(f"{gate}agreements/", {"agreement": list(Agreement.objects.values_list("pk", flat=True))})


def test_opening_the_link_changes_nothing_and_pressing_its_button_leads_to_a_short_gate(
    invitation: GuestInvitation, client: Client
) -> None:
    path = link(invitation)
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200
        assert page["Referrer-Policy"] == "strict-origin"
    invitation.refresh_from_db()
    assert invitation.accepted_at is None

    page = client.post(path, follow=True)
    assert page.redirect_chain[-1][0] == f"/rooms/{invitation.session_id}/arrive/you/"
    assert "Step 1 of 2" in page.content.decode()
    pass_gate(client, invitation.session)
    assert client.get(f"/rooms/{invitation.session_id}/").status_code == 200


def test_it_opens_this_session_and_no_other_page(invitation: GuestInvitation, client: Client) -> None:
    client.post(link(invitation))
    other = factories.live_session().session
    for path in ("/", f"/rooms/{other.pk}/", f"/rooms/{other.pk}/arrive/you/", "/today/", "/alerts/"):
        assert client.get(path).status_code == 403


def test_a_link_that_is_not_good_tells_nothing(invitation: GuestInvitation, client: Client) -> None:
    path = link(invitation)
    refused = [client.post("/guest/no-such-token-at-all/")]
    cancel_session(invitation.session_id, now=datetime.now(UTC))
    refused.append(client.post(path))
    assert [page.status_code for page in refused] == [404, 404]
    assert refused[0].content == refused[1].content
    assert b"This link is no longer good." in refused[0].content


def test_a_withdrawn_invitation_opens_nothing(invitation: GuestInvitation, client: Client) -> None:
    path = link(invitation)
    client.post(path)
    withdraw_invitation(invitation_id=invitation.pk, now=datetime.now(UTC))
    assert client.post(path).status_code == 404
    assert client.get(f"/rooms/{invitation.session_id}/").status_code == 403


async def test_without_the_gate_there_is_no_socket_and_after_it_one_as_a_guest(
    invitation: GuestInvitation, client: Client
) -> None:
    path = await in_database(link, invitation)
    await in_database(client.post, path)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    page = await Browser.open(invitation.session_id, cookie)
    assert (await page.closing()).code == "gate_incomplete"

    await in_database(pass_gate, client, invitation.session)
    page = await Browser.open(invitation.session_id, cookie)
    assert (await page.receive(Snapshot)).you.part is Part.GUEST
    await page.hang_up()


def test_a_guests_time_credits_nobody(invitation: GuestInvitation) -> None:
    session = invitation.session
    open_span(session_id=session.pk, person_id=invitation.person_id, connection=uuid4(), zone=Zone.ROOM)
    assert invitation.person_id not in compute(session, now=datetime.now(UTC))

"""Guests come to one family session by their own link, and to nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from sessions.domain.errors import GuestRefused
from sessions.models import GuestInvitation, KindFamily, OutboxEvent, Role, RosterPart, Session, User
from sessions.queries.weekly_hours import dose
from sessions.services.guests import accept_invitation, invite_guest, issue_token, withdraw_invitation
from sessions.services.sessions import cancel_session
from tests import factories

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def family_session(starts_at: datetime = NOW + timedelta(hours=2)) -> Session:
    kind = factories.kind("family", family=KindFamily.FAMILY, minutes=60)
    return factories.session_at(starts_at, lasting=timedelta(hours=1), kind=kind, clients=1, facilitators=1)


def invited(session: Session, email: str = "mother@example.test", now: datetime = NOW) -> GuestInvitation:
    return invite_guest(
        session_id=session.pk,
        email=email,
        name="Mara",
        relationship="mother",
        by=factories.facilitator(),
        now=now,
    )


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(GuestRefused) as refused:
        action()
    return refused.value.code


def test_a_guest_has_a_place_in_this_session_alone_and_is_written_to() -> None:
    session, other = family_session(), family_session(NOW + timedelta(days=1))
    invitation = invited(session)
    guest = invitation.person
    assert (guest.role, guest.is_staff_member, guest.has_usable_password()) == (Role.GUEST, False, False)
    assert session.roster.get(person=guest).part == RosterPart.GUEST
    assert not other.roster.filter(person=guest).exists()
    event = OutboxEvent.objects.latest("id")
    assert (event.name, event.payload) == ("GuestInvited", {"invitation_id": str(invitation.pk)})


def test_the_link_is_kept_as_a_hash_and_noted_when_it_is_used() -> None:
    invitation = invited(family_session())
    token = issue_token(invitation_id=invitation.pk)
    invitation.refresh_from_db()
    assert len(token) * 6 >= 128
    assert token not in str(vars(invitation))
    opened = accept_invitation(token=token, now=NOW)
    assert (opened.person, opened.accepted_at) == (invitation.person, NOW)
    again = accept_invitation(token=token, now=NOW + timedelta(hours=1))
    assert again.accepted_at == NOW


def test_a_newer_mail_replaces_the_link() -> None:
    invitation = invited(family_session())
    old, new = issue_token(invitation_id=invitation.pk), issue_token(invitation_id=invitation.pk)
    assert accept_invitation(token=new, now=NOW) == invitation
    assert code_of(partial(accept_invitation, token=old, now=NOW)) == "link_not_good"


@pytest.mark.parametrize("what", ["withdrawn", "cancelled", "over", "closed account", "invented"])
def test_a_dead_link_tells_nothing(what: str) -> None:
    session = family_session()
    invitation = invited(session)
    token, now = issue_token(invitation_id=invitation.pk), NOW
    match what:
        case "withdrawn":
            withdraw_invitation(invitation_id=invitation.pk, now=NOW)
            withdraw_invitation(invitation_id=invitation.pk, now=NOW)
            assert not session.roster.filter(person=invitation.person).exists()
        case "cancelled":
            cancel_session(session.pk, now=NOW)
        case "over":
            now = session.ends_at + timedelta(minutes=30)
        case "closed account":
            User.objects.filter(pk=invitation.person_id).update(is_active=False)
        case "invented":
            token = token[::-1]
    with pytest.raises(GuestRefused) as refused:
        accept_invitation(token=token, now=now)
    assert refused.value.sentence == GuestRefused.SENTENCES["link_not_good"]


def test_a_withdrawn_guest_may_be_invited_again() -> None:
    session = family_session()
    first = invited(session)
    assert code_of(partial(invited, session)) == "invited_already"
    withdraw_invitation(invitation_id=first.pk, now=NOW)
    with pytest.raises(GuestRefused):
        issue_token(invitation_id=first.pk)
    assert invited(session, email="Mother@example.test").person == first.person


def test_guests_come_to_family_sessions_that_are_ahead() -> None:
    group = factories.session_at(NOW + timedelta(hours=2), clients=1)
    assert code_of(partial(invited, group)) == "no_guests_here"
    over = family_session(NOW - timedelta(hours=3))
    assert code_of(partial(invited, over)) == "session_over"


def test_neither_clients_nor_colleagues_are_guests() -> None:
    for known in (factories.client(), factories.facilitator()):
        assert code_of(partial(invited, family_session(), known.email)) == "belongs_to_account"


def test_a_guests_time_credits_nobody() -> None:
    session = family_session(NOW - timedelta(minutes=30))
    guest = invited(session).person
    assert dose(client_id=guest.pk, now=NOW) is None

"""Alerts, welcomes and invitations: each to those whom it concerns, once, and none that says more than it must."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from notifications.domain.delivery import Reason
from notifications.domain.planning import Channel, Tier
from notifications.handlers import call_staff, welcome_people
from notifications.models import Preference, Reminder
from notifications.services import delivery
from notifications.services.planning import plan_cancellation, plan_session
from notifications.transports.email import SmtpTransport
from sessions.domain.errors import GuestRefused
from sessions.domain.events import (
    AccountOpened,
    ConsultationRequested,
    GuestInvited,
    SafetyAlertRaised,
    SessionEnded,
    StaffInvited,
)
from sessions.models import AlertKind, GuestInvitation, KindFamily, Role, SafetyAlert, Session
from sessions.services.alerts import acknowledge_alert, raise_alert
from sessions.services.guests import accept_invitation, invite_guest, withdraw_invitation
from sessions.services.sessions import cancel_session, reschedule_session
from tests import factories
from tests.notifications.smtp import Server, words

pytestmark = pytest.mark.django_db


def run(now: datetime) -> int:
    return delivery.send_due(transport=SmtpTransport(), clock=lambda: now)


def raised(now: datetime) -> SafetyAlert:
    live = factories.live_session(now=now)
    return raise_alert(
        kind=AlertKind.NOT_OK, person_id=live.clients[0].pk, session_id=live.session.pk, now=now
    )


def test_an_alert_calls_its_facilitators_by_every_open_channel_at_any_hour(now: datetime) -> None:
    alert = raised(now)
    assert alert.session is not None
    leader = alert.session.roster.get(part="facilitator").person
    Preference.objects.create(
        person=leader,
        sms_number="+12025550123",
        sms_verified_at=now,
        # Just now it is night.
        rings_from=(now + timedelta(hours=6)).time(),
        rings_until=(now + timedelta(hours=8)).time(),
    )
    for _ in range(2):
        call_staff(SafetyAlertRaised(alert_id=alert.pk))
    rows = Reminder.objects.filter(status="scheduled").order_by("channel")
    assert list(rows.values_list("recipient", "tier", "channel")) == [
        (leader.pk, Tier.ALERT, Channel.EMAIL),
        (leader.pk, Tier.ALERT, Channel.SMS),
    ]


def test_an_alert_says_that_someone_waits_and_not_who_or_why(mail: Server, now: datetime) -> None:
    call_staff(SafetyAlertRaised(alert_id=raised(now).pk))
    assert run(datetime.now(now.tzinfo)) == 1
    (message,) = mail.taken
    assert message["Subject"] == "Please sign in now"
    assert words(message).startswith("Someone needs your attention now.")
    assert "Legal Name" not in message.as_string()


def test_once_somebody_has_seen_it_nobody_else_is_called(mail: Server, now: datetime) -> None:
    alert = raised(now)
    call_staff(SafetyAlertRaised(alert_id=alert.pk))
    acknowledge_alert(alert_id=alert.pk, by=factories.person(Role.SUPERVISOR), now=now)
    assert run(datetime.now(now.tzinfo)) == 0
    assert Reminder.objects.get().reason == Reason.SETTLED


def test_an_alert_of_long_ago_calls_nobody(now: datetime) -> None:
    call_staff(SafetyAlertRaised(alert_id=raised(now - timedelta(hours=1)).pk))
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("role", "event", "says"),
    [
        (Role.CLIENT, AccountOpened, "There is no password"),
        (Role.FACILITATOR, StaffInvited, "Choose a password: http://localhost:8000/accounts/password/reset/"),
    ],
)
def test_whoever_gets_an_account_hears_once_how_to_sign_in(
    mail: Server, now: datetime, role: str, event: type[AccountOpened | StaffInvited], says: str
) -> None:
    person = factories.person(role)
    for _ in range(2):
        welcome_people(event(person_id=person.pk))
    assert run(datetime.now(now.tzinfo)) == 1
    assert says in words(mail.taken[0])


def test_a_guest_gets_a_link_of_their_own_unless_the_invitation_was_withdrawn(
    mail: Server, now: datetime
) -> None:
    kind = factories.kind("family", family=KindFamily.FAMILY)
    session = factories.session_at(now + timedelta(days=1), kind=kind, clients=1)
    by = factories.facilitator()
    invitations = [
        invite_guest(
            session_id=session.pk,
            email=f"guest{number}@example.test",
            name="Guest",
            relationship="sister",
            by=by,
            now=now,
        )
        for number in range(2)
    ]
    for invitation in invitations:
        welcome_people(GuestInvited(invitation_id=invitation.pk))
    withdraw_invitation(invitation_id=invitations[1].pk, now=now)
    assert run(datetime.now(now.tzinfo)) == 1
    (message,) = mail.taken
    assert message["To"] == "guest0@example.test"
    invitations[0].refresh_from_db()
    assert invitations[0].token_hash
    assert "Join: http://localhost:8000/" in words(message)


def a_guest_of(session: Session, now: datetime) -> GuestInvitation:
    return invite_guest(
        session_id=session.pk,
        email="guest@example.test",
        name="Guest",
        relationship="sister",
        by=factories.facilitator(),
        now=now,
    )


def family_session(now: datetime) -> Session:
    return factories.session_at(
        now + timedelta(days=9), kind=factories.kind("family", family=KindFamily.FAMILY), clients=1
    )


def test_a_guest_who_was_invited_hears_of_a_new_time_with_a_link_that_works(
    mail: Server, now: datetime
) -> None:
    session = family_session(now)
    guest = a_guest_of(session, now)
    welcome_people(GuestInvited(invitation_id=guest.pk))
    assert run(datetime.now(now.tzinfo)) == 1
    moved = session.starts_at + timedelta(days=1)
    reschedule_session(session.pk, starts_at=moved, ends_at=moved + timedelta(hours=1), now=now)
    for _ in range(2):
        plan_session(session_id=session.pk, now=now)
    assert run(datetime.now(now.tzinfo)) == 1
    first, second = (words(message) for message in mail.taken)
    assert second.startswith("The time of the appointment that you are invited to has changed.")
    old, new = (re.findall(r"/guest/(\S+?)/", text) for text in (first, second))
    assert accept_invitation(token=new[0], now=now) == guest
    with pytest.raises(GuestRefused):
        accept_invitation(token=old[0], now=now)


def test_a_guest_whose_invitation_was_overtaken_is_invited_to_the_new_time_alone(
    mail: Server, now: datetime
) -> None:
    session = family_session(now)
    welcome_people(GuestInvited(invitation_id=a_guest_of(session, now).pk))
    moved = session.starts_at + timedelta(days=1)
    reschedule_session(session.pk, starts_at=moved, ends_at=moved + timedelta(hours=1), now=now)
    plan_session(session_id=session.pk, now=now)
    assert run(datetime.now(now.tzinfo)) == 1
    assert words(mail.taken[0]).startswith("You are invited to an appointment:")


@pytest.mark.parametrize("was_told", [True, False])
def test_a_guest_hears_that_it_is_off_if_they_had_heard_of_it(
    mail: Server, now: datetime, was_told: bool
) -> None:
    session = family_session(now)
    welcome_people(GuestInvited(invitation_id=a_guest_of(session, now).pk))
    told = run(datetime.now(now.tzinfo)) if was_told else 0
    cancel_session(session.pk, now=now)
    for _ in range(2):
        plan_cancellation(session_id=session.pk, now=now)
    assert run(datetime.now(now.tzinfo)) == told
    assert [words(message).startswith("The appointment that") for message in mail.taken] == [False, True][
        : 2 * told
    ]


def test_coordinators_hear_that_somebody_asks_for_a_consultation(mail: Server, now: datetime) -> None:
    coordinator = factories.person(Role.COORDINATOR)
    factories.facilitator()
    welcome_people(ConsultationRequested(request_id=coordinator.pk))
    assert run(datetime.now(now.tzinfo)) == 1
    assert mail.taken[0]["To"] == coordinator.email


def test_an_event_that_concerns_nobody_here_is_not_swallowed(now: datetime) -> None:
    event = SessionEnded(session_id=factories.session_at(now).pk)
    for handler in (call_staff, welcome_people):
        with pytest.raises(TypeError, match="SessionEnded"):
            handler(event)

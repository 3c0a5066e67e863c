"""From the announcement of a change to the mail: event, outbox, relay, rows, SMTP."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from notifications.domain.planning import Tier
from notifications.handlers import plan_reminders
from notifications.tasks import send_due
from sessions.domain.events import (
    ClientEnrolled,
    SessionCancelled,
    SessionEnded,
    SessionRescheduled,
    SessionScheduled,
)
from sessions.models import Session, SessionStatus
from sessions.services.outbox import announce
from tests import factories
from tests.notifications.rows import changed, moved, statuses
from tests.notifications.smtp import Server, words
from vip import relay

pytestmark = pytest.mark.django_db


def scheduled(starts_at: datetime, clients: int = 1) -> Session:
    """A session that was scheduled and announced."""
    with transaction.atomic():
        session = factories.session_at(starts_at, clients=clients)
        announce(SessionScheduled(session_id=session.pk, revision=1))
    return session


def test_a_session_eight_minutes_ahead_reaches_each_client_once_with_a_link_that_joins(
    mail: Server, now: datetime
) -> None:
    session = scheduled(now + timedelta(minutes=8), clients=3)
    for _ in range(3):
        relay.drain()
        send_due()
    clients = set(session.roster.values_list("person__email", flat=True))
    assert {message["To"] for message in mail.taken} == clients
    assert len(mail.taken) == 3
    assert all("/join/" in words(message) for message in mail.taken)


def test_a_reschedule_and_a_cancellation_are_told_once_each(mail: Server, now: datetime) -> None:
    session = scheduled(now + timedelta(hours=30))
    relay.drain()
    with transaction.atomic():
        moved(session, timedelta(hours=2))
        announce(SessionRescheduled(session_id=session.pk, revision=2))
    relay.drain()
    send_due()
    with transaction.atomic():
        changed(session, status=SessionStatus.CANCELLED)
        announce(SessionCancelled(session_id=session.pk, revision=3))
    relay.drain()
    send_due()
    said = [words(message).partition(":")[0] for message in mail.taken]
    assert said == [
        "The time of your appointment has changed. It is now",
        "This appointment will not take place",
    ]


def test_a_client_who_enrols_is_reminded_of_the_sessions_that_are_planned(now: datetime) -> None:
    group = factories.group_with(clients=1)
    sessions = [factories.session_at(now + timedelta(days=day), group=group) for day in (-1, 3, 5)]
    client = factories.client()
    enrolment = group.enrolments.create(client=client, began_date=now.date())
    for session in sessions:
        factories.expect(session, client)
    plan_reminders(ClientEnrolled(enrolment_id=enrolment.pk))
    assert statuses(recipient=client, tier=Tier.DAY).total() == 2


def test_events_that_arrive_twice_or_in_the_wrong_order_plan_the_same(now: datetime) -> None:
    session = factories.session_at(now + timedelta(days=9), clients=1, revision=2)
    plan_reminders(SessionRescheduled(session_id=session.pk, revision=2))
    before = statuses()
    plan_reminders(SessionScheduled(session_id=session.pk, revision=1))
    plan_reminders(SessionCancelled(session_id=session.pk, revision=1))
    assert statuses() == before


def test_an_event_that_plans_nothing_is_not_swallowed(now: datetime) -> None:
    with pytest.raises(TypeError, match="SessionEnded plans no reminders"):
        plan_reminders(SessionEnded(session_id=factories.session_at(now).pk))

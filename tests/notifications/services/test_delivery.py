"""What is due goes out once, what no longer holds does not, and every fate is on the row. Over real SMTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from notifications.domain.delivery import Outcome, Reason, Status
from notifications.domain.planning import Tier
from notifications.models import Attempt, Reminder
from notifications.services import claims, delivery, outcomes
from notifications.services.claims import claim_due, settle_lost_claims
from notifications.services.delivery import begin_sending
from notifications.services.planning import plan_session
from notifications.transports.email import SmtpTransport
from sessions.models import PresenceSpan, Session, SessionStatus, User, Zone
from tests import factories
from tests.notifications.rows import at, changed, moved, reminder, statuses
from tests.notifications.smtp import Mischief, Server, words
from vip.devservices import free_port

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def client() -> User:
    return factories.client()


@pytest.fixture
def session(now: datetime, client: User) -> Session:
    return factories.session_at(now + timedelta(days=2), clients=[client])


def run(now: datetime) -> int:
    """One run of the sender at that time."""
    return delivery.send_due(transport=SmtpTransport(), clock=lambda: now)


def fate(row: Reminder) -> tuple[str, str]:
    row.refresh_from_db()
    return row.status, row.reason


def log_of(row: Reminder) -> list[tuple[str, str]]:
    return list(row.attempt_log.order_by("began_at").values_list("outcome", "answer"))


def test_each_rung_goes_out_at_its_time_and_once(mail: Server, session: Session, client: User) -> None:
    plan_session(session_id=session.pk, now=at(session, days=2))
    sent = [run(at(session, minutes=m)) for m in (24 * 60 + 1, 24 * 60, 24 * 60 - 1, 60, 59, 10, 9, 0)]
    assert sent == [0, 1, 0, 1, 0, 1, 0, 0]
    assert statuses() == {(tier, "sent"): 1 for tier in ("24h", "1h", "10m")}
    assert [mail["To"] for mail in mail.taken] == [client.email] * 3
    assert set(mail.times_taken.values()) == {1}
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {Outcome.ACCEPTED}


def test_what_is_stale_expires_instead(mail: Server, session: Session, client: User) -> None:
    row = reminder(session, client, Tier.DAY)
    assert run(row.stale_at) == 0
    assert (fate(row), mail.taken) == ((Status.EXPIRED, ""), [])


def cancelled(session: Session) -> None:
    changed(session, status=SessionStatus.CANCELLED)


def cancelled_without_a_revision(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.CANCELLED)


def ended(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.ENDED)


def rescheduled(session: Session) -> None:
    moved(session, timedelta(days=1))


def off_the_roster(session: Session) -> None:
    session.roster.all().delete()


def account_closed(session: Session) -> None:
    User.objects.update(is_active=False)


def in_the_lobby(session: Session) -> None:
    now = at(session, minutes=15)
    someone = session.roster.get().person
    PresenceSpan.objects.create(
        session=session,
        person=someone,
        connection=someone.pk,
        zone=Zone.LOBBY,
        began_at=now,
        last_seen_at=now,
    )


@pytest.mark.parametrize(
    ("meanwhile", "expected"),
    [
        (cancelled, (Status.SUPERSEDED, "")),
        (cancelled_without_a_revision, (Status.SUPPRESSED, Reason.SESSION_CANCELLED)),
        (ended, (Status.SUPPRESSED, Reason.SESSION_OVER)),
        (rescheduled, (Status.SUPERSEDED, "")),
        (off_the_roster, (Status.SUPPRESSED, Reason.NOT_ON_ROSTER)),
        (account_closed, (Status.SUPPRESSED, Reason.ACCOUNT_INACTIVE)),
        (in_the_lobby, (Status.SUPPRESSED, Reason.ALREADY_THERE)),
    ],
)
def test_what_changed_between_claiming_and_sending_stops_the_message(
    session: Session, client: User, meanwhile: Callable[[Session], None], expected: tuple[str, str]
) -> None:
    row = reminder(session, client, Tier.MINUTES)
    (claim,) = claim_due(now=row.due_at)
    meanwhile(session)
    assert begin_sending(claim, now=row.due_at) is None
    assert fate(row) == expected


def test_a_claim_that_was_superseded_sends_nothing(session: Session, client: User, now: datetime) -> None:
    plan_session(session_id=session.pk, now=now)
    (claim,) = claim_due(now=at(session, hours=24))
    plan_session(session_id=moved(session, timedelta(days=1)).pk, now=now)
    assert begin_sending(claim, now=at(session, hours=48)) is None
    assert statuses(revision=1) == {(tier, "superseded"): 1 for tier in ("24h", "1h", "10m")}


def test_sessions_within_four_hours_share_one_message_per_tier(
    mail: Server, now: datetime, client: User
) -> None:
    nine = now + timedelta(days=2)
    for hours in (0, 1, 2, 5):
        session = factories.session_at(nine + timedelta(hours=hours), lasting=50 * MINUTE, clients=[client])
        plan_session(session_id=session.pk, now=now)
    assert run(nine - timedelta(hours=24)) == 1
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): 3, ("24h", "scheduled"): 1}
    assert words(mail.taken[0]).count("•") == 3
    assert run(nine - timedelta(hours=22)) == 0
    assert run(nine - timedelta(hours=19)) == 1
    assert run(nine - timedelta(minutes=10)) == 1
    assert words(mail.taken[2]).count("/join/") == 3
    lead = Reminder.objects.get(tier=Tier.DAY, starts_at=nine)
    assert set(lead.carried.values_list("starts_at", flat=True)) == {
        nine + timedelta(hours=h) for h in (1, 2)
    }


def test_a_late_start_of_the_worker_still_sends_one_message_for_a_block(mail: Server, now: datetime) -> None:
    client = factories.client()
    nine = now + timedelta(days=2)
    for hours in (0, 1, 2):
        session = factories.session_at(nine + timedelta(hours=hours), lasting=50 * MINUTE, clients=[client])
        plan_session(session_id=session.pk, now=now)
    assert run(nine - timedelta(hours=20)) == 1
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): 3}


def test_a_cancelled_session_drops_out_of_the_shared_message(
    mail: Server, now: datetime, client: User
) -> None:
    nine = now + timedelta(days=2)
    first, second = (
        factories.session_at(nine + timedelta(hours=h), lasting=50 * MINUTE, clients=[client]) for h in (0, 1)
    )
    for session in (first, second):
        plan_session(session_id=session.pk, now=now)
    cancelled_without_a_revision(first)
    assert run(nine - timedelta(hours=24)) == 0
    assert run(nine - timedelta(hours=23)) == 1
    assert statuses(session=second, tier=Tier.DAY) == {("24h", "sent"): 1}


def test_deferred_messages_are_tried_after_one_five_and_fifteen_minutes_and_then_fail(
    mail: Server, session: Session, client: User
) -> None:
    row = reminder(session, client, Tier.DAY)
    mail.script.extend(["451 Later"] * 4)
    offsets = [0, 0.9, 1, 5.9, 6, 20.9, 21, 60]
    runs = [run(row.due_at + m * MINUTE) for m in offsets]
    assert runs == [0] * 8
    assert log_of(row) == [(Outcome.DEFERRED, "reply 451")] * 4
    assert fate(row) == (Status.FAILED, Reason.RETRIES_USED_UP)


def test_a_deferred_message_arrives_once_at_the_retry(mail: Server, session: Session, client: User) -> None:
    row = reminder(session, client, Tier.DAY)
    mail.script.append("451 Later")
    assert [run(row.due_at), run(row.due_at + MINUTE)] == [0, 1]
    assert set(mail.times_taken.values()) == {1}
    assert log_of(row) == [(Outcome.DEFERRED, "reply 451"), (Outcome.ACCEPTED, "")]


def test_no_retry_goes_past_staleness(mail: Server, session: Session, client: User) -> None:
    row = reminder(session, client, Tier.MINUTES)
    mail.script.extend(["451 Later"] * 3)
    for minutes in (0, 1, 6):
        run(row.due_at + minutes * MINUTE)
    assert fate(row) == (Status.FAILED, Reason.RETRIES_USED_UP)


def test_a_deferred_block_is_sent_as_one_later(mail: Server, now: datetime, client: User) -> None:
    nine = now + timedelta(days=2)
    for hours in (0, 1):
        session = factories.session_at(nine + timedelta(hours=hours), lasting=50 * MINUTE, clients=[client])
        plan_session(session_id=session.pk, now=now)
    mail.script.append("451 Later")
    # Both are due by now, and the one that was carried waits for the retry as well.
    due_at = nine - timedelta(hours=22)
    assert [run(due_at), run(due_at), run(due_at + MINUTE)] == [0, 0, 1]
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): 2}


def test_a_refused_message_fails_at_once(mail: Server, session: Session, client: User) -> None:
    row = reminder(session, client, Tier.DAY)
    mail.script.append("550 Nobody here")
    assert [run(row.due_at), run(row.due_at + MINUTE)] == [0, 0]
    assert fate(row) == (Status.FAILED, Reason.REFUSED)
    assert log_of(row) == [(Outcome.REFUSED, "reply 550")]


def test_while_the_server_is_away_nothing_is_claimed_and_no_attempt_is_used(
    mail: Server, settings: Settings, session: Session, client: User
) -> None:
    row = reminder(session, client, Tier.DAY)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    assert run(row.due_at) == 0
    assert (fate(row), log_of(row)) == ((Status.SCHEDULED, ""), [])
    settings.EMAIL_PORT = there
    assert run(row.due_at + MINUTE) == 1


def test_an_unknown_outcome_stays_uncertain_where_a_later_rung_follows(
    mail: Server, session: Session, client: User
) -> None:
    row = reminder(session, client, Tier.HOUR)
    mail.script.append(Mischief.TAKE_AND_VANISH)
    assert [run(row.due_at), run(row.due_at + 5 * MINUTE)] == [0, 0]
    assert fate(row) == (Status.UNCERTAIN, "")
    assert set(mail.times_taken.values()) == {1}


def test_the_last_rung_is_sent_again_under_the_same_id(mail: Server, session: Session, client: User) -> None:
    row = reminder(session, client, Tier.MINUTES)
    mail.script.append(Mischief.TAKE_AND_VANISH)
    assert [run(row.due_at), run(row.due_at + MINUTE)] == [0, 1]
    assert fate(row) == (Status.SENT, "")
    assert list(mail.times_taken.values()) == [2]


def test_a_claim_lost_before_sending_is_simply_taken_again(
    mail: Server, session: Session, client: User
) -> None:
    row = reminder(session, client, Tier.DAY)
    claim_due(now=row.due_at)
    assert run(row.due_at) == 0
    assert run(row.due_at + claims.CLAIM_LEASE) == 1


def test_a_claim_lost_while_sending_is_uncertain_and_the_attempt_says_so(
    mail: Server, session: Session, client: User
) -> None:
    row = reminder(session, client, Tier.DAY)
    (claim,) = claim_due(now=row.due_at)
    begin_sending(claim, now=row.due_at)
    assert run(row.due_at + delivery.SENDING_LEASE) == 0
    assert fate(row) == (Status.UNCERTAIN, "")
    assert log_of(row) == [(Outcome.UNKNOWN, "worker lost")]


def test_a_slow_worker_that_learns_of_the_acceptance_still_records_it(session: Session, client: User) -> None:
    row = reminder(session, client, Tier.DAY)
    (claim,) = claim_due(now=row.due_at)
    letter = begin_sending(claim, now=row.due_at)
    assert letter is not None
    later = row.due_at + delivery.SENDING_LEASE
    settle_lost_claims(now=later)
    outcomes.record_accepted(letter, now=later)
    assert fate(row) == (Status.SENT, "")


def test_a_worker_whose_row_was_claimed_by_another_writes_nothing(session: Session, client: User) -> None:
    row = reminder(session, client, Tier.MINUTES)
    (claim,) = claim_due(now=row.due_at)
    letter = begin_sending(claim, now=row.due_at)
    assert letter is not None
    later = row.due_at + delivery.SENDING_LEASE
    settle_lost_claims(now=later)
    claim_due(now=later)
    for record in (outcomes.record_refused, outcomes.record_deferred, outcomes.record_unknown):
        record(letter, now=later, answer="late")
    outcomes.record_accepted(letter, now=later)
    assert fate(row) == (Status.CLAIMED, "")
    assert begin_sending(claim, now=later) is None


def test_whoever_missed_the_last_rung_hears_that_it_has_started(
    mail: Server, session: Session, client: User
) -> None:
    plan_session(session_id=session.pk, now=at(session, minutes=15))
    row = Reminder.objects.get(tier=Tier.MINUTES)
    assert [run(row.stale_at), run(session.starts_at), run(session.starts_at + MINUTE)] == [0, 1, 0]
    assert statuses() == {("10m", "expired"): 1, ("started", "sent"): 1}


def test_a_template_that_breaks_fails_its_own_row_alone(
    mail: Server, session: Session, client: User, settings: Settings
) -> None:
    row = reminder(session, client, Tier.DAY)
    broken: list[dict[str, Any]] = [template | {"DIRS": []} for template in settings.TEMPLATES]
    settings.TEMPLATES = broken
    assert run(row.due_at) == 0
    assert fate(row) == (Status.FAILED, Reason.NOT_COMPOSED)


def test_news_waits_while_what_it_corrects_is_on_its_way(
    mail: Server, session: Session, client: User
) -> None:
    row = reminder(session, client, Tier.DAY)
    (claim,) = claim_due(now=row.due_at)
    letter = begin_sending(claim, now=row.due_at)
    assert letter is not None
    moved(session, timedelta(hours=1))
    plan_session(session_id=session.pk, now=row.due_at)
    assert run(row.due_at + MINUTE) == 0
    outcomes.record_accepted(letter, now=row.due_at + MINUTE)
    assert run(row.due_at + MINUTE) == 1
    assert statuses(tier=Tier.CHANGED) == {("changed", "sent"): 1}

"""What those who run the clinic see of delivery, what they may decide, and what nobody is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from notifications.domain.delivery import Outcome, Reason, Status
from notifications.domain.planning import Channel, Tier
from notifications.errors import ResolutionRefused
from notifications.models import Reminder
from notifications.queries.delivery import Measure, channel_counts, oldest_waiting_s
from notifications.services.resolving import resolve, send_again
from sessions.models import Role, Session, User
from tests import factories
from tests.notifications.rows import reminder

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def cora() -> User:
    return factories.person(Role.COORDINATOR)


@pytest.fixture
def session(now: datetime) -> Session:
    return factories.session_at(now + timedelta(hours=2), clients=8)


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def rows(session: Session, now: datetime) -> list[Reminder]:
    """One row in each state that is counted, all by e-mail."""
    clients = [entry.person for entry in session.roster.all()]
    states = (
        {"status": Status.SCHEDULED, "due_at": now - MINUTE / 2},
        {"status": Status.SCHEDULED, "due_at": now - 5 * MINUTE},
        {"status": Status.SENT, "due_at": now - 9 * MINUTE, "sent_at": now - 9 * MINUTE},
        {"status": Status.DELIVERED, "due_at": now - 9 * MINUTE, "sent_at": now - 2 * MINUTE},
        {"status": Status.BOUNCED, "due_at": now - 9 * MINUTE, "sent_at": now - 9 * MINUTE},
        {"status": Status.UNCERTAIN, "due_at": now - 9 * MINUTE},
        {"status": Status.SUPPRESSED, "due_at": now - 9 * MINUTE, "reason": Reason.ALREADY_THERE},
        {"status": Status.SENT, "due_at": now - 2 * DAY, "sent_at": now - 2 * DAY},
    )
    return [
        reminder(session, client, Tier.HOUR, **{"stale_at": now + DAY, "try_at": now, **state})
        for client, state in zip(clients, states, strict=True)
    ]


def test_the_counts_are_of_what_was_due_by_channel(session: Session, now: datetime) -> None:
    rows(session, now)
    by_channel = {each.channel: each.counts for each in channel_counts(since=now - DAY, now=now)}
    assert by_channel[Channel.EMAIL] == {
        Measure.DUE: 2,
        Measure.LATE: 1,
        Measure.SENT: 3,
        Measure.SENT_LATE: 1,
        Measure.DELIVERED: 1,
        Measure.UNCERTAIN: 1,
        Measure.FAILED: 1,
        Measure.EXPIRED: 0,
        Measure.HELD_BACK: 1,
    }
    assert by_channel[Channel.SMS] == dict.fromkeys(Measure, 0)
    assert oldest_waiting_s(now=now) == 300.0


def test_a_count_leads_to_its_rows_and_a_row_to_its_attempts(
    session: Session, now: datetime, cora: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    uncertain = rows(session, now)[5]
    browser = signed_in(cora)
    with django_assert_max_num_queries(9):
        listed = browser.get("/operations/messages/?channel=email&count=uncertain").content.decode()
    assert f"/operations/messages/{uncertain.pk}/" in listed
    assert listed.count("/operations/messages/") < 60
    assert not any(entry.person.legal_name in listed for entry in session.roster.all())
    assert (
        "What should become of it?" in browser.get(f"/operations/messages/{uncertain.pk}/").content.decode()
    )
    for query in ("within=year", "channel=fax", "count=all"):
        assert browser.get(f"/operations/messages/?{query}").status_code == 404


def test_only_those_who_run_the_clinic_see_delivery(session: Session) -> None:
    for person, answer in ((factories.client(), 403), (factories.facilitator(), 403)):
        assert signed_in(person).get("/operations/messages/").status_code == answer
    assert signed_in(factories.person(Role.SUPERVISOR)).get("/operations/messages/").status_code == 200


def test_an_uncertain_message_can_be_sent_again_once(session: Session, now: datetime, cora: User) -> None:
    row = rows(session, now)[5]
    send_again(reminder_id=row.pk, by=cora, now=now)
    row.refresh_from_db()
    assert (row.status, row.try_at, row.fence) == (Status.SCHEDULED, now, 1)
    assert [each.answer for each in row.attempt_log.all()] == ["again, said by staff"]
    with pytest.raises(ResolutionRefused):
        send_again(reminder_id=row.pk, by=cora, now=now)


def test_what_is_too_late_is_not_sent_again(session: Session, now: datetime, cora: User) -> None:
    row = rows(session, now)[5]
    with pytest.raises(ResolutionRefused) as refused:
        send_again(reminder_id=row.pk, by=cora, now=row.stale_at)
    assert refused.value.code == "too_late"


@pytest.mark.parametrize(
    ("arrived", "status", "outcome"),
    [(True, Status.DELIVERED, Outcome.ACCEPTED), (False, Status.FAILED, Outcome.REFUSED)],
)
def test_a_person_says_what_became_of_an_uncertain_one(
    session: Session, now: datetime, cora: User, arrived: bool, status: Status, outcome: Outcome
) -> None:
    _, _, sent, _, _, uncertain, *_ = rows(session, now)
    resolve(reminder_id=uncertain.pk, arrived=arrived, by=cora, now=now)
    uncertain.refresh_from_db()
    assert uncertain.status == status
    assert [each.outcome for each in uncertain.attempt_log.all()] == [outcome]
    with pytest.raises(ResolutionRefused):
        resolve(reminder_id=sent.pk, arrived=True, by=cora, now=now)


def test_the_page_decides_too(session: Session, now: datetime, cora: User) -> None:
    row = rows(session, now)[5]
    path = f"/operations/messages/{row.pk}/decide/"
    assert signed_in(cora).post(path, {"decision": "dance"}).status_code == 400
    assert signed_in(cora).post(path, {"decision": "arrived"}).status_code == 302
    assert signed_in(factories.facilitator()).post(path, {"decision": "arrived"}).status_code == 403
    row.refresh_from_db()
    assert row.status == Status.DELIVERED


def test_prometheus_reads_numbers_with_its_token_and_nobody_without(
    session: Session, now: datetime, settings: Settings
) -> None:
    rows(session, now)
    assert Client().get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    assert Client().get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    text = Client().get("/metrics", headers={"authorization": "Bearer a-long-token"}).content.decode()
    assert 'vip_messages{channel="email",state="uncertain"} 1.0' in text
    assert 'vip_messages{channel="sms",state="failed"} 0.0' in text
    assert not any(
        entry.person.legal_name in text or entry.person.email in text for entry in session.roster.all()
    )


def previewed(**options: str) -> str:
    out = StringIO()
    call_command("preview_messages", stdout=out, **options)
    return out.getvalue()


def test_a_day_is_previewed_in_counts_and_times() -> None:
    day = datetime(2027, 2, 2, 23, tzinfo=UTC)
    session = factories.session_at(day, clients=3)
    one, two, gone = (entry.person for entry in session.roster.all())
    for person in (one, two, gone):
        reminder(session, person, Tier.HOUR)
    session.roster.filter(person=gone).delete()
    told = previewed(date="2027-02-02", zone="America/New_York")
    assert told.splitlines() == [
        "Tuesday 2027-02-02, America/New_York: 2 to go out, 1 held back",
        "  17:00  1h         email       2",
        "  17:00  1h         email       1  held back: not_on_roster",
    ]
    assert not any(person.legal_name in told for person in (one, two, gone))
    assert previewed(date="2027-02-03", zone="America/New_York").count("\n") == 1


@pytest.mark.parametrize(("option", "text"), [("date", "tomorrow"), ("zone", "Mars/Olympus")])
def test_a_day_or_a_zone_that_is_none_is_refused_with_a_sentence(option: str, text: str) -> None:
    with pytest.raises(CommandError, match=f"{text} is not a"):
        previewed(**{option: text})

"""What cannot go its way goes another, else a person is asked; through real providers' protocols."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from notifications.domain.blocking import BlockReason
from notifications.domain.delivery import Status
from notifications.domain.planning import Channel, Kind, Tier
from notifications.domain.tasks import TaskKind
from notifications.models import ChannelBlock, Preference, PushSubscription, Reminder, StaffTask
from notifications.services import delivery
from notifications.transports import transport_for
from sessions.models import Session, User
from tests import factories
from tests.notifications.providers.servers import Mischief, PushService, Resend, Twilio, twilio_error
from tests.notifications.rows import reminder

pytestmark = pytest.mark.django_db

NUMBER = "+12025550123"
MINUTE = timedelta(minutes=1)
# Noon in New York, so that phones may ring.
NOON = datetime.fromisoformat("2027-02-02T17:00:00+00:00")


@pytest.fixture
def client() -> User:
    """A client who wants everything by text."""
    client = factories.client(time_zone="America/New_York")
    Preference.objects.create(
        person=client,
        sms_number=NUMBER,
        sms_verified_at=NOON - timedelta(days=9),
        **{f"{kind}_channels": [Channel.SMS] for kind in Kind},
    )
    return client


@pytest.fixture
def session(client: User) -> Session:
    return factories.session_at(NOON + timedelta(hours=24), clients=[client])


def run(now: datetime, *channels: Channel) -> int:
    """One run of these channels' senders at that time; how many messages were accepted."""
    return sum(
        delivery.send_due(transport=transport_for(channel), clock=lambda: now, channel=channel)
        for channel in channels or Channel
    )


def text(session: Session, client: User, tier: Tier = Tier.DAY) -> Reminder:
    return reminder(session, client, tier, channel=Channel.SMS)


def fates() -> set[tuple[str, str, str]]:
    return set(Reminder.objects.values_list("channel", "status", "reason"))


def open_tasks() -> Counter[str]:
    return Counter(StaffTask.objects.filter(done_at=None).values_list("kind", flat=True))


def test_a_text_goes_out_and_keeps_the_providers_name_for_it(
    twilio: Twilio, session: Session, client: User
) -> None:
    row = text(session, client)
    assert run(NOON) == 1
    row.refresh_from_db()
    (sent,) = twilio.taken
    assert (row.status, row.provider_id) == (Status.SENT, sent["sid"])
    assert sent["To"] == NUMBER
    assert sent["StatusCallback"].endswith(f"/webhooks/sms/{row.pk}/")


def test_a_number_that_is_none_is_blocked_mail_stands_in_and_a_task_asks_for_another(
    twilio: Twilio, resend: Resend, session: Session, client: User
) -> None:
    text(session, client)
    twilio.script.append((400, twilio_error(21211, 400)))
    assert run(NOON, Channel.SMS) == 0
    assert run(NOON, Channel.EMAIL) == 1
    assert fates() == {("sms", "failed", "refused"), ("email", "sent", "")}
    assert ChannelBlock.objects.get().reason == BlockReason.INVALID
    assert open_tasks() == {TaskKind.BAD_ADDRESS: 1}
    assert [mail["to"] for mail in resend.taken] == [client.email]


def test_whoever_sent_stop_to_the_provider_gets_mail_and_nobody_is_asked_to_call(
    twilio: Twilio, resend: Resend, session: Session, client: User
) -> None:
    text(session, client)
    twilio.script.append((400, twilio_error(21610, 400)))
    run(NOON, Channel.SMS)
    assert run(NOON, Channel.EMAIL) == 1
    assert open_tasks() == {}


def test_after_the_last_retry_mail_stands_in(
    twilio: Twilio, resend: Resend, session: Session, client: User
) -> None:
    text(session, client)
    twilio.script.extend([(500, {}), (429, {}), (503, {}), (500, {})])
    for minutes in (0, 1, 6, 21):
        run(NOON + minutes * MINUTE, Channel.SMS)
    assert twilio.asked == 4
    assert run(NOON + 22 * MINUTE, Channel.EMAIL) == 1
    assert fates() == {("sms", "failed", "retries_used_up"), ("email", "sent", "")}


def test_where_mail_is_refused_too_a_person_is_asked_to_call_once(
    twilio: Twilio, resend: Resend, session: Session, client: User
) -> None:
    text(session, client)
    text(session, client, Tier.HOUR)
    twilio.script.extend([(400, twilio_error(21408, 400))] * 2)
    resend.script.extend([(422, {})] * 2)
    for now in (NOON, NOON + timedelta(hours=23)):
        run(now, Channel.SMS)
        run(now, Channel.EMAIL)
    assert fates() == {("sms", "failed", "refused"), ("email", "failed", "refused")}
    assert open_tasks() == {TaskKind.NOT_TOLD: 1}


def test_what_is_on_another_way_already_needs_no_other(
    twilio: Twilio, resend: Resend, session: Session, client: User
) -> None:
    Preference.objects.update(reminder_channels=["email", "sms"])
    text(session, client)
    reminder(session, client, Tier.DAY)
    twilio.script.append((400, twilio_error(21211, 400)))
    run(NOON, Channel.SMS)
    assert run(NOON, Channel.EMAIL) == 1
    assert Reminder.objects.count() == 2


def test_in_quiet_hours_that_began_meanwhile_mail_stands_in(
    twilio: Twilio, resend: Resend, session: Session, client: User
) -> None:
    text(session, client)
    Preference.objects.update(rings_from="14:00", rings_until="20:00")
    assert run(NOON, Channel.SMS) == 0
    assert run(NOON, Channel.EMAIL) == 1
    assert fates() == {("sms", "suppressed", "quiet_hours"), ("email", "sent", "")}


def test_a_channel_that_is_not_chosen_any_more_is_not_used(
    twilio: Twilio, session: Session, client: User
) -> None:
    text(session, client)
    Preference.objects.update(reminder_channels=["email"])
    run(NOON, Channel.SMS)
    assert fates() == {("sms", "suppressed", "not_chosen")}
    assert twilio.asked == 0


def test_a_seat_that_ended_before_the_session_ends_its_reminders(resend: Resend, client: User) -> None:
    group = factories.group_with(clients=[client])
    session = factories.session_at(NOON + timedelta(hours=24), group=group)
    reminder(session, client, Tier.DAY)
    group.enrolments.update(ended_date=NOON.date())
    run(NOON, Channel.EMAIL)
    assert fates() == {("email", "suppressed", "not_enrolled")}


def test_a_text_whose_answer_was_missed_is_uncertain_and_not_repeated(
    twilio: Twilio, session: Session, client: User
) -> None:
    text(session, client)
    twilio.script.append(Mischief.TAKE_AND_HANG)
    run(NOON, Channel.SMS)
    run(NOON + timedelta(minutes=30), Channel.SMS)
    assert fates() == {("sms", "uncertain", "")}
    assert len(twilio.taken) == 1


def test_a_mail_whose_answer_was_missed_is_asked_for_again_and_sent_once(
    resend: Resend, session: Session, client: User
) -> None:
    Preference.objects.update(reminder_channels=["email"])
    row = reminder(session, client, Tier.DAY)
    resend.script.append(Mischief.TAKE_AND_VANISH)
    assert [run(NOON, Channel.EMAIL), run(NOON + MINUTE, Channel.EMAIL)] == [0, 1]
    assert (resend.asked, dict(resend.times_taken)) == (2, {f"{row.pk}@localhost": 1})


def test_a_push_shows_the_time_alone_and_a_browser_that_is_gone_is_forgotten(
    push_service: PushService, resend: Resend, session: Session, client: User
) -> None:
    Preference.objects.update(reminder_channels=["push"])
    browser = push_service.browser()
    PushSubscription.objects.create(
        person=client, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth
    )
    reminder(session, client, Tier.DAY, channel=Channel.PUSH)
    reminder(session, client, Tier.HOUR, channel=Channel.PUSH)
    assert run(NOON, Channel.PUSH) == 1
    assert '"title": "Appointment"' in push_service.taken[0]["text"]
    push_service.browsers.clear()
    hour_before = NOON + timedelta(hours=23)
    assert [run(hour_before, Channel.PUSH), run(hour_before, Channel.EMAIL)] == [0, 1]
    assert PushSubscription.objects.get().ended_reason == "gone"


def test_a_cancellation_that_could_not_be_told_for_a_day_is_for_a_person(
    resend: Resend, session: Session, client: User
) -> None:
    Preference.objects.update(change_channels=["email"])
    session.status = "cancelled"
    session.ends_at += timedelta(days=5)
    session.save()
    row = reminder(session, client, Tier.CANCELLED, due_at=NOON, stale_at=NOON + timedelta(hours=24))
    run(row.stale_at, Channel.EMAIL)
    row.refresh_from_db()
    assert (row.status, open_tasks()) == (Status.EXPIRED, {TaskKind.NOT_TOLD: 1})


def test_words_that_nothing_fills_give_way_to_those_that_vip_comes_with(
    twilio: Twilio, session: Session, client: User
) -> None:
    from notifications.models import MessageTemplate

    MessageTemplate.objects.create(
        name="reminder", channel="sms", language="en", version=1, text="Come at {whenever}"
    )
    text(session, client)
    assert run(NOON, Channel.SMS) == 1
    assert twilio.taken[0]["Body"].startswith("Appointment Wed, Feb 3, 12:00 PM EST.")


def test_an_answer_to_a_text_that_cannot_be_sent_goes_no_other_way(twilio: Twilio, client: User) -> None:
    row = Reminder.objects.create(
        recipient=client,
        occasion="SM1",
        tier=Tier.STOP_HEARD,
        channel=Channel.SMS,
        starts_at=NOON,
        due_at=NOON,
        stale_at=NOON + 10 * MINUTE,
        try_at=NOON,
    )
    twilio.script.append((400, twilio_error(21610, 400)))
    run(NOON, Channel.SMS)
    row.refresh_from_db()
    assert (row.status, Reminder.objects.count(), open_tasks()) == (Status.FAILED, 1, {})

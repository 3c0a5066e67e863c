"""What providers post is believed when it is signed, counts once, and has its consequences; in whatever order."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from twilio.request_validator import RequestValidator

from notifications.domain.delivery import Status
from notifications.domain.planning import Channel, Kind, Tier
from notifications.domain.tasks import TaskKind
from notifications.models import ChannelBlock, Preference, Reminder, StaffTask, WebhookReceipt
from notifications.services import delivery
from notifications.services.planning import plan_session
from notifications.transports import transport_for
from sessions.models import Session, User
from tests import factories
from tests.notifications.providers.servers import Resend, Twilio
from tests.notifications.rows import reminder

pytestmark = pytest.mark.django_db

NUMBER = "+12025550123"


@pytest.fixture
def texted() -> User:
    """A client whose phone may ring at any hour of the test, and who wants everything by text."""
    client, now = factories.client(), timezone.now()
    zone = ZoneInfo(client.time_zone)
    Preference.objects.create(
        person=client,
        sms_number=NUMBER,
        sms_verified_at=now,
        rings_from=(now - timedelta(hours=12)).astimezone(zone).time(),
        rings_until=(now + timedelta(hours=11)).astimezone(zone).time(),
        **{f"{kind}_channels": [Channel.SMS] for kind in Kind},
    )
    return client


@pytest.fixture
def session(texted: User) -> Session:
    return factories.session_at(timezone.now() + timedelta(hours=23), clients=[texted])


def post(http: Client, path: str, fields: dict[str, str], *, token: str | None = None) -> int:
    """As Twilio posts it, signed with the account's token (or another)."""
    signature = RequestValidator(token or site.TWILIO_AUTH_TOKEN).compute_signature(
        site.PUBLIC_URL + path, fields
    )
    answer = http.post(path, fields, headers={"X-Twilio-Signature": signature})
    return answer.status_code


def report(http: Client, row: Reminder, status: str, *, code: str = "", sid: str = "SM1", **more: str) -> int:
    path = reverse("notifications:sms-report", args=[row.pk])
    fields = {
        "MessageSid": sid,
        "MessageStatus": status,
        "To": NUMBER,
        **({"ErrorCode": code} if code else {}),
    }
    return post(http, path, fields, **more)


def answer(http: Client, text: str, *, sid: str | None = None, **fields: str) -> int:
    said = {"MessageSid": sid or f"SM{uuid4().hex}", "From": NUMBER, "Body": text, **fields}
    return post(http, reverse("notifications:sms-answer"), said)


def send_texts() -> int:
    return delivery.send_due(transport=transport_for(Channel.SMS), clock=timezone.now, channel=Channel.SMS)


def fates(**filters: object) -> Counter[tuple[str, str, str]]:
    return Counter(Reminder.objects.filter(**filters).values_list("channel", "status", "reason"))


def sent(session: Session, texted: User, **fields: object) -> Reminder:
    return reminder(
        session, texted, Tier.DAY, channel=Channel.SMS, status=Status.SENT, provider_id="SM1", **fields
    )


# --- reports of texts -----------------------------------------------------------------------------------------------


def test_a_delivery_is_noted_once_and_no_later_word_undoes_it(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    row = sent(session, texted)
    assert [report(client, row, status) for status in ("delivered", "delivered", "sent", "undelivered")] == [
        HTTPStatus.NO_CONTENT
    ] * 4
    row.refresh_from_db()
    assert (row.status, row.delivered_at is not None) == (Status.DELIVERED, True)
    assert Counter(WebhookReceipt.objects.values_list("report", flat=True)) == {
        "delivered": 1,
        "taken": 1,
        "bounced": 1,
    }
    assert Reminder.objects.count() == 1


def test_a_bounce_goes_another_way_blocks_the_number_and_asks_for_another(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    row = sent(session, texted)
    for _ in range(2):
        report(client, row, "undelivered", code="30005")
    assert fates() == {("sms", "bounced", "bounced"): 1, ("email", "scheduled", ""): 1}
    assert list(ChannelBlock.objects.values_list("address", "reason")) == [(NUMBER, "invalid")]
    assert [task.kind for task in StaffTask.objects.all()] == [TaskKind.BAD_ADDRESS]


def test_a_text_whose_answer_was_missed_is_settled_by_its_report(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    row = sent(session, texted, sent_at=None)
    Reminder.objects.update(status=Status.UNCERTAIN, provider_id="")
    report(client, row, "sent", sid="SM77")
    row.refresh_from_db()
    assert (row.status, row.provider_id, row.sent_at is not None) == (Status.SENT, "SM77", True)


def test_the_rows_that_a_message_spoke_for_share_its_fate(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    row = sent(session, texted)
    later = factories.session_at(session.starts_at + timedelta(hours=4), clients=[texted])
    sent(later, texted, carried_by=row)
    report(client, row, "delivered")
    assert fates() == {("sms", "delivered", ""): 2}


@pytest.mark.parametrize("token", ["another-token", ""])
def test_a_report_that_is_not_signed_with_our_token_changes_nothing(
    client: Client, twilio: Twilio, session: Session, texted: User, token: str
) -> None:
    row = sent(session, texted)
    path = reverse("notifications:sms-report", args=[row.pk])
    if token:
        assert report(client, row, "undelivered", code="30005", token=token) == HTTPStatus.FORBIDDEN
    else:
        unsigned = client.post(path, {"MessageSid": "SM1", "MessageStatus": "undelivered"})
        assert unsigned.status_code == HTTPStatus.FORBIDDEN
    assert fates() == {("sms", "sent", ""): 1}
    assert not ChannelBlock.objects.exists()


def test_a_signature_is_of_one_address_and_one_body(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    row = sent(session, texted)
    path = reverse("notifications:sms-report", args=[row.pk])
    other = reverse("notifications:sms-report", args=[uuid4()])
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signature = RequestValidator(site.TWILIO_AUTH_TOKEN).compute_signature(site.PUBLIC_URL + other, fields)
    moved = client.post(path, fields, headers={"X-Twilio-Signature": signature})
    changed = client.post(
        other, fields | {"MessageStatus": "failed"}, headers={"X-Twilio-Signature": signature}
    )
    assert [moved.status_code, changed.status_code] == [HTTPStatus.FORBIDDEN] * 2


def test_nonsense_that_is_signed_is_refused_or_passed_over(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    row = sent(session, texted)
    assert report(client, row, "delivered", sid="") == HTTPStatus.BAD_REQUEST
    assert report(client, row, "levitating") == HTTPStatus.NO_CONTENT
    assert report(client, row, "delivered", sid="SM-of-another-message") == HTTPStatus.NO_CONTENT
    assert report(client, row, "undelivered", code="many") == HTTPStatus.NO_CONTENT
    assert fates(pk=row.pk) == {("sms", "bounced", "bounced"): 1}
    assert not ChannelBlock.objects.exists()


def test_without_an_account_there_are_no_such_pages(
    client: Client, settings: Settings, session: Session, texted: User
) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    for path in (reverse("notifications:sms-answer"), reverse("notifications:sms-report", args=[uuid4()])):
        assert client.post(path, {"MessageSid": "SM1"}).status_code == HTTPStatus.NOT_FOUND


# --- STOP and START -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [" stop ", "Cancel", "OPT OUT", "unsubscribe"])
def test_stop_holds_for_what_waits_and_is_confirmed_once(
    client: Client, twilio: Twilio, session: Session, texted: User, word: str
) -> None:
    now = timezone.now()
    plan_session(session_id=session.pk, now=now)
    assert answer(client, word, sid="SM1") == HTTPStatus.OK
    assert answer(client, word, sid="SM1") == HTTPStatus.OK  # posted twice
    assert answer(client, word, sid="SM2") == HTTPStatus.OK  # said twice
    waiting = fates(tier__in=["24h", "1h", "10m"])
    assert {key for key in waiting if key[0] == "sms"} == {("sms", "suppressed", "stopped")}
    assert waiting["email", "scheduled", ""] == waiting["sms", "suppressed", "stopped"]
    assert send_texts() == 1
    assert [text["Body"] for text in twilio.taken] == [
        "You will get no more texts from us. Send START to get them again. Questions? +1 555 010 0199"
    ]


def test_twilio_has_confirmed_it_where_it_says_so(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    answer(client, "STOP", OptOutType="STOP")
    assert send_texts() == 0
    assert ChannelBlock.objects.get().reason == "stopped"


def test_start_lets_texts_go_again(client: Client, twilio: Twilio, session: Session, texted: User) -> None:
    plan_session(session_id=session.pk, now=timezone.now())
    answer(client, "STOP", OptOutType="STOP")
    answer(client, "start", OptOutType="START")
    assert set(fates(channel="sms")) == {("sms", "scheduled", "")}
    assert send_texts() == 1  # the 24-hour rung is due


def test_an_old_start_that_is_played_back_does_not_undo_a_stop(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    answer(client, "STOP", sid="SM1")
    answer(client, "START", sid="SM2")
    answer(client, "STOP", sid="SM3")
    answer(client, "START", sid="SM2")
    assert ChannelBlock.objects.filter(lifted_at=None).count() == 1


def test_a_sentence_or_a_strangers_stop_changes_nothing(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    plan_session(session_id=session.pk, now=timezone.now())
    answer(client, "please don't stop")
    answer(client, "STOP", From="+12025550999")
    assert set(fates(channel="sms")) == {("sms", "scheduled", "")}


def test_two_people_who_share_a_number_are_both_left_alone_and_told_once(
    client: Client, twilio: Twilio, session: Session, texted: User
) -> None:
    other = factories.client()
    Preference.objects.create(person=other, sms_number=NUMBER, sms_verified_at=timezone.now())
    both = factories.session_at(timezone.now() + timedelta(hours=23), clients=[other])
    reminder(both, other, Tier.DAY, channel=Channel.SMS)
    plan_session(session_id=session.pk, now=timezone.now())
    answer(client, "STOP")
    assert fates(channel="sms", status="scheduled") == {("sms", "scheduled", ""): 1}  # the confirmation
    assert send_texts() == 1


# --- reports of mail ------------------------------------------------------------------------------------------------


def mail_report(http: Client, kind: str, row: Reminder, *, secret: str = "provider:not-a-secret") -> int:
    """As Resend posts it."""
    message_id = row.provider_id
    said = {
        "type": f"email.{kind}",
        "created_at": "2027-02-02T17:00:00.000Z",
        "data": {"email_id": message_id, "to": [row.recipient.email], "subject": "Appointment"},
    }
    if kind == "bounced":
        said["data"]["bounce"] = {"message": "The recipient's mail server said no."}  # type: ignore[index]
    answered = http.post(
        "/webhooks/mail/resend/tracking/",
        json.dumps(said),
        content_type="application/json",
        headers={
            "Authorization": "Basic " + b64encode(secret.encode()).decode(),
            "svix-id": f"msg_{kind}_{message_id}",
        },
    )
    return answered.status_code


@pytest.fixture
def mailed(resend: Resend) -> Reminder:
    """A mail that the provider took."""
    person = factories.client()
    session = factories.session_at(timezone.now() + timedelta(hours=23), clients=[person])
    row = reminder(session, person, Tier.DAY)
    transport = transport_for(Channel.EMAIL)
    assert delivery.send_due(transport=transport, clock=timezone.now) == 1
    row.refresh_from_db()
    return row


def test_a_mail_that_arrived_is_delivered(client: Client, mailed: Reminder) -> None:
    assert mail_report(client, "delivered", mailed) == HTTPStatus.OK
    mailed.refresh_from_db()
    assert mailed.status == Status.DELIVERED


def test_a_mail_that_came_back_blocks_the_address_and_asks_for_a_call(
    client: Client, mailed: Reminder
) -> None:
    for _ in range(2):
        mail_report(client, "bounced", mailed)
    mailed.refresh_from_db()
    assert mailed.status == Status.BOUNCED
    assert ChannelBlock.objects.get().address == mailed.recipient.email
    assert Counter(StaffTask.objects.values_list("kind", flat=True)) == {
        TaskKind.BAD_ADDRESS: 1,
        TaskKind.NOT_TOLD: 1,
    }


def test_a_forged_report_of_a_mail_changes_nothing(client: Client, mailed: Reminder) -> None:
    assert mail_report(client, "bounced", mailed, secret="provider:guessed") == HTTPStatus.BAD_REQUEST
    mailed.refresh_from_db()
    assert mailed.status == Status.SENT


@pytest.mark.parametrize("body", ["", "[]", "{", "7", '{"data": "x"}'])
def test_a_report_of_a_mail_that_nobody_can_read_is_refused(
    client: Client, mailed: Reminder, body: str
) -> None:
    authorization = "Basic " + b64encode(b"provider:not-a-secret").decode()
    answered = client.post(
        "/webhooks/mail/resend/tracking/",
        body,
        content_type="application/json",
        headers={"Authorization": authorization},
    )
    assert answered.status_code == HTTPStatus.BAD_REQUEST


def test_without_a_secret_anybody_could_report_so_nobody_may(
    client: Client, settings: Settings, mailed: Reminder
) -> None:
    settings.ANYMAIL = {"RESEND_API_KEY": "k"}
    assert mail_report(client, "bounced", mailed) == HTTPStatus.NOT_FOUND


def test_a_provider_that_nobody_knows_has_no_page(client: Client, mailed: Reminder) -> None:
    assert urlsplit(reverse("notifications:mail-report", args=["nobody", "tracking"])).path
    assert client.post("/webhooks/mail/nobody/tracking/").status_code == HTTPStatus.NOT_FOUND

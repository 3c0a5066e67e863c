"""Every transport keeps the one contract against a server that speaks its provider's protocol, and misbehaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from pytest_django import Settings

from notifications.domain.blocking import BlockReason
from notifications.domain.planning import Channel
from notifications.errors import OutcomeUnknown, TransportError
from notifications.transports import CalendarPart, Message, Subscription, Taken, Transport, transport_for
from notifications.transports.push import public_key
from tests.notifications.providers.servers import (
    Mischief,
    Provider,
    PushService,
    Resend,
    Twilio,
    twilio_error,
)
from vip.devservices import free_port

Made = tuple[Transport, Provider, Callable[[], Message]]


def mail_message() -> Message:
    return Message(
        id=f"<{uuid4()}@localhost>",
        to="someone@example.test",
        sender="Appointments <appointments@localhost>",
        subject="Appointment",
        text="Appointment at nine.\n",
        html="<p>Appointment at nine.</p>",
        headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        calendar=(CalendarPart(method="REQUEST", content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),),
    )


def text_message() -> Message:
    return Message(
        id=str(uuid4()),
        to="+12025550123",
        sender="+15005550006",
        subject="",
        text="Appointment at nine.",
        report_to="https://care.example.org/webhooks/sms/1/",
    )


def push_message(*browsers: Subscription) -> Message:
    return Message(
        id=str(uuid4()),
        to="",
        sender="",
        subject="Appointment",
        text="Tue 9:00 AM",
        url="https://care.example.org/",
        browsers=browsers,
        lasts=timedelta(minutes=8),
    )


def subscribed(service: PushService) -> Subscription:
    browser = service.browser()
    return Subscription(endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth)


@pytest.fixture(params=["email", "sms", "push"])
def made(request: pytest.FixtureRequest) -> Made:
    """A transport, its provider, and a message for it."""
    match request.param:
        case "email":
            provider: Provider = request.getfixturevalue("resend")
            return transport_for(Channel.EMAIL), provider, mail_message
        case "sms":
            provider = request.getfixturevalue("twilio")
            return transport_for(Channel.SMS), provider, text_message
        case _:
            service: PushService = request.getfixturevalue("push_service")
            browser = subscribed(service)
            return transport_for(Channel.PUSH), service, lambda: push_message(browser)


def test_a_message_is_taken_once(made: Made) -> None:
    transport, provider, message = made
    transport.open()
    taken = transport.send(message())
    transport.close()
    assert isinstance(taken, Taken)
    assert (provider.asked, len(provider.taken)) == (1, 1)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_what_is_no_fault_of_the_message_may_be_asked_again(made: Made, status: int) -> None:
    transport, provider, message = made
    provider.script.append((status, {}))
    with pytest.raises(TransportError) as refusal:
        transport.send(message())
    assert (refusal.value.permanent, isinstance(refusal.value, OutcomeUnknown)) == (False, False)
    assert str(refusal.value).startswith(f"answer {status}")
    transport.send(message())
    assert len(provider.taken) == 1


def test_what_is_wrong_with_the_message_is_refused_for_good(made: Made) -> None:
    transport, provider, message = made
    provider.script.append((413, {}))
    with pytest.raises(TransportError) as refusal:
        transport.send(message())
    assert refusal.value.permanent


@pytest.mark.parametrize("mischief", [Mischief.TAKE_AND_HANG, Mischief.TAKE_AND_VANISH, Mischief.HANG])
def test_where_the_answer_is_missed_nobody_can_know(made: Made, mischief: Mischief) -> None:
    transport, provider, message = made
    provider.script.append(mischief)
    with pytest.raises(OutcomeUnknown):
        transport.send(message())
    assert len(provider.taken) == (0 if mischief is Mischief.HANG else 1)


@pytest.mark.parametrize("status", [502, 504])
def test_a_gateways_answer_says_nothing_of_the_provider_behind_it(made: Made, status: int) -> None:
    transport, provider, message = made
    provider.script.append((status, {}))
    with pytest.raises(OutcomeUnknown):
        transport.send(message())


@pytest.mark.parametrize("made", ["email", "sms"], indirect=True)
def test_an_answer_that_nobody_can_read_says_nothing_either(made: Made) -> None:
    transport, provider, message = made
    provider.script.append(Mischief.TAKE_AND_BABBLE)
    with pytest.raises(OutcomeUnknown):
        transport.send(message())


@pytest.mark.parametrize("made", ["email", "push"], indirect=True)
def test_only_those_that_take_a_key_say_so(made: Made) -> None:
    transport, _, _ = made
    assert transport.takes_key


def test_while_nobody_listens_nothing_was_taken(settings: Settings, twilio: Twilio, resend: Resend) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    settings.TWILIO_API_URL = nobody
    settings.ANYMAIL = settings.ANYMAIL | {"RESEND_API_URL": f"{nobody}/"}
    browser = Subscription(endpoint=f"{nobody}/push/1", p256dh=PushService().browser().p256dh, auth="AAAA")
    for channel, message in (
        (Channel.EMAIL, mail_message()),
        (Channel.SMS, text_message()),
        (Channel.PUSH, push_message(browser)),
    ):
        with pytest.raises(TransportError) as refusal:
            transport_for(channel).send(message)
        assert (refusal.value.permanent, type(refusal.value)) == (False, TransportError), channel


# --- Resend, through anymail ----------------------------------------------------------------------------------------


def test_a_mail_asked_for_twice_under_one_key_is_taken_once(resend: Resend) -> None:
    transport, message = transport_for(Channel.EMAIL), mail_message()
    resend.script.append(Mischief.TAKE_AND_VANISH)
    with pytest.raises(OutcomeUnknown):
        transport.send(message)
    again = transport.send(message)
    assert dict(resend.times_taken) == {message.id.strip("<>"): 1}
    assert again.provider_id == resend.made[message.id.strip("<>")]["id"]


def test_a_mail_carries_its_calendar_entry_and_the_way_out(resend: Resend) -> None:
    transport_for(Channel.EMAIL).send(mail_message())
    (entry,) = json.loads(resend.taken[0]["attachments"])
    assert entry["filename"] == "appointment.ics"
    assert entry["content_type"].startswith("text/calendar")
    assert "REQUEST" in entry["content_type"]


def test_any_back_end_of_djangos_will_do(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    transport, message = transport_for(Channel.EMAIL), mail_message()
    assert (transport.send(message), transport.takes_key) == (Taken(provider_id=message.id), False)
    (sent,) = django_mail.outbox
    assert (sent.to, sent.extra_headers["Message-ID"]) == ([message.to], message.id)


# --- Twilio ---------------------------------------------------------------------------------------------------------


def test_a_text_says_where_to_report(twilio: Twilio) -> None:
    message = text_message()
    taken = transport_for(Channel.SMS).send(message)
    (text,) = twilio.taken
    assert text == {
        "To": "+12025550123",
        "From": "+15005550006",
        "Body": "Appointment at nine.",
        "StatusCallback": "https://care.example.org/webhooks/sms/1/",
        "sid": taken.provider_id,
    }


@pytest.mark.parametrize(
    ("code", "block"),
    [
        (21211, BlockReason.INVALID),
        (21614, BlockReason.INVALID),
        (21610, BlockReason.STOPPED),
        (21408, None),
        (21612, None),
    ],
)
def test_twilio_tells_a_number_that_takes_nothing_from_a_text_that_it_will_not_send(
    twilio: Twilio, code: int, block: BlockReason | None
) -> None:
    twilio.script.append((400, twilio_error(code, 400)))
    with pytest.raises(TransportError) as refusal:
        transport_for(Channel.SMS).send(text_message())
    assert (refusal.value.permanent, refusal.value.block) == (True, block)
    assert str(refusal.value) == f"answer 400 {code}"


def test_a_text_asked_for_twice_is_taken_twice_so_it_takes_no_key(twilio: Twilio) -> None:
    transport, message = transport_for(Channel.SMS), text_message()
    for _ in range(2):
        transport.send(message)
    assert (len(twilio.taken), transport.takes_key) == (2, False)


# --- web push -------------------------------------------------------------------------------------------------------


def test_only_the_browser_can_read_a_push(push_service: PushService) -> None:
    message = push_message(subscribed(push_service))
    transport_for(Channel.PUSH).send(message)
    (push,) = push_service.taken
    assert json.loads(push["text"]) == {
        "tag": message.id,
        "title": "Appointment",
        "body": "Tue 9:00 AM",
        "url": "https://care.example.org/",
    }
    assert push["topic"] == message.id.replace("-", "")
    assert push["key"] == public_key()
    assert push["sub"] == "mailto:appointments@localhost"


def test_a_browser_that_is_gone_is_named_and_the_others_get_theirs(push_service: PushService) -> None:
    there, gone = subscribed(push_service), subscribed(push_service)
    push_service.browsers.popitem()
    taken = transport_for(Channel.PUSH).send(push_message(gone, there))
    assert (taken.gone, len(push_service.taken)) == ((gone.endpoint,), 1)


def test_where_every_browser_is_gone_the_push_is_refused_for_good(push_service: PushService) -> None:
    gone = subscribed(push_service)
    push_service.browsers.clear()
    broken = Subscription(endpoint=f"{push_service.url}/push/2", p256dh="AAAA", auth="AAAA")
    with pytest.raises(TransportError) as refusal:
        transport_for(Channel.PUSH).send(push_message(gone, broken))
    assert (refusal.value.permanent, refusal.value.gone) == (True, (gone.endpoint, broken.endpoint))

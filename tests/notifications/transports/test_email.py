"""What the SMTP transport says of a message's fate, against a real server that misbehaves."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from notifications.errors import OutcomeUnknown, TransportError
from notifications.transports import Message, email_transport
from notifications.transports.console import ConsoleTransport
from notifications.transports.email import SmtpTransport
from tests.notifications.smtp import Mischief, Server
from vip.devservices import free_port

MESSAGE = Message(
    id="<one@example.test>",
    to="someone@example.test",
    sender="Appointments <appointments@example.test>",
    subject="Cita mañana",
    text="See you at three.\n",
    html="<p>See you at three.</p>",
)


def test_a_message_arrives_as_text_and_html_under_its_own_id(mail: Server) -> None:
    transport = SmtpTransport()
    transport.send(MESSAGE)
    transport.close()
    (arrived,) = mail.taken
    headers = {name: arrived[name] for name in ("Message-ID", "To", "From", "Subject", "Auto-Submitted")}
    assert headers == {
        "Message-ID": MESSAGE.id,
        "To": MESSAGE.to,
        "From": MESSAGE.sender,
        "Subject": MESSAGE.subject,
        "Auto-Submitted": "auto-generated",
    }
    parts = [(part.get_content_type(), part.get_content().strip()) for part in arrived.iter_parts()]
    assert parts == [("text/plain", MESSAGE.text.strip()), ("text/html", MESSAGE.html)]


def test_one_connection_serves_many_messages_and_a_lost_one_is_replaced(mail: Server) -> None:
    transport = SmtpTransport()
    mail.script.append("421 Going away")
    with pytest.raises(TransportError):
        transport.send(MESSAGE)
    transport.send(MESSAGE)
    transport.send(MESSAGE)
    transport.close()
    assert mail.times_taken[MESSAGE.id] == 2


@pytest.mark.parametrize(("reply", "permanent"), [("451 Later", False), ("550 Nobody here", True)])
def test_a_reply_says_whether_asking_again_could_help(mail: Server, reply: str, permanent: bool) -> None:
    for script in (mail.script, mail.rcpt_script):
        script.append(reply)
        with pytest.raises(TransportError) as refusal:
            SmtpTransport().send(MESSAGE)
        assert not isinstance(refusal.value, OutcomeUnknown)
        assert (refusal.value.permanent, str(refusal.value)) == (permanent, f"reply {reply[:3]}")
    assert mail.taken == []


@pytest.mark.parametrize("mischief", [Mischief.TAKE_AND_VANISH, Mischief.TAKE_AND_HANG])
def test_a_reply_that_never_comes_leaves_the_outcome_unknown(
    mail: Server, settings: Settings, mischief: Mischief
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail.script.append(mischief)
    with pytest.raises(OutcomeUnknown):
        SmtpTransport().send(MESSAGE)
    assert mail.times_taken == {MESSAGE.id: 1}


def test_a_server_that_is_away_has_certainly_taken_nothing(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(TransportError) as refusal:
        SmtpTransport().open()
    assert not isinstance(refusal.value, OutcomeUnknown)
    assert not refusal.value.permanent


def test_no_error_repeats_an_address(mail: Server) -> None:
    mail.rcpt_script.append(f"550 <{MESSAGE.to}> unknown")
    with pytest.raises(TransportError) as refusal:
        SmtpTransport().send(MESSAGE)
    assert MESSAGE.to not in str(refusal.value)


def test_the_console_takes_over_where_the_settings_say_so(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    transport = email_transport()
    assert isinstance(transport, ConsoleTransport)
    transport.open()
    transport.send(MESSAGE)
    transport.close()
    assert capsys.readouterr().out.startswith(
        f"To: {MESSAGE.to}\nSubject: {MESSAGE.subject}\n\n{MESSAGE.text}"
    )

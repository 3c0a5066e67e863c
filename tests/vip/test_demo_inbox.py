"""The demo's mail server and its mailbox: what is sent over SMTP can be read, whole, newest first."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from vip import demo_inbox
from vip.demo_inbox import keep, messages
from vip.devservices import free_port


@pytest.fixture
def directory(tmp_path: Path, settings: Settings) -> Path:
    settings.DEMO_INBOX_DIR = tmp_path / "inbox"
    return tmp_path / "inbox"


@pytest.fixture
def sink(directory: Path) -> Iterator[int]:
    """The command in a process of its own; gives its port."""
    port = free_port()
    environment = os.environ | {"VIP_INBOX_DIR": str(directory), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "demo_inbox", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Taking mail on 127.0.0.1:{port}, keeping it in {directory}\n"
        yield port
        process.terminate()
        assert process.wait(10) == 0


def letter(subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["To"], mail["From"], mail["Subject"] = "ana@demo.test", "appointments@localhost", subject
    mail.set_content(text)
    mail.add_alternative(f"<p>{text.strip()}</p>", subtype="html")
    return mail


def test_what_is_sent_arrives_with_its_words_and_links_newest_first(sink: int) -> None:
    with smtplib.SMTP("127.0.0.1", sink) as smtp:
        smtp.send_message(letter("Cita", "Entrar: http://localhost:8000/join/abc-_1/\n"))
        smtp.send_message(letter("Appointment", "See http://localhost:8000/accounts/login/.\n"))
    newest, oldest = messages()
    assert newest.received_at > oldest.received_at
    assert (newest.subject, newest.links) == ("Appointment", ("http://localhost:8000/accounts/login/",))
    assert (oldest.to, oldest.subject, oldest.links) == (
        "ana@demo.test",
        "Cita",
        ("http://localhost:8000/join/abc-_1/",),
    )
    assert (oldest.text.strip(), oldest.html.strip()) == (
        "Entrar: http://localhost:8000/join/abc-_1/",
        "<p>Entrar: http://localhost:8000/join/abc-_1/</p>",
    )


def test_before_anything_arrived_the_inbox_is_empty(directory: Path) -> None:
    assert messages() == []


def test_a_message_that_is_still_being_written_is_not_shown(directory: Path) -> None:
    kept = keep(b"Subject: Appointment\r\n\r\nHello\r\n", directory)
    kept.rename(kept.with_suffix(".partial"))
    assert messages() == []


def test_a_message_without_headers_or_in_a_strange_charset_is_shown_as_far_as_it_goes(
    directory: Path,
) -> None:
    keep(b"", directory)
    keep(b"Content-Type: text/plain; charset=klingon\r\n\r\nHello\r\n", directory)
    assert [message.text.strip() for message in messages()] == ["Hello", ""]


def test_only_the_newest_are_read(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_inbox, "AT_MOST", 2)
    for number in range(3):
        keep(f"Subject: {number}\r\n\r\n".encode(), directory)
    assert [message.subject for message in messages()] == ["2", "1"]


def test_a_port_in_use_is_said_with_what_to_do(sink: int) -> None:
    command = [sys.executable, "manage.py", "demo_inbox", "--port", str(sink)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == 1
    assert f"Nothing can listen on 127.0.0.1:{sink}" in second.stderr
    assert "choose another --port" in second.stderr


def test_it_refuses_to_swallow_a_productions_mail() -> None:
    environment = os.environ | {
        "VIP_MODE": "production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "care.example.org",
        "PUBLIC_URL": "https://care.example.org",
        "EMAIL_URL": "smtp://localhost:25",
    }
    command = [sys.executable, "manage.py", "demo_inbox", "--port", str(free_port())]
    refused = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert refused.returncode == 1
    assert "demo_inbox would swallow people's mail" in refused.stderr

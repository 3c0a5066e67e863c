"""The demo's mailbox: a directory of messages that its SMTP sink took, and reading them back.

The sink is ``manage.py demo_inbox``. Each message is one ``.eml`` file that appears whole or not at all; its
name begins with the nanosecond at which it arrived.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

_LINK = re.compile(r"https?://\S*[\w/]")
# Enough to look through; a demo that runs for days keeps the rest on disk.
AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """One message as its reader sees it; ``links`` are the addresses in its text, in order."""

    to: str
    subject: str
    received_at: datetime
    text: str
    html: str
    links: tuple[str, ...]


def messages() -> list[InboxMessage]:
    """What arrived, the newest first."""
    newest = sorted(Path(settings.DEMO_INBOX_DIR).glob("*.eml"), reverse=True)
    return [read(path) for path in newest[:AT_MOST]]


def read(path: Path) -> InboxMessage:
    """The message in one file."""
    mail = message_from_bytes(path.read_bytes(), policy=modern)
    text = _part(mail, "plain")
    return InboxMessage(
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        received_at=datetime.fromtimestamp(int(path.name.partition("-")[0]) / 1e9, UTC),
        text=text,
        html=_part(mail, "html"),
        links=tuple(_LINK.findall(text)),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except LookupError:  # a charset that nobody knows
        payload = body.get_payload(decode=True)
        return payload.decode(errors="replace") if isinstance(payload, bytes) else ""


class Sink:
    """aiosmtpd's handler: takes every message and keeps it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        keep(envelope.original_content or b"", self._directory)
        return "250 Kept"


def keep(content: bytes, directory: Path) -> Path:
    """Write a message so that readers see all of it or nothing."""
    directory.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex}"
    partial = directory / f"{name}.partial"
    partial.write_bytes(content)
    return partial.rename(directory / f"{name}.eml")

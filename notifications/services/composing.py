"""From rows to a message: the words, in the recipient's language, with times in the recipient's zone.

A template is plain text that a clinic could edit: the first line is the subject, a blank line parts paragraphs, and a
paragraph ``[words](address)`` is a button in the HTML and "words: address" in the text. Both parts come from the one
template, so they cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from django.conf import settings
from django.shortcuts import resolve_url
from django.template.loader import get_template
from django.utils import translation
from django.utils.dateformat import format as format_time
from django.utils.functional import Promise

from notifications.domain.planning import Tier
from notifications.transports import Message
from sessions.models import User

log = structlog.get_logger(__name__)

TEMPLATES = {
    Tier.DAY: "reminder",
    Tier.HOUR: "reminder",
    Tier.MINUTES: "join",
    Tier.STARTED: "started",
    Tier.CHANGED: "changed",
    Tier.CANCELLED: "cancelled",
}
LANGUAGES = ("en", "es")
_WHEN = {"en": "l, F j, Y, g:i A T", "es": r"l j \d\e F \d\e Y, H:i T"}
_CITY = {"en": "({} time)", "es": "(hora de {})"}
_BUTTON = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<address>\S+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One session as a message speaks of it; ``link`` only where the message lets people in."""

    starts_at: datetime
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    words: str
    address: str = ""

    @property
    def as_text(self) -> str:
        return f"{self.words}: {self.address}" if self.address else self.words


def reminder_message(
    *, reminder_id: UUID, tier: Tier, recipient: User, appointments: Sequence[Appointment]
) -> Message:
    """The message of that tier about these sessions, in order."""
    language = language_of(recipient)
    listed = [
        {
            "when": when(appointment.starts_at, zone=recipient.time_zone, language=language),
            "link": appointment.link,
        }
        for appointment in appointments
    ]
    return _message(reminder_id, TEMPLATES[tier], recipient, language, {"appointments": listed})


def code_message(*, code_id: UUID, recipient: User, code: str) -> Message:
    """The one-time code that lets a second device use a join link."""
    return _message(code_id, "code", recipient, language_of(recipient), {"code": code})


def language_of(recipient: User) -> str:
    """Their language where we write it, else English."""
    return recipient.language if recipient.language in LANGUAGES else "en"


def when(at: datetime, *, zone: str, language: str) -> str:
    """A time as its reader's clock and calendar show it, with the zone's name: it may be read while travelling."""
    try:
        local = at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        # A wrong zone must not keep the message back; UTC says what it is.
        log.warning("time_zone_unknown")
        return when(at, zone="UTC", language=language)
    with translation.override(language):
        words = format_time(local, _WHEN[language])
    city = zone.rpartition("/")[2].replace("_", " ")
    return words if city == local.tzname() else f"{words} {_CITY[language].format(city)}"


def _message(id_: UUID, name: str, recipient: User, language: str, context: dict[str, object]) -> Message:
    site = {
        "help_phone": settings.HELP_PHONE,
        "sign_in": settings.PUBLIC_URL + resolve_url(_plain(settings.LOGIN_URL)),
    }
    with translation.override(language):
        rendered = get_template(f"notifications/email/{language}/{name}.txt").render(site | context)
        subject, _, body = rendered.strip().partition("\n")
        paragraphs = [_paragraph(part) for part in re.split(r"\n\s*\n", body.strip())]
        html = get_template("notifications/email/layout.html").render(
            {"language": language, "subject": subject, "paragraphs": paragraphs}
        )
    return Message(
        id=f"<{id_}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        to=recipient.email,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=subject,
        text="\n\n".join(paragraph.as_text for paragraph in paragraphs) + "\n",
        html=html,
    )


def _paragraph(text: str) -> Paragraph:
    words = " ".join(text.split())
    button = _BUTTON.fullmatch(words)
    return Paragraph(**button.groupdict()) if button else Paragraph(words=words)


def _plain(url: str | Promise) -> str:
    return str(url)

"""From rows to a message: the words, in the recipient's language, with times in the recipient's zone.

`notifications.domain.wording` tells what a template is. A mail's two parts come from the one template, so they cannot
drift apart. An SMS is kept within the GSM 7-bit alphabet, so that it goes out whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

from notifications.domain.planning import Channel, Tier
from notifications.domain.sms import fits_one_sms, within_alphabet
from notifications.domain.wording import TEMPLATES, Paragraph, TemplateName, line_of, paragraphs_of
from notifications.services.wording import LANGUAGES, Words, shipped_words, words_for
from notifications.transports import Message
from sessions.models import User

__all__ = [
    "LANGUAGES",
    "TEMPLATES",
    "Appointment",
    "Content",
    "code_message",
    "compose",
    "reminder_message",
    "render",
    "when",
]

log = structlog.get_logger(__name__)

_WHEN = {"en": "l, F j, Y, g:i A T", "es": r"l j \d\e F \d\e Y, H:i T"}
_SHORT_DAY = {"en": "D, M j", "es": "D j M"}
_SHORT_TIME = {"en": "g:i A", "es": "H:i"}
_CITY = {"en": "({} time)", "es": "(hora de {})"}
_STOP = {"en": "No more reminders by e-mail", "es": "No recibir más recordatorios por correo"}
_MORE = {"en": "{} (+{} more)", "es": "{} (+{} más)"}
# So many times are told in one line; of more only the first, and how many follow.
_IN_A_LINE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One session as a message speaks of it; ``link`` only where the message lets people in."""

    starts_at: datetime
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message tells: appointments in order, or other values by the names that its template knows.

    ``stop`` is the address at the foot of a mail that ends such mails.
    """

    appointments: Sequence[Appointment] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    stop: str = ""


def compose(
    *, id_: UUID, name: TemplateName, channel: Channel, recipient: User, content: Content, to: str = ""
) -> Message:
    """The message, to ``to`` or else to the recipient's e-mail address.

    Words of the clinic's that can't be filled give way to those that VIP comes with: a message in other words beats
    none. Raises whatever those then raise.
    """
    language = language_of(recipient)
    words = words_for(name, channel, language)
    try:
        return _message(id_, words, channel, recipient, content, to=to)
    except (KeyError, IndexError):
        log.warning("template_not_filled", template=name, channel=channel, language=language)
        return _message(id_, shipped_words(name, channel, language), channel, recipient, content, to=to)


def render(
    *, id_: UUID, words: Words, channel: Channel, recipient: User, content: Content, to: str = ""
) -> Message:
    """The message in these very words, such as a draft. Raises ``KeyError`` for a place that nothing fills."""
    return _message(id_, words, channel, recipient, content, to=to)


def reminder_message(
    *, reminder_id: UUID, tier: Tier, recipient: User, appointments: Sequence[Appointment]
) -> Message:
    """The e-mail of that tier about these sessions, in order."""
    content = Content(appointments=appointments)
    return compose(
        id_=reminder_id, name=TEMPLATES[tier], channel=Channel.EMAIL, recipient=recipient, content=content
    )


def code_message(*, code_id: UUID, recipient: User, code: str) -> Message:
    """The one-time code that lets a second device use a join link."""
    content = Content(values={"code": code})
    return compose(
        id_=code_id, name=TemplateName.CODE, channel=Channel.EMAIL, recipient=recipient, content=content
    )


def language_of(recipient: User) -> str:
    """Their language where we write it, else English."""
    return recipient.language if recipient.language in LANGUAGES else "en"


def when(at: datetime, *, zone: str, language: str) -> str:
    """A time as its reader's clock and calendar show it, with the zone's name: it may be read while travelling."""
    local = _local(at, zone)
    with translation.override(language):
        words = format_time(local, _WHEN[language])
    city = _zone(zone).key.rpartition("/")[2].replace("_", " ")
    return words if city == local.tzname() else f"{words} {_CITY[language].format(city)}"


def short_when(times: Sequence[datetime], *, zone: str, language: str) -> str:
    """Times in one line: a few, each day named once, or the first and how many more there are."""
    if len(times) > _IN_A_LINE:
        first = short_when(times[:1], zone=zone, language=language)
        return _MORE[language].format(first, len(times) - 1)
    told: list[str] = []
    day = ""
    for at in times:
        local = _local(at, zone)
        with translation.override(language):
            this_day, this_time = (format_time(local, shown[language]) for shown in (_SHORT_DAY, _SHORT_TIME))
        told.append(this_time if this_day == day else f"{this_day}, {this_time}")
        day = this_day
    return f"{', '.join(told)} {_local(times[-1], zone).tzname()}" if times else ""


def _message(
    id_: UUID, words: Words, channel: Channel, recipient: User, content: Content, *, to: str
) -> Message:
    language = language_of(recipient)
    site = {
        "help_phone": settings.HELP_PHONE,
        "sign_in": settings.PUBLIC_URL + resolve_url(_plain(settings.LOGIN_URL)),
        **content.values,
    }
    host = urlsplit(settings.PUBLIC_URL).hostname
    if channel is Channel.EMAIL:
        text, html = _mail(words, recipient, content, site, language=language)
        return Message(
            id=f"<{id_}@{host}>",
            to=to or recipient.email,
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=words.subject,
            text=text,
            html=html,
        )
    values = {**site, **_in_a_line(content, recipient, language=language)}
    line = line_of(words.text, values=values, number=len(content.appointments))
    if channel is Channel.SMS:
        text = within_alphabet(line)
        if not fits_one_sms(text):
            # Cut, it would lose the link or the phone number; in two pieces it says all.
            log.warning("sms_too_long", reminder=str(id_), length=len(text))
        return Message(id=str(id_), to=to, sender=settings.SMS_SENDER, subject="", text=text)
    link = content.appointments[0].link if content.appointments else ""
    return Message(
        id=str(id_),
        to="",
        sender="",
        subject=words.subject,
        text=line,
        url=link or settings.PUBLIC_URL + "/",
    )


def _mail(
    words: Words, recipient: User, content: Content, site: Mapping[str, str], *, language: str
) -> tuple[str, str]:
    """Its text and its HTML."""
    listed = [
        {
            "when": when(appointment.starts_at, zone=recipient.time_zone, language=language),
            "link": appointment.link,
        }
        for appointment in content.appointments
    ]
    paragraphs = paragraphs_of(words.text, site=site, appointments=listed)
    html = get_template("notifications/email/layout.html").render(
        {
            "language": language,
            "subject": words.subject,
            "paragraphs": paragraphs,
            "foot": Paragraph(words=_STOP[language], address=content.stop) if content.stop else None,
        }
    )
    told = [paragraph.as_text for paragraph in paragraphs]
    if content.stop:
        told.append(f"--\n{_STOP[language]}: {content.stop}")
    return "\n\n".join(told) + "\n", html


def _in_a_line(content: Content, recipient: User, *, language: str) -> dict[str, str]:
    """What one line says of all the appointments; the link is the first one's."""
    if not content.appointments:
        return {}
    times = [appointment.starts_at for appointment in content.appointments]
    return {
        "when": short_when(times, zone=recipient.time_zone, language=language),
        "link": content.appointments[0].link,
    }


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(_zone(zone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        # A wrong zone must not keep the message back; UTC says what it is.
        log.warning("time_zone_unknown")
        return ZoneInfo("UTC")


def _plain(url: str | Promise) -> str:
    return str(url)

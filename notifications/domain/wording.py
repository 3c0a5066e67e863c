"""The little language of message templates, so that a clinic can change the words and nothing else. Pure.

A template is plain text in paragraphs, with a blank line between them:

- ``{when}``, ``{link}`` and the like stand for values (``VARIABLES`` says which a template may use);
- a paragraph that holds ``{when}`` or ``{link}`` is repeated for each appointment of an e-mail; an SMS or a push has
  one line and tells all their times in it;
- a paragraph that begins ``one:`` or ``several:`` is there only for one appointment, or only for several;
- a paragraph ``[words](address)`` is a button in an e-mail's HTML and "words: address" in its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from notifications.domain.planning import Tier


class TemplateName(StrEnum):
    """What the words are for."""

    WEEK = "week"
    REMINDER = "reminder"
    JOIN = "join"
    STARTED = "started"
    MISSED = "missed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    CODE = "code"
    WELCOME = "welcome"
    STAFF_WELCOME = "staff_welcome"
    INVITED = "invited"
    GUEST_CHANGED = "guest_changed"
    GUEST_CANCELLED = "guest_cancelled"
    TODAY = "today"
    TASK = "task"
    ALERT = "alert"
    STOP_HEARD = "stop_heard"
    START_HEARD = "start_heard"


TEMPLATES = {
    Tier.WEEK: TemplateName.WEEK,
    Tier.THREE_DAYS: TemplateName.REMINDER,
    Tier.DAY: TemplateName.REMINDER,
    Tier.HOUR: TemplateName.REMINDER,
    Tier.MINUTES: TemplateName.JOIN,
    Tier.STARTED: TemplateName.STARTED,
    Tier.NUDGE: TemplateName.STARTED,
    Tier.MISSED: TemplateName.MISSED,
    Tier.CHANGED: TemplateName.CHANGED,
    Tier.CANCELLED: TemplateName.CANCELLED,
    Tier.WELCOME: TemplateName.WELCOME,
    Tier.INVITED: TemplateName.INVITED,
    Tier.TODAY: TemplateName.TODAY,
    Tier.TASK: TemplateName.TASK,
    Tier.ALERT: TemplateName.ALERT,
    Tier.STOP_HEARD: TemplateName.STOP_HEARD,
    Tier.START_HEARD: TemplateName.START_HEARD,
}

# Guests have no account to sign in to.
FOR_GUESTS = {Tier.CHANGED: TemplateName.GUEST_CHANGED, Tier.CANCELLED: TemplateName.GUEST_CANCELLED}

_SITE = frozenset({"help_phone", "sign_in"})
_OF_APPOINTMENTS = frozenset({"when"})
_WITH_LINK = _OF_APPOINTMENTS | {"link"}
# What each template's words may name. Every one may name the help phone and the address to sign in at.
VARIABLES: Mapping[TemplateName, frozenset[str]] = {
    TemplateName.WEEK: _SITE | _OF_APPOINTMENTS,
    TemplateName.REMINDER: _SITE | _OF_APPOINTMENTS,
    TemplateName.JOIN: _SITE | _WITH_LINK,
    TemplateName.STARTED: _SITE | _WITH_LINK,
    TemplateName.MISSED: _SITE | _OF_APPOINTMENTS,
    TemplateName.CHANGED: _SITE | _OF_APPOINTMENTS,
    TemplateName.CANCELLED: _SITE | _OF_APPOINTMENTS,
    TemplateName.CODE: _SITE | {"code"},
    TemplateName.WELCOME: _SITE,
    TemplateName.STAFF_WELCOME: _SITE | {"set_up"},
    TemplateName.INVITED: _SITE | _WITH_LINK,
    TemplateName.GUEST_CHANGED: _SITE | _WITH_LINK,
    TemplateName.GUEST_CANCELLED: _SITE | _OF_APPOINTMENTS,
    TemplateName.TODAY: _SITE | {"sessions", "people", "tasks"},
    TemplateName.TASK: _SITE,
    TemplateName.ALERT: _SITE,
    TemplateName.STOP_HEARD: _SITE,
    TemplateName.START_HEARD: _SITE,
}

_PLACE = re.compile(r"\{\s*([^{}\s]*)\s*\}")
_BUTTON = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<address>\S+)\)")
_FOR_ONE, _FOR_SEVERAL = "one:", "several:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """``address`` makes it a button."""

    words: str
    address: str = ""

    @property
    def as_text(self) -> str:
        return f"{self.words}: {self.address}" if self.address else self.words


def places_in(text: str) -> tuple[str, ...]:
    """The names between braces, each once, in order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def unknown_places(name: TemplateName, text: str) -> tuple[str, ...]:
    """Those that this template can't fill."""
    return tuple(place for place in places_in(text) if place not in VARIABLES[name])


def paragraphs_of(
    text: str, *, site: Mapping[str, str], appointments: Sequence[Mapping[str, str]]
) -> tuple[Paragraph, ...]:
    """The paragraphs of an e-mail. Raises ``KeyError`` for a place that nothing fills."""
    paragraphs: list[Paragraph] = []
    repeated: list[str] = []
    for part in [*_parts(text, number=len(appointments)), ""]:
        if {"when", "link"} & set(places_in(part)):
            repeated.append(part)
            continue
        # Those in a row belong together: each appointment with its own link below it.
        paragraphs += [_paragraph(each, {**site, **values}) for values in appointments for each in repeated]
        repeated = []
        if part:
            paragraphs.append(_paragraph(part, site))
    return tuple(paragraphs)


def line_of(text: str, *, values: Mapping[str, str], number: int) -> str:
    """The one line of an SMS, a push or a subject. Raises ``KeyError`` for a place that nothing fills."""
    return " ".join(_filled(part, values) for part in _parts(text, number=number))


def _parts(text: str, *, number: int) -> list[str]:
    """The paragraphs that are there for so many appointments, without what says so."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))
    kept = []
    for part in parts:
        for prefix, is_meant in ((_FOR_ONE, number == 1), (_FOR_SEVERAL, number != 1)):
            if part.startswith(prefix):
                part = part.removeprefix(prefix).strip() if is_meant else ""
        if part:
            kept.append(part)
    return kept


def _paragraph(part: str, values: Mapping[str, str]) -> Paragraph:
    button = _BUTTON.fullmatch(part)
    if button is None:
        return Paragraph(words=_filled(part, values))
    return Paragraph(words=_filled(button["words"], values), address=_filled(button["address"], values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)

"""A clinic's own words: checked as they would really go out, kept as versions, and taken back to those VIP comes with.

What is refused is what would harm: a word that gives something away on a lock screen, a place in braces that nothing
fills, a reminder without its time or its link, a text that falls apart into several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.domain.discretion import indiscretions
from notifications.domain.planning import Channel
from notifications.domain.sms import MAX_SEPTETS, septets, within_alphabet
from notifications.domain.wording import VARIABLES, TemplateName, places_in, unknown_places
from notifications.errors import TemplateRefused
from notifications.models import MessageTemplate
from notifications.services.composing import Appointment, Content, render
from notifications.services.wording import LANGUAGES, Words, shipped_words, words_for
from notifications.transports import Message
from sessions.models import User

# Without these a message would not do what it is for.
_NEEDED = {
    TemplateName.WEEK: ("when",),
    TemplateName.REMINDER: ("when",),
    TemplateName.JOIN: ("link",),
    TemplateName.STARTED: ("link",),
    TemplateName.CHANGED: ("when",),
    TemplateName.CANCELLED: ("when",),
    TemplateName.CODE: ("code",),
    TemplateName.INVITED: ("link",),
    TemplateName.GUEST_CHANGED: ("when", "link"),
    TemplateName.GUEST_CANCELLED: ("when",),
    TemplateName.STAFF_WELCOME: ("set_up",),
}
# On a lock screen; a mail's subject is cut there anyway.
MAX_SUBJECT = 60
# An evening in late September is as long as a date gets, and a link is always as long as this one.
_EXAMPLE_AT = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
_EXAMPLE_TOKEN = "x" * 32
_EXAMPLE_ID = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Words that somebody would like to have go out; an SMS has no subject."""

    name: TemplateName
    channel: Channel
    language: str
    subject: str
    text: str

    @property
    def words(self) -> Words:
        return Words(subject=self.subject.strip(), text=self.text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is said now under one name in one channel and language; ``version`` is 0 where it was never changed."""

    draft: Draft
    version: int
    is_shipped: bool


def standing(name: TemplateName, channel: Channel, language: str) -> Standing:
    """Raises ``TemplateDoesNotExist`` where there is no such message."""
    words = words_for(name, channel, language)
    newest = _versions(name, channel, language).order_by("-version").first()
    return Standing(
        draft=Draft(name=name, channel=channel, language=language, subject=words.subject, text=words.text),
        version=newest.version if newest else 0,
        is_shipped=newest is None or newest.is_default,
    )


def every_standing() -> Iterator[Standing]:
    """All messages that VIP sends, in every channel and language."""
    newest = {
        (row.name, row.channel, row.language): row
        for row in MessageTemplate.objects.order_by("name", "channel", "language", "-version").distinct(
            "name", "channel", "language"
        )
    }
    for name, channel, language in product(TemplateName, Channel, LANGUAGES):
        try:
            words = shipped_words(name, channel, language)
        except TemplateDoesNotExist:
            continue
        written = newest.get((name, channel, language))
        if written and not written.is_default:
            words = Words(subject=written.subject, text=written.text)
        yield Standing(
            draft=Draft(
                name=name, channel=channel, language=language, subject=words.subject, text=words.text
            ),
            version=written.version if written else 0,
            is_shipped=written is None or written.is_default,
        )


def preview(draft: Draft, *, appointments: int = 1) -> Message:
    """The message as somebody would get it, with made-up values. Raises ``KeyError`` for a place nothing fills."""
    link = settings.PUBLIC_URL + reverse("notifications:join", args=[_EXAMPLE_TOKEN])
    content = Content(
        appointments=[
            Appointment(starts_at=_EXAMPLE_AT + timedelta(hours=2 * number), link=link)
            for number in range(appointments)
        ],
        values={
            "code": "123456",
            "sessions": "4",
            "people": "23",
            "tasks": "2",
            "set_up": settings.PUBLIC_URL + reverse("account_reset_password"),
        },
    )
    someone = User(email="someone@example.org", language=draft.language, time_zone="America/Los_Angeles")
    return render(
        id_=_EXAMPLE_ID, words=draft.words, channel=draft.channel, recipient=someone, content=content
    )


def check(draft: Draft) -> None:
    """Raises ``TemplateRefused`` with the reason where these words must not go out."""
    _check_words(draft)
    _check_places(draft)
    if draft.channel is Channel.SMS:
        _check_alphabet(draft.words.text)
    for number in (1, 3):
        message = preview(draft, appointments=number)
        if draft.channel is Channel.SMS:
            _check_length(message.text)
        # Again as a whole: words may come together only when the places are filled.
        shown = "\n".join((message.sender, message.subject, message.text, message.html, message.url))
        _refuse_denied(shown, field="text")


@transaction.atomic
def save(draft: Draft, *, by: User) -> MessageTemplate:
    """These words count from now on; those before stay as versions. Raises ``TemplateRefused``."""
    check(draft)
    return _add(
        draft.name, draft.channel, draft.language, by=by, subject=draft.words.subject, text=draft.words.text
    )


@transaction.atomic
def reset(name: TemplateName, channel: Channel, language: str, *, by: User) -> None:
    """Back to the words that VIP comes with, as a version of its own."""
    shipped_words(name, channel, language)
    _add(name, channel, language, by=by, is_default=True)


def versions(name: TemplateName, channel: Channel, language: str) -> list[MessageTemplate]:
    """The newest first, with whoever wrote them."""
    return list(_versions(name, channel, language).select_related("written_by").order_by("-version"))


def _check_words(draft: Draft) -> None:
    words = draft.words
    if not words.text:
        raise TemplateRefused("empty", _("Write what the message says."), field="text")
    if draft.channel is not Channel.SMS and not words.subject:
        raise TemplateRefused("empty", _("Write a subject: it is what a lock screen shows."), field="subject")
    if "\n" in words.subject or len(words.subject) > MAX_SUBJECT:
        sentence = _("Keep the subject to one line of at most %(most)s characters.") % {"most": MAX_SUBJECT}
        raise TemplateRefused("subject_too_long", sentence, field="subject")
    _refuse_denied(words.subject, field="subject")
    _refuse_denied(words.text, field="text")


def _check_places(draft: Draft) -> None:
    words = draft.words
    if places_in(words.subject) or _has_stray_brace(words.subject):
        raise TemplateRefused(
            "subject_varies", _("Leave out braces here: a subject stays the same."), field="subject"
        )
    if _has_stray_brace(words.text):
        sentence = _("A brace stands alone. Write each name between one { and one }, such as {when}.")
        raise TemplateRefused("stray_brace", sentence, field="text")
    if unknown := unknown_places(draft.name, words.text):
        sentence = _("%(unknown)s can’t be filled in here. You can use: %(known)s.") % {
            "unknown": _listed(unknown),
            "known": _listed(sorted(VARIABLES[draft.name])),
        }
        raise TemplateRefused("unknown_variable", sentence, field="text")
    if missing := [place for place in _needed(draft) if place not in places_in(words.text)]:
        sentence = _("Without %(missing)s this message is of no use. Put it back in.") % {
            "missing": _listed(missing)
        }
        raise TemplateRefused("variable_missing", sentence, field="text")


def _needed(draft: Draft) -> tuple[str, ...]:
    """A push opens its address when it is pressed, so it need not spell it out."""
    needed = _NEEDED.get(draft.name, ())
    return tuple(place for place in needed if place != "link") if draft.channel is Channel.PUSH else needed


def _check_alphabet(text: str) -> None:
    """Accents are left off on the way out (`within_alphabet`); what has no plain form can't be."""
    outside = [
        each for each in dict.fromkeys(text) if within_alphabet(each) == "?" != each and not each.isspace()
    ]
    if outside:
        sentence = _("A text message can’t hold %(characters)s. Write it without.") % {
            "characters": " ".join(outside)
        }
        raise TemplateRefused("not_gsm7", sentence, field="text")


def _check_length(text: str) -> None:
    if (length := septets(text)) > MAX_SEPTETS:
        sentence = _(
            "Filled in, this text has %(length)s characters, and one text message holds %(most)s."
        ) % {
            "length": length,
            "most": MAX_SEPTETS,
        }
        raise TemplateRefused("sms_too_long", sentence, field="text")


def _refuse_denied(text: str, *, field: str) -> None:
    if found := indiscretions(text, also=settings.DENIED_WORDS):
        sentence = _(
            "Others may see this on a lock screen, so it must not say: %(words)s. Choose neutral words."
        ) % {"words": ", ".join(found)}
        raise TemplateRefused("denied_word", sentence, field=field)


def _has_stray_brace(text: str) -> bool:
    return bool(re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", text)))


def _listed(places: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"{{{place}}}" for place in places)


def _add(
    name: TemplateName,
    channel: Channel,
    language: str,
    *,
    by: User,
    subject: str = "",
    text: str = "",
    is_default: bool = False,
) -> MessageTemplate:
    newest = _versions(name, channel, language).aggregate(newest=Max("version"))["newest"] or 0
    return MessageTemplate.objects.create(
        name=name,
        channel=channel,
        language=language,
        version=newest + 1,
        subject=subject,
        text=text,
        is_default=is_default,
        written_by=by,
    )


def _versions(name: TemplateName, channel: Channel, language: str) -> QuerySet[MessageTemplate]:
    return MessageTemplate.objects.filter(name=name, channel=channel, language=language)

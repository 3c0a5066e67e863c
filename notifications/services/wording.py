"""The words of a message: those that the clinic has written, else those that VIP comes with."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import get_template

from notifications.domain.planning import Channel
from notifications.domain.wording import TemplateName
from notifications.models import MessageTemplate

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A template's text; ``subject`` is a mail's subject or a push's title, and empty for an SMS."""

    subject: str
    text: str


def words_for(name: TemplateName, channel: Channel, language: str) -> Words:
    """What is said now. Raises ``TemplateDoesNotExist`` where VIP has no such message."""
    versions = MessageTemplate.objects.filter(name=name, channel=channel, language=language)
    written = versions.order_by("-version").first()
    if written is None or written.is_default:
        return shipped_words(name, channel, language)
    return Words(subject=written.subject, text=written.text)


def shipped_words(name: TemplateName, channel: Channel, language: str) -> Words:
    """What VIP comes with: a file whose first line is the subject, but for an SMS."""
    source = get_template(f"notifications/{channel}/{language}/{name}.txt").template.source.strip()  # type: ignore[attr-defined]
    if channel is Channel.SMS:
        return Words(subject="", text=source)
    subject, _, text = source.partition("\n")
    return Words(subject=subject.strip(), text=text.strip())

"""What the room says to people, in the language that each of them chose."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext
from msgspec.structs import replace

from rooms.protocol.said import Closing, Error, Message


def in_language(message: Message, language: str) -> Message:
    """The same message; its sentence, where it has one for people, in their language."""
    if not isinstance(message, Closing | Error):
        return message
    with translation.override(language):
        return replace(message, sentence=gettext(message.sentence))

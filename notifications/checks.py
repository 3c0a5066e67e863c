"""Said at start: a sender that would give away on a lock screen what the messages themselves keep to themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from notifications.domain.discretion import indiscretions


@register
def sender_is_discreet(**_: Any) -> list[CheckMessage]:
    found = indiscretions(settings.DEFAULT_FROM_EMAIL, also=settings.DENIED_WORDS)
    if not found:
        return []
    words = ", ".join(found)
    return [
        Error(
            f"DEFAULT_FROM_EMAIL says '{words}', and a lock screen would show it.",
            hint="Set it to a neutral sender, such as Appointments <appointments@example.org>.",
            id="notifications.E001",
        )
    ]

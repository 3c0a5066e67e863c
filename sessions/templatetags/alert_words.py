"""Alerts in words."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.models import AlertKind

register = template.Library()

# After a name: "Ana Reyes does not feel safe".
WORDS: dict[str, str | Promise] = {
    AlertKind.NOT_SAFE: _("does not feel safe"),
    AlertKind.PHQ9_ITEM9: _("answered that they think of self-harm"),
    AlertKind.NOT_OK: _("is not OK"),
    AlertKind.WRONG_STATE: _("is where nobody here is licensed"),
    AlertKind.GROUP_HOLD: _("has no clinician in the room"),
}
SENTENCES: dict[str, str | Promise] = {
    AlertKind.NOT_SAFE: _(
        "They said at the check-in that they don't feel safe. The crisis lines were shown."
    ),
    AlertKind.PHQ9_ITEM9: _(
        "They answered question 9 of the PHQ-9: thoughts of being better off dead or of self-harm."
    ),
    AlertKind.NOT_OK: _("They pressed “I'm not OK” in the room. Only the clinicians there see it."),
    AlertKind.WRONG_STATE: _(
        "No clinician of this session is licensed where they are, so they cannot be let in."
    ),
    AlertKind.GROUP_HOLD: _(
        "Clients are in the room and no clinician is. Their pictures and voices are held until one is."
    ),
}


@register.filter
def alert_word(kind: str) -> str:
    """What happened, to follow a name."""
    return str(WORDS[kind])


@register.filter
def alert_sentence(kind: str) -> str:
    """What happened, in a sentence of its own."""
    return str(SENTENCES[kind])

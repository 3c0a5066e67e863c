"""The words of a message, for editing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.domain.planning import Channel
from notifications.services.templates import MAX_SUBJECT, Draft


class WordsForm(forms.Form):
    """An SMS has no subject; a push's is its title. What they may say is checked by ``services.templates``."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=MAX_SUBJECT,
        help_text=_("What a lock screen shows."),
        error_messages={"required": _("Write a subject: it is what a lock screen shows.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        error_messages={"required": _("Write what the message says.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, draft: Draft) -> None:
        super().__init__(data, initial={"subject": draft.subject, "text": draft.text})
        self._draft = draft
        if draft.channel is Channel.SMS:
            del self.fields["subject"]
        if draft.channel is not Channel.EMAIL:
            self.fields["text"].widget.attrs["rows"] = 4
        if draft.channel is Channel.PUSH:
            self.fields["subject"].label = _("Title")

    @property
    def draft(self) -> Draft:
        """What was written, valid or not."""
        return Draft(
            name=self._draft.name,
            channel=self._draft.channel,
            language=self._draft.language,
            subject=str(self.data.get("subject", self._draft.subject)),
            text=str(self.data.get("text", self._draft.text)).replace("\r\n", "\n"),
        )

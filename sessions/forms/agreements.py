"""An agreement's words, in every language that is offered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sessions.domain.first_agreements import Wording


class AgreementForm(forms.Form):
    """A title and a text in each language."""

    def __init__(self, *args: Any, wordings: dict[str, Wording], **options: Any) -> None:
        super().__init__(*args, **options)
        for language, name in settings.LANGUAGES:
            known = wordings.get(language, Wording("", ""))
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title, %(language)s") % {"language": name}, max_length=120, initial=known.title
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text, %(language)s") % {"language": name},
                initial=known.body,
                widget=forms.Textarea(attrs={"rows": 12}),
                help_text=_("A blank line begins a new paragraph."),
            )

    @property
    def wordings(self) -> dict[str, Wording]:
        """What was entered, by language."""
        told = self.cleaned_data
        return {
            language: Wording(
                title=told[f"title_{language}"], body=told[f"body_{language}"].replace("\r\n", "\n")
            )
            for language, _name in settings.LANGUAGES
        }

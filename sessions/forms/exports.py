"""Handing attendance out: which days, to whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.forms.enrolment import DayInput


class ExportForm(forms.Form):
    """A range of days, both included, and one of the recipients that clients consented to."""

    recipient = forms.ChoiceField(
        label=_("For whom"),
        help_text=_("Only clients whose consent on file names them are in the table."),
    )
    from_date = forms.DateField(label=_("First day"), widget=DayInput)
    to_date = forms.DateField(label=_("Last day"), widget=DayInput)

    def __init__(self, *args: Any, recipients: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recipient = self.fields["recipient"]
        assert isinstance(recipient, forms.ChoiceField)
        recipient.choices = [(name, name) for name in recipients]

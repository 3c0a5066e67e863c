"""How a call went."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.domain.tasks import TaskOutcome


class CallForm(forms.Form):
    """The button that was pressed, and a note."""

    outcome = forms.ChoiceField(
        choices=[(each.value, each.value) for each in TaskOutcome],
        error_messages={
            "required": _("Choose how the call went."),
            "invalid_choice": _("Choose how the call went."),
        },
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the next person who calls should know. It stays with the task."),
    )

"""Inviting a guest."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class GuestForm(forms.Form):
    name = forms.CharField(
        label=_("Guest's name"), max_length=60, help_text=_("As the others will see it in the room.")
    )
    relationship = forms.CharField(label=_("Who they are to the client"), max_length=40, required=False)
    email = forms.EmailField(label=_("Guest's e-mail address"))

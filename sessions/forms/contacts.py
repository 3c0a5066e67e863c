"""What the clinic must know to reach a client and those close to them, and what they consented to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import STATES
from sessions.forms.arrival import PhoneField
from sessions.models import ClientProfile

if TYPE_CHECKING:  # generic for the type checker alone
    ProfileModelForm = forms.ModelForm[ClientProfile]
else:
    ProfileModelForm = forms.ModelForm

DATE = {"type": "date"}


class ContactForm(ProfileModelForm):
    """Where help would come to, whom to call, and who pays."""

    emergency_phone = PhoneField(label=_("Their number"), required=False)
    home_state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Choose …")), *STATES.items()]
    )

    class Meta:
        model = ClientProfile
        fields = (
            "date_of_birth",
            "home_address",
            "home_state",
            "emergency_name",
            "emergency_phone",
            "emergency_relationship",
            "insurance",
        )
        labels = {
            "date_of_birth": _("Date of birth"),
            "home_address": _("Home address"),
            "emergency_name": _("Emergency contact"),
            "emergency_relationship": _("Who they are to the client"),
            "insurance": _("Insurance"),
        }
        widgets = {"date_of_birth": forms.DateInput(attrs=DATE, format="%Y-%m-%d")}

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("emergency_name") and not entered.get("emergency_phone"):
            self.add_error("emergency_phone", _("Enter the number to call them by."))
        return entered


class ConsentForm(forms.Form):
    """A written consent to disclose (42 CFR 2.31)."""

    recipient = forms.CharField(label=_("To whom"), max_length=160)
    information = forms.CharField(label=_("What may be told"), max_length=300)
    purpose = forms.CharField(label=_("What for"), max_length=200)
    signed_date = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    expires_date = forms.DateField(
        label=_("Good until"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )

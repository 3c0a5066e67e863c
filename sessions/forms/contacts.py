"""What the clinic must know to reach a client and those close to them, and what they consented to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import STATES
from sessions.forms.arrival import PhoneField
from sessions.models import ClientProfile, Consent

if TYPE_CHECKING:  # generic for the type checker alone
    ProfileModelForm = forms.ModelForm[ClientProfile]
    ConsentModelForm = forms.ModelForm[Consent]
else:
    ProfileModelForm = ConsentModelForm = forms.ModelForm

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


class ConsentForm(ConsentModelForm):
    """A written consent to disclose (42 CFR 2.31)."""

    class Meta:
        model = Consent
        fields = ("recipient", "information", "purpose", "signed_date", "expires_date")
        labels = {
            "recipient": _("To whom"),
            "information": _("What may be told"),
            "purpose": _("What for"),
            "signed_date": _("Signed on"),
            "expires_date": _("Good until"),
        }
        widgets = {
            "signed_date": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
            "expires_date": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        }

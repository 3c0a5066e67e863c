"""The screens of the gate, as they are filled in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import OUTSIDE, STATES
from sessions.models.arrival import SCALE_MAX, Arrival
from sessions.services.arrival import Whereabouts

FEWEST_DIGITS, MOST_DIGITS = 7, 15  # ITU-T E.164; seven without an area code
PHONE_SENTENCE = _("Enter a phone number with its area code, such as 602 555 0100.")


class PhoneField(forms.CharField):
    """A telephone number as people write it: kept as written, as long as somebody could dial it."""

    widget = forms.TextInput(attrs={"inputmode": "tel"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=32, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        digits = re.sub(r"\D", "", value)
        if value and (re.search(r"[^\d\s().+x-]", value) or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS):
            raise forms.ValidationError(PHONE_SENTENCE, code="phone")


class YouForm(forms.Form):
    """What the others see of somebody."""

    display_name = forms.CharField(
        label=_("Name the group sees"),
        max_length=60,
        help_text=_("A first name or a nickname is fine."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    pronouns = forms.CharField(
        label=_("Pronouns (if you like)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "pronouns-known"}),
    )


class TodayForm(forms.Form):
    """Where somebody is today. ``whereabouts`` is what was entered."""

    address = forms.CharField(
        label=_("Address where you are now"),
        max_length=300,
        help_text=_("Street, number, apartment and town: where help would come to."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Choose …")), *STATES.items(), (OUTSIDE, _("Outside the United States"))],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    callback_number = PhoneField(
        label=_("Number we call if the line drops"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    emergency_name = forms.CharField(
        label=_("Emergency contact"),
        max_length=120,
        help_text=_("Somebody we may call if we think you are in danger."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    emergency_phone = PhoneField(
        label=_("Their number"), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    emergency_relationship = forms.CharField(
        label=_("Who they are to you (if you like)"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    private = forms.BooleanField(
        label=_("I am alone, or nobody here can see or hear my group"), required=False
    )
    parked = forms.BooleanField(label=_("I am not driving"), required=False)

    @property
    def whereabouts(self) -> Whereabouts:
        told = dict(self.cleaned_data)
        return Whereabouts(driving=not told.pop("parked"), **told)


def told_again(arrival: Arrival) -> dict[str, Any]:
    """What was told the last time, as the form's initial values."""
    names = (
        *("address", "state", "callback_number"),
        *("emergency_name", "emergency_phone", "emergency_relationship"),
    )
    return {name: getattr(arrival, name) for name in names}


class ScaleField(forms.TypedChoiceField):
    """A number from 0 to 10, whose ends have words. Empty is allowed: the form asks for it where it must."""

    widget = forms.RadioSelect
    unanswered = _("Tap a number from 0 to 10.")

    def __init__(self, *, least: str | Promise, most: str | Promise, **options: Any) -> None:
        numbers = [(number, str(number)) for number in range(SCALE_MAX + 1)]
        super().__init__(choices=numbers, coerce=int, empty_value=None, required=False, **options)
        self.least, self.most = least, most


class CheckInForm(forms.Form):
    """How somebody is. Pressing that they don't feel safe counts at once, whatever else is filled in."""

    mood = ScaleField(label=_("How is your mood right now?"), least=_("very low"), most=_("very good"))
    cravings = ScaleField(
        label=_("How strong are cravings right now?"), least=_("none"), most=_("the strongest")
    )
    safe = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda word: word == "yes")

    def scales(self) -> list[forms.BoundField]:
        """What is answered by a number."""
        return [self["mood"], self["cravings"]]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("safe"):
            for name in ("mood", "cravings"):
                if name not in self.errors and told.get(name) is None:
                    self.add_error(name, forms.ValidationError(ScaleField.unanswered, code="required"))
        return told

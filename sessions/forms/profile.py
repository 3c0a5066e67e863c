"""What a client says of themselves."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import STATES
from sessions.forms.arrival import PhoneField
from sessions.forms.choices import LongSelect
from sessions.services.profiles import AboutMe

# The zones that clients of a clinic in the United States live in, by the names that they know.
NEAR_ZONES: tuple[tuple[str, str | Promise], ...] = (
    ("America/New_York", _("Eastern time")),
    ("America/Chicago", _("Central time")),
    ("America/Denver", _("Mountain time")),
    ("America/Phoenix", _("Arizona (no daylight saving)")),
    ("America/Los_Angeles", _("Pacific time")),
    ("America/Anchorage", _("Alaska time")),
    ("Pacific/Honolulu", _("Hawaii time")),
    ("America/Puerto_Rico", _("Puerto Rico and Virgin Islands")),
)


def zone_word(name: str) -> str:
    """A time zone by the name that people know: "Eastern time"."""
    return str(dict(NEAR_ZONES).get(name) or name.replace("_", " "))


@cache
def zone_choices() -> list[tuple[Any, Any]]:
    """The near zones first, then all that this machine knows."""
    near = {name for name, _label in NEAR_ZONES}
    others = sorted(name for name in available_timezones() if "/" in name and name not in near)
    return [*NEAR_ZONES, (_("Other zones"), [(name, name.replace("_", " ")) for name in others])]


class ProfileForm(forms.Form):
    """``about_me`` is what was entered."""

    display_name = forms.CharField(
        label=_("Name the group sees"),
        max_length=60,
        help_text=_("The only name that other clients ever see. A first name or a nickname is fine."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    pronouns = forms.CharField(label=_("Pronouns (if you like)"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, widget=LongSelect)
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_("We ring it if your line drops or when we worry about you."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    home_address = forms.CharField(
        label=_("Home address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    home_state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Choose …")), *STATES.items()]
    )
    emergency_name = forms.CharField(
        label=_("Emergency contact"),
        max_length=120,
        required=False,
        help_text=_("Somebody we may call if we think you are in danger."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    emergency_phone = PhoneField(
        label=_("Their number"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    emergency_relationship = forms.CharField(
        label=_("Who they are to you (if you like)"), max_length=60, required=False
    )

    ABOUT_YOU = ("display_name", "pronouns", "language", "time_zone")
    REACH = ("phone", "home_address", "home_state")
    EMERGENCY = ("emergency_name", "emergency_phone", "emergency_relationship")

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if len(phone) > 20:
            raise forms.ValidationError(_("This number is too long. Leave out everything but the number."))
        return phone

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("emergency_name") and "emergency_phone" in entered and not entered["emergency_phone"]:
            self.add_error("emergency_phone", _("Enter the number to call them by."))
        return entered

    @property
    def about_me(self) -> AboutMe:
        return AboutMe(**self.cleaned_data)

    def sections(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (heading, [self[name] for name in names])
            for heading, names in (
                (_("In the group"), self.ABOUT_YOU),
                (_("How we reach you"), self.REACH),
                (_("In an emergency"), self.EMERGENCY),
            )
        ]

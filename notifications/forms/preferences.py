"""The preferences page's forms: channels per kind of message, hours, language and zone, a number and its code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notifications.domain.planning import Channel, Kind
from notifications.models import Preference
from notifications.services.preferences import NEEDED

KIND_WORDS = {
    Kind.DIGEST: (_("The week ahead"), _("On Sundays, all of the week’s appointments.")),
    Kind.REMINDER: (_("Reminders"), _("The day before, and again an hour before.")),
    Kind.JOIN: (_("The link to join"), _("Ten minutes before an appointment begins.")),
    Kind.CHANGE: (_("Changes"), _("When an appointment moves or does not take place.")),
    Kind.MISSED: (_("When you could not come"), _("A word on the next working day.")),
}
CHANNEL_WORDS = {Channel.EMAIL: _("E-mail"), Channel.SMS: _("Text"), Channel.PUSH: _("Notification")}
# The United States first, as its clients live there; the rest of the world below.
USUAL_ZONES = (
    ("America/New_York", _("Eastern (New York)")),
    ("America/Chicago", _("Central (Chicago)")),
    ("America/Denver", _("Mountain (Denver)")),
    ("America/Phoenix", _("Arizona (Phoenix)")),
    ("America/Los_Angeles", _("Pacific (Los Angeles)")),
    ("America/Anchorage", _("Alaska (Anchorage)")),
    ("Pacific/Honolulu", _("Hawaii (Honolulu)")),
    ("America/Puerto_Rico", _("Atlantic (Puerto Rico)")),
)


class Boxes(forms.CheckboxSelectMultiple):
    """Those that lead nowhere yet can be looked at and not ticked."""

    def __init__(self, *, ways: Collection[Channel]) -> None:
        super().__init__()
        self._ways = ways

    def create_option(
        self, name: str, value: Any, label: Any, selected: bool, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, *args, **kwargs)
        if value not in self._ways and not selected:
            option["attrs"]["disabled"] = True
        return option


class ChannelsForm(forms.Form):
    """One row of boxes per kind of message, for the ``ways`` that there are; at least one where it must be heard."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        preference: Preference,
        ways: Collection[Channel] = tuple(Channel),
    ) -> None:
        initial = {kind.value: [channel.value for channel in preference.channels(kind)] for kind in Kind}
        super().__init__(data, initial=initial)
        for kind, (name, explained) in KIND_WORDS.items():
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=name,
                help_text=explained,
                choices=[(channel.value, CHANNEL_WORDS[channel]) for channel in Channel],
                widget=Boxes(ways=ways),
                required=kind in NEEDED,
                error_messages={
                    "required": _("Choose at least one way: without any, you would not hear of these.")
                },
            )

    @property
    def chosen(self) -> dict[Kind, set[Channel]]:
        return {kind: {Channel(each) for each in self.cleaned_data[kind.value]} for kind in Kind}


class HoursForm(forms.Form):
    """When a phone may ring."""

    rings_from = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    rings_until = forms.TimeField(
        label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class WordsForm(forms.Form):
    """In which language and by which clock; any zone the tables know may be typed, the usual ones are offered."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Choose from the list, or write one such as Europe/Madrid."),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("We don’t know this time zone. Choose one from the list."))
        return zone


class NumberForm(forms.Form):
    """A mobile number as people write it."""

    number = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


class CodeForm(forms.Form):
    """The code that came by text."""

    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

"""Connecting the clinic's other systems."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.models import Scope

READS = {
    Scope.APPOINTMENT: _("the schedule (Appointment)"),
    Scope.ENCOUNTER: _("attendance (Encounter)"),
    Scope.PATIENT: _("clients' names and birth dates (Patient)"),
    Scope.PRACTITIONER: _("clinicians and their licences (Practitioner)"),
}


class KeyForm(forms.Form):
    """A key: for which system, what it reads, how long."""

    name = forms.CharField(label=_("Which system"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may read"), choices=list(READS.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("It lasts"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        initial=90,
    )

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


class WebhookForm(forms.Form):
    """An address to be told."""

    url = forms.URLField(label=_("Address"), max_length=400, assume_scheme="https")

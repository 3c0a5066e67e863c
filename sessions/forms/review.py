"""Correcting a record, signing a session's attendance, attesting presence."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sessions.models import AttendanceRecord, AttestedKind, RosterEntry, Session

MINUTE_S = 60


class CorrectionForm(forms.Form):
    """One record in whole minutes. Minutes that were left as they are keep their seconds."""

    credited_minutes = forms.IntegerField(label=_("Credited minutes"), min_value=0)
    billable_minutes = forms.IntegerField(label=_("Billable minutes"), min_value=0)
    excused = forms.BooleanField(label=_("Excused"), required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence that an auditor understands years from now."),
    )

    def __init__(self, data: QueryDict | None = None, *, record: AttendanceRecord) -> None:
        self.record = record
        initial = {
            "credited_minutes": record.credited_s // MINUTE_S,
            "billable_minutes": record.billable_s // MINUTE_S,
            "excused": record.status == "excused",
        }
        super().__init__(data, prefix=f"record-{record.pk}", initial=initial)
        for name in ("credited_minutes", "billable_minutes"):
            field = self.fields[name]
            field.widget.attrs |= {"max": record.countable_s // MINUTE_S, "inputmode": "numeric"}
        self.fields["credited_minutes"].widget.attrs["autofocus"] = True  # it comes when it is asked for

    @property
    def correction(self) -> dict[str, Any]:
        """What ``correct_attendance`` takes, of a form that is valid."""
        said = self.cleaned_data
        return {
            "credited_s": self._seconds(said["credited_minutes"], self.record.credited_s),
            "billable_s": self._seconds(said["billable_minutes"], self.record.billable_s),
            "excused": said["excused"],
            "reason": said["reason"],
        }

    @staticmethod
    def _seconds(minutes: int, before_s: int) -> int:
        return before_s if minutes == before_s // MINUTE_S else minutes * MINUTE_S


class SignatureForm(forms.Form):
    """``digest`` names the records that the signer has before them."""

    digest = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class TimeInput(forms.TimeInput):
    """The browser's own clock, to the minute."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class AttestationForm(forms.Form):
    """Who of a session's roster took part without a computer, how, and from when to when by the program's clock."""

    kind = forms.ChoiceField(label=_("How"), choices=AttestedKind.choices, widget=forms.RadioSelect)
    people = forms.MultipleChoiceField(label=_("Who"), widget=forms.CheckboxSelectMultiple)
    began = forms.TimeField(label=_("From"), widget=TimeInput)
    ended = forms.TimeField(label=_("To"), widget=TimeInput)
    reason = forms.CharField(
        label=_("How you know"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence that an auditor understands years from now."),
    )

    def __init__(self, data: QueryDict | None = None, *, session: Session, roster: list[RosterEntry]) -> None:
        self.session = session
        self.zone = ZoneInfo(session.program.time_zone)
        initial = {
            "kind": AttestedKind.PHONE,
            "began": session.starts_at.astimezone(self.zone).time(),
            "ended": session.ends_at.astimezone(self.zone).time(),
        }
        super().__init__(data, initial=initial)
        people = self.fields["people"]
        assert isinstance(people, forms.MultipleChoiceField)
        people.choices = [(str(entry.person_id), entry.person.legal_name) for entry in roster]

    def at(self, name: str) -> datetime:
        """The instant of a time of day, on the session's first day or, past midnight, on the next."""
        chosen: time = self.cleaned_data[name]
        first = self.session.starts_at.astimezone(self.zone)
        if (chosen.hour, chosen.minute) == (first.hour, first.minute):
            return self.session.starts_at
        moment = datetime.combine(first.date(), chosen, self.zone)
        return (
            moment
            if moment >= first
            else datetime.combine(first.date() + timedelta(days=1), chosen, self.zone)
        )

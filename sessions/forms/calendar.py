"""Changing the calendar: moving, cancelling, substituting, and planning a session."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.domain.recurrence import instant
from sessions.forms.choices import Choice
from sessions.forms.enrolment import DayInput
from sessions.forms.setup import ClinicianField, CliniciansField, TimeInput, WeekdaysField, clinicians
from sessions.models import (
    CancelReason,
    Group,
    KindFamily,
    Place,
    Program,
    Role,
    SessionKind,
    User,
)

ONE = "one"
FOLLOWING = "following"
# Why a coordinator cancels; the rest are the system's own words.
REASONS = [
    choice
    for choice in CancelReason.choices
    if choice[0] not in (CancelReason.SERIES_ENDED, CancelReason.HOLIDAY)
]


class FilterForm(forms.Form):
    """Whose sessions the calendar shows. Nobody reads through a thousand groups, so ``groups`` are few."""

    program = Choice(
        queryset=Program.objects.none(), label=_("Program"), required=False, empty_label=_("All")
    )
    group = Choice(queryset=Group.objects.none(), label=_("Group"), required=False, empty_label=_("All"))
    clinician = Choice(
        queryset=User.objects.none(),
        named_by="legal_name",
        label=_("Clinician"),
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, *, programs: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(auto_id="filter_%s", **kwargs)
        for name, found in (("program", programs), ("group", groups), ("clinician", clinicians())):
            field = self.fields[name]
            assert isinstance(field, Choice)
            field.queryset = found


def which_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Which"),
        choices=[(ONE, _("Only this session")), (FOLLOWING, _("This one and all that follow"))],
        widget=forms.RadioSelect,
        initial=ONE,
    )


class MoveForm(forms.Form):
    """Another time for one session, or other days and times from it on. All in the program's local time."""

    which = which_field()
    day = forms.DateField(label=_("Date"), required=False, widget=DayInput)
    weekdays = WeekdaysField(label=_("Days of the week"), required=False)
    starts = forms.TimeField(label=_("From"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=600)

    def __init__(self, *args: Any, repeats: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not repeats:
            del self.fields["which"], self.fields["weekdays"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.following and not found.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Choose at least one day."))
        if not self.following and not found.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose a date."))
        return found

    @property
    def following(self) -> bool:
        return bool(self.cleaned_data.get("which") == FOLLOWING)

    def times(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when one session is. Raises ``ScheduleRefused``."""
        return times_of(self.cleaned_data, zone)


class CancelForm(forms.Form):
    which = which_field()
    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)

    def __init__(self, *args: Any, repeats: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "cancel_%s", **kwargs})
        if not repeats:
            del self.fields["which"]

    @property
    def following(self) -> bool:
        return bool(self.cleaned_data.get("which") == FOLLOWING)


class SubstituteForm(forms.Form):
    """Somebody else in the place of one who leads."""

    absent = Choice(User.objects.none(), named_by="legal_name", label=_("Instead of"), empty_label=None)
    substitute = ClinicianField(label=_("Who leads"))

    def __init__(self, *args: Any, leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("absent", leaders), ("substitute", clinicians().exclude(pk__in=leaders))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people


class SessionForm(forms.Form):
    """One session, or the first of those that repeat. Clients are found by name, as there may be thousands."""

    program = Choice(
        Program.objects.filter(closed_at=None).order_by("name"), label=_("Program"), empty_label=_("Choose …")
    )
    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=SessionKind.objects.order_by("name"), empty_label=_("Choose …")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Empty, it is the kind's name."),
    )
    clinicians = CliniciansField(label=_("Led by"))
    group = Choice(
        Group.objects.filter(closed_at=None).order_by("name").select_related("track__program"),
        label=_("Group"),
        required=False,
        empty_label=_("None"),
        help_text=_("Everyone enrolled in it is expected."),
    )
    clients = forms.ModelMultipleChoiceField(
        label=_("Clients"), queryset=User.objects.filter(role=Role.CLIENT, is_active=True), required=False
    )
    client_name = forms.CharField(label=_("Client"), max_length=200, required=False)
    day = forms.DateField(label=_("Date"), widget=DayInput)
    starts = forms.TimeField(label=_("From"), widget=TimeInput)
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=5,
        max_value=600,
        required=False,
        help_text=_("Empty, it is the kind's usual length."),
    )
    place = forms.ChoiceField(label=_("Where"), choices=Place.choices)
    repeats = forms.ChoiceField(
        label=_("Repeats"),
        choices=[("", _("No")), ("1", _("Every week")), ("2", _("Every two weeks"))],
        required=False,
    )
    until_date = forms.DateField(
        label=_("Last date"), required=False, widget=DayInput, help_text=_("Without one it goes on.")
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self._find_client(found)
        kind = found.get("kind")
        if kind:
            found["title"] = found.get("title") or kind.name
            found["minutes"] = found.get("minutes") or kind.minutes
        group, program = found.get("group"), found.get("program")
        if group and program and group.track.program_id != program.pk:
            self.add_error("group", _("This group belongs to another program."))
        alone = kind and kind.family in (KindFamily.INDIVIDUAL, KindFamily.FAMILY, KindFamily.INTAKE)
        if alone and not found.get("clients") and not self.errors:
            self.add_error("client_name", _("Whom is it with? Type a name, then choose the client."))
        return found

    def _find_client(self, found: dict[str, Any]) -> None:
        """A name that was typed and is one client's only; else whoever it may mean, to choose from."""
        name = (found.get("client_name") or "").strip()
        if not name or found.get("clients"):
            return
        people = list(people_named(name))
        if len(people) == 1:
            found["clients"] = people
        elif people:
            self.add_error("client_name", _("Several clients have this name. Choose one of those found."))
        else:
            self.add_error("client_name", _("No client has this name."))

    def times(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Raises ``ScheduleRefused``."""
        return times_of(self.cleaned_data, zone)


def people_named(text: str) -> Any:
    """The first few clients whose name or address holds this."""
    clients = User.objects.filter(role=Role.CLIENT, is_active=True)
    named = clients.filter(legal_name__icontains=text) | clients.filter(email__istartswith=text)
    return named.order_by("legal_name", "id")[:8]


def times_of(found: dict[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime]:
    day: date = found["day"]
    at: time = found["starts"]
    starts_at = instant(on=day, at=at, zone=zone)
    return starts_at, starts_at + timedelta(minutes=found["minutes"])

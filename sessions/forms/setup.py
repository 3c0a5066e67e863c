"""Setting up programs, tracks, groups and their series."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import STATES
from sessions.forms.choices import Choice, Choices, LongSelect
from sessions.forms.enrolment import DayInput, hours_field
from sessions.models import (
    CareLevel,
    Curriculum,
    Group,
    LevelOfCare,
    Payer,
    Place,
    Program,
    Role,
    SessionKind,
    Track,
    User,
)
from sessions.services.groups import GroupTerms
from sessions.services.programs import ProgramTerms, TrackTerms

WEEKDAYS = (
    (1, _("Mon")),
    (2, _("Tue")),
    (3, _("Wed")),
    (4, _("Thu")),
    (5, _("Fri")),
    (6, _("Sat")),
    (7, _("Sun")),
)
# Those of the United States first: nearly every clinic is in one of them.
USUAL_ZONES = (
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")),
    ("America/Anchorage", _("Alaska")),
    ("Pacific/Honolulu", _("Hawaii")),
    ("America/Puerto_Rico", _("Puerto Rico")),
)


@cache
def zone_choices() -> list[Any]:
    """Read once: this machine's zones are some hundred files."""
    others = sorted(available_timezones() - {name for name, _label in USUAL_ZONES})
    return [(_("United States"), USUAL_ZONES), (_("Others"), [(name, name) for name in others])]


def state_choices() -> list[tuple[str, Any]]:
    return [("", _("None: no licence is asked for")), *STATES.items()]


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class WeekdaysField(forms.TypedMultipleChoiceField):
    """ISO weekdays, as small buttons."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=WEEKDAYS,
            coerce=int,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "weekday"}),
            **options,
        )


class CliniciansField(Choices):
    """Staff are named by their legal names, as two may show the same other one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(clinicians(), named_by="legal_name", widget=forms.CheckboxSelectMultiple, **options)


class ClinicianField(Choice):
    def __init__(self, **options: Any) -> None:
        super().__init__(clinicians(), named_by="legal_name", **{"empty_label": _("Choose …"), **options})


def clinicians() -> Any:
    """Whoever may lead sessions: facilitators, and supervisors who still see clients."""
    leading = User.objects.filter(role__in=(Role.FACILITATOR, Role.SUPERVISOR), is_active=True)
    return leading.order_by("legal_name", "id")


class ProgramForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    level = forms.ChoiceField(label=_("Level of care"), choices=LevelOfCare.choices)
    weekly_hours_min = hours_field(label=_("Hours a week, least"))
    weekly_hours_max = hours_field(label=_("Hours a week, most"))
    usual_weeks = forms.IntegerField(label=_("Usual length in weeks"), min_value=1, max_value=104)
    seats_max = forms.IntegerField(
        label=_("Most clients in a group"),
        min_value=1,
        max_value=40,
        help_text=_("The state and the payers may allow fewer; the smallest number counts."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, widget=LongSelect)
    state = forms.ChoiceField(
        label=_("State"),
        choices=state_choices,
        required=False,
        help_text=_("Whoever leads a session needs a licence there."),
    )
    payers = forms.ModelMultipleChoiceField(
        label=_("Payers"),
        queryset=Payer.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their rules are held against the program's tracks and groups."),
    )
    backup = ClinicianField(
        label=_("Called where nobody leads"),
        required=False,
        empty_label=_("Every supervisor"),
        help_text=_("When clients sit in a room without a clinician, unless the group names somebody."),
    )
    keeps_chat = forms.BooleanField(
        label=_("Keep what is written in sessions"),
        required=False,
        help_text=_("Otherwise chat is deleted when its session ends."),
    )

    def terms(self) -> ProgramTerms:
        found = dict(self.cleaned_data)
        return ProgramTerms(
            **found | {"level": LevelOfCare(found["level"]), "payers": tuple(found["payers"])}
        )


def terms_of(program: Program) -> dict[str, Any]:
    """What the form begins with for this program."""
    names = [name for name in ProgramForm.base_fields if name not in ("payers", "backup")]
    chosen = {"payers": list(program.payers.all()), "backup": program.backup_id}
    return {name: getattr(program, name) for name in names} | chosen


def terms_of_level(level: CareLevel) -> dict[str, Any]:
    """What the form begins with for a new program of this level."""
    names = ("level", "weekly_hours_min", "weekly_hours_max", "usual_weeks")
    return {name: getattr(level, name) for name in names} | {
        "name": level.name,
        "seats_max": 12,
        "time_zone": "America/New_York",
    }


class TrackForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, initial=_("Evening"))
    weekdays = WeekdaysField(label=_("Days"))
    starts_local = forms.TimeField(label=_("From"), widget=TimeInput)
    ends_local = forms.TimeField(label=_("Until"), widget=TimeInput)
    break_minutes = forms.IntegerField(
        label=_("Break, in minutes"),
        min_value=0,
        max_value=240,
        initial=10,
        help_text=_("Of each day. Breaks don't count toward anybody's hours."),
    )

    def terms(self) -> TrackTerms:
        return TrackTerms(**self.cleaned_data)


def terms_of_track(track: Track) -> dict[str, Any]:
    return {name: getattr(track, name) for name in TrackForm.base_fields}


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    seats_min = forms.IntegerField(label=_("Least clients"), min_value=1, max_value=40, initial=6)
    seats_max = forms.IntegerField(label=_("Most clients"), min_value=1, max_value=40, initial=12)
    facilitators = CliniciansField(label=_("Led by"))
    cofacilitators = CliniciansField(label=_("Helped by"), required=False)
    backup = ClinicianField(
        label=_("Called where nobody leads"),
        required=False,
        empty_label=_("Whoever the program names"),
        help_text=_("When its clients sit in their room without a clinician."),
    )

    def terms(self) -> GroupTerms:
        return GroupTerms(**self.cleaned_data)


def terms_of_group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "seats_min": group.seats_min,
        "seats_max": group.seats_max,
        "facilitators": list(group.facilitators.all()),
        "cofacilitators": list(group.cofacilitators.all()),
        "backup": group.backup_id,
    }


class SeriesForm(forms.Form):
    """The sessions that a group meets in, week after week."""

    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=SessionKind.objects.all(), empty_label=_("Choose …")
    )
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("What clients read in their calendar.")
    )
    weekdays = WeekdaysField(label=_("Days"))
    starts_local = forms.TimeField(label=_("From"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=600)
    from_date = forms.DateField(label=_("First date"), widget=DayInput)
    until_date = forms.DateField(
        label=_("Last date"),
        required=False,
        widget=DayInput,
        help_text=_("Without one it goes on."),
    )
    place = forms.ChoiceField(label=_("Where"), choices=Place.choices)
    curriculum = forms.ModelChoiceField(
        label=_("Curriculum"),
        queryset=Curriculum.objects.none(),
        required=False,
        empty_label=_("None: no topics"),
        help_text=_("Its topics rotate, so that whoever starts late meets each once."),
    )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        curriculum = self.fields["curriculum"]
        assert isinstance(curriculum, forms.ModelChoiceField)
        curriculum.queryset = Curriculum.objects.filter(program=program)

    def plan(self) -> dict[str, Any]:
        """What ``schedule_series`` takes beside the group."""
        return dict(self.cleaned_data) | {"place": Place(self.cleaned_data["place"])}

"""What is agreed, changed and ended on a client's enrolment page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.domain.authorizations import Unit
from sessions.forms.intake import ColleagueField, colleagues
from sessions.models import Duty, EndedReason, Group, Payer
from sessions.queries.placements import Suggestion
from sessions.services.aftercare import AftercareWords

UNITS = {
    Unit.UNITS: _("units of 15 minutes"),
    Unit.DAYS: _("days (per diem)"),
    Unit.HOURS: _("hours"),
}
CLOSING = [
    (reason, label)
    for reason, label in EndedReason.choices
    if reason not in (EndedReason.TRANSFERRED, EndedReason.STEPPED_DOWN, EndedReason.STEPPED_UP)
]


class OneOfMany(forms.Form):
    """A form that shares its page with others: its fields' ids begin with a word of its own."""

    word = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.word}_%s"} | kwargs)


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def hours_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        min_value=Decimal("0.5"), max_value=Decimal(60), decimal_places=1, max_digits=4, **options
    )


class SeatForm(OneOfMany):
    """Where, from when and for how many hours a week."""

    word = "seat"
    group = forms.ModelChoiceField(label=_("Group"), queryset=Group.objects.none(), empty_label=_("Choose …"))
    from_date = forms.DateField(label=_("First day"), widget=DayInput)
    weekly_hours = hours_field(label=_("Hours a week"))
    planned_end_date = forms.DateField(
        label=_("Planned end"),
        required=False,
        widget=DayInput,
        help_text=_("Reviews are prompted by it; nobody is discharged by a date."),
    )

    def __init__(self, *args: Any, offered: tuple[Suggestion, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.fields["group"]
        assert isinstance(groups, forms.ModelChoiceField)
        groups.queryset = Group.objects.filter(pk__in=[each.group.pk for each in offered]).select_related(
            "track__program"
        )
        fitting = [_choice(each) for each in offered if each.fits]
        others = [_choice(each) for each in offered if not each.fits]
        headed = [(_("For these hours"), fitting), (_("Other groups"), others)]
        chosen = [(heading, found) for heading, found in headed if found] if fitting and others else None
        groups.choices = [("", _("Choose …")), *(chosen or fitting or others)]


def _choice(offer: Suggestion) -> tuple[str, str]:
    track, seats = offer.group.track, offer.seats
    left = _("%(left)s of %(all)s seats free") % {"left": seats.left, "all": seats.cap.seats}
    return str(offer.group.pk), f"{offer.group.name} · {track.program.name}, {track.name} · {left}"


class TermsForm(OneOfMany):
    word = "terms"
    weekly_hours = hours_field(label=_("Hours a week, before any taper"))
    planned_end_date = forms.DateField(label=_("Planned end"), required=False, widget=DayInput)
    individual_every_weeks = forms.TypedChoiceField(
        label=_("Individual sessions"),
        required=False,
        choices=[
            (1, _("every week")),
            (2, _("every two weeks")),
            (4, _("every four weeks")),
            ("", _("none agreed")),
        ],
        coerce=int,
        empty_value=None,
    )


class TaperStepForm(forms.Form):
    """One step; an empty row is none."""

    from_date = forms.DateField(label=_("From"), widget=DayInput)
    weekly_hours = hours_field(label=_("Hours a week"))


TaperSteps = forms.formset_factory(TaperStepForm, extra=3, max_num=8)


def steps_of(rows: forms.BaseFormSet[TaperStepForm]) -> list[tuple[date, Decimal]]:
    """The rows that say something, by date."""
    filled = [form.cleaned_data for form in rows.forms if form.cleaned_data]
    return sorted((row["from_date"], row["weekly_hours"]) for row in filled)


class TeamMemberForm(forms.Form):
    person = ColleagueField(label=_("Who"), required=False, empty_label=_("Nobody"))
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, ColleagueField)
        person.queryset = colleagues()

    def has_changed(self) -> bool:
        return True  # a row that is left as it was is still a member


CareTeam = forms.formset_factory(TeamMemberForm, extra=2, max_num=8)


class AuthorizationForm(OneOfMany):
    word = "authorization"
    payer = forms.ModelChoiceField(label=_("Payer"), queryset=Payer.objects.none(), empty_label=_("Choose …"))
    number = forms.CharField(label=_("Authorization number"), max_length=60)
    amount = forms.IntegerField(label=_("How much"), min_value=1, max_value=100_000)
    unit = forms.ChoiceField(label=_("Counted in"), choices=list(UNITS.items()))
    from_date = forms.DateField(label=_("First day"), widget=DayInput)
    to_date = forms.DateField(label=_("Last day"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = self.fields["payer"]
        assert isinstance(payers, forms.ModelChoiceField)
        payers.queryset = Payer.objects.all()


class AftercareForm(OneOfMany):
    """In words that the client reads."""

    word = "aftercare"
    step_down = forms.CharField(
        label=_("What care follows"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who goes on seeing them, how often and from when."),
    )
    first_appointment_date = forms.DateField(label=_("First appointment"), required=False, widget=DayInput)
    support_groups = forms.CharField(
        label=_("Support groups"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    alumni_group = forms.BooleanField(label=_("Comes to the alumni group"), required=False)
    warning_signs = forms.CharField(
        label=_("Warning signs, and what helps then"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    who_to_call = forms.CharField(
        label=_("Whom to call"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    agreed = forms.BooleanField(label=_("Agreed with the client"), required=False)

    def words(self) -> AftercareWords:
        fields = {name: value for name, value in self.cleaned_data.items() if name != "agreed"}
        return AftercareWords(**fields)


class CloseForm(OneOfMany):
    word = "close"
    reason = forms.ChoiceField(label=_("How care ends"), choices=CLOSING)
    on_date = forms.DateField(
        label=_("First day without care"), widget=DayInput, help_text=_("The seat is free from this day on.")
    )
    note = forms.CharField(
        label=_("Why, in a few words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed unless care is completed."),
    )

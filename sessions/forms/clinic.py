"""What the whole clinic shares: kinds of session, topics, payers, holidays, licences and the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import STATES
from sessions.forms.choices import LongSelect
from sessions.forms.enrolment import DayInput
from sessions.forms.setup import zone_choices
from sessions.models import (
    Curriculum,
    KindFamily,
    LicenseKind,
    Modality,
    Program,
    Role,
    SessionKind,
    StateRule,
    Topic,
)
from sessions.services.curricula import CONTENT_TYPES, File
from sessions.services.payers import RuleTerms
from sessions.services.team import Invitation

if TYPE_CHECKING:
    KindModelForm = forms.ModelForm[SessionKind]
    StateModelForm = forms.ModelForm[StateRule]
else:  # the stubs' generics are not there when it runs
    KindModelForm = StateModelForm = forms.ModelForm

CODES_HINT = _("One a line, with the minutes it is billed from: 90834 38")


class KindForm(KindModelForm):
    """A kind of session. Its code stays, since rules and histories name it."""

    modalities = forms.MultipleChoiceField(
        label=_("Schools of therapy"),
        choices=Modality.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = SessionKind
        fields: tuple[str, ...] = (
            "name",
            "family",
            "minutes",
            "seats_max",
            "counts_toward_hours",
            "modalities",
        )
        labels = {
            "name": _("Name"),
            "family": _("Sort"),
            "minutes": _("Usual length in minutes"),
            "seats_max": _("Most clients"),
            "counts_toward_hours": _("Counts toward a client's weekly hours"),
        }
        help_texts = {"seats_max": _("Empty where the group says it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].min_value = 1  # type: ignore[attr-defined]
        self.fields["family"].choices = KindFamily.choices  # type: ignore[attr-defined]


class NewKindForm(KindForm):
    class Meta(KindForm.Meta):
        fields = ("code", *KindForm.Meta.fields)
        labels = KindForm.Meta.labels | {"code": _("Code")}
        help_texts = KindForm.Meta.help_texts | {"code": _("A short word for it that never changes.")}


class TopicForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    summary = forms.CharField(
        label=_("What it is about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Clients read this with the session."),
    )


class MaterialForm(forms.Form):
    """Either a link or a file."""

    title = forms.CharField(label=_("Title"), max_length=120)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("PDF, Word, picture or audio, up to 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(CONTENT_TYPES)}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("link")) == bool(found.get("file")) and not self.errors:
            raise ValidationError(_("Give a link or a file, one of the two."))
        return found

    def material(self) -> dict[str, Any]:
        """What ``add_material`` takes beside the topic."""
        upload = self.cleaned_data["file"]
        file = File(name=upload.name, content=upload.read()) if upload else None
        return {"title": self.cleaned_data["title"], "link": self.cleaned_data["link"], "file": file}


class CurriculumForm(forms.Form):
    """A name, and each topic's place: a number, or nothing where it is left out."""

    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, *args: Any, curriculum: Curriculum | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {}
        if curriculum is not None:
            self.fields["name"].initial = curriculum.name
            places = dict(curriculum.places.values_list("topic", "position"))
        self.topics = sorted(
            Topic.objects.all(), key=lambda topic: (places.get(topic.pk, 10_000), topic.name)
        )
        for topic in self.topics:
            self.fields[f"place-{topic.pk}"] = forms.IntegerField(
                label=topic.name, required=False, min_value=1, max_value=500, initial=places.get(topic.pk)
            )

    def places(self) -> list[forms.BoundField]:
        return [self[f"place-{topic.pk}"] for topic in self.topics]

    def chosen(self) -> list[Topic]:
        """The topics with a place, in the order of those."""
        placed = [(self.cleaned_data[f"place-{topic.pk}"], topic) for topic in self.topics]
        return [topic for place, topic in sorted(placed, key=lambda each: each[0] or 0) if place]


class NewCurriculumForm(CurriculumForm):
    program = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.filter(closed_at=None).order_by("name"),
        empty_label=_("Choose …"),
    )
    field_order = ("program", "name")


class PayerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)


class RuleForm(forms.Form):
    """A payer's rule from a date on."""

    from_date = forms.DateField(label=_("From"), widget=DayInput)
    until_date = forms.DateField(
        label=_("Until, that day excluded"),
        required=False,
        widget=DayInput,
        help_text=_("Without one it holds until the next rule."),
    )
    per_diem_minutes = forms.IntegerField(
        label=_("Minutes that earn the per diem"),
        required=False,
        min_value=1,
        max_value=1440,
        help_text=_("Empty where no per diem is paid."),
    )
    group_seats_max = forms.IntegerField(
        label=_("Most clients in a group"), required=False, min_value=1, max_value=100
    )
    timed_codes = forms.CharField(
        label=_("Timed codes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=CODES_HINT,
    )

    def clean_timed_codes(self) -> dict[str, int]:
        codes = {}
        for line in self.cleaned_data["timed_codes"].splitlines():
            words = line.split()
            if not words:
                continue
            if len(words) != 2 or not words[1].isdecimal() or len(words[0]) > 8:
                raise ValidationError(CODES_HINT)
            codes[words[0]] = int(words[1])
        return codes

    def terms(self) -> RuleTerms:
        return RuleTerms(**self.cleaned_data)


class StateRuleForm(StateModelForm):
    """A state's limit; entered again it is another one."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("Choose …")), *STATES.items()])

    class Meta:
        model = StateRule
        fields = ("state", "group_seats_max")
        labels = {"group_seats_max": _("Most clients in a group")}

    def validate_unique(self) -> None:
        """One that is known is replaced."""


class HolidayForm(forms.Form):
    date = forms.DateField(label=_("Date"), widget=DayInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    program = forms.ModelChoiceField(
        label=_("For"),
        queryset=Program.objects.filter(closed_at=None).order_by("name"),
        required=False,
        empty_label=_("The whole clinic"),
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    legal_name = forms.CharField(label=_("Full name"), max_length=200)
    display_name = forms.CharField(
        label=_("Name that clients see"), max_length=60, help_text=_("Such as “Dana” or “Dr. Lee”.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.FACILITATOR, _("Clinician: leads sessions")),
            (Role.COORDINATOR, _("Coordinator: programs, schedules, enrolment")),
            (Role.SUPERVISOR, _("Supervisor: all that, and co-signs")),
        ],
    )
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, initial="America/New_York", widget=LongSelect
    )

    def invitation(self) -> Invitation:
        return Invitation(**self.cleaned_data | {"role": Role(self.cleaned_data["role"])})


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=InviteForm.base_fields["role"].choices)  # type: ignore[attr-defined]


class LicenseForm(forms.Form):
    kind = forms.ChoiceField(label=_("Licence"), choices=LicenseKind.choices)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Choose …")), *STATES.items()])
    number = forms.CharField(label=_("Number"), max_length=40)
    expires_date = forms.DateField(
        label=_("Good through"), widget=DayInput, help_text=_("The last day included.")
    )

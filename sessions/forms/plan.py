"""The treatment plan, as it is written, signed and reviewed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from sessions.services.plans import HIGHEST_RATING, GoalDraft

MOST_GOALS = 12


class PlanForm(forms.Form):
    """What the plan rests on."""

    summary = forms.CharField(
        label=_("What brings the client here"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    strengths = forms.CharField(
        label=_("Strengths and supports"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GoalForm(forms.Form):
    """One goal. Without a statement it is left out, unless something else of it was written."""

    thread = forms.UUIDField(required=False, widget=forms.HiddenInput)
    statement = forms.CharField(
        label=_("Goal, in the client's words"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    steps = forms.CharField(
        label=_("Steps and what we do for it"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    target_date = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not entered.get("statement") and (entered.get("steps") or entered.get("target_date")):
            self.add_error("statement", _("Say in a sentence what this goal is, or empty its other fields."))
        return entered

    @property
    def draft(self) -> GoalDraft | None:
        entered = self.cleaned_data
        if not entered.get("statement"):
            return None
        thread: UUID | None = entered.get("thread")
        return GoalDraft(
            statement=entered["statement"],
            steps=entered["steps"],
            target_date=entered["target_date"],
            thread=thread,
        )


GoalForms = formset_factory(GoalForm, extra=1, max_num=MOST_GOALS, validate_max=True)


class ReviewDateForm(forms.Form):
    """When the plan is to be gone through next."""

    review_due_date = forms.DateField(
        label=_("Next review"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ReviewForm(ReviewDateForm):
    """What came of going through the plan with the client."""

    outcome = forms.CharField(
        label=_("What came of it"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["outcome", "review_due_date"]


class ProgressForm(forms.Form):
    """How near a goal is."""

    rating = forms.TypedChoiceField(
        label=_("How near is it? 0 is not begun, 10 is there."),
        choices=[(number, str(number)) for number in range(HIGHEST_RATING + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a few words (if you like)"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

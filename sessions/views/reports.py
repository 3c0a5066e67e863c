"""How attendance goes: drawn, and told as tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sessions.forms.enrolment import DayInput
from sessions.models import User
from sessions.queries.reports import Grouping, Report, attendance_report
from sessions.views.access import for_coordinators

USUAL = timedelta(weeks=12)
LONGEST = timedelta(days=731)
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
GROUPINGS = {
    Grouping.GROUP: _("group"),
    Grouping.TRACK: _("track"),
    Grouping.WEEKDAY: _("weekday"),
    Grouping.CLINICIAN: _("clinician"),
}
# The drawings' own units; they scale to the page.
WIDTH, HEIGHT, LEFT, FOOT = 640, 180, 40, 24


class ReportForm(forms.Form):
    """Which days, and by what."""

    from_date = forms.DateField(label=_("First day"), widget=DayInput)
    to_date = forms.DateField(label=_("Last day"), widget=DayInput)
    by = forms.ChoiceField(label=_("By"), choices=list(GROUPINGS.items()))

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        first, last = said.get("from_date"), said.get("to_date")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("to_date", _("The last day lies before the first. Choose a later one."))
            elif last - first > LONGEST:
                self.add_error("to_date", _("That is more than two years. Choose a shorter range."))
        return said


@require_safe
@for_coordinators
def reports(request: HttpRequest, user: User) -> HttpResponse:
    today = timezone.localdate()
    usual: dict[str, Any] = {"from_date": today - USUAL, "to_date": today, "by": Grouping.GROUP}
    form = ReportForm(usual | request.GET.dict())  # what the address leaves out is as usual
    report = None
    if form.is_valid():
        said = form.cleaned_data
        by = Grouping(said["by"])
        report = attendance_report(from_date=said["from_date"], to_date=said["to_date"], by=by, today=today)
    context: dict[str, Any] = {"form": form, "report": report, "drawn": drawn(report) if report else None}
    if report is not None:
        context["rows"] = [
            (label_of(rate.label, Grouping(form.cleaned_data["by"])), rate) for rate in report.rows
        ]
        context["by"] = GROUPINGS[Grouping(form.cleaned_data["by"])]
    return render(request, "sessions/reports.html", context, status=422 if form.errors else 200)


def label_of(label: str, by: Grouping) -> object:
    return WEEKDAYS[int(label) - 1] if by is Grouping.WEEKDAY else label


def drawn(report: Report) -> dict[str, object]:
    """The two lines: attendance by week, and who stays by week of treatment; (x, y, what it says)."""
    weeks = [(date.fromisoformat(rate.label), rate.attended_percent) for rate in report.weeks]
    kept = [(kept.week, kept.percent) for kept in report.retention]
    return {
        "weeks": line([value for _label, value in weeks]),
        "week_marks": ends([f"{day:%b %-d}" for day, _value in weeks]),
        "kept": line([value for _label, value in kept]),
        "kept_marks": ends([str(week) for week, _value in kept]),
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "foot": HEIGHT - FOOT,
        "scale": [(percent, height_of(percent)) for percent in (0, 25, 50, 75, 100)],
    }


def height_of(percent: int) -> float:
    return round((HEIGHT - FOOT) - (HEIGHT - FOOT - 10) * percent / 100, 1)


def line(values: list[int]) -> list[tuple[float, float, int]]:
    across = (WIDTH - LEFT - 12) / max(1, len(values) - 1)
    return [
        (round(LEFT + across * number, 1), height_of(value), value) for number, value in enumerate(values)
    ]


def ends(labels: list[str]) -> list[tuple[int, str, str]]:
    """The first and the last label, each at its end."""
    if not labels:
        return []
    first = (LEFT, "start", labels[0])
    return [first] if len(labels) == 1 else [first, (WIDTH - 12, "end", labels[-1])]

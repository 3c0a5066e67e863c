"""Importing clients from a file, and the file to start from."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sessions.domain.client_file import NEEDED, Column, template
from sessions.domain.errors import CareError
from sessions.forms.importing import ImportForm
from sessions.forms.refusals import put_beside
from sessions.models import User
from sessions.services.importing import Report, import_clients
from sessions.views.access import for_coordinators

# A file that is bad all over is mended in the spreadsheet, not from a page of thousands of lines.
SHOWN = 200
ABOUT: dict[Column, Promise | str] = {
    Column.LEGAL_NAME: gettext_lazy("First and last name"),
    Column.DISPLAY_NAME: gettext_lazy("Name the group sees; else the first name"),
    Column.EMAIL: gettext_lazy("The client's own, each once"),
    Column.PHONE: gettext_lazy("With its area code"),
    Column.LANGUAGE: gettext_lazy("en or es; else en"),
    Column.GROUP: gettext_lazy("The group's name, exactly"),
    Column.FROM_DATE: gettext_lazy("First day, as 2027-01-31"),
    Column.PLANNED_END_DATE: gettext_lazy("Likewise, or empty"),
    Column.WEEKLY_HOURS: gettext_lazy("A number; else the program's least"),
    Column.THERAPIST_EMAIL: gettext_lazy("Of a colleague, or empty"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnWords:
    name: str
    about: str | Promise
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultWords:
    column: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWords:
    number: int
    faults: tuple[FaultWords, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def import_page(request: HttpRequest, user: User) -> HttpResponse:
    """The form, and after it was sent the report of every row that is bad."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            report = import_clients(
                content=form.cleaned_data["file"].read(),
                only_good=form.cleaned_data["only_good"],
                now=timezone.now(),
            )
        except CareError as refused:
            put_beside(form, refused)
        else:
            context |= _told(report)
            status = HTTPStatus.OK if report.written else HTTPStatus.UNPROCESSABLE_ENTITY
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context["columns"] = [
        ColumnWords(name=column, about=about, needed=column in NEEDED) for column, about in ABOUT.items()
    ]
    return render(request, "sessions/clients/import.html", context, status=status)


@require_safe
@for_coordinators
def import_template(request: HttpRequest, user: User) -> HttpResponse:
    """The columns and a row as an example."""
    headers = {"Content-Disposition": 'attachment; filename="clients.csv"'}
    return HttpResponse(template(), content_type="text/csv; charset=utf-8", headers=headers)


def _told(report: Report) -> dict[str, Any]:
    shown = [
        RowWords(
            number=row.number,
            faults=tuple(
                FaultWords(column=fault.column, sentence=_(fault.sentence) % fault.values)
                for fault in row.faults
            ),
        )
        for row in report.bad[:SHOWN]
    ]
    return {"report": report, "shown": shown, "more": len(report.bad) - len(shown)}

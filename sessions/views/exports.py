"""Handing attendance out: sheets of one session, and a table of many days with its progress."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sessions.domain.errors import ExportRefused
from sessions.forms.exports import ExportForm
from sessions.forms.refusals import put_beside
from sessions.models import Export, RosterPart, User
from sessions.queries.consents import consents_in_force, recipients_in_force
from sessions.services.disclosures import Sheet, disclose_evidence, disclose_roster
from sessions.services.exports import fetch_export, want_export
from sessions.views.access import for_coordinators, for_staff
from sessions.views.review import reviewed, to_attendance

A_MONTH = timedelta(days=30)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def evidence(request: HttpRequest, user: User, session_id: UUID, client_id: UUID) -> HttpResponse:
    """Choose the consent by which a client's evidence sheet is handed out; posted, the sheet."""
    session = reviewed(user, session_id)
    entry = get_object_or_404(
        session.roster.select_related("person"), person=client_id, part=RosterPart.CLIENT
    )
    consents = consents_in_force(clients=[client_id], today=timezone.localdate())
    if request.method == "POST":
        chosen = request.POST.get("consent", "")
        try:
            sheet = disclose_evidence(
                session=session,
                client=entry.person,
                consent_id=int(chosen) if chosen.isdecimal() else 0,
                by=user,
                now=timezone.now(),
            )
        except ExportRefused as refused:
            messages.error(request, _(refused.sentence))
            return redirect("sessions:evidence", session.pk, client_id)
        return pdf(sheet, f"attendance-{session.starts_at:%Y-%m-%d}.pdf")
    context = {"session": session, "client": entry.person, "consents": consents}
    return render(request, "sessions/exports/evidence.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def roster(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """Choose for whom the sheet of the whole group is; posted, the sheet with those who consented."""
    session = reviewed(user, session_id)
    clients = session.roster.filter(part=RosterPart.CLIENT).values_list("person_id", flat=True)
    recipients = recipients_in_force(clients=clients, today=timezone.localdate())
    if request.method == "POST":
        try:
            sheet = disclose_roster(
                session=session, recipient=request.POST.get("recipient", ""), by=user, now=timezone.now()
            )
        except ExportRefused as refused:
            messages.error(request, _(refused.sentence))
            return to_attendance(session)
        return pdf(sheet, f"group-{session.starts_at:%Y-%m-%d}.pdf")
    context = {"session": session, "recipients": recipients, "clients": len(clients)}
    return render(request, "sessions/exports/roster.html", context)


def pdf(sheet: Sheet, name: str) -> HttpResponse:
    """To be saved: not kept by anything on the way, named without a person's name."""
    response = HttpResponse(sheet.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def tables(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for a table of some days, and fetch those asked for lately."""
    today = timezone.localdate()
    recipients = recipients_in_force(clients=None, today=today)
    initial = {"from_date": today - A_MONTH, "to_date": today}
    form = ExportForm(request.POST or None, recipients=recipients, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            export = want_export(by=user, now=timezone.now(), **form.cleaned_data)
        except ExportRefused as refused:
            put_beside(form, refused)
        else:
            return redirect("sessions:table", export.pk)
    lately = Export.objects.filter(wanted_by=user).defer("content").order_by("-wanted_at")[:10]
    context = {"form": form, "recipients": recipients, "lately": lately}
    return render(request, "sessions/exports/tables.html", context, status=422 if form.errors else 200)


@require_safe
@for_coordinators
def table(request: HttpRequest, user: User, export_id: UUID) -> HttpResponse:
    """How far a table is; asked again by the page until it is done."""
    asked = Export.objects.filter(pk=export_id, wanted_by=user)
    export = asked.annotate(kept=Q(content__isnull=False)).defer("content").first()
    if export is None:
        raise Http404
    gone = "" if export.kept else _(ExportRefused("gone").sentence)
    context: dict[str, Any] = {"export": export, "left_out": said_of(export), "gone": gone}
    part = bool(request.headers.get("HX-Request"))
    return render(
        request, "sessions/exports/progress.html" if part else "sessions/exports/table.html", context
    )


def said_of(export: Export) -> str:
    if not export.left_out:
        return ""
    return ngettext(
        "%(count)d client is not in it: no consent on file names this recipient.",
        "%(count)d clients are not in it: no consent on file names this recipient.",
        export.left_out,
    ) % {"count": export.left_out}


@require_safe
@for_coordinators
def fetch(request: HttpRequest, user: User, export_id: UUID) -> HttpResponse:
    try:
        content = fetch_export(export_id, by=user)
    except ExportRefused as refused:
        messages.error(request, _(refused.sentence))
        return redirect("sessions:tables")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="attendance.csv"'
    response["Cache-Control"] = "no-store"
    return response

"""The intake board and each request's page: screening, insurance, enrolment, one step after the other.

Coordinators and supervisors see and do all of it; a clinician screens whom they were asked to, and sees no other.
"""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.domain.errors import CareError
from sessions.forms.enrolment import SeatForm
from sessions.forms.intake import (
    ByHandForm,
    CloseRequestForm,
    InsuranceForm,
    NewClientForm,
    ScreeningForm,
    TakeForm,
)
from sessions.forms.refusals import put_beside
from sessions.models import ClosedReason, ConsultationRequest, Coverage, RequestStatus, User
from sessions.queries.intake import intake_board
from sessions.queries.placements import level_for, suggestions
from sessions.services import intake
from sessions.services.intake import Place
from sessions.views.access import MANAGERS, for_coordinators, for_staff


@require_safe
@for_staff
def board(request: HttpRequest, user: User) -> HttpResponse:
    """What is open at each step, those who wait longest first; for a clinician what they are to screen."""
    manages = user.role in MANAGERS
    found = intake_board(now=timezone.now(), of=None if manages else user)
    return render(request, "sessions/intake/board.html", {"board": found, "manages": manages})


@require_http_methods(["GET", "HEAD", "POST"])
@for_coordinators
def by_hand(request: HttpRequest, user: User) -> HttpResponse:
    """A request for somebody who rang."""
    form = ByHandForm(request.POST or None, initial={"language": "en"})
    if request.method == "POST" and form.is_valid():
        try:
            made = intake.ask_for_consultation(asked=form.asked(), now=timezone.now())
        except CareError as refused:
            put_beside(form, refused)
        else:
            return redirect("sessions:intake_request", made.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "sessions/intake/by_hand.html", {"form": form}, status=status)


@require_safe
@for_staff
def request_page(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    return _page(request, user, _found(request_id, user))


@require_POST
@for_coordinators
def take(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    """Somebody is to screen this person: a clinician, or whoever presses the button."""
    found = _found(request_id, user)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, user, found, taking=form)
    try:
        intake.take_request(request_id=found.pk, by=form.cleaned_data["clinician"] or user)
    except CareError as refused:
        messages.error(request, _(refused.sentence))
    return redirect("sessions:intake_request", found.pk)


@require_POST
@for_staff
def screen(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    found = _found(request_id, user)
    form = ScreeningForm(request.POST)
    if form.is_valid():
        try:
            intake.decide(request_id=found.pk, screened=form.screened(), by=user, now=timezone.now())
        except CareError as refused:
            put_beside(form, refused)
        else:
            return redirect("sessions:intake_request", found.pk)
    return _page(request, user, found, screening=form)


@require_POST
@for_coordinators
def insurance(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    found = _found(request_id, user)
    form = InsuranceForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        try:
            intake.note_insurance(
                request_id=found.pk,
                coverage=Coverage(fields["coverage"]),
                payer=fields["payer"],
                member_number=fields["member_number"],
                note=fields["note"],
                by=user,
                now=timezone.now(),
            )
        except CareError as refused:
            put_beside(form, refused)
        else:
            return redirect("sessions:intake_request", found.pk)
    return _page(request, user, found, insurance=form)


@require_POST
@for_coordinators
def enrol(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    """The client's account, seat and care team; then their enrolment page."""
    found = _found(request_id, user)
    client, seat = NewClientForm(request.POST), _seat_form(found, request.POST)
    if client.is_valid() and seat.is_valid():
        try:
            enrolment = intake.enrol_from_request(
                request_id=found.pk,
                legal_name=client.cleaned_data["legal_name"],
                display_name=client.cleaned_data["display_name"],
                email=client.cleaned_data["email"],
                place=Place(**seat.cleaned_data, care_team=client.care_team()),
                now=timezone.now(),
            )
        except CareError as refused:
            put_beside(client if refused.code in ("belongs_to_staff", "no_email") else seat, refused)
        else:
            messages.success(request, _("Enrolled. We have written to the client how to sign in."))
            return redirect("sessions:enrolment", enrolment.client_id)
    return _page(request, user, found, client=client, seat=seat)


@require_POST
@for_coordinators
def close(request: HttpRequest, user: User, request_id: UUID) -> HttpResponse:
    found = _found(request_id, user)
    form = CloseRequestForm(request.POST)
    if not form.is_valid():
        return _page(request, user, found, closing=form)
    try:
        reason = ClosedReason(form.cleaned_data["reason"])
        intake.close_request(request_id=found.pk, reason=reason, now=timezone.now())
    except CareError as refused:
        messages.error(request, _(refused.sentence))
        return redirect("sessions:intake_request", found.pk)
    messages.success(request, _("The request is closed."))
    return redirect("sessions:intake")


def _found(request_id: UUID, user: User) -> ConsultationRequest:
    """The request, if it is this person's to see; to anybody else there is none."""
    requests = ConsultationRequest.objects.select_related(
        "assigned_to",
        "screening__decided_by",
        "insurance_check__payer",
        "insurance_check__checked_by",
        "enrolment__group",
    )
    if user.role not in MANAGERS:
        requests = requests.filter(assigned_to=user)
    return get_object_or_404(requests, pk=request_id)


def _page(request: HttpRequest, user: User, found: ConsultationRequest, **filled: forms.Form) -> HttpResponse:
    """The request's steps; the open one with its form, which is the one that was filled in where one was."""
    status = (
        HTTPStatus.UNPROCESSABLE_ENTITY if any(form.errors for form in filled.values()) else HTTPStatus.OK
    )
    screening = getattr(found, "screening", None)
    check = getattr(found, "insurance_check", None)
    context: dict[str, Any] = {
        "asked": found,
        "screening": screening,
        "check": check,
        "level": level_for(screening.weekly_hours) if screening else None,
        "closing_form": filled.get("closing") or CloseRequestForm(),
        "manages": user.role in MANAGERS,
    }
    match found.status:
        case RequestStatus.NEW:
            asked_for = request.GET.get("open") == "clinician"
            context["taking_form"] = filled.get("taking") or (TakeForm() if asked_for else None)
        case RequestStatus.SCREENING:
            context["screening_form"] = filled.get("screening") or ScreeningForm()
        case RequestStatus.INSURANCE:
            context["insurance_form"] = filled.get("insurance") or _insurance_form(found)
        case RequestStatus.READY:
            context["client_form"] = filled.get("client") or _client_form(found)
            context["seat_form"] = filled.get("seat") or _seat_form(found)
            if "insurance" in filled:
                context["insurance_form"] = filled["insurance"]
    return render(request, "sessions/intake/request.html", context, status=status)


def _insurance_form(found: ConsultationRequest) -> InsuranceForm:
    check = getattr(found, "insurance_check", None)
    if check is None:
        return InsuranceForm()
    return InsuranceForm(
        initial={
            "coverage": check.coverage,
            "payer": check.payer_id,
            "member_number": check.member_number,
            "note": check.note,
        }
    )


def _client_form(found: ConsultationRequest) -> NewClientForm:
    first = found.name.split()[0] if found.name.split() else ""
    return NewClientForm(initial={"legal_name": found.name, "display_name": first, "email": found.email})


def _seat_form(found: ConsultationRequest, data: Any = None) -> SeatForm:
    screening = getattr(found, "screening", None)
    hours = screening.weekly_hours if screening else None
    begins = next_monday(timezone.localdate())
    offered = suggestions(weekly_hours=hours, on=begins)
    initial: dict[str, Any] = {"weekly_hours": hours, "from_date": begins}
    best = next((each for each in offered if each.fits and each.seats.left), None)
    if best is not None:
        initial["group"] = best.group.pk
        initial["planned_end_date"] = begins + timedelta(weeks=best.group.track.program.usual_weeks)
    return SeatForm(data, offered=offered, initial=initial)


def next_monday(today: date) -> date:
    """Weeks of care begin on Mondays, and whole ones are what hours are held against."""
    return today + timedelta(days=7 - today.weekday())

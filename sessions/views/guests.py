"""Guests of one family session: invited and withdrawn by its clinicians and the office."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions.domain.errors import CareError, GuestRefused
from sessions.forms.guests import GuestForm
from sessions.forms.refusals import put_beside
from sessions.models import GuestInvitation, KindFamily, Session, SessionStatus, User
from sessions.queries.record_access import may_read_attendance
from sessions.services.guests import invite_guest, withdraw_invitation
from sessions.views.access import for_staff


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def guests(request: HttpRequest, user: User, session_id: UUID) -> HttpResponse:
    """Who is invited, and while the session is ahead a form to invite somebody."""
    session = _session(user, session_id)
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_guest(session_id=session.pk, by=user, now=timezone.now(), **form.cleaned_data)
        except CareError as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("sessions:guests", session.pk)
    why_closed = _why_closed(session)
    context = {
        "session": session,
        "form": form,
        "invitations": session.guest_invitations.order_by("invited_at"),
        "open": not why_closed,
        "closed_sentence": why_closed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "sessions/clients/guests.html", context, status=status)


@require_POST
@for_staff
def withdraw(request: HttpRequest, user: User, session_id: UUID, invitation_id: UUID) -> HttpResponse:
    session = _session(user, session_id)
    invitation = get_object_or_404(GuestInvitation, pk=invitation_id, session=session)
    withdraw_invitation(invitation_id=invitation.pk, now=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("sessions:guests", session.pk)


def _session(user: User, session_id: UUID) -> Session:
    session = get_object_or_404(Session.objects.select_related("kind", "program", "group"), pk=session_id)
    if not may_read_attendance(user, session):
        raise Http404
    return session


def _why_closed(session: Session) -> str:
    """Why nobody can be invited; empty where somebody can."""
    if session.kind.family != KindFamily.FAMILY:
        return _(GuestRefused("no_guests_here").sentence)
    if session.status != SessionStatus.SCHEDULED or session.ends_at <= timezone.now():
        return _(GuestRefused("session_over").sentence)
    return ""

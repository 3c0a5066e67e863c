"""Alarms on staff's pages: the banner that every page of theirs carries, the list, and what can be done about one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sessions.domain.errors import AlertRefused, ArrivalRefused, PanelRefused
from sessions.models import Role, Session, User
from sessions.queries.alerts import latest_seen, open_alerts
from sessions.services.alerts import acknowledge_alert
from sessions.services.arrival import release_hold
from sessions.services.safety_panel import open_panel
from sessions.views.access import for_staff
from sessions.views.polling import render_live


@require_safe
@for_staff
def banner(request: HttpRequest, user: User) -> HttpResponse:
    """What nobody has seen yet, for the top of every staff page, which asks for it again and again."""
    if not request.headers.get("HX-Request"):
        return redirect("sessions:alerts")
    part = "sessions/alerts/banner.html"
    return render_live(request, part, part, {"alerts": open_alerts(user)})


@require_safe
@for_staff
def alerts(request: HttpRequest, user: User) -> HttpResponse:
    """Everything unseen, and what was seen lately and by whom."""
    return render(request, "sessions/alerts/list.html", listed(user))


def listed(user: User) -> dict[str, object]:
    return {
        "alerts": open_alerts(user),
        "seen": latest_seen(user),
        "may_release": user.role == Role.SUPERVISOR,
    }


@require_POST
@for_staff
def seen(request: HttpRequest, user: User, alert_id: UUID) -> HttpResponse:
    """Say that one was seen. From a banner the banner comes back, from the list the list."""
    try:
        acknowledge_alert(alert_id=alert_id, by=user, now=timezone.now())
    except AlertRefused as refusal:
        raise Http404 from refusal
    if not request.headers.get("HX-Request"):
        return redirect("sessions:alerts")
    return render(request, "sessions/alerts/banner.html", {"alerts": open_alerts(user), "mark": ""})


@require_POST
@for_staff
def release(request: HttpRequest, user: User, session_id: UUID, person_id: UUID) -> HttpResponse:
    """Let somebody in from a state without a licence, with a reason."""
    session = get_object_or_404(Session.objects.select_related("program"), pk=session_id)
    reason = request.POST.get("reason", "")
    try:
        release_hold(session=session, person_id=person_id, by=user, reason=reason, now=timezone.now())
    except ArrivalRefused as refusal:
        if refusal.code != "reason_missing":
            messages.error(request, _(refusal.sentence))
            return redirect("sessions:alerts")
        context = listed(user) | {"refused": person_id, "refusal": _(refusal.sentence)}
        return render(request, "sessions/alerts/list.html", context, status=400)
    messages.success(request, _("They may be let in now. Your reason is on record."))
    return redirect("sessions:alerts")


@never_cache
@require_POST
@for_staff
def panel(request: HttpRequest, user: User, session_id: UUID, person_id: UUID) -> HttpResponse:
    """Where a client is and whom to call. A POST, since each look is put on record."""
    session = get_object_or_404(Session, pk=session_id)
    try:
        shown = open_panel(session=session, person_id=person_id, viewer=user, now=timezone.now())
    except PanelRefused as refusal:
        raise Http404 from refusal
    return render(request, "sessions/alerts/panel.html", {"session": session, "panel": shown})

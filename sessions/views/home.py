"""The start page: what is next for a client, today's sessions for staff, a welcome for visitors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.queries.agenda import client_agenda
from sessions.views.polling import render_live


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    if request.user.is_staff_member:
        return redirect("sessions:today")
    now = timezone.now()
    context = {"agenda": client_agenda(client=request.user, now=now), "now": now}
    return render_live(request, "sessions/home.html", "sessions/parts/next.html", context)

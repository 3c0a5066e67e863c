"""The start page: what is next for a client, today's sessions for staff, a welcome for visitors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.queries.agenda import client_agenda
from sessions.queries.measures import measures_to_do
from sessions.queries.milestones import milestone_reached, weeks_attended
from sessions.views.polling import render_live


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    if request.user.is_staff_member:
        return redirect("sessions:today")
    now, client = timezone.now(), request.user
    context = {"agenda": client_agenda(client=client, now=now), "now": now}
    if not request.headers.get("HX-Request"):  # what asks again by itself shows the next session alone
        weeks = weeks_attended(client_ids=[client.pk]).get(client.pk, 0)
        context |= {
            "to_do": measures_to_do(client=client, now=now),
            "weeks": weeks,
            "milestone": milestone_reached(weeks),
        }
    return render_live(request, "sessions/home.html", "sessions/parts/next.html", context)

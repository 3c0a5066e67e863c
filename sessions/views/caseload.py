"""A clinician's clients at a glance, and the notes that they still have to write."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.models import User
from sessions.queries.caseload import Show, caseload
from sessions.queries.notes import notes_to_write
from sessions.services.record_views import note_views
from sessions.views.access import for_staff


@require_safe
@for_staff
def my_caseload(request: HttpRequest, user: User) -> HttpResponse:
    """``?show=`` is one of ``Show``, ``?page=`` a number from 1."""
    now, asked, number = timezone.now(), request.GET.get("show", ""), request.GET.get("page", "")
    show = Show(asked) if asked in set(Show) else Show.ALL
    found = caseload(
        person=user,
        show=show,
        number=int(number) if number.isdecimal() and len(number) < 6 else 1,
        now=now,
    )
    note_views(viewer=user, client_ids=[row.client.pk for row in found.rows], what="caseload", now=now)
    context = {
        "found": found,
        "show": show,
        "notes_to_write": notes_to_write(person=user, now=now),
    }
    return render(request, "sessions/record/caseload.html", context)

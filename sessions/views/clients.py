"""The clients' list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.models import User
from sessions.queries.clients import Standing, client_page
from sessions.views.access import MANAGERS, for_staff

LONGEST_SEARCH = 100


@require_safe
@for_staff
def clients(request: HttpRequest, user: User) -> HttpResponse:
    """``?q=`` searches, ``?show=`` is one of ``Standing``, ``?page=`` a number from 1; by htmx the list alone."""
    search = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    shown = request.GET.get("show", "")
    standing = Standing(shown) if shown in set(Standing) else Standing.ENROLLED
    number = request.GET.get("page", "")
    found = client_page(
        user=user,
        search=search,
        standing=standing,
        number=int(number) if number.isdecimal() and len(number) < 9 else 1,
        now=timezone.now(),
    )
    context = {
        "found": found,
        "search": search,
        "standing": standing,
        "manages": user.role in MANAGERS,
    }
    part = "sessions/clients/rows.html" if request.headers.get("HX-Request") else "sessions/clients/list.html"
    return render(request, part, context)

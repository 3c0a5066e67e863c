"""What was told to a person, on their own pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.models import NoticesSeen
from notifications.queries.notices import notices
from notifications.views.access import for_people
from sessions.models import User


@require_safe
@for_people
def notice_list(request: HttpRequest, user: User) -> HttpResponse:
    """The newest first; what is new is marked this once, since it has been seen now."""
    now = timezone.now()
    context = {"notices": notices(person=user, now=now), "now": now}
    NoticesSeen.objects.update_or_create(person=user, defaults={"seen_at": now})
    return render(request, "notifications/notices.html", context)

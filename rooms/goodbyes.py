"""The way out for a page whose socket is down: somebody pressed "Leave", and nobody could be told.

The page says it by HTTP as soon as it can, and again until it is answered. It may come late, and more than once.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from rooms.notices import publish_now
from rooms.services import leave_room


@never_cache
@require_POST
def leave(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Whoever is signed in has left this room where they were on ``connection``; 204 whether or not that was news."""
    if not request.user.is_authenticated:
        raise Http404
    try:
        connection = UUID(request.POST.get("connection", ""))
    except ValueError:
        return HttpResponseBadRequest("Name the connection that has left.")
    now = leave_room(room=session_id, user=request.user.pk, connection=str(connection), now=timezone.now())
    publish_now(now.notices if now else ())
    return HttpResponse(status=204)

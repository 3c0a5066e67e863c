"""The room's page. Everything that happens on it happens over its WebSocket."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import to_builtins

from rooms.admission import TurnedAway, may_enter
from rooms.protocol.errors import CLOSINGS
from rooms.protocol.messages import PersonId
from rooms.protocol.state import person_id
from rooms.turn import ice_servers
from sessions.models import Session

# Whoever is expected at the session gets the page; there the socket says the same sentence, and can be tried again.
SAID_ON_THE_PAGE = {"too_early", "session_over", "session_cancelled"}


@require_safe
@never_cache
@login_required
def room(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The page of a session's room, for those who are expected there."""
    assert request.user.is_authenticated
    only_session = request.session.get("join_session_id")
    try:
        may_enter(user_id=request.user.pk, room=session_id, only_session=only_session, now=timezone.now())
    except TurnedAway as refusal:
        if refusal.code == "no_such_room":
            raise Http404 from refusal
        if refusal.code == "gate_incomplete":
            return redirect("sessions:arrive", session_id)
        if refusal.code not in SAID_ON_THE_PAGE:
            raise PermissionDenied(CLOSINGS[refusal.code].sentence) from refusal
    session = Session.objects.get(pk=session_id)
    person = person_id(session.pk, request.user.pk)
    return render(
        request,
        "rooms/room.html",
        {"config": {**page_config(session, person), "csrf_token": get_token(request)}},
    )


def page_config(session: Session, person: PersonId) -> dict[str, object]:
    """What the room's script must know before it connects."""
    return {
        "socket_path": f"/ws/rooms/{session.pk}/",
        "session": {
            "title": session.title,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
        },
        "help_phone": settings.HELP_PHONE,
        "leave_url": "/",
        "language": get_language() or settings.LANGUAGE_CODE,
        # For the page's network check, which comes before it knocks.
        "ice_servers": to_builtins(ice_servers(person, timezone.now())),
    }

"""The safety panel as the room's page asks for it: where somebody is today and whom to call.

It comes by HTTP and not over the socket, so that nothing of it is ever part of a room's state or of a frame. Each
answer leaves a row that says who looked.
"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from rooms.protocol.messages import PersonId
from rooms.protocol.state import person_id
from sessions.domain.errors import PanelRefused
from sessions.domain.us_states import STATES
from sessions.models import RosterEntry, Session
from sessions.services.safety_panel import open_panel


@never_cache
@require_POST
def safety(request: HttpRequest, session_id: UUID, person: PersonId) -> JsonResponse:
    """The panel of ``person`` (their id within the room) for a facilitator of this session; 404 for everybody else."""
    session = Session.objects.filter(pk=session_id).first()
    if session is None or not request.user.is_authenticated:
        raise Http404
    user_id = _user_named(session_id, person)
    if user_id is None:
        raise Http404
    try:
        panel = open_panel(session=session, person_id=user_id, viewer=request.user, now=timezone.now())
    except PanelRefused as refusal:
        raise Http404 from refusal
    told = asdict(panel)
    told["state_name"] = STATES.get(panel.state, "")
    return JsonResponse(told)


def _user_named(session_id: UUID, person: PersonId) -> UUID | None:
    """Who has this id in the room. Ids lead back to nobody, so everybody's on the roster is made and compared."""
    roster = RosterEntry.objects.filter(session=session_id).values_list("person_id", flat=True)
    return next((user_id for user_id in roster if person_id(session_id, user_id) == person), None)

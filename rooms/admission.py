"""Who may have a socket in a room: the care domain's answer, in the words of the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.protocol.messages import Part
from sessions.domain.errors import NotAdmissible
from sessions.models import Session, User
from sessions.queries.admission import place_in_session
from sessions.queries.gate import missing_for


class TurnedAway(Exception):
    """This socket gets no place. ``code`` is one of ``rooms.protocol.errors.CLOSINGS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Someone who may enter, and what they are in this session."""

    user: User
    session: Session
    part: Part


def may_enter(*, user_id: UUID | None, room: UUID, only_session: str | None, now: datetime) -> Pass:
    """Raises ``TurnedAway``."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if user is None:
        raise TurnedAway("signed_out")
    session = Session.objects.select_related("program", "group", "kind", "topic").filter(pk=room).first()
    if session is None:
        raise TurnedAway("no_such_room")
    try:
        place = place_in_session(user=user, session=session, now=now, only_session=only_session)
    except NotAdmissible as refusal:
        raise TurnedAway(refusal.code) from refusal
    if missing_for(place.part, person=user, session=session, now=now):
        raise TurnedAway("gate_incomplete")
    return Pass(user=user, session=session, part=Part(place.part))

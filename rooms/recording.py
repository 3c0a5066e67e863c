"""What the moves of a room leave behind outside of it, written in the room's own transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from rooms.protocol.happenings import (
    AlarmRaised,
    BreakBegan,
    BreakEnded,
    Effect,
    Passed,
    PersonClosed,
    SessionClosed,
    SpanClosed,
    SpanOpened,
    SpansMoved,
)
from sessions.models import AlertKind, EndReason, Zone
from sessions.services import breaks, hindsight, presence
from sessions.services.alerts import raise_alert
from sessions.services.sessions import end_session


def record(session_id: UUID, effect: Effect, *, now: datetime) -> None:
    """Write down one effect. What only passes leaves nothing."""
    match effect:
        case SpanOpened(user, connection, zone):
            presence.open_span(
                session_id=session_id, person_id=user, connection=UUID(connection), zone=Zone(zone)
            )
        case SpansMoved(user, zone):
            presence.move_spans(session_id=session_id, person_id=user, zone=Zone(zone))
        case SpanClosed(connection, reason, silent_for):
            # A span never ends before it was last seen, so "when it was last heard" is any time long ago.
            ago = timedelta(days=1) if silent_for is None else silent_for
            presence.close_span(connection=UUID(connection), reason=EndReason(reason), silent_for=ago)
            if ago:
                hindsight.cut_back(session_id=session_id, connection=UUID(connection), silent_for=silent_for)
        case PersonClosed(user, reason):
            presence.close_person(session_id=session_id, person_id=user, reason=EndReason(reason))
        case BreakBegan(length):
            breaks.begin_break(session_id=session_id, length=length)
        case BreakEnded():
            breaks.end_break(session_id=session_id)
        case AlarmRaised(kind, user):
            raise_alert(kind=AlertKind(kind.value), person_id=user, session_id=session_id, now=now)
        case SessionClosed():
            presence.close_session(session_id, EndReason.SESSION_ENDED)
            end_session(session_id)
        case Passed():
            pass

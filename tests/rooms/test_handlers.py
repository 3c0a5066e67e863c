"""What happens to a room when its session changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rooms import services
from rooms.handlers import close_cancelled_room
from rooms.protocol.messages import Part, Phase
from sessions.domain.events import SessionCancelled, SessionScheduled
from sessions.models import PresenceSpan, SessionStatus
from sessions.services.sessions import cancel_session
from tests.factories import live_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_cancelling_a_session_ends_its_room_and_the_presence_in_it() -> None:
    live = live_session(clients=1)
    services.enter_room(
        user=live.facilitator,
        part=Part.FACILITATOR,
        session=live.session,
        socket="socket",
        resume=None,
        now=datetime.now(UTC),
    )
    cancelled = cancel_session(live.session.pk, now=datetime.now(UTC))
    event = SessionCancelled(session_id=live.session.pk, revision=cancelled.revision)

    close_cancelled_room(event)
    close_cancelled_room(event)

    room = services.read_room(live.session.pk)
    assert room is not None
    assert room.state.phase is Phase.ENDED
    assert list(PresenceSpan.objects.values_list("end_reason", flat=True)) == ["session_ended"]
    cancelled.refresh_from_db()
    assert cancelled.status == SessionStatus.CANCELLED


def test_a_session_nobody_came_to_has_no_room_to_close() -> None:
    live = live_session(clients=1)

    close_cancelled_room(SessionCancelled(session_id=live.session.pk, revision=2))

    assert services.read_room(live.session.pk) is None


def test_another_event_is_refused() -> None:
    live = live_session(clients=1)

    with pytest.raises(TypeError, match="closes no room"):
        close_cancelled_room(SessionScheduled(session_id=live.session.pk, revision=1))

"""What rooms do when something happened in the care domain. ``vip.subscriptions`` names these."""

from __future__ import annotations

from django.db import transaction

from rooms.notices import publish_now
from rooms.services import end_room
from sessions.domain.events import Event, SessionCancelled


def close_cancelled_room(event: Event) -> None:
    """Nobody is left sitting in the room of a session that was cancelled. Repeats do no harm."""
    if not isinstance(event, SessionCancelled):
        raise TypeError(f"{event.name} closes no room; see vip.subscriptions")
    room = end_room(event.session_id)
    if room is not None:
        transaction.on_commit(lambda: publish_now(room.notice))

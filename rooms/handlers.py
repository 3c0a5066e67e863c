"""What rooms do when something happened in the care domain. ``vip.subscriptions`` names these."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from rooms.notices import publish_now
from rooms.services import end_room, refresh_check_ins
from sessions.domain.events import Event, FacilitatorSubstituted, HoldReleased, SessionCancelled


def refresh_lobby(event: Event) -> None:
    """Whether somebody is on hold depends on who leads the session, and on a supervisor's release."""
    if not isinstance(event, HoldReleased | FacilitatorSubstituted):
        raise TypeError(f"{event.name} changes nobody's hold; see vip.subscriptions")
    rooms = refresh_check_ins([event.session_id], now=timezone.now())
    transaction.on_commit(lambda: publish_now([told for room in rooms for told in room.notices]))


def close_cancelled_room(event: Event) -> None:
    """Nobody is left sitting in the room of a session that was cancelled. Repeats do no harm."""
    if not isinstance(event, SessionCancelled):
        raise TypeError(f"{event.name} closes no room; see vip.subscriptions")
    room = end_room(event.session_id)
    if room is not None:
        transaction.on_commit(lambda: publish_now(room.notices))

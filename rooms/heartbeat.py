"""This process's heartbeat, from its first socket to its last: what it misses is recorded as an outage of ours."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock

import structlog
from django.conf import settings

from rooms.database import OUT_OF_REACH, in_database
from rooms.registry import new_node_id
from sessions.services import outages

log = structlog.get_logger(__name__)


class Heart:
    """Beats until it rests, once and for all: each time that a process has sockets again it has another.

    Its name tells of no machine and no person.
    """

    def __init__(self) -> None:
        self.node = new_node_id("web")
        self._lock = Lock()
        self._at_rest = False

    async def beat(self) -> None:
        """Raises ``DatabaseError`` or ``OSError`` where nobody can hear it."""
        recorded = await in_database(self._beat)
        if recorded:
            log.warning("outage recorded", outages=recorded)

    async def rest(self) -> None:
        """Stop for good. Where that cannot be written the silence is ours indeed, and will be recorded."""
        try:
            await in_database(self._rest)
        except OUT_OF_REACH as error:
            log.warning("heartbeat not taken back", error=type(error).__name__)

    def _beat(self) -> int:
        # Cancelling whoever awaits a thread does not stop the thread: a beat that is late must not follow the rest.
        with self._lock:
            return 0 if self._at_rest else outages.beat(self.node, silence=_silence())

    def _rest(self) -> None:
        with self._lock:
            self._at_rest = True
            outages.rest(self.node, silence=_silence())


def _silence() -> timedelta:
    return timedelta(seconds=settings.PRESENCE_LEASE_S)

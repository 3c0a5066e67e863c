"""A socket's place in its room: taken as it opens, given up as its page goes, and kept for a moment as it breaks.

A page that goes says so. When a socket ends otherwise its page is most likely still there, with its media flowing, and
about to come back on another socket. Were its place given up at once, its media would end with it, and everybody would
see somebody leave and return. So the place stays its connection's until the page has come back to it or is too late.
The presence of whoever does not come back ends when the socket broke.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import structlog
from django.conf import settings

from rooms import services
from rooms.admission import Pass
from rooms.database import OUT_OF_REACH, in_database
from rooms.hub import Hub
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Exit
from rooms.services import Arrival
from sessions.services import presence

log = structlog.get_logger(__name__)

# What a browser says of a tab that closes or goes elsewhere, and a program that has finished (RFC 6455, 7.4.1).
GONE = {1000, 1001}
TRY_AGAIN_S = 0.5


class Place:
    """``connection`` is empty while there is none."""

    def __init__(self, hub: Hub, room: UUID) -> None:
        self.socket = uuid4().hex
        self.person = ""
        self.connection = ""
        self._hub = hub
        self._room = room

    async def take(self, passed: Pass, *, resume: str | None, now: datetime) -> Arrival:
        """Raises ``Refused``. Nobody is told of it yet, and it is none before ``hold``."""
        return await in_database(
            services.enter_room,
            user=passed.user,
            part=passed.part,
            session=passed.session,
            socket=self.socket,
            resume=resume,
            now=now,
        )

    def hold(self, arrival: Arrival) -> None:
        self.person, self.connection = arrival.person, arrival.connection

    async def give_up(self, reason: Exit, *, silent_for: float = 0.0) -> None:
        """As it was ``silent_for`` seconds ago. Nothing, if it has been given up or lives on another socket by now."""
        connection, self.connection = self.connection, ""
        if connection:
            await self._depart(connection, reason, asyncio.get_running_loop().time() - silent_for)

    async def _depart(self, connection: str, reason: Exit, heard_at_s: float) -> None:
        """Tried again while the database is away: whoever ended the room meanwhile would take them for present."""
        silent_for = timedelta(seconds=asyncio.get_running_loop().time() - heard_at_s)
        try:
            now = await in_database(
                services.leave_socket,
                room=self._room,
                person=self.person,
                connection=connection,
                socket=self.socket,
                reason=reason,
                now=datetime.now(UTC),
                silent_for=silent_for,
            )
        except Refused as refusal:
            log.warning("departure refused", code=refusal.code)
        except OUT_OF_REACH as error:
            if silent_for < presence.LEASE:
                self._hub.later(TRY_AGAIN_S, partial(self._depart, connection, reason, heard_at_s))
            else:
                log.warning("departure not recorded; its lease has run out", error=type(error).__name__)
        else:
            self._hub.publish(now.notices)

    async def ended(self, *, silent_for: float) -> None:
        """Somebody else ended it, the room's end for one, and took who had just gone silent for present."""
        if self.connection:
            silence = timedelta(seconds=silent_for)
            await in_database(presence.cut_back, connection=UUID(self.connection), silent_for=silence)

    async def end(self, code: int) -> None:
        """The socket has ended with this code."""
        if code in GONE:
            await self.give_up(Exit.LOST)
        elif self.connection:
            await self._keep()

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        broke_at_s = loop.time()
        try:
            # Should nobody be here to give it up, its lease runs out, and it ends when it was last vouched for.
            await in_database(presence.renew, {UUID(self.connection): timedelta(0)})
        except OUT_OF_REACH as error:
            log.warning("presence not renewed", error=type(error).__name__)

        async def too_late() -> None:
            await self.give_up(Exit.LOST, silent_for=loop.time() - broke_at_s)

        self._hub.later(settings.ROOM_RETURN_S, too_late)

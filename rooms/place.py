"""A socket's place in its room: taken as it opens, given up as its page goes, and kept for a moment as it breaks.

A page that goes says so. When a socket ends otherwise its page is most likely still there, with its media flowing, and
about to come back on another socket. Were its place given up at once, its media would end with it, and everybody would
see somebody leave and return. So the place stays its connection's until the page has come back to it or is too late.
The presence of whoever does not come back ends when the socket broke.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
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
from sessions.services import hindsight, presence

log = structlog.get_logger(__name__)

# What a browser says of a tab that closes or goes elsewhere, and a program that has finished (RFC 6455, 7.4.1).
GONE = {1000, 1001}
# What our server says of a page that did not answer its goodbye. One that is there does, whatever its script is about.
UNANSWERED = 1006
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
                heard_at_s=heard_at_s,
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

    async def end(self, code: int, *, dismissed: str, heard_at_s: float) -> None:
        """The socket has ended with this code. ``dismissed``: why we had closed it, empty if the page did."""
        connection, now_s = self.connection, asyncio.get_running_loop().time()
        answered = not dismissed or code != UNANSWERED
        if connection and dismissed not in ("", "restarting"):
            self.connection = ""
            await self._testify(connection, answered, now_s if answered else heard_at_s)
        elif code in GONE:
            await self.give_up(Exit.LOST)
        elif connection:
            await self._keep(now_s if answered else heard_at_s)

    async def _testify(self, connection: str, answered: bool, heard_at_s: float) -> None:
        """Somebody else ended its presence, with the room for one, and could not know who was still there."""
        silent_for = timedelta(seconds=asyncio.get_running_loop().time() - heard_at_s)
        testify = hindsight.vouch if answered else hindsight.cut_back
        try:
            await in_database(self._say, testify, connection, heard_at_s)
        except OUT_OF_REACH as error:
            if silent_for < presence.LEASE:
                self._hub.later(TRY_AGAIN_S, partial(self._testify, connection, answered, heard_at_s))
            else:
                log.warning("presence not vouched for", error=type(error).__name__)

    def _say(self, testify: Callable[..., None], connection: str, heard_at_s: float) -> None:
        """In the database's thread: the wait for it is no time in the room."""
        silent_for = timedelta(seconds=time.monotonic() - heard_at_s)
        testify(session_id=self._room, connection=UUID(connection), silent_for=silent_for)

    async def _keep(self, heard_at_s: float) -> None:
        loop, connection = asyncio.get_running_loop(), self.connection
        silent_for = timedelta(seconds=loop.time() - heard_at_s)
        try:
            # Should nobody be here to give it up, its lease runs out, and it ends when it was last vouched for.
            if not await in_database(presence.renew, {UUID(connection): silent_for}):
                # A page that leaves may say so by HTTP first, and close its socket before we do.
                await in_database(self._say, hindsight.vouch, connection, heard_at_s)
        except OUT_OF_REACH as error:
            log.warning("presence not renewed", error=type(error).__name__)

        async def too_late() -> None:
            await self.give_up(Exit.LOST, silent_for=loop.time() - heard_at_s)

        self._hub.later(settings.ROOM_RETURN_S, too_late)

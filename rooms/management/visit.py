"""The demo's people on their way: which session they attend, as whom, and until when."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import structlog

from rooms.database import in_database
from rooms.management.guests import guests_of, pass_gate, session_named, sign_in, sign_out
from rooms.participant.call import Receive
from rooms.participant.group import Member, attend
from rooms.participant.wire import Address
from sessions.models import Session

log = structlog.get_logger(__name__)

# How often to look whether another session has gone live.
LOOK_EVERY_S = 5.0


async def until_told_to_stop(work: Awaitable[None]) -> None:
    """Do ``work`` until it is done or SIGTERM or SIGINT comes; everyone closes their tab then."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


class Visit:
    """Who comes, and how."""

    def __init__(self, *, base_url: str, count: int, lively: bool, receive: Receive) -> None:
        self._base_url = base_url
        self._count = count
        self._lively = lively
        self._receive = receive
        self._cookies: list[str] = []

    async def live_sessions(self) -> None:
        """Attend every live session from now on, one after the other."""
        over: set[UUID] = set()
        waiting = False
        while True:
            session = await in_database(session_named, "live")
            if session is not None and session.pk not in over:
                waiting = False
                await self.one_session(session)
                over.add(session.pk)
            elif not waiting:
                waiting = True
                log.info("waiting for a session to go live")
            await asyncio.sleep(LOOK_EVERY_S)

    async def one_session(self, session: Session) -> None:
        """Attend until it is over."""
        guests = await in_database(guests_of, session, count=self._count)
        log.info("people are about to knock", session=str(session.pk), people=len(guests))
        members = [Member(guest.name, self._sign_in(guest.user_id, session)) for guest in guests]
        try:
            await attend(members, lively=self._lively, receive=self._receive)
        finally:
            for cookie in self._cookies:
                await in_database(sign_out, cookie)
            self._cookies.clear()
        log.info("the session is over for all of them", session=str(session.pk))

    def _sign_in(self, user_id: UUID, session: Session) -> Callable[[], Awaitable[Address]]:
        socket_url = f"ws{self._base_url.removeprefix('http')}/ws/rooms/{session.pk}/"

        async def address() -> Address:
            await in_database(pass_gate, user_id, session)
            cookie = await in_database(sign_in, user_id)
            self._cookies.append(cookie)
            return Address(socket_url, self._base_url, cookie)

        return address

"""Fill a room with the demo's people: real sockets, real media."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.database import in_database
from rooms.management.guests import guests_of, session_named, sign_in, sign_out
from rooms.participant.call import Receive
from rooms.participant.group import Member, attend
from rooms.participant.wire import Address
from sessions.models import Session

log = structlog.get_logger(__name__)

# How often to look whether another session has gone live.
LOOK_EVERY_S = 5.0


class Command(BaseCommand):
    help = (
        "Bring clients of a session's roster into its room: they wait in the lobby, and once admitted send"
        " moving pictures and quiet sound. For the demo, tests and measurements only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--session", default="live", help="'live', or a session's id")
        parser.add_argument("--count", type=int, default=8, help="how many people at most")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="where the pages are")
        parser.add_argument("--forever", action="store_true", help="go on to the next live session")
        parser.add_argument(
            "--still", action="store_true", help="nobody mutes, hides or drops out by themselves"
        )
        parser.add_argument(
            "--receive", choices=[*Receive], default=Receive.NONE, help="what to do with what others send"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "demo_participants signs people in without asking them, so it never runs in production."
                " Set VIP_MODE=demo to try the demo."
            )
        which = options["session"]
        if options["forever"] and which != "live":
            raise CommandError(
                "--forever goes from one live session to the next: use it with --session live."
            )
        for quiet in ("aioice", "aiortc", "websockets"):  # they name addresses in their lines
            logging.getLogger(quiet).setLevel(logging.WARNING)
        visit = Visit(
            base_url=checked(options["base_url"]),
            count=options["count"],
            lively=not options["still"],
            receive=Receive(options["receive"]),
        )
        work = visit.live_sessions() if options["forever"] else visit.one_session(found(which))
        uvloop.run(until_told_to_stop(work))


def found(which: str) -> Session:
    """The session to attend. Raises CommandError."""
    try:
        session = session_named(which)
    except ValueError:
        raise CommandError(f"'{which}' is neither 'live' nor a session's id.") from None
    if session is None:
        raise CommandError("There is no such session. Load the clinic with manage.py seed_demo.")
    return session


def checked(base_url: str) -> str:
    """Without a slash at its end. Raises CommandError."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CommandError(f"'{base_url}' is no web address. Write it like http://127.0.0.1:8000.")
    return f"{parts.scheme}://{parts.netloc}"


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
        members = [Member(guest.name, self._sign_in(guest.user_id, session.pk)) for guest in guests]
        try:
            await attend(members, lively=self._lively, receive=self._receive)
        finally:
            for cookie in self._cookies:
                await in_database(sign_out, cookie)
            self._cookies.clear()
        log.info("the session is over for all of them", session=str(session.pk))

    def _sign_in(self, user_id: UUID, session_id: UUID) -> Callable[[], Awaitable[Address]]:
        socket_url = f"ws{self._base_url.removeprefix('http')}/ws/rooms/{session_id}/"

        async def address() -> Address:
            cookie = await in_database(sign_in, user_id)
            self._cookies.append(cookie)
            return Address(socket_url, self._base_url, cookie)

        return address

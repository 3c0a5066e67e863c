"""One WebSocket as such: its inbox, its life, and the way back to its page.

What the browser says and what the process's hub tells go into one inbox and are dealt with one after the other, so
nothing needs a lock. ``rooms.consumers`` says what is made of each.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import count
from typing import Any
from uuid import UUID

import structlog
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from rooms.database import OUT_OF_REACH
from rooms.endings import end
from rooms.keeper import hub_here
from rooms.listening import Listening
from rooms.media import SocketMedia
from rooms.outflow import Outflow
from rooms.place import Place
from rooms.protocol import wire
from rooms.protocol.audiences import Audience, Role
from rooms.protocol.errors import CLOSINGS
from rooms.protocol.happenings import Exit
from rooms.protocol.messages import ConnectionId, Message, PersonId, Ping
from rooms.words import in_language

log = structlog.get_logger(__name__)


class Socket(AsyncWebsocketConsumer):
    """A person's socket. See ``rooms.hub.LiveSocket`` for what the hub sees of it."""

    _numbers = count()

    def __init__(self) -> None:
        super().__init__()
        self.number = next(self._numbers)
        self.user_id: UUID
        self.room: UUID
        self.session_key = ""
        self.part = ""
        self.place: Place
        self.version = 0
        self.audience = Audience(Role.WAITERS)
        self.heard_at_s = 0.0
        self.dismissed = ""  # why, once we have closed it
        self.gone = asyncio.Event()
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outflow = Outflow()
        self.listening = Listening(self.outflow)

    @property
    def person(self) -> PersonId:
        return self.place.person

    @property
    def connection(self) -> ConnectionId:
        return self.place.connection

    @property
    def closed(self) -> bool:
        return self.dismissed != ""

    # --- life ---

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        self.hub = hub_here()
        self.media = SocketMedia(self, self.hub)
        hearing = asyncio.create_task(self._hear(receive))
        try:
            with suppress(StopConsumer):
                while True:
                    await self.dispatch(await self.inbox.get())
        finally:
            await end([hearing])
            self.media.stop()
            if hasattr(self, "room"):
                await self.hub.exit(self)
            await self.hub.outgoing.sent()
            self.gone.set()

    async def _hear(self, receive: Any) -> None:
        """What the browser says goes into the same inbox as what the room says; when it came, counts at once."""
        while True:
            message = await receive()
            if message["type"] == "websocket.receive":
                self.heard_at_s = asyncio.get_running_loop().time()
            self.inbox.put_nowait(message)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """To the method that is named as the message's type. Once dismissed, only the disconnection counts."""
        if self.closed and message["type"] != "websocket.disconnect":
            return
        try:
            await getattr(self, message["type"].replace(".", "_"))(message)
        except OUT_OF_REACH as error:
            # What was missed shows as a gap in the versions, and is made good when presence is renewed.
            log.warning("out of reach", kind=message["type"], error=type(error).__name__)

    def tell(self, event: dict[str, Any]) -> None:
        self.inbox.put_nowait(event)

    async def dismiss(
        self, code: str, *, depart: Exit | None = None, silent_for: float = 0.0, after_s: float = 0.0
    ) -> None:
        """Say why, and close. ``depart``: also give up the place in the room, as it was ``silent_for`` seconds ago.
        ``after_s``: when the page is to come back."""
        if self.closed:
            return
        self.dismissed = code
        self.media.stop()
        if depart is not None:
            await self.place.give_up(depart, silent_for=silent_for)
        await self.say(wire.closing(code, after_s=after_s))
        await self.close(CLOSINGS[code].close_code)
        await self.hub.exit(self)

    # --- what the page is told ---

    @property
    def unanswered_s(self) -> float:
        """For how long a ping has gone unanswered, with nothing else heard since; 0 where none has."""
        now_s = asyncio.get_running_loop().time()
        return now_s - max(self.heard_at_s, self.outflow.asked_at(now_s))

    async def ask(self) -> None:
        """Whether the page is there, and reads what it is sent; who was silent or is behind for too long is let go.

        Nobody is silent who was not asked: a server that was held up itself asks first.
        """
        now_s = asyncio.get_running_loop().time()
        if self.unanswered_s > settings.ROOM_SILENT_S:
            await self.dismiss("silent", depart=Exit.LOST, silent_for=now_s - self.heard_at_s)
        elif self.outflow.is_behind(now_s, patience_s=settings.ROOM_SILENT_S):
            await self.dismiss("behind", depart=Exit.LOST)
        else:
            await self.say(Ping(n=self.outflow.ask(now_s)))

    async def say(self, message: Message) -> None:
        language = getattr(self.scope["user"], "language", settings.LANGUAGE_CODE)
        await self.say_text(wire.serialise(in_language(message, language)))

    async def say_text(self, text: str) -> None:
        """A ready frame. A page that has been sent much is asked at once whether it keeps up."""
        self.outflow.sent(len(text))
        await self.base_send({"type": "websocket.send", "text": text})
        if self.outflow.should_ask and not self.closed:
            await self.ask()

"""What a page does on its socket, for tests: it opens one with someone's sign-in, and remembers every frame it got."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self
from uuid import UUID

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from rooms.protocol.messages import SUBPROTOCOL, Changed, Closing, FromServer, Ping, Snapshot
from rooms.protocol.wire import parse_from_server
from sessions.models import User
from tests.rooms.mirror import Mirror

ORIGIN = "http://localhost:8000"
# Longer than anything here takes on a busy machine; a test that gets this far has failed.
PATIENCE_S = 10.0


def sign_in(user: User, **values: str) -> str:
    """A cookie header of a fresh sign-in of ``user``; ``values`` are put into the Django session."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session.update(values)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Browser:
    """A socket of someone, against the application itself. Answers pings by itself unless ``silent``."""

    def __init__(self, communicator: ApplicationCommunicator) -> None:
        self.communicator = communicator
        self.frames: list[str] = []
        self.mirror = Mirror()
        self.silent = False
        self.close_code: int | None = None
        self._ids = iter(range(1, 1_000_000))

    @classmethod
    async def open(
        cls,
        room: UUID,
        cookie: str,
        *,
        resume: str | None = None,
        origin: str = ORIGIN,
        subprotocols: tuple[str, ...] = (SUBPROTOCOL,),
    ) -> Self:
        from vip.asgi import application

        headers = {"origin": origin, "host": "localhost:8000", "cookie": cookie}
        scope = {
            "type": "websocket",
            "path": f"/ws/rooms/{room}/",
            "query_string": f"resume={resume}".encode() if resume else b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "subprotocols": list(subprotocols),
        }
        # Channels' own communicator keeps database connections open, so that no test database could be dropped.
        communicator = ApplicationCommunicator(application, scope)
        await communicator.send_input({"type": "websocket.connect"})
        assert (await communicator.receive_output(timeout=PATIENCE_S))["type"] == "websocket.accept"
        return cls(communicator)

    @property
    def view(self) -> Snapshot:
        """What this page shows: the last snapshot with every change since."""
        assert self.mirror.snapshot is not None
        return self.mirror.snapshot

    async def next(self) -> FromServer | None:
        """The next message; None when the server closed."""
        event = await self.communicator.receive_output(timeout=PATIENCE_S)
        if event["type"] == "websocket.close":
            self.close_code = event.get("code")
            return None
        frame: str = event["text"]
        self.frames.append(frame)
        message = parse_from_server(frame)
        self.mirror.take(message)
        if isinstance(message, Ping) and not self.silent:
            await self.send({"type": "pong"})
        return message

    async def until(self, wanted: Callable[[FromServer], bool]) -> Any:
        """The next message that is as wanted; those before it count as seen."""
        while True:
            message = await self.next()
            assert message is not None, f"closed with {self.close_code} after {self.frames[-3:]}"
            if wanted(message):
                return message

    async def receive(self, kind: type[Any]) -> Any:
        return await self.until(lambda message: isinstance(message, kind))

    async def shows(self, condition: Callable[[Snapshot], bool]) -> Snapshot:
        """What the page shows once ``condition`` holds for it."""
        while self.mirror.snapshot is None or not condition(self.view):
            await self.until(lambda message: isinstance(message, Snapshot | Changed))
        return self.view

    async def closing(self) -> Closing:
        """The reason that the server gives before it closes, having checked that it closes with it."""
        last: FromServer | None = None
        while (message := await self.next()) is not None:
            last = message
        assert isinstance(last, Closing)
        return last

    async def send(self, message: dict[str, Any] | str) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        await self.communicator.send_input({"type": "websocket.receive", "text": text})

    async def ask(self, type: str, **fields: Any) -> FromServer:
        """What the server answers to a command."""
        id = str(next(self._ids))
        await self.send({"type": type, "id": id, **fields})
        return await self.until(lambda message: getattr(message, "id", None) == id)

    async def hang_up(self, code: int = 1001) -> None:
        """The socket closes from this side, as when a tab is closed."""
        await self.communicator.send_input({"type": "websocket.disconnect", "code": code})
        await self.communicator.wait(PATIENCE_S)


async def hang_up_all(*browsers: Browser) -> None:
    await asyncio.gather(*(browser.hang_up() for browser in browsers))

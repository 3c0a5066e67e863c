"""What a page does on its socket, for tests: it opens one with someone's sign-in, and remembers every frame it got.

``Browser.open`` talks with the application in this process; ``Browser.open_at`` over TCP with a web process.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Protocol, Self
from uuid import UUID

import websockets
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect

from rooms.protocol.messages import SUBPROTOCOL, Changed, Closing, FromServer, Ping, Snapshot
from rooms.protocol.wire import parse_from_server
from sessions.models import User
from tests.rooms.mirror import Mirror

ORIGIN = "http://localhost:8000"
# Longer than anything here takes on a busy machine; a test that gets this far has failed.
PATIENCE_S = 15.0


def sign_in(user: User, **values: str) -> str:
    """A cookie header of a fresh sign-in of ``user``; ``values`` are put into the Django session."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session.update(values)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Line(Protocol):
    """How a page's frames travel."""

    async def receive(self) -> str | int:
        """The next frame, or the close code."""

    async def send(self, frame: str | bytes) -> None: ...

    async def hang_up(self, code: int) -> None: ...


class Browser:
    """A page with its socket. Answers pings by itself unless ``silent``."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.frames: list[str] = []
        self.mirror = Mirror()
        self.silent = False
        self.close_code: int | None = None
        self._ids = iter(range(1, 1_000_000))

    @classmethod
    async def open(
        cls,
        room: UUID | str,
        cookie: str,
        *,
        resume: str | None = None,
        origin: str = ORIGIN,
        subprotocols: tuple[str, ...] = (SUBPROTOCOL,),
    ) -> Self:
        return cls(await AppLine.open(room, cookie, resume=resume, origin=origin, subprotocols=subprotocols))

    @classmethod
    async def open_at(
        cls, address: str, room: UUID, cookie: str, *, resume: str | None = None, origin: str = ""
    ) -> Self:
        url = f"ws://{address}/ws/rooms/{room}/" + (f"?resume={resume}" if resume else "")
        headers = {"Cookie": cookie, "Origin": origin or f"http://{address}"}
        protocols = [websockets.Subprotocol(SUBPROTOCOL)]
        socket = await connect(url, additional_headers=headers, subprotocols=protocols, proxy=None)
        return cls(NetLine(socket))

    @property
    def view(self) -> Snapshot:
        """What this page shows: the last snapshot with every change since."""
        assert self.mirror.snapshot is not None
        return self.mirror.snapshot

    async def next(self) -> FromServer | None:
        """The next message; None when the server closed."""
        async with asyncio.timeout(PATIENCE_S):
            frame = await self.line.receive()
        if isinstance(frame, int):
            self.close_code = frame
            return None
        self.frames.append(frame)
        message = parse_from_server(frame)
        self.mirror.take(message)
        if isinstance(message, Ping) and not self.silent:
            await self.send({"type": "pong", "n": message.n})
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
        """The reason that the server gives before it closes."""
        last: FromServer | None = None
        while (message := await self.next()) is not None:
            last = message
        assert isinstance(last, Closing), last
        return last

    async def send(self, message: dict[str, Any] | str | bytes) -> None:
        await self.line.send(json.dumps(message) if isinstance(message, dict) else message)

    async def ask(self, type: str, **fields: Any) -> FromServer:
        """What the server answers to a command."""
        id = str(next(self._ids))
        await self.send({"type": type, "id": id, **fields})
        answer: FromServer = await self.until(lambda message: getattr(message, "id", None) == id)
        return answer

    async def hang_up(self, code: int = 1001) -> None:
        """The socket closes from this side, as when a tab is closed."""
        await self.line.hang_up(code)


async def hang_up_all(*browsers: Browser) -> None:
    await asyncio.gather(*(browser.hang_up() for browser in browsers))


class AppLine:
    """Straight to the ASGI application, in this process."""

    def __init__(self, communicator: ApplicationCommunicator) -> None:
        self.communicator = communicator

    @classmethod
    async def open(
        cls, room: UUID | str, cookie: str, *, resume: str | None, origin: str, subprotocols: tuple[str, ...]
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
        line = cls(ApplicationCommunicator(application, scope))
        await line.communicator.send_input({"type": "websocket.connect"})
        event = await line.communicator.receive_output(timeout=PATIENCE_S)
        assert event["type"] == "websocket.accept", event
        return line

    async def receive(self) -> str | int:
        event = await self.communicator.receive_output(timeout=PATIENCE_S)
        return int(event["code"]) if event["type"] == "websocket.close" else str(event["text"])

    async def send(self, frame: str | bytes) -> None:
        kind = "text" if isinstance(frame, str) else "bytes"
        await self.communicator.send_input({"type": "websocket.receive", kind: frame})

    async def hang_up(self, code: int) -> None:
        await self.communicator.send_input({"type": "websocket.disconnect", "code": code})
        await self.communicator.wait(PATIENCE_S)


class NetLine:
    """Over TCP, as a real browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def receive(self) -> str | int:
        try:
            frame = await self.socket.recv()
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        assert isinstance(frame, str)
        return frame

    async def send(self, frame: str | bytes) -> None:
        await self.socket.send(frame)

    async def hang_up(self, code: int) -> None:
        await self.socket.close(code)

    def cut(self) -> None:
        """The connection breaks, without a word."""
        self.socket.transport.abort()

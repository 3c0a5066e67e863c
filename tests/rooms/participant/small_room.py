"""A room of a few lines for the participant to be tried in: the protocol's structs over a real WebSocket, and media
by the real node. Who someone is, their cookie says; nobody is refused, but whoever is told so by the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from rooms.participant import Address
from rooms.protocol.messages import (
    SUBPROTOCOL,
    Answer,
    Changed,
    Closing,
    Command,
    Error,
    FromBrowser,
    FromServer,
    MediaLost,
    MediaView,
    Message,
    Offer,
    Ok,
    Part,
    PersonView,
    Phase,
    Pong,
    RoomView,
    Seats,
    SeatView,
    SetCamera,
    SetMicrophone,
    Snapshot,
    Standing,
    You,
)
from rooms.sfu import Node, NodeEvent, NodeSettings, PersonPolicy, RoomPolicy, SeatsChanged

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROOM = RoomView(phase=Phase.OPEN, locked=False, facilitated=True, title="Group", starts_at=NOON, ends_at=NOON)


@dataclass(slots=True)
class Guest:
    """Someone who connected at least once; the id is the name, as small rooms have no secrets."""

    name: str
    socket: ServerConnection | None = None
    connection: str = ""
    connections: int = 0
    origin: str = ""
    admitted: bool = False
    microphone: bool = True
    camera: bool = True
    said: list[FromBrowser] = field(default_factory=list)

    def view(self) -> PersonView:
        return PersonView(
            id=self.name,
            name=self.name,
            pronouns="",
            part=Part.CLIENT,
            standing=Standing.ADMITTED,
            connected=self.socket is not None,
            microphone=self.microphone,
            camera=self.camera,
        )

    def you(self) -> You:
        standing = Standing.ADMITTED if self.admitted else Standing.LOBBY
        return You(self.name, self.name, Part.CLIENT, standing, self.microphone, self.camera)


class SmallRoom:
    """Use ``small_room()``."""

    def __init__(self, *, seats: int, admits: bool, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self.seats = seats
        self.admits = admits
        self.guests: dict[str, Guest] = {}
        self.refuses: dict[type[Command], Error] = {}
        self.ignores: set[type[Command]] = set()
        self.heard = asyncio.Condition()
        self.port = 0
        self.node: Node
        self._version = 0

    def address(self, name: str) -> Address:
        return Address(
            f"ws://127.0.0.1:{self.port}/ws/rooms/small/", f"http://127.0.0.1:{self.port}", f"name={name}"
        )

    # --- what a test does to it --------------------------------------------------------------------------------

    async def admit(self, name: str) -> None:
        self.guests[name].admitted = True
        await self._changed()

    async def mute(self, name: str) -> None:
        self.guests[name].microphone = False
        await self._changed()

    def forget(self, name: str) -> None:
        """As if the lease had run out: whoever comes back is given a new connection."""
        self.guests[name].connection = ""

    async def send(self, name: str, message: Message) -> None:
        await self._send(self.guests[name], message)

    async def close(self, name: str, closing: Closing, code: int = 4403) -> None:
        await self.send(name, closing)
        socket = self.guests[name].socket
        assert socket is not None
        await socket.close(code)

    async def cut(self, name: str) -> None:
        socket = self.guests[name].socket
        assert socket is not None
        socket.transport.abort()

    async def lose_media(self) -> None:
        """What happens when a node dies: its people are told, and another takes over."""
        before, self.node = self.node, await started_node(self._on_event)
        self._apply()
        for guest in self.guests.values():
            await self._send(guest, MediaLost())
        await before.stop()

    async def until_said(self, name: str, kind: type[msgspec.Struct], *, times: int = 1) -> None:
        async with asyncio.timeout(10), self.heard:
            await self.heard.wait_for(lambda: self.said(name, kind) >= times)

    def said(self, name: str, kind: type[msgspec.Struct]) -> int:
        guest = self.guests.get(name)
        return sum(isinstance(message, kind) for message in guest.said) if guest else 0

    # --- serving -----------------------------------------------------------------------------------------------

    async def serve(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        name = socket.request.headers["Cookie"].removeprefix("name=")
        guest = self.guests.setdefault(name, Guest(name, admitted=self.admits))
        guest.socket, guest.origin = socket, socket.request.headers["Origin"]
        guest.connections += 1
        if not guest.connection or f"resume={guest.connection}" not in socket.request.path:
            guest.connection = f"{name}.{guest.connections}"
        await self._send_snapshot(guest)
        await self._changed()
        try:
            async for frame in messages_of(socket):
                message = msgspec.json.decode(frame, type=FromBrowser)
                guest.said.append(message)
                await self._obey(guest, message)
                async with self.heard:
                    self.heard.notify_all()
        finally:
            if guest.socket is socket:
                guest.socket = None
            await self._changed()

    async def _obey(self, guest: Guest, message: FromBrowser) -> None:
        match message:
            case Pong():
                return
            case Command() if type(message) in self.ignores:
                return
            case Command() if error := self.refuses.get(type(message)):
                await self._send(guest, Error(id=message.id, code=error.code, sentence=error.sentence))
                return
            case Offer():
                answer = await self.node.join(
                    room="small", person=guest.name, connection=guest.connection, offer=message.sdp
                )
                await self._send(guest, Answer(id=message.id, sdp=answer))
                return
            case SetMicrophone():
                guest.microphone = message.on
            case SetCamera():
                guest.camera = message.on
        await self._send(guest, Ok(id=message.id))
        await self._changed()

    async def _changed(self) -> None:
        self._version += 1
        self._apply()
        for guest in self.guests.values():
            if guest.socket is None:
                continue
            if guest.admitted:
                await self._send_snapshot(guest)
            else:
                await self._send(guest, Changed(version=self._version, you=guest.you()))

    async def _send_snapshot(self, guest: Guest) -> None:
        others = [other.view() for other in self.guests.values() if other is not guest and other.admitted]
        media = MediaView(seats=self.seats, ice_servers=()) if guest.admitted else None
        people = tuple(others) if guest.admitted else ()
        snapshot = Snapshot(
            version=self._version,
            now=NOON,
            connection=guest.connection,
            you=guest.you(),
            room=ROOM,
            people=people,
            chat=(),
            media=media,
        )
        await self._send(guest, snapshot)

    def _apply(self) -> None:
        people = {
            guest.name: PersonPolicy(voice=guest.microphone, picture=guest.camera)
            for guest in self.guests.values()
            if guest.admitted
        }
        self.node.apply(RoomPolicy(room="small", version=self._version, people=people))

    def _on_event(self, event: NodeEvent) -> None:
        if isinstance(event, SeatsChanged):
            name = event.connection.rpartition(".")[0]
            seats = Seats(tuple(SeatView(seat, person) for seat, person in event.seats))
            self._tasks.create_task(self._send(self.guests[name], seats))

    async def _send(self, guest: Guest, message: FromServer | Message) -> None:
        if guest.socket is not None:
            with suppress(ConnectionClosed):
                await guest.socket.send(msgspec.json.encode(message).decode())


async def messages_of(socket: ServerConnection) -> AsyncIterator[str | bytes]:
    """Until the connection ends, in whatever way."""
    with suppress(ConnectionClosed):
        async for frame in socket:
            yield frame


async def started_node(on_event: Callable[[NodeEvent], None]) -> Node:
    node = Node(settings=NodeSettings(host="127.0.0.1", port=0), on_event=on_event)
    await node.start()
    return node


@asynccontextmanager
async def small_room(*, seats: int = 3, admits: bool = True) -> AsyncIterator[SmallRoom]:
    """A room at a port of its own with a node of its own. ``admits``: nobody waits in the lobby."""
    async with asyncio.TaskGroup() as tasks:
        room = SmallRoom(seats=seats, admits=admits, tasks=tasks)
        room.node = await started_node(room._on_event)
        async with serve(room.serve, "127.0.0.1", 0, subprotocols=[Subprotocol(SUBPROTOCOL)]) as server:
            room.port = next(iter(server.sockets)).getsockname()[1]
            yield room
        await room.node.stop()

"""A media server as part of the house: the other end of ``rooms.gateway``.

It announces itself in the registry, does what sockets ask for, follows each room's policy from every notice, and reads
the rows of its rooms every few seconds in case the last notice was lost. Each notice holds the whole policy, so a gap
in between does no harm.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

import msgspec
import structlog
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import RedisError

from rooms.database import in_database
from rooms.endings import end
from rooms.models import Room
from rooms.notices import Policy, join_group, leave_group, node_group, policy, room_group, send_to_group
from rooms.protocol.state import RoomState
from rooms.registry import LiveNode, Registry
from rooms.sfu import (
    DownReason,
    EncodingsWanted,
    MediaDown,
    NodeEvent,
    NodeStats,
    OfferRefused,
    PersonPolicy,
    QualityChanged,
    Refusal,
    RoomPolicy,
    SeatsChanged,
)
from rooms.sfu.paths import Paths

log = structlog.get_logger(__name__)

# These endings of someone's media follow from what the room decided, and the room's own notice tells of them.
DECIDED = {DownReason.REPLACED, DownReason.REMOVED, DownReason.LEFT, DownReason.ROOM_CLOSED}


class MediaServer(Protocol):
    """What is needed of ``rooms.sfu.Node``."""

    @property
    def port(self) -> int: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def join(self, *, room: str, person: str, connection: str, offer: str) -> str: ...
    def apply(self, policy: RoomPolicy) -> None: ...
    def watch(self, *, room: str, connection: str, heights: Mapping[str, int]) -> None: ...
    def seats(self, *, room: str, connection: str) -> tuple[tuple[int, str], ...] | None: ...
    def encodings(self, *, room: str, connection: str) -> tuple[str, ...] | None: ...
    def close_room(self, room: str) -> None: ...
    @property
    def paths(self) -> Paths: ...
    def stats(self) -> NodeStats: ...
    def pictures(self) -> Counter[str]: ...


class NodeHost:
    """One media server, its ear on the channel layer and its heartbeat."""

    def __init__(self, *, id: str, make_server: Callable[[Callable[[NodeEvent], None]], MediaServer]) -> None:
        self.id = id
        self.server = make_server(self._on_event)
        self.draining = False
        self.announced = False
        self._registry = Registry()
        self._versions: dict[str, int] = {}  # of the rooms that live here
        self._empty = asyncio.Event()
        self._listeners: dict[tuple[str, str], str] = {}  # (room, connection): who is told of its media
        self._events: asyncio.Queue[NodeEvent] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen, then announce. Raises ``PortInUse``, and ``RedisError`` when Redis cannot be reached."""
        await self.server.start()
        self._channel = await get_channel_layer().new_channel("sfu.")
        await join_group(node_group(self.id), self._channel)
        await self._announce()
        self._tasks = [
            asyncio.create_task(work)
            for work in (
                self._listen(),
                self._tell(),
                self._every(lambda: settings.SFU_HEARTBEAT_S, self._announce),
                self._every(lambda: settings.ROOM_RENEW_S, self._look_again),
            )
        ]

    async def drain(self) -> None:
        """Take no more rooms, ask everyone to go elsewhere, and wait a moment for them; media flows meanwhile.

        Where there is no other node to go to, nothing is waited for.
        """
        self.draining, self.announced = True, False
        elsewhere: Mapping[str, LiveNode] = {}
        with suppress(RedisError, OSError):
            await self._registry.withdraw(self.id)
            elsewhere = await self._registry.nodes()
        for room in list(self._versions):
            await send_to_group(room_group(room), {"type": "media.gone", "room": room, "node": self.id})
        if self._versions and elsewhere:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), settings.SFU_DRAIN_S)

    async def stop(self) -> None:
        await end(self._tasks)
        with suppress(RedisError, OSError):
            await self._registry.withdraw(self.id)
        await self.server.stop()
        await self._registry.close()

    # --- what the house says ---

    async def _listen(self) -> None:
        layer = get_channel_layer()
        handlers = {
            "sfu.join": self._join,
            "sfu.attach": self._attach,
            "sfu.watch": self._watch,
            "room.changed": self._changed,
        }
        while True:
            message = await layer.receive(self._channel)
            handler = handlers.get(message["type"])
            if handler is not None:
                try:
                    await handler(message)
                except Exception:  # one bad message must not make the node deaf to every room
                    log.exception("message not understood", kind=message["type"])

    async def _join(self, message: dict[str, Any]) -> None:
        room, connection = message["room"], message["connection"]
        reply = {"room": room, "request": message["request"]}
        try:
            if self.draining:
                raise OfferRefused(Refusal.CLOSING)
            await self._host(room)
            await self._follow(message["policy"])
            self._listeners[room, connection] = message["reply_to"]
            sdp = await self.server.join(
                room=room, person=message["person"], connection=connection, offer=message["offer"]
            )
        except OfferRefused as refusal:
            log.info("offer refused", code=refusal.code, detail=refusal.detail)
            reply |= {"type": "media.refused", "code": refusal.code, "sentence": refusal.sentence}
        else:
            reply |= {"type": "media.answer", "sdp": sdp}
        await self._send(message["reply_to"], reply)

    async def _attach(self, message: dict[str, Any]) -> None:
        room, connection = message["room"], message["connection"]
        seats = self.server.seats(room=room, connection=connection)
        if seats is None:
            await self._send(
                message["reply_to"], {"type": "media.down", "room": room, "connection": connection}
            )
            return
        self._listeners[room, connection] = message["reply_to"]
        self._on_event(SeatsChanged(room, connection, seats))
        encodings = self.server.encodings(room=room, connection=connection)
        if encodings is not None:
            self._on_event(EncodingsWanted(room, connection, encodings))

    async def _watch(self, message: dict[str, Any]) -> None:
        self.server.watch(room=message["room"], connection=message["connection"], heights=message["heights"])

    async def _changed(self, message: dict[str, Any]) -> None:
        if message["room"] in self._versions:
            await self._follow(message["policy"])

    # --- rooms ---

    async def _host(self, room: str) -> None:
        if room not in self._versions:
            await join_group(room_group(room), self._channel)
            self._versions[room] = -1
            self._empty.clear()

    async def _follow(self, decided: Policy) -> None:
        room, version = decided["room"], decided["version"]
        if version < self._versions.get(room, -1):
            return
        if decided["node"] != self.id or not decided["people"]:
            await self._let_go(room)
            return
        self._versions[room] = version
        people = {
            person: PersonPolicy(voice=voice, picture=picture, share=share, zone=place, connection=connection)
            for person, (voice, picture, share, place, connection) in decided["people"].items()
        }
        spotlight = decided["spotlight"]
        self.server.apply(RoomPolicy(room=room, version=version, people=people, spotlight=spotlight))

    async def _let_go(self, room: str) -> None:
        """The room is without media, or lives elsewhere now. Whoever joins brings it back."""
        self.server.close_room(room)
        for key in [key for key in self._listeners if key[0] == room]:
            del self._listeners[key]
        if self._versions.pop(room, None) is not None:
            await leave_group(room_group(room), self._channel)
        if not self._versions:
            self._empty.set()

    async def _look_again(self) -> None:
        for decided in await in_database(_policies, [UUID(room) for room in self._versions]):
            await self._follow(decided)

    async def _announce(self) -> None:
        if not self.draining:
            stats = self.server.stats()
            await self._registry.announce(LiveNode(id=self.id, load=stats.people, port=self.server.port))
            self.announced = True

    # --- what the media server says ---

    def _on_event(self, event: NodeEvent) -> None:
        self._events.put_nowait(event)

    async def _tell(self) -> None:
        while True:
            event = await self._events.get()
            listener = self._listeners.get((event.room, event.connection))
            address = {"room": event.room, "connection": event.connection}
            message: dict[str, Any] | None = None
            match event:
                case SeatsChanged(seats=seats):
                    message = {"type": "media.seats", "seats": [list(seat) for seat in seats]}
                case EncodingsWanted(rids=rids):
                    message = {"type": "media.encodings", "encodings": list(rids)}
                case QualityChanged():
                    message = {"type": "media.quality", **quality_of(event)}
                case MediaDown(reason=reason) if reason not in DECIDED:
                    message = {"type": "media.down"}
            if isinstance(event, MediaDown):
                self._listeners.pop((event.room, event.connection), None)
            if listener is not None and message is not None:
                await self._send(listener, message | address)

    async def _send(self, channel: str, message: dict[str, Any]) -> None:
        try:
            await get_channel_layer().send(channel, message)
        except (RedisError, OSError) as error:
            log.warning("not sent", kind=message["type"], error=type(error).__name__)

    async def _every(
        self, period_s: Callable[[], float], duty: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        while True:
            await asyncio.sleep(period_s())
            try:
                await duty()
            except Exception as error:
                self.announced = False
                log.warning("duty failed", duty=duty.__name__, error=type(error).__name__)


def quality_of(event: QualityChanged) -> dict[str, Any]:
    """What the browser's own indicator is told."""
    return {
        "loss_up": event.loss_up,
        "loss_down": event.loss_down,
        "down_bps": event.down_bps,
        "video_paused": event.video_paused,
    }


def _policies(rooms: list[UUID]) -> list[Policy]:
    return [
        policy(row.pk, msgspec.convert(row.state, RoomState), version=row.version, node=row.node)
        for row in Room.objects.filter(pk__in=rooms)
    ]

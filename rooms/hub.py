"""The live sockets of this process, and its one ear on the channel layer.

The process subscribes once to each room that it has sockets in. A message is read once and handed to the sockets it
is for, through their inboxes; so a socket deals with what its browser says and what the room says one after the other.
There is a hub for each event loop; it listens while it has sockets.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import suppress
from random import uniform
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import structlog
from channels.layers import get_channel_layer
from twisted.internet.defer import Deferred

from rooms import services
from rooms.database import in_database
from rooms.endings import end
from rooms.heartbeat import Heart
from rooms.notices import Told, join_group, leave_group, room_group
from rooms.ordering import Ordering
from rooms.outgoing import Outgoing
from rooms.protocol.audiences import Audience
from rooms.protocol.messages import ConnectionId, Message, PersonId
from rooms.registry import Registry
from rooms.services import RoomNow

if TYPE_CHECKING:
    from rooms.media import SocketMedia

log = structlog.get_logger(__name__)

# For the browsers to answer that the server closes.
GOODBYES_TAKE_S = 2.0
# After a restart everyone comes back within so long, not all in the same instant.
RETURN_WITHIN_S = 2.0


class LiveSocket(Protocol):
    """One WebSocket of this process. ``connection`` is empty until its place in the room is known."""

    room: UUID
    user_id: UUID
    session_key: str
    part: str
    number: int  # of this process's sockets, counted as they opened
    version: int  # of the room as it was last shown here
    connection: ConnectionId
    heard_at_s: float  # of the loop's clock
    person: PersonId
    audience: Audience
    media: SocketMedia
    gone: asyncio.Event  # set when the connection has ended

    @property
    def closed(self) -> bool:
        """Dismissed already."""

    def tell(self, event: dict[str, Any]) -> None:
        """Put something into the inbox; it never waits."""

    async def say(self, message: Message) -> None:
        """To the browser."""

    async def dismiss(self, code: str, *, after_s: float = 0.0) -> None:
        """Say why, and close; the page is to come back after so long."""


class Hub:
    """Sockets by room, and the tasks that serve them all."""

    def __init__(self, duties: Callable[[Hub], list[Coroutine[Any, Any, None]]]) -> None:
        self.registry = Registry()
        self.heart = Heart()
        self.outgoing = Outgoing()
        self.channel = ""
        self._duties = duties
        self._rooms: dict[UUID, set[LiveSocket]] = {}
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._later: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()
        self._farewell_arranged = False
        self._restarting = False
        self._ordering = Ordering(self._hand_on)
        self._looks: dict[UUID, asyncio.Future[RoomNow]] = {}
        self.missing: dict[str, float] = {}  # media servers that were not found, and since when

    def sockets(self) -> Iterator[LiveSocket]:
        """Every socket of this process."""
        return (socket for sockets in list(self._rooms.values()) for socket in list(sockets))

    async def enter(self, socket: LiveSocket) -> None:
        """From now on ``socket`` is told what happens in its room. Raises ``RedisError`` where nobody could tell it."""
        async with self._lock:
            if not self._tasks:
                await self._start()
            first = socket.room not in self._rooms
            if first:
                await join_group(room_group(socket.room), self.channel)
            self._rooms.setdefault(socket.room, set()).add(socket)

    async def exit(self, socket: LiveSocket) -> None:
        """``socket`` is told nothing more. Known or not, it is gone afterwards."""
        async with self._lock:
            sockets = self._rooms.get(socket.room, set())
            sockets.discard(socket)
            if not sockets and self._rooms.pop(socket.room, None) is not None:
                self._ordering.forget(str(socket.room))
                await leave_group(room_group(socket.room), self.channel)
            if not self._rooms:
                await self._stop()

    async def say_goodbye(self) -> None:
        """This process stops. Places in rooms are kept: browsers come back to them, or their leases run out."""
        self._restarting = True
        sockets = list(self.sockets())
        log.info("restarting", sockets=len(sockets))
        await asyncio.gather(
            *(socket.dismiss("restarting", after_s=uniform(0, RETURN_WITHIN_S)) for socket in sockets)
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYES_TAKE_S):
                await asyncio.gather(*(socket.gone.wait() for socket in sockets))
                await self.outgoing.sent()

    def publish(self, notices: Iterable[Told]) -> None:
        """Tell everyone in the room: the media server, other processes and those who are here."""
        for told in notices:
            message: dict[str, Any] = {**told, "origin": self.channel}
            self.outgoing.send(room_group(told["room"]), message)
            self._take(message)

    async def look(self, room: UUID) -> RoomNow:
        """The room as it is now. Sockets that ask in the same moment share one look."""
        looking = self._looks.get(room)
        if looking is None:
            looking = self._looks[room] = asyncio.ensure_future(self._read(room))
        return await asyncio.shield(looking)

    async def _read(self, room: UUID) -> RoomNow:
        # Whoever asks from here on may know of something that this look does not see.
        await asyncio.sleep(0)
        self._looks.pop(room, None)
        now = await in_database(services.read_room, room)
        assert now is not None
        return now

    def expect(self, request: str) -> asyncio.Future[dict[str, Any]]:
        """What a media server answers to ``request``. Cancel it when it is no longer wanted."""
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._replies[request] = future
        future.add_done_callback(lambda _: self._replies.pop(request, None))
        return future

    def later(self, delay_s: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do this once, after so long, whether or not there are sockets then."""

        def begin() -> None:
            task = asyncio.create_task(work())
            self._later.add(task)
            task.add_done_callback(self._later.discard)

        asyncio.get_running_loop().call_later(delay_s, begin)

    async def _start(self) -> None:
        self.channel = await get_channel_layer().new_channel("hub.")
        self.heart = Heart()
        self._tasks = [asyncio.create_task(work) for work in (self._listen(), *self._duties(self))]
        if not self._farewell_arranged:
            self._farewell_arranged = before_server_stops(self.say_goodbye)

    async def _stop(self) -> None:
        await end(self._tasks)
        self._tasks = []
        # With nobody here silence harms nobody. After a restart it does: those who were here want to come back.
        if not self._restarting:
            await self.heart.rest()
        await self.registry.close()

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            message = await layer.receive(self.channel)
            try:
                self.hear(message)
            except Exception:  # one bad message must not make everyone here deaf
                log.exception("message not understood", kind=message.get("type"))

    def hear(self, message: dict[str, Any]) -> None:
        """Hand a message of the channel layer to whom it is for; one for nobody here is dropped."""
        request = message.get("request")
        if request is not None:
            reply = self._replies.get(request)
            if reply is not None and not reply.done():
                reply.set_result(message)
            return
        if message.get("origin") != self.channel:
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        """Hand it on; a change of a room after the one before it. Nobody here is in a room that has no socket here."""
        if UUID(message["room"]) not in self._rooms:
            return
        if message["type"] == "room.changed":
            self._ordering.take(message)
        else:
            self._hand_on(message)

    def _hand_on(self, message: dict[str, Any]) -> None:
        connection = message.get("connection")
        for socket in list(self._rooms.get(UUID(message["room"]), ())):
            if connection is None or connection == socket.connection:
                socket.tell(message)


def before_server_stops(work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
    """Have the web server finish ``work`` before it stops; False where the loop is not a web server's.

    Daphne 4.2 means to cancel its applications then, but does not once any kept-alive HTTP connection is idle
    (``kill_all_applications`` raises ``KeyError``), so Twisted is asked itself.
    """
    reactor = sys.modules.get("twisted.internet.reactor")
    if reactor is None or not reactor.running:
        return False
    reactor.addSystemEventTrigger(
        "before", "shutdown", lambda: Deferred.fromFuture(asyncio.ensure_future(work()))
    )
    return True


async def every(
    period_s: Callable[[], float], duty: Callable[[Hub], Coroutine[Any, Any, None]], hub: Hub
) -> None:
    """Do ``duty`` again and again; what fails is noted and tried again, as other duties depend on other servers."""
    while True:
        try:
            await duty(hub)
        except Exception as error:
            log.warning("duty failed", duty=duty.__name__, error=type(error).__name__)
        await asyncio.sleep(period_s())

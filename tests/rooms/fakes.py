"""A media server that only remembers what it was told, behind the real host, registry and channel layer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from rooms.endings import end
from rooms.nodehost import NodeHost
from rooms.registry import new_node_id
from rooms.sfu import MediaDown, NodeEvent, NodeStats, OfferRefused, Refusal, RoomPolicy, SeatsChanged
from rooms.sfu.paths import Paths

# Longer than anything here takes on a busy machine.
PATIENCE_S = 15.0


class FakeMediaServer:
    """Answers every offer of whoever its policy admits; ``rooms`` holds the policies, ``joined`` who has media."""

    port = 7000

    def __init__(self, on_event: Callable[[NodeEvent], None]) -> None:
        self.on_event = on_event
        self.paths = Paths()
        self.rooms: dict[str, RoomPolicy] = {}
        self.joined: dict[str, str] = {}  # connection -> person
        self.heights: dict[str, Mapping[str, int]] = {}
        self.encodings_told: dict[str, tuple[str, ...]] = {}  # connection -> rids
        self._told = asyncio.Event()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def join(self, *, room: str, person: str, connection: str, offer: str) -> str:
        if offer == "v=0 nonsense":
            raise OfferRefused(Refusal.BAD_OFFER)
        if room not in self.rooms or not self.rooms[room].admits(person, connection):
            raise OfferRefused(Refusal.NOT_ADMITTED)
        self.joined[connection] = person
        self.on_event(SeatsChanged(room, connection, self._seats(connection)))
        return f"answer to {offer}"

    async def follows(self, condition: Callable[[], bool]) -> None:
        """Wait until the policies it was told are as said."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._told.clear()
                await self._told.wait()

    def apply(self, policy: RoomPolicy) -> None:
        self._told.set()
        self.rooms[policy.room] = policy
        for connection, person in list(self.joined.items()):
            if not policy.admits(person, connection):
                del self.joined[connection]

    def watch(self, *, room: str, connection: str, heights: Mapping[str, int]) -> None:
        self.heights[connection] = heights

    def seats(self, *, room: str, connection: str) -> tuple[tuple[int, str], ...] | None:
        return self._seats(connection) if connection in self.joined else None

    def encodings(self, *, room: str, connection: str) -> tuple[str, ...] | None:
        return self.encodings_told.get(connection)

    def close_room(self, room: str) -> None:
        self.rooms.pop(room, None)
        self.joined.clear()
        self._told.set()

    def lose(self, room: str, connection: str, reason: str) -> None:
        """The connection's media ends, as the real server would tell it."""
        from rooms.sfu import DownReason

        self.joined.pop(connection, None)
        self.on_event(MediaDown(room, connection, DownReason(reason)))

    def _seats(self, connection: str) -> tuple[tuple[int, str], ...]:
        others = sorted(person for joined, person in self.joined.items() if joined != connection)
        return tuple(enumerate(others))

    def pictures(self) -> Counter[str]:
        return Counter()

    def stats(self) -> NodeStats:
        counted = dict.fromkeys(NodeStats.__dataclass_fields__, 0)
        counted |= {"rooms": len(self.rooms), "people": len(self.joined)}
        return NodeStats(**counted | {"dropped": {}, "refused": {}, "ended": {}})  # type: ignore[arg-type]


class FakeNode:
    """A host with such a server. ``vanish`` ends it as ``kill -9`` would: its heartbeat just stops."""

    def __init__(self, name: str) -> None:
        self.host = NodeHost(id=new_node_id(name), make_server=FakeMediaServer)

    @property
    def server(self) -> FakeMediaServer:
        assert isinstance(self.host.server, FakeMediaServer)
        return self.host.server

    async def vanish(self) -> None:
        await end(self.host._tasks)


@asynccontextmanager
async def fake_node(name: str = "fake") -> AsyncIterator[FakeNode]:
    """A node that lives as long as the block."""
    node = FakeNode(name)
    await node.host.start()
    try:
        yield node
    finally:
        await node.host.stop()

"""What a node does from time to time for everybody in its rooms: ask for what is missing, tell what came, look on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping

from .peer import Peer
from .router import Room

# While packets are missing, how often they are asked for; and how often everything slower is looked after.
REPAIR_EVERY_S = 0.02
# How often browsers are told when their packets arrived: their estimate follows the path that fast.
TELL_EVERY_S = 0.08
TEND_EVERY_S = 0.5


class Rounds:
    """`on_told` runs with each telling, `check_life` for each peer when it is looked after."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        *,
        on_told: Callable[[], None],
        check_life: Callable[[Peer, float], None],
    ) -> None:
        self._rooms = rooms
        self._on_told = on_told
        self._check_life = check_life
        self._tasks: list[asyncio.Task[None]] = []
        self._asking: asyncio.TimerHandle | None = None  # the next time, while packets are missing

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._tell()), loop.create_task(self._tend())]

    async def stop(self) -> None:
        tasks, self._tasks = self._tasks, []
        if self._asking is not None:
            self._asking.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def ask_soon(self) -> None:
        """Packets are missing: ask for them when what was only overtaken has come."""
        if self._asking is None and self._tasks:
            self._asking = asyncio.get_running_loop().call_later(REPAIR_EVERY_S, self._ask)

    def _ask(self) -> None:
        self._asking = None
        now, missing = time.monotonic(), False
        for peer in self._everybody():
            missing |= peer.publisher.ask_for_repairs(now)
        if missing:
            self.ask_soon()

    async def _tell(self) -> None:
        async for rooms in self._spread(TELL_EVERY_S, 4):
            self._on_told()
            for room in rooms:
                for peer in list(room.peers.values()):
                    peer.publisher.tell_arrivals()

    async def _tend(self) -> None:
        tended: dict[str, tuple[float, int]] = {}  # by room: when last, and how often
        async for rooms in self._spread(TEND_EVERY_S, 20):
            now = time.monotonic()
            for room in rooms:
                last, times = tended.get(room.name, (now - TEND_EVERY_S, 0))
                tended[room.name] = now, times + 1
                self._tend_room(room, now, now - last, report=times % 2 == 1)
            tended = {name: known for name, known in tended.items() if name in self._rooms}

    def _tend_room(self, room: Room, now: float, elapsed: float, *, report: bool) -> None:
        room.tend(now, elapsed)
        for peer in list(room.peers.values()):
            if report:
                peer.report(now)
            self._check_life(peer, now)

    async def _spread(self, period_s: float, slices_most: int) -> AsyncIterator[list[Room]]:
        """All rooms once in each period, not all at the same time: packets wait meanwhile."""
        while True:
            rooms = list(self._rooms.values())
            slices = max(1, min(len(rooms), slices_most))
            for number in range(slices):
                await asyncio.sleep(period_s / slices)
                yield rooms[number::slices]

    def _everybody(self) -> Iterator[Peer]:
        for room in list(self._rooms.values()):
            yield from list(room.peers.values())

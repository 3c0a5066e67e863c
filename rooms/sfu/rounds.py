"""What a node does from time to time for everybody in its rooms: ask for what is missing, tell what came, look on."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TypeVar

from .peer import Peer
from .router import Room

# While packets are missing, how often they are asked for; and how often everything slower is looked after.
REPAIR_EVERY_S = 0.02
# How often browsers are told when their packets arrived: their estimate follows the path that fast.
TELL_EVERY_S = 0.08
TEND_EVERY_S = 0.5
# How often browsers are told how their streams arrive: one after the other, in so many steps at most.
REPORT_EVERY_S, STEPS_MOST = 1.0, 50
# How long what senders report waits for what others do: a room's worth goes in a few datagrams. Not longer, for each
# also tells how long the way there and back takes at that moment.
PASS_ON_EVERY_S = 0.2
# So many people have their turn at once, where there is time for it: waking up costs as much as one of them does, and
# what comes meanwhile waits for all.
TOGETHER = 6


T = TypeVar("T")


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
        self._tasks = [
            loop.create_task(going) for going in (self._tell(), self._tend(), self._report(), self._pass_on())
        ]

    async def stop(self) -> None:
        tasks, self._tasks = self._tasks, []
        if self._asking is not None:
            self._asking.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def asking(self) -> bool:
        """Whether packets are missing, and will be asked for at a time."""
        return self._asking is not None

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
        async for rooms in _spread(self._here, TELL_EVERY_S, 4):
            self._on_told()
            for room in rooms:
                for peer in list(room.peers.values()):
                    peer.publisher.tell_arrivals()

    async def _tend(self) -> None:
        tended: dict[str, float] = {}  # by room: when last
        async for rooms in _spread(self._here, TEND_EVERY_S, 20):
            now = time.monotonic()
            for room in rooms:
                room.tend(now, now - tended.get(room.name, now - TEND_EVERY_S))
                tended[room.name] = now
                for peer in list(room.peers.values()):
                    self._check_life(peer, now)
            tended = {name: last for name, last in tended.items() if name in self._rooms}

    async def _report(self) -> None:
        async for peers in _spread(self._everybody, REPORT_EVERY_S, STEPS_MOST, TOGETHER):
            now = time.monotonic()
            for peer in peers:
                peer.publisher.report(now)

    async def _pass_on(self) -> None:
        async for peers in _spread(self._everybody, PASS_ON_EVERY_S, 10, TOGETHER):
            now = time.monotonic()
            for peer in peers:
                peer.pass_on(now)

    def _here(self) -> list[Room]:
        return list(self._rooms.values())

    def _everybody(self) -> list[Peer]:
        return [peer for room in self._here() for peer in room.peers.values()]


async def _spread(
    all_of_them: Callable[[], list[T]], period_s: float, slices_most: int, together: int = 1
) -> AsyncIterator[list[T]]:
    """All once in each period, not all at the same time: packets wait meanwhile."""
    while True:
        things = all_of_them()
        slices = max(1, min(math.ceil(len(things) / together), slices_most))
        for number in range(slices):
            await asyncio.sleep(period_s / slices)
            yield things[number::slices]

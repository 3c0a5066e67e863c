"""Every room is looked after about as often as it should be, and not all of them in the same moment."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

from rooms.sfu import rounds
from rooms.sfu.peer import Peer
from rooms.sfu.rounds import Rounds
from rooms.sfu.router import Room


class Quiet:
    """A publisher that has nothing to say, and remembers being asked."""

    def __init__(self, missing: int = 0) -> None:
        self.told = self.reported = self.passed = 0
        self.missing = missing

    def tell_arrivals(self) -> None:
        self.told += 1

    def pass_on(self, now: float) -> None:
        self.passed += 1

    def report(self, now: float) -> None:
        self.reported += 1

    def ask_for_repairs(self, now: float) -> bool:
        self.missing -= 1
        return self.missing > 0


class Tended:
    """A room of one, as `Rounds` sees it."""

    def __init__(self, name: str, missing: int = 0) -> None:
        self.name = name
        self.publisher = Quiet(missing)
        peer = SimpleNamespace(publisher=self.publisher, pass_on=self.publisher.pass_on)
        self.peers = {"peer": cast(Peer, peer)}
        self.at: list[tuple[float, float]] = []
        self.enough = asyncio.Event()

    def tend(self, now: float, elapsed: float) -> None:
        self.at.append((time.monotonic(), elapsed))
        if len(self.at) == 4:
            self.enough.set()


def rounds_of(*rooms: Tended) -> tuple[Rounds, list[Any]]:
    looked: list[Any] = []
    everybody = cast(dict[str, Room], {room.name: room for room in rooms})
    return Rounds(everybody, on_told=lambda: None, check_life=lambda peer, now: looked.append(peer)), looked


async def test_rooms_take_turns_within_a_period() -> None:
    rooms = [Tended(str(number)) for number in range(5)]
    running, looked = rounds_of(*rooms)
    running.start()
    async with asyncio.timeout(20):
        for room in rooms:
            await room.enough.wait()
    await running.stop()

    for room in rooms:
        assert all(abs(elapsed - rounds.TEND_EVERY_S) < 0.4 for _, elapsed in room.at)
        assert room.publisher.reported in range(1, len(room.at) // 2 + 2), "about every second"
        assert room.publisher.passed > 2 * room.publisher.reported
        assert room.publisher.told >= len(room.at)
    assert len(looked) == sum(len(room.at) for room in rooms)
    firsts = sorted(room.at[0][0] for room in rooms)
    assert firsts[-1] - firsts[0] > rounds.TEND_EVERY_S / 2


async def test_what_is_missing_is_asked_for_until_it_came_and_by_one_alone() -> None:
    room = Tended("room", missing=3)
    running, _ = rounds_of(room)
    running.start()
    running.ask_soon()
    running.ask_soon()
    async with asyncio.timeout(10):
        await room.enough.wait()
    await running.stop()
    running.ask_soon()

    assert room.publisher.missing == 0, "asked three times, and then no more"

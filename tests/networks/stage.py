"""A node, a bad network before it, and people at real browsers on that network: what every scene needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from playwright.async_api import Browser

from rooms.sfu import NodeEvent, NodeSettings
from rooms.sfu.events import EncodingsWanted
from tests.rooms.sfu.conftest import ROOM, SETTINGS, RunningNode

from .emulator import BadNetwork
from .lines import Line, Wanted, chromium_running, open_line, served, until


class Telling(RunningNode):
    """A node that tells browsers which encodings anybody looks at, as the house does through their sockets."""

    def __init__(self, settings: NodeSettings) -> None:
        super().__init__(settings)
        self.lines: dict[str, Line] = {}  # by connection
        self._wanted: asyncio.Queue[EncodingsWanted] = asyncio.Queue()

    def _on_event(self, event: NodeEvent) -> None:
        super()._on_event(event)
        if isinstance(event, EncodingsWanted):
            self._wanted.put_nowait(event)

    async def tell(self) -> None:
        """Until it is cancelled."""
        while True:
            event = await self._wanted.get()
            if event.connection in self.lines:
                await self.lines[event.connection].send_encodings(event.rids)


class Stage:
    """One room, and everybody in it on `network`."""

    def __init__(self, running: Telling, network: BadNetwork, browser: Browser, address: str) -> None:
        self.running = running
        self.network = network
        self.browser = browser
        self.address = address

    async def enter(self, person: str, wanted: Wanted | None = None, *, clear: bool = False) -> Line:
        """Somebody in a tab, admitted. `clear`: straight to the node, past the bad network."""
        line = await self.tab(person)
        await self.seat(line, wanted, clear=clear)
        return line

    async def tab(self, person: str) -> Line:
        """Somebody at the page, who has not joined."""
        return await open_line(self.browser, self.address, person)

    async def seat(self, line: Line, wanted: Wanted | None = None, *, clear: bool = False) -> None:
        """Admit whoever is at this browser, and connect them."""
        self.running.admit(line.person)
        self.running.lines[f"c-{line.person}"] = line
        answer = await self.running.join(line.person, await line.offer(wanted or Wanted()))
        await line.answer(answer if clear else self.network.redirect(answer))

    def watch(self, line: Line, **heights: int) -> None:
        """How tall this person's tiles of the others are."""
        self.running.node.watch(room=ROOM, connection=f"c-{line.person}", heights=heights)

    def leave(self, line: Line) -> None:
        self.running.node.leave(room=ROOM, connection=f"c-{line.person}")


@asynccontextmanager
async def stage(*flags: str, host: str = "127.0.0.1", voices: int = 4) -> AsyncIterator[Stage]:
    """Raises AssertionError at the end when the node met something that it could not handle."""
    settings: NodeSettings = replace(SETTINGS, host=host, announced=(host,), voices=voices)
    running = Telling(settings)
    await running.node.start()
    telling = asyncio.create_task(running.tell())
    try:
        async with (
            BadNetwork((host, running.node.port)) as network,
            served() as address,
            chromium_running(*flags) as browser,
        ):
            yield Stage(running, network, browser, address)
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await running.node.stop()
    assert running.node.stats().dropped.get("internal", 0) == 0


async def meet(on: Stage, *lines: Line, seats: int = 1) -> None:
    """Wait until everybody sees and hears the first so many seats."""
    for line in lines:
        for seat in range(seats):

            async def both(line: Line = line, seat: int = seat) -> bool:
                return await line.sees_and_hears(seat)

            await until(both, what=f"{line.person} sees and hears seat {seat}")

"""What forwarding costs the media server, and how it grows: ``bin/measure media``.

Rooms of synthetic participants who speak real ICE, DTLS and SRTP with a real `rooms.sfu.Node` over the loopback. The
server runs in a process of its own and its CPU is the operating system's count for that process alone; the
participants run in this one. Everybody speaks all the time and sends the page's three encodings. Everybody is shown
everybody, in the encoding that fits the tiles of a grid for so many people, and hears as many voices as the server
lets be heard. CPU per forwarded packet is all that the server does, what comes in and goes nowhere included.

The delay of a packet is from the moment it is about to be encrypted by its sender to the moment at which the kernel has
it for its receiver, so that a busy receiver does not count. A packet is lost by the server when a receiver's sequence
numbers have a gap that its own socket did not make. Senders, receivers and server share the machine: how long the
server was ready to run and had no processor is told beside the delays, which it stretches.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import statistics
import subprocess
import sys
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import uvloop
from aiortc.rtcdtlstransport import RTCCertificate

from benchmarks.media_node import LONGEST_LINE
from benchmarks.media_people import Participant, perform
from benchmarks.media_streams import Tally, offer
from benchmarks.report import Figure
from vip.supervisor import CHECKOUT

# (rooms, people in each)
GROWTH = ((1, 2), (1, 4), (1, 8), (1, 12), (2, 12), (4, 12))
LARGEST_ROOM, MOST_ROOMS = (1, 12), (4, 12)
# The height in pixels of a tile in a room of so many.
TILES = {2: 720, 4: 360, 8: 180, 12: 180}
SEATS = 15
SETTLING = timedelta(seconds=3)
WATCHED_FOR = timedelta(seconds=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One run: so many rooms of so many people, and what that cost."""

    rooms: int
    people: int
    cpu: float  # share of one core
    per_second: float  # packets forwarded
    p50_ms: float
    p99_ms: float
    lost: int
    memory_mb: float
    waited: float  # share of the time in which the server could have run, and had no processor

    @property
    def name(self) -> str:
        rooms = "a room" if self.rooms == 1 else f"{self.rooms} rooms"
        return f"{rooms} of {self.people}"

    @property
    def per_packet_us(self) -> float:
        return self.cpu / self.per_second * 1e6


def measure() -> list[Figure]:
    loads = []
    for rooms, people in GROWTH:
        load = uvloop.run(run(rooms, people))
        print(f"  {load.name}: {load.cpu:.0%} of a core", file=sys.stderr, flush=True)
        loads.append(load)
    return [figure for load in loads for figure in figures(load)]


def figures(load: Load) -> list[Figure]:
    """The rows of one run. Bounds are the media page's aims: four rooms of 12 on one core, p99 under 5 ms, no loss."""
    size = load.rooms, load.people
    share = 100 * load.cpu
    return [
        Figure(what=f"{load.name}: packets forwarded", value=round(load.per_second), unit="a second"),
        Figure(
            what=f"{load.name}: server's CPU",
            value=round(share, 1),
            unit="% of a core",
            bound={LARGEST_ROOM: 25, MOST_ROOMS: 100}.get(size),
        ),
        Figure(
            what=f"{load.name}: CPU per forwarded packet",
            value=round(load.per_packet_us, 1),
            unit="us",
        ),
        Figure(what=f"{load.name}: forwarding delay, p50", value=round(load.p50_ms, 2), unit="ms"),
        Figure(what=f"{load.name}: forwarding delay, p99", value=round(load.p99_ms, 2), unit="ms", bound=5),
        Figure(what=f"{load.name}: packets lost by the server", value=load.lost, unit="packets", bound=0),
        Figure(what=f"{load.name}: server's memory", value=round(load.memory_mb), unit="MB", bound=200),
        Figure(
            what=f"{load.name}: server waits for a processor", value=round(100 * load.waited, 1), unit="%"
        ),
    ]


# --- one run --------------------------------------------------------------------------------------------------------


class Server:
    """The process of `benchmarks.media_node`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._told = psutil.Process(process.pid)

    async def ask(self, **command: Any) -> Any:
        """Give a command, wait for its answer. Raises RuntimeError when the server has died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        answer = await self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The media server has died; what it said is above.")
        return json.loads(answer)

    def cpu_s(self) -> float:
        times = self._told.cpu_times()
        return float(times.user + times.system)

    def waited_s(self) -> float:
        """How long it was ready to run and had no processor; 0 where the system does not tell."""
        told = Path(f"/proc/{self._process.pid}/schedstat")
        return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0

    def memory_mb(self) -> float:
        return float(self._told.memory_info().rss) / 1e6


@asynccontextmanager
async def server() -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.media_node",
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    try:
        yield Server(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def run(rooms: int, people: int) -> Load:
    tally = Tally()
    async with server() as sfu:
        everybody = [person for _ in range(rooms) for person in await room_of(sfu, people, tally)]
        performing = asyncio.create_task(perform(everybody, random.Random(1)))
        try:
            await asyncio.wait([performing], timeout=SETTLING / timedelta(seconds=1))
            return await watch(sfu, tally, rooms, people, performing)
        finally:
            performing.cancel()
            await asyncio.gather(performing, return_exceptions=True)
            for person in everybody:
                await person.close()


async def room_of(sfu: Server, people: int, tally: Tally) -> list[Participant]:
    """A new room with everybody in it."""
    room = secrets.token_hex(4)
    names = [f"{room}-{number}" for number in range(people)]
    await sfu.ask(do="open", room=room, people=names)
    certificate = RTCCertificate.generateCertificate()
    present = []
    for name in names:
        person = Participant(secrets.randbits(60), certificate, tally)
        said = await sfu.ask(
            do="join",
            room=room,
            person=name,
            offer=offer(person.ufrag, person.fingerprint, SEATS),
            heights=dict.fromkeys(names, TILES[people]),
        )
        await person.connect(said)
        present.append(person)
    return present


async def watch(sfu: Server, tally: Tally, rooms: int, people: int, performing: asyncio.Task[None]) -> Load:
    """What happens for a while. Raises what the participants raised, and RuntimeError if a picture lacks."""
    before, cpu_before, waited_before = await sfu.ask(do="stats"), sfu.cpu_s(), sfu.waited_s()
    loop = asyncio.get_running_loop()
    began = loop.time()
    tally.counting = True
    await asyncio.wait([performing], timeout=WATCHED_FOR / timedelta(seconds=1))
    tally.counting = False
    seconds = loop.time() - began
    cpu, waited = sfu.cpu_s() - cpu_before, sfu.waited_s() - waited_before
    if performing.done():
        performing.result()
    after = await sfu.ask(do="stats")
    expected = rooms * people * (people - 1)
    if tally.pictures() != expected:
        raise RuntimeError(f"Of {expected} pictures {tally.pictures()} arrived.")
    p50, p99 = percentiles(tally.delays_ms)
    return Load(
        rooms=rooms,
        people=people,
        cpu=cpu / seconds,
        per_second=(forwarded(after) - forwarded(before)) / seconds,
        p50_ms=p50,
        p99_ms=p99,
        lost=max(0, tally.missing - tally.unread),
        memory_mb=sfu.memory_mb(),
        waited=waited / seconds,
    )


def forwarded(stats: dict[str, int]) -> int:
    return stats["voice_forwarded"] + stats["video_forwarded"]


def percentiles(values: array[float]) -> tuple[float, float]:
    """p50 and p99."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]

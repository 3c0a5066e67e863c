"""One run of `benchmarks.media`: so many rooms of so many people for a while, at VIP's media server or at Janus.

The delay of a packet is from the moment it is about to be encrypted by its sender to the moment at which the kernel has
it for its receiver, so that a busy receiver does not count. A packet is lost by the server when a receiver's sequence
numbers have a gap that its own socket did not make.
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
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiortc.rtcdtlstransport import RTCCertificate

from benchmarks.media_janus import janus, janus_room
from benchmarks.media_node import LONGEST_LINE
from benchmarks.media_people import Participant, perform
from benchmarks.media_process import Told
from benchmarks.media_streams import CAMERA, QUIET, VOICE, Shape, Tally, offer
from vip.supervisor import CHECKOUT

SEATS = 15
# Longer than an encoding that nobody looks at goes on being sent, so that all have found what they send.
SETTLING = timedelta(seconds=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is measured. `tile` is how tall everybody is shown, in pixels; `talking` how many talk all the time while
    the others' microphones are open and silent; `loss` the share of packets that get lost on each way."""

    rooms: int
    people: int
    tile: int
    talking: int
    camera: tuple[Shape, ...] = CAMERA
    loss: float = 0.0
    voices: int = 4  # how many the server lets be heard
    lasts: timedelta = timedelta(seconds=8)

    def shapes(self, person: int) -> list[Shape]:
        return [VOICE if person < self.talking else QUIET, *self.camera]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One run, and what it cost."""

    scene: Scene
    cpu: float  # share of one core
    per_second: float  # packets forwarded
    incoming: float  # packets sent to the server, a second
    p50_ms: float
    p99_ms: float
    unseen: int  # pictures of somebody that somebody never got
    lost: int
    repaired: float  # share of the packets lost on their way to the participants that came again
    memory_mb: float
    waited: float  # share of the time in which the server could have run, and had no processor

    @property
    def per_packet_us(self) -> float:
        return self.cpu / self.per_second * 1e6


class Server(Told):
    """The process of `benchmarks.media_node`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__(process.pid)
        self._process = process
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())
        self.people: dict[str, Participant] = {}  # by name

    async def ask(self, **command: Any) -> Any:
        """Give a command, wait for its answer. Raises RuntimeError when the server has died."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        answer = await self._answers.get()
        if not answer:
            raise RuntimeError("The media server has died; what it said is above.")
        return json.loads(answer)

    async def _read(self) -> None:
        """Tell answers from what the server says by itself. An empty answer: it has died."""
        assert self._process.stdout is not None
        line = "?"
        while line:
            line = (await self._process.stdout.readline()).decode()
            if line.startswith('{"event"'):
                said = json.loads(line)
                self.people[said["event"]].send_only(said["encodings"])
            else:
                self._answers.put_nowait(line)

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading


@asynccontextmanager
async def server(*, voices: int = 4) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.media_node",
        str(voices),
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    running = Server(process)
    try:
        yield running
    finally:
        await running.end()


async def run(scene: Scene) -> Load:
    """At VIP's media server."""
    tally = Tally()
    async with server(voices=scene.voices) as sfu:
        everybody = [person for _ in range(scene.rooms) for person in await room_of(sfu, scene, tally)]
        async with performing(everybody) as show:
            await asyncio.wait([show], timeout=SETTLING / timedelta(seconds=1))
            return await watch(sfu, tally, scene, everybody, show)


async def run_at_janus(scene: Scene, *, substream: int) -> Load:
    """At Debian's Janus. Raises JanusMissing."""
    tally = Tally()
    async with janus() as server:
        shapes = [scene.shapes(person) for person in range(scene.people)]
        everybody = [
            person
            for _ in range(scene.rooms)
            for person in await janus_room(server, scene.people, tally, shapes, substream=substream)
        ]
        async with performing(everybody) as show:
            await asyncio.wait([show], timeout=SETTLING / timedelta(seconds=1))
            return await watch(server, tally, scene, everybody, show)


@asynccontextmanager
async def performing(everybody: Sequence[Participant]) -> AsyncIterator[asyncio.Task[None]]:
    """Everybody sends meanwhile, and goes home afterwards."""
    show = asyncio.create_task(perform(everybody, random.Random(1)))
    try:
        yield show
    finally:
        show.cancel()
        await asyncio.gather(show, return_exceptions=True)
        for person in everybody:
            await person.close()


async def room_of(sfu: Server, scene: Scene, tally: Tally, *, also: int = 0) -> list[Participant]:
    """A new room with everybody in it, and so many more behind them."""
    room = secrets.token_hex(4)
    names = [f"{room}-{number}" for number in range(scene.people + also)]
    await sfu.ask(do="open", room=room, people=names)
    certificate = RTCCertificate.generateCertificate()
    present = []
    for number, name in enumerate(names):
        person = Participant(secrets.randbits(60), certificate, tally, scene.shapes(number), loss=scene.loss)
        sfu.people[name] = person
        said = await sfu.ask(
            do="join",
            room=room,
            person=name,
            offer=offer(person.ufrag, person.fingerprint, SEATS, scene.camera),
            heights=dict.fromkeys(names, scene.tile),
        )
        await person.connect(said, role="client")
        present.append(person)
    return present


async def watch(
    measured: Told, tally: Tally, scene: Scene, everybody: Sequence[Participant], show: asyncio.Task[None]
) -> Load:
    """What happens for a while. Raises what the participants raised."""
    cpu_before, waited_before = measured.cpu_s(), measured.waited_s()
    sent_before = sum(person.sent for person in everybody)
    loop = asyncio.get_running_loop()
    began = loop.time()
    tally.counting = True
    await asyncio.wait([show], timeout=scene.lasts / timedelta(seconds=1))
    tally.counting = False
    seconds = loop.time() - began
    cpu, waited = measured.cpu_s() - cpu_before, measured.waited_s() - waited_before
    sent = sum(person.sent for person in everybody) - sent_before
    if show.done():
        show.result()
    expected = scene.rooms * scene.people * (scene.people - 1)
    p50, p99 = percentiles(tally.delays_ms)
    return Load(
        scene=scene,
        cpu=cpu / seconds,
        per_second=len(tally.delays_ms) / seconds,
        incoming=sent / seconds,
        p50_ms=p50,
        p99_ms=p99,
        unseen=expected - tally.pictures(),
        lost=max(0, tally.missing - tally.unread),
        repaired=tally.repaired / tally.dropped if tally.dropped else 1.0,
        memory_mb=measured.memory_mb(),
        waited=waited / seconds,
    )


def percentiles(values: array[float]) -> tuple[float, float]:
    """p50 and p99."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]


def single(shape: Shape) -> tuple[Shape, ...]:
    """A camera with one encoding, without simulcast."""
    return (replace(shape, rid=""),)

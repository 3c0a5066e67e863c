"""Many people in many rooms over real WebSockets, as light as they can be: one process, no media.

Reads a ``Plan`` as JSON on its standard input and answers a ``Tally`` as JSON. Everybody connects, the facilitators
admit, and then each person now and then turns their microphone on or off. A command counts as told when its change has
reached everybody in the room, its sender included; since all sit in this one process, one clock times it.

With ``sleeper`` one client of the first room stops reading for so many seconds, answers nothing meanwhile, and then
goes on: what became of them, and what the others' times were meanwhile.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
from array import array
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
import uvloop
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

SUBPROTOCOL = "vip.room.v1"
# So many connect at a time: people come over minutes, not in one instant.
CONNECTING = 16
ARRIVE_WITHIN_S = 120.0
TOLD_WITHIN_S = 5.0


class Seat(Struct, frozen=True):
    """A person of a room. ``cookie`` is a whole Cookie header."""

    cookie: str
    facilitates: bool


class Plan(Struct, frozen=True):
    """Whom to bring where, and for how long to measure. ``every_s``: a person's mean time between two commands."""

    url: str
    origin: str
    rooms: dict[str, tuple[Seat, ...]]
    every_s: float
    measure_s: float
    sleeper_s: float = 0.0


class Sleeper(Struct, frozen=True):
    """What became of the one who stopped reading."""

    closed_as: str
    back_after_s: float
    same_people: bool


class Tally(Struct, frozen=True):
    """What was seen. Milliseconds, each list sorted."""

    connected_s: float
    commands: int
    told_ms: tuple[float, ...]
    told_while_asleep_ms: tuple[float, ...]
    untold: int
    refused: int
    dropped: int
    resyncs: int
    sleeper: Sleeper | None


# --- as much of the protocol as is needed -----------------------------------------------------------------------------


class Person(Struct):
    id: str
    microphone: bool
    standing: str = ""


class Heard(Struct):
    """Any message; fields that this program has no use for are skipped unread."""

    type: str
    n: int = 0
    version: int = 0
    code: str = ""
    connection: str = ""
    you: Person | None = None
    people: tuple[Person, ...] = ()


_decode = msgspec.json.Decoder(Heard).decode


# --- rooms and people -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Probe:
    """A command on its way: who has not heard of it yet."""

    sent_s: float
    microphone: bool
    waiting: set[int]
    asleep: bool


@dataclass(slots=True)
class Scores:
    """What everybody adds to."""

    told_ms: array[float] = field(default_factory=lambda: array("d"))
    asleep_ms: array[float] = field(default_factory=lambda: array("d"))
    commands: int = 0
    untold: int = 0
    refused: int = 0
    dropped: int = 0
    resyncs: int = 0
    counting: bool = False
    asleep: bool = False


class LoadRoom:
    """One room, and the commands that are on their way in it."""

    def __init__(self, plan: Plan, room: str, seats: Iterable[Seat], scores: Scores) -> None:
        self.url = f"{plan.url}/ws/rooms/{room}/"
        self.scores = scores
        self.probes: dict[str, Probe] = {}
        self.sitters = [Sitter(self, number, seat, plan) for number, seat in enumerate(seats)]

    def awake(self) -> set[int]:
        return {sitter.number for sitter in self.sitters if sitter.admitted and not sitter.asleep}

    def heard(self, number: int, people: Iterable[Person]) -> None:
        """Somebody was told of these people as they are now."""
        for person in people:
            probe = self.probes.get(person.id)
            if probe is None or probe.microphone is not person.microphone:
                continue
            probe.waiting.discard(number)
            if not probe.waiting:
                del self.probes[person.id]
                took_ms = (time.perf_counter() - probe.sent_s) * 1000
                (self.scores.asleep_ms if probe.asleep else self.scores.told_ms).append(took_ms)

    def give_up(self, person: str) -> None:
        if self.probes.pop(person, None) is not None:
            self.scores.untold += 1


class Sitter:
    """One person at one socket."""

    def __init__(self, room: LoadRoom, number: int, seat: Seat, plan: Plan) -> None:
        self.room = room
        self.number = number
        self.seat = seat
        self.plan = plan
        self.me = ""
        self.microphone = True
        self.admitted = False
        self.asleep = False
        self.closing = ""
        self.people: set[str] = set()
        self.arrived = asyncio.Event()
        self.let_in = asyncio.Event()
        self.socket: ClientConnection | None = None
        self.listening: asyncio.Task[None] | None = None
        self._commands = 0

    async def enter(self) -> None:
        """Connect, and return when the room has shown itself."""
        self.arrived.clear()
        self.socket = await connect(
            self.room.url,
            origin=Origin(self.plan.origin),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={"Cookie": self.seat.cookie},
            proxy=None,
            ping_interval=None,
            compression=None,
            max_size=None,
            open_timeout=60,
            close_timeout=1,
        )
        self.listening = asyncio.create_task(self._listen(self.socket))
        async with asyncio.timeout(ARRIVE_WITHIN_S):
            await self.arrived.wait()

    async def _listen(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._hear(_decode(await socket.recv(decode=False)))
        if self.room.scores.counting and not self.asleep:
            self.room.scores.dropped += 1
        self.admitted = False
        self.arrived.set()

    async def _hear(self, heard: Heard) -> None:
        if heard.type == "ping":
            await self.tell(f'{{"type":"pong","n":{heard.n}}}')
        elif heard.type == "closing":
            self.closing = heard.code
        elif heard.type == "error":
            self.room.scores.refused += 1
        elif heard.type in ("snapshot", "changed"):
            self._see(heard)

    def _see(self, heard: Heard) -> None:
        if heard.type == "snapshot":
            self.room.scores.resyncs += self.room.scores.counting and not self.asleep
            self.people = {person.id for person in heard.people}
            self.arrived.set()
        if heard.you is not None:
            self.me, self.microphone = heard.you.id, heard.you.microphone
            if heard.you.standing == "admitted":
                self.admitted = True
                self.let_in.set()
            self.room.heard(self.number, (heard.you,))
        self.room.heard(self.number, heard.people)

    async def tell(self, frame: str) -> None:
        assert self.socket is not None
        with suppress(ConnectionClosed):
            await self.socket.send(frame)

    async def command(self, frame: str) -> None:
        """``frame`` without its id, such as ``"type":"admit_all"``."""
        self._commands += 1
        await self.tell(f'{{"id":"{self._commands}",{frame}}}')

    async def turn_microphone(self) -> None:
        """One command, which everybody in the room is to hear of."""
        room, scores = self.room, self.room.scores
        if not self.admitted or self.asleep or self.me in room.probes:
            return
        on = not self.microphone
        room.probes[self.me] = Probe(time.perf_counter(), on, room.awake(), scores.asleep)
        scores.commands += 1
        await self.command(f'"type":"set_microphone","on":{"true" if on else "false"}')
        asyncio.get_running_loop().call_later(TOLD_WITHIN_S, self._check, on)

    def _check(self, on: bool) -> None:
        probe = self.room.probes.get(self.me)
        if (
            probe is not None
            and probe.microphone is on
            and time.perf_counter() - probe.sent_s >= TOLD_WITHIN_S * 0.99
        ):
            self.room.give_up(self.me)


# --- the run ----------------------------------------------------------------------------------------------------------


async def run(plan: Plan) -> Tally:
    scores = Scores()
    rooms = [LoadRoom(plan, room, seats, scores) for room, seats in plan.rooms.items()]
    began_s = time.perf_counter()
    await fill(rooms)
    connected_s = time.perf_counter() - began_s
    say(f"{sum(len(room.sitters) for room in rooms)} people in {len(rooms)} rooms after {connected_s:.0f} s")
    gc.freeze()
    scores.counting = True
    busy = [asyncio.create_task(keep_busy(sitter)) for room in rooms for sitter in room.sitters]
    await asyncio.sleep(plan.measure_s)
    sleeper = await fall_asleep(rooms[0], scores, plan.sleeper_s) if plan.sleeper_s else None
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)
    await asyncio.sleep(TOLD_WITHIN_S)
    scores.counting = False
    await leave(rooms)
    return Tally(
        connected_s=connected_s,
        commands=scores.commands,
        told_ms=tuple(sorted(scores.told_ms)),
        told_while_asleep_ms=tuple(sorted(scores.asleep_ms)),
        untold=scores.untold,
        refused=scores.refused,
        dropped=scores.dropped,
        resyncs=scores.resyncs,
        sleeper=sleeper,
    )


async def fill(rooms: list[LoadRoom]) -> None:
    """Everybody knocks; each room's facilitator, who comes first, lets all of them in together."""
    few = asyncio.Semaphore(CONNECTING)

    async def fill_one(room: LoadRoom) -> None:
        async with few:
            for sitter in sorted(room.sitters, key=lambda sitter: not sitter.seat.facilitates):
                await sitter.enter()
            await room.sitters[0].command('"type":"admit_all"')
            async with asyncio.timeout(ARRIVE_WITHIN_S):
                await asyncio.gather(*(sitter.let_in.wait() for sitter in room.sitters))

    await asyncio.gather(*map(fill_one, rooms))


async def keep_busy(sitter: Sitter) -> None:
    """Commands at random moments, ``every_s`` apart on average, from now until cancelled."""
    randomness = random.Random(f"{sitter.room.url}{sitter.number}")
    while True:
        await asyncio.sleep(randomness.expovariate(1 / sitter.plan.every_s))
        await sitter.turn_microphone()


async def fall_asleep(room: LoadRoom, scores: Scores, seconds: float) -> Sleeper:
    """The last client of ``room`` reads nothing for ``seconds``, then reads on, and comes back if they were closed."""
    sitter = room.sitters[-1]
    assert sitter.listening is not None
    assert sitter.socket is not None
    sitter.asleep = scores.asleep = True
    for person, probe in list(
        room.probes.items()
    ):  # what was under way to them will be late, as is only right
        probe.waiting.discard(sitter.number)
        if not probe.waiting:
            del room.probes[person]
    sitter.listening.cancel()
    await asyncio.gather(sitter.listening, return_exceptions=True)
    await asyncio.sleep(seconds)
    woke_s = time.perf_counter()
    scores.asleep = False
    with suppress(ConnectionClosed, TimeoutError):
        async with asyncio.timeout(5):
            while True:
                heard = _decode(await sitter.socket.recv(decode=False))
                sitter.closing = heard.code if heard.type == "closing" else sitter.closing
    await sitter.enter()
    others = {other.me for other in room.sitters if other is not sitter}
    back = Sleeper(
        closed_as=sitter.closing or str(sitter.socket.close_code or ""),
        back_after_s=time.perf_counter() - woke_s,
        same_people=sitter.people == others,
    )
    sitter.asleep = False
    return back


async def leave(rooms: list[LoadRoom]) -> None:
    """Everybody closes their tab."""
    sitters = [sitter for room in rooms for sitter in room.sitters]
    for sitter in sitters:
        if sitter.listening is not None:
            sitter.listening.cancel()
        if sitter.socket is not None:
            sitter.socket.transport.abort()
    await asyncio.gather(
        *(sitter.listening for sitter in sitters if sitter.listening), return_exceptions=True
    )


def say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(run(plan))))

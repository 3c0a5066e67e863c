"""A group that gathers, loses its connections and its servers, and comes back: real processes, programs as people.

Everybody's socket goes through a relay of their own, which can go dead in both directions as a phone's network does.
Media goes its own way, by UDP.
"""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from functools import partial

from benchmarks.report import Figure
from benchmarks.room_load import Seat
from rooms.participant.clips import clips_of
from rooms.participant.media import Equipment
from rooms.participant.participant import Participant
from rooms.participant.received import Received
from rooms.participant.wire import Address
from tests.line import Line
from vip.supervisor import House

COME_WITHIN_S = 2.0
CUTS = 3
OFFLINE_S = 20.0
PATIENCE = timedelta(seconds=60)
SILENT_PEOPLE = Equipment(media=False)
# So many send and count media while the media server is killed; each costs as much as the whole measurement else.
IN_MEDIA = 3


class Gathering:
    """The people of one room: the facilitator first, then the clients."""

    def __init__(self, house: House, room: str, seats: Sequence[Seat], stack: AsyncExitStack) -> None:
        self.house, self.room, self.seats, self.stack = house, room, seats, stack
        self.relays: list[Line] = []
        self.people: list[Participant] = []

    async def bring(self, seat: Seat, equipment: Equipment = SILENT_PEOPLE) -> Participant:
        """Somebody who is on their way from now on."""
        relay = await self.stack.enter_async_context(Line(self.house.port))
        url = f"ws://127.0.0.1:{relay.port}/ws/rooms/{self.room}/"
        person = Participant(Address(url, self.house.url, seat.cookie), equipment)
        await self.stack.enter_async_context(person)
        self.relays.append(relay)
        self.people.append(person)
        return person

    @property
    def facilitator(self) -> Participant:
        return self.people[0]

    def complete(self, person: Participant, people: int) -> bool:
        """Whether they are online and see so many others in the room."""
        seen = person.seen
        return person.online and seen is not None and seen.admitted and len(seen.present) == people

    def back(self, person: Participant, people: int, connections: int) -> bool:
        """The same on a newer connection."""
        return person.connections > connections and self.complete(person, people)


def called_again(person: Participant, calls: int) -> bool:
    return person.calls > calls


def more_than(sound: int, picture: int, got: Received) -> bool:
    return got.sound_packets > sound and got.picture_packets > picture


async def timed(action: Awaitable[object]) -> float:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await action
    return loop.time() - began_s


async def keep_admitting(facilitator: Participant) -> None:
    """Let in whoever knocks, as soon as they are seen."""
    while True:
        await facilitator.until_seen(lambda seen: bool(seen.waiting), within=timedelta(hours=1))
        with suppress(Exception):  # the socket may be between two connections
            await facilitator.admit_all()
        await asyncio.sleep(0.05)


async def gather(group: Gathering) -> list[Figure]:
    """Thirteen clients of a group of twelve come within two seconds."""
    await group.bring(group.seats[0])
    await group.facilitator.until_seen(lambda seen: seen.admitted)
    admitting = asyncio.create_task(keep_admitting(group.facilitator))
    randomness, loop = random.Random(4), asyncio.get_running_loop()

    async def come(seat: Seat) -> tuple[Participant, float, float]:
        await asyncio.sleep(randomness.uniform(0, COME_WITHIN_S))
        began_s = loop.time()
        person = await group.bring(seat)
        await person.until(
            lambda: person.closing is not None or (person.seen is not None and person.seen.admitted),
            within=PATIENCE,
        )
        return person, loop.time() - began_s, loop.time()

    came = await asyncio.gather(*(come(seat) for seat in group.seats[1:]))
    refused = [person for person, _, _ in came if person.closing and person.closing.code == "room_full"]
    inside = [(person, took, at) for person, took, at in came if person not in refused]
    last_s = max(at for _, _, at in inside)
    for person, _, _ in inside:
        await person.until(partial(group.complete, person, len(inside)), within=PATIENCE)
    rosters = {frozenset(_names(person)) for person, _, _ in inside}
    admitting.cancel()
    for person in refused:
        index = group.people.index(person)
        del group.people[index], group.relays[index]
    return [
        Figure(
            what=f"{len(inside)} clients within 2 s: each in the room, p95",
            value=round(p95([took for _, took, _ in inside]), 2),
            unit="s",
            bound=5,
        ),
        Figure(
            what="the last of them in: everybody's roster is complete after",
            value=round(loop.time() - last_s, 2),
            unit="s",
            bound=2,
        ),
        Figure(what="different rosters among them then", value=len(rosters) - 1, unit="rosters", bound=0),
        Figure(
            what="clients beyond the group's twelve who got in",
            value=len(inside) - 12,
            unit="people",
            bound=0,
        ),
    ]


def _names(person: Participant) -> set[str]:
    assert person.seen is not None
    return {person.seen.you.name, *(other.name for other in person.seen.present)}


async def cut_sockets(group: Gathering) -> list[Figure]:
    """Each client's socket is cut, one after the other, again and again."""
    others = len(group.people) - 1
    took = []
    for _ in range(CUTS):
        for person in group.people[1:]:
            connections = person.connections
            took.append(await timed(_back(group, person, others, connections, person.cut)))
    return [
        Figure(
            what=f"socket cut: complete roster again, p95 of {len(took)}",
            value=round(p95(took), 2),
            unit="s",
            bound=5,
        )
    ]


async def _back(
    group: Gathering,
    person: Participant,
    others: int,
    connections: int,
    harm: Callable[[], Awaitable[object]],
) -> None:
    await harm()
    await person.until(partial(group.back, person, others, connections), within=PATIENCE)


async def kill_web(group: Gathering) -> list[Figure]:
    """``kill -9`` of the web process: everybody's way back, once it was started again by the supervisor."""
    others = len(group.people) - 1
    before = [person.connections for person in group.people]

    async def everybody_back() -> None:
        await asyncio.to_thread(group.house.kill, "web")
        for person, connections in zip(group.people, before, strict=True):
            await person.until(partial(group.back, person, others, connections), within=PATIENCE)

    took = await timed(everybody_back())
    return [
        Figure(
            what="web process killed: everybody in again, rosters complete",
            value=round(took, 1),
            unit="s",
            bound=10,
        )
    ]


async def go_offline(group: Gathering) -> list[Figure]:
    """One client's network is dead for 20 s."""
    others, person, relay = len(group.people) - 1, group.people[-1], group.relays[-1]
    connections = person.connections
    relay.go_dead()
    await asyncio.sleep(OFFLINE_S)

    async def network_returns() -> None:
        relay.come_back()

    took = await timed(_back(group, person, others, connections, network_returns))
    return [
        Figure(
            what="offline for 20 s: complete roster once back online", value=round(took, 2), unit="s", bound=5
        )
    ]


async def in_media(group: Gathering) -> list[Figure]:
    """What those who hear and see each other notice of a cut socket, and of a media server that is killed."""
    talking: list[Participant] = []
    for seat in group.seats[1 : 1 + IN_MEDIA]:  # a newer device of the same people
        clips = await asyncio.to_thread(clips_of, f"Person {len(talking)}")
        talking.append(await group.bring(seat, Equipment(clips=clips)))
    names = {person: await _name(person) for person in talking}
    await _hear_each_other(talking, names)
    return [*await cut_in_media(talking, names), *await kill_media(group, talking, names)]


async def cut_in_media(talking: Sequence[Participant], names: dict[Participant, str]) -> list[Figure]:
    """Everybody's socket is cut: their media is to go on as if nothing had been."""
    before = [(person.connections, person.calls) for person in talking]
    for person in talking:
        await person.cut()
    for person, (connections, _) in zip(talking, before, strict=True):
        await person.until(partial(_online_again, person, connections), within=PATIENCE)
    await _hear_each_other(talking, names)
    anew = sum(person.calls - calls for person, (_, calls) in zip(talking, before, strict=True))
    return [Figure(what="socket cut: media connections made anew", value=anew, unit="connections", bound=0)]


def _online_again(person: Participant, connections: int) -> bool:
    return person.online and person.connections > connections


async def kill_media(
    group: Gathering, talking: Sequence[Participant], names: dict[Participant, str]
) -> list[Figure]:
    """``kill -9`` of the media server: how long until everybody gets everybody's sound and picture again."""
    before = [person.calls for person in talking]

    async def media_again() -> None:
        await asyncio.to_thread(group.house.kill, "sfu")
        for person, calls in zip(talking, before, strict=True):
            await person.until(partial(called_again, person, calls), within=PATIENCE)
        await _hear_each_other(talking, names)

    took = await timed(media_again())
    return [
        Figure(
            what="media server killed: all sound and pictures again",
            value=round(took, 1),
            unit="s",
            bound=10,
        )
    ]


async def _name(person: Participant) -> str:
    seen = await person.until_seen(lambda seen: seen.admitted, within=PATIENCE)
    return seen.you.name


async def _hear_each_other(people: Sequence[Participant], names: dict[Participant, str]) -> None:
    """Return when each has got more sound and more pictures of each other one than now."""
    for person in people:
        for other in people:
            if other is person:
                continue
            name = names[other]
            now = person.received_from(name)
            await person.until_received(name, partial(more_than, now.sound_packets, now.picture_packets))


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


async def measure(house: House, room: str, seats: Sequence[Seat]) -> list[Figure]:
    """All of it, in one room."""
    figures: list[Figure] = []
    async with AsyncExitStack() as stack:
        group = Gathering(house, room, seats, stack)
        for part in (gather, cut_sockets, go_offline, kill_web, in_media):
            figures += await part(group)
    return figures

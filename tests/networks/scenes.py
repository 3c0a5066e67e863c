"""What happens on bad networks, scene by scene, as real browsers tell it: tests hold the figures to bounds, and
`bin/measure media` prints them.

Everybody is in one room on one node. Conditions hold for each way between browser and node, so 40 ms of delay make 80
ms there and back, and a packet from one person to another passes two lossy ways.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from functools import partial

from .lines import Line, Received, Wanted, until
from .link import CLEAR, Conditions
from .stage import Stage, meet

DELAY_S = 0.04
HOME = Conditions(delay_s=0.02)
# Heights of tiles, and of the encodings that fill them; the camera's own is the last.
SMALL, MIDDLE, LARGE = 135, 270, 540
# What a picture takes to be there, and jitter buffers to settle.
SETTLING_S = 4.0
LISTENS = Wanted(height=None)
SENDS = Wanted(height=LARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One voice and one picture, over a while."""

    concealed: float  # share of the voice that the browser made up
    frozen: float  # share of the time
    lost: int  # packets of voice and picture that did not come at first
    repaired: int  # packets of the picture that came over RTX
    frames: int


async def loses(on: Stage, share: float, *, seconds: float) -> Loss:
    """Somebody listens and looks while both ways lose this share of packets."""
    ana, _ = await two(on)
    bad = Conditions(loss=share, delay_s=DELAY_S)
    on.network.set(up=bad, down=bad)
    await asyncio.sleep(SETTLING_S)
    voice, picture = await ana.voice(0), await ana.picture(0)
    began = time.monotonic()
    await asyncio.sleep(seconds)
    heard, seen = await ana.voice(0), await ana.picture(0)
    return Loss(
        concealed=concealed(voice, heard),
        frozen=(seen.frozen - picture.frozen) / (time.monotonic() - began),
        lost=heard.lost - voice.lost + seen.lost - picture.lost,
        repaired=seen.repaired - picture.repaired,
        frames=seen.frames - picture.frames,
    )


async def two(on: Stage, *, sends: Wanted = SENDS) -> tuple[Line, Line]:
    """Ana, who sends no picture, sees and hears Ben at a middling size."""
    ana, ben = await on.enter("ana", LISTENS), await on.enter("ben", sends)
    on.watch(ana, ben=MIDDLE)
    await meet(on, ana)
    return ana, ben


def concealed(before: Received, after: Received) -> float:
    """The share of a voice that was made up in between."""
    return (after.concealed - before.concealed) / max(1, after.samples - before.samples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """A line that became narrow, and wide again."""

    concealed: float  # share of the speaker's voice that was made up while it was narrow
    shown: tuple[
        tuple[int, int], ...
    ]  # lines of the speaker's picture and of the other's, step by step; 0: none
    recovered_s: float  # from the cap's end until everything is as it was

    @property
    def out_of_order(self) -> int:
        """How often the speaker's picture was given up while the other's wasn't."""
        return sum(not speaker and bool(other) for speaker, other in self.shown)


async def narrows(on: Stage, bitrate_bps: float, *, seconds: float) -> Narrow:
    """Ana sees Ben, who speaks, on a large tile and Carla on a smaller one, and for a while little gets through."""
    ana = await on.enter("ana", LISTENS)
    for person, voice in (("ben", 0.0), ("carla", -100.0)):
        await on.enter(person, replace(SENDS, voice=voice), clear=True)
    on.watch(ana, ben=LARGE, carla=MIDDLE)
    on.network.set(up=HOME, down=HOME)
    await until(lambda: seated(on, 2), what="Ben and Carla have seats")
    seats = {person: seat for seat, person in on.running.seats("ana").items()}

    async def everything() -> bool:
        now = [await ana.picture(seats[person]) for person in ("ben", "carla")]
        return [picture.height for picture in now] == [LARGE, MIDDLE]

    await until(everything, what="Ana sees Ben large and Carla at a middling size")
    await asyncio.sleep(SETTLING_S)
    before = await ana.voice(seats["ben"])
    on.network.set(down=replace(HOME, bitrate_bps=bitrate_bps))
    shown = await steps(ana, (seats["ben"], seats["carla"]), seconds)
    heard = await ana.voice(seats["ben"])
    on.network.set(down=HOME)
    began = time.monotonic()
    shown_then = {person: (await ana.picture(seat)).frames for person, seat in seats.items()}

    async def flows() -> bool:
        now = {person: (await ana.picture(seat)).frames for person, seat in seats.items()}
        return await everything() and all(now[person] > shown_then[person] + 5 for person in now)

    await until(flows, what="everything is as it was", within_s=60)
    return Narrow(concealed=concealed(before, heard), shown=shown, recovered_s=time.monotonic() - began)


async def steps(line: Line, seats: tuple[int, int], seconds: float) -> tuple[tuple[int, int], ...]:
    """How many lines are shown on these seats, each time that it changes."""
    found: list[tuple[int, int]] = []
    until_s = time.monotonic() + seconds
    before = [await line.picture(seat) for seat in seats]
    while time.monotonic() < until_s:
        await asyncio.sleep(1.0)
        now = [await line.picture(seat) for seat in seats]
        one, other = (
            new.height if new.frames > old.frames else 0 for new, old in zip(now, before, strict=True)
        )
        before = now
        if not found or found[-1] != (one, other):
            found.append((one, other))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How long nothing came after somebody's address had changed, in seconds, at worst."""

    voice_s: float
    picture_s: float


async def moves(on: Stage, *, times: int) -> Moved:
    """Ana sees and hears Ben, and both get other addresses, again and again."""
    on.network.set(up=HOME, down=HOME)
    ana, ben = await two(on)
    voice_s = picture_s = 0.0
    for _ in range(times):
        await asyncio.sleep(1.0)
        voice, picture = await ana.voice(0), await ana.picture(0)
        began = time.monotonic()
        on.network.move()
        # What was under way to the old address is lost, so new pictures and a voice prove the new one.
        heard = await until(partial(packets, ana, voice.packets + 10), what="Ana hears Ben")
        await until(partial(frames, ana, picture.frames + 5), what="Ana sees Ben")
        voice_s, picture_s = max(voice_s, heard), max(picture_s, time.monotonic() - began)
    assert await ben.state() == "connected"
    return Moved(voice_s=voice_s, picture_s=picture_s)


async def packets(line: Line, than: int) -> bool:
    """Whether more of the voice on the first seat came."""
    return (await line.voice(0)).packets > than


async def frames(line: Line, than: int) -> bool:
    """Whether more of the picture on the first seat was decoded."""
    return (await line.picture(0)).frames > than


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What switching between encodings, or between people on one seat, did to a picture."""

    switches: int
    longest_gap_ms: float  # without a new picture
    frozen_s: float
    undecoded: int  # times that the browser had to ask for a key frame to go on
    apart_ms: float  # picture and voice, at most in 19 of 20 looks; NaN where none was possible


async def switches_sizes(on: Stage, *, times: int) -> Switched:
    """Ana's tile of Ben grows and shrinks."""
    on.network.set(up=HOME, down=HOME)
    ana, _ = await two(on)
    await asyncio.sleep(SETTLING_S)
    await ana.longest_gap_ms(0)
    before = await ana.picture(0)
    await ana.watch_skew(0)
    for number in range(times):
        height = (SMALL, LARGE, MIDDLE)[number % 3]
        on.watch(ana, ben=height)

        async def shows(height: int = height) -> bool:
            return (await ana.picture(0)).height == height

        await until(shows, what=f"Ana sees Ben with {height} lines")
        await asyncio.sleep(1.5)
    after = await ana.picture(0)
    return Switched(
        switches=times,
        longest_gap_ms=await ana.longest_gap_ms(0),
        frozen_s=after.frozen - before.frozen,
        undecoded=after.plis - before.plis,
        apart_ms=mostly(await ana.skew_ms()),
    )


async def switches_people(on: Stage, *, times: int) -> Switched:
    """Ana has one seat; Ben and Carla take turns in her zone of the room, longer apart than an encoding stays awake."""
    on.network.set(up=HOME, down=HOME)
    ana = await on.enter("ana", replace(LISTENS, seats=1))
    for person in ("ben", "carla"):
        await on.enter(person, replace(SENDS, height=MIDDLE))
    await meet(on, ana)
    admitted = dict(on.running.people)
    gap, frozen, undecoded, apart = 0.0, 0.0, 0, 0.0
    for number in range(times + 1):
        gone, come = ("carla", "ben") if number % 2 else ("ben", "carla")
        await asyncio.sleep(SETTLING_S)
        await ana.longest_gap_ms(0)
        before = await ana.picture(0)
        on.running.decide({**admitted, gone: replace(admitted[gone], zone="aside")})
        assert on.running.seats("ana") == {0: come}
        await until(partial(frames, ana, before.frames + 20), what=f"Ana sees {come}")
        await ana.watch_skew(0)
        await asyncio.sleep(1.5)
        after = await ana.picture(0)
        if number:  # at first Carla was there all the time
            gap = max(gap, await ana.longest_gap_ms(0))
            frozen += after.frozen - before.frozen
            undecoded += after.plis - before.plis
            apart = max(apart, mostly(await ana.skew_ms()))
    return Switched(switches=times, longest_gap_ms=gap, frozen_s=frozen, undecoded=undecoded, apart_ms=apart)


def mostly(values: list[float]) -> float:
    """The largest in size, one in twenty left out; NaN for none."""
    if not values:
        return float("nan")
    ascending = sorted(map(abs, values))
    return ascending[min(len(ascending) - 1, int(0.95 * len(ascending)))]


# From the softest to the loudest, when all five speak.
SPEAKERS = ("ben", "carla", "dana", "eli", "fay")
LOUDEST = frozenset(SPEAKERS[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who was heard."""

    missing: int  # packets of a soft voice, alone in speaking and on a clear network, from its first on
    loudest: frozenset[str]  # heard of five who speak at once


async def speak(on: Stage) -> Heard:
    """Everybody is silent; then one speaks 20 dB more softly than others do; then five at once, each 8 dB apart."""
    on.network.set(up=CLEAR, down=CLEAR)
    silent = Wanted(voice=-100.0, height=None, seats=6)
    people = {name: await on.enter(name, silent) for name in ("ana", *SPEAKERS)}
    ana, ben = people["ana"], people["ben"]
    await until(lambda: connected(*people.values()), what="everybody is connected")
    await until(lambda: seated(on, 5), what="everybody is seated")
    seats = {person: seat for seat, person in on.running.seats("ana").items()}
    await asyncio.sleep(3.0)  # whoever made a noise on entering is silent again

    came = (await ana.voice(seats["ben"])).packets
    await ben.speak(-20.0)
    sent = (await ben.sent())["voice"].packets
    await asyncio.sleep(3.0)
    sent = (await ben.sent())["voice"].packets - sent
    missing = sent - ((await ana.voice(seats["ben"])).packets - came)

    await asyncio.gather(
        *(people[name].speak(-8.0 * number) for number, name in enumerate(reversed(SPEAKERS)))
    )
    await asyncio.sleep(3.0)
    before = {name: (await ana.voice(seats[name])).energy for name in SPEAKERS}
    await asyncio.sleep(2.0)
    after = {name: (await ana.voice(seats[name])).energy for name in SPEAKERS}
    return Heard(
        missing=max(0, missing),
        loudest=frozenset(name for name in SPEAKERS if after[name] > before[name]),
    )


async def connected(*lines: Line) -> bool:
    return all([await line.state() == "connected" for line in lines])


async def seated(on: Stage, most: int) -> bool:
    return len(on.running.seats("ana")) == most

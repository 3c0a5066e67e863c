"""Mutated datagrams at a live media server: part of ``bin/measure media``, and a short one in the tests.

A room of four people who perform, and a fifth who is let in as they are and then sends what no browser would: its own
genuine datagrams with bits flipped, parts cut, repeated, made extreme or taken from another, before they are sealed and
after, from its own address and from a stranger's. STUN is mutated with and without a right integrity check, so that the
parser and what stands behind it are both reached.

What counts: the server handled each datagram without an exception of its own (`internal` counts those that it caught at
the last line), its memory did not grow after the first tenth, and what the other four got of each other is whole. The
room fills its caches of packets before all that, for these fill with time, whatever is sent.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
import struct
import sys
from collections.abc import Callable
from datetime import timedelta

import uvloop
from aioice import stun

from benchmarks.media_people import OUTBOUND, Participant, perform
from benchmarks.media_run import SEATS, Scene, performing, room_of, server
from benchmarks.media_streams import Tally
from benchmarks.report import Figure
from rooms.sfu import rtcp
from rooms.sfu.stats import Drop

DATAGRAMS = 1_000_000
# So many at a time, then the server must have read them: its socket would lose what it has not, others' as well.
VOLLEY = 200
ANSWERED_S = 20.0
SCENE = Scene(rooms=1, people=4, tile=360, talking=4)
# Where a seat's streams are: the fifth person sits behind the four, at three of whom's seats are taken by the others.
FIRST_SSRC, SEAT_OF_FIFTH = 0x5EA7_0000, 3
# Of a participant's whole second of four streams' packets; a machine that is busy sends them late.
LONGEST = 1400
# The ring of what was forwarded holds 8,192 packets, which are 40 s of this room's pictures.
FILLING = timedelta(seconds=45)


class Fuzzer:
    """The fifth. `volley` sends; everything it does follows from the seed."""

    def __init__(self, person: Participant, port: int, seed: int) -> None:
        self.person = person
        self.sent = 0
        self._chance = random.Random(seed)
        self._stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._stranger.setblocking(False)
        self._stranger.connect(("127.0.0.1", port))
        self._kinds: list[Callable[[], bytes]] = [
            self._rtp,
            self._rtcp,
            self._stun,
            self._dtls,
            self._srtp,
            self._noise,
        ]

    def volley(self, datagrams: int) -> None:
        for _ in range(datagrams):
            data = self._chance.choice(self._kinds)()
            stranger = self._chance.random() < 0.2
            try:
                (self._stranger if stranger else self.person.socket).send(data)
            except OSError:  # an empty or an oversize datagram is not everywhere to be had
                continue
            self.sent += 1

    def close(self) -> None:
        self._stranger.close()

    # --- what is genuine

    def _genuine_rtp(self) -> bytes:
        stream = self._chance.choice(self.person.streams)
        burst = stream.burst()
        return bytes(OUTBOUND.view[: stream.write(OUTBOUND, self._chance.randrange(burst), burst)])

    def _genuine_rtcp(self) -> bytes:
        ssrc = self._chance.choice([stream.ssrc for stream in self.person.streams])
        seat = FIRST_SSRC + self._chance.randrange(4 * SEATS)
        sequences = sorted(self._chance.randrange(1 << 16) for _ in range(self._chance.randrange(1, 20)))
        block = struct.pack(
            "!6I", seat, self._chance.getrandbits(32), *(self._chance.getrandbits(32) for _ in range(4))
        )
        parts = [
            rtcp.sender_report(ssrc, self._chance.getrandbits(64), self._chance.getrandbits(32), 1, 1),
            rtcp.receiver_report([block] * self._chance.randrange(1, 5)),
            rtcp.nack(seat, sequences),
            rtcp.key_frame_request(seat),
            rtcp.remb(self._chance.getrandbits(self._chance.randrange(1, 40)), [seat]),
            rtcp.transport_feedback(self._chance.randbytes(self._chance.randrange(20, 60))),
        ]
        return b"".join(self._chance.sample(parts, self._chance.randrange(1, len(parts) + 1)))

    # --- what is sent

    def _rtp(self) -> bytes:
        """Its number is only a later one: SRTP knows packets by theirs, and after the first wild one that the server
        doesn't get none would be opened (RFC 3711 section 3.3.1)."""
        if self._chance.random() < 0.01:
            self._chance.choice(self.person.streams).leap(self._chance.randrange(1 << 12))
        genuine = self._genuine_rtp()
        mutated = self._mutated(genuine)
        return self._sealed(mutated[:2] + genuine[2:4] + mutated[4:], rtcp_=False)

    def _rtcp(self) -> bytes:
        return self._sealed(self._mutated(self._genuine_rtcp()), rtcp_=True)

    def _srtp(self) -> bytes:
        """Mutated after it was sealed, or sent a second time as it is."""
        sealed = self._sealed(self._genuine_rtp(), rtcp_=False)
        if self._chance.random() < 0.1:
            self.person.socket.send(sealed)
            return sealed
        return self._mutated(sealed)

    def _stun(self) -> bytes:
        request = stun.Message(
            self._chance.choice(list(stun.Method)),
            self._chance.choice(list(stun.Class)),
            attributes={
                "USERNAME": self.person.username if self._chance.random() < 0.7 else secrets.token_hex(8),
                "PRIORITY": self._chance.getrandbits(32),
                "ICE-CONTROLLING": self._chance.getrandbits(64),
            },
        )
        if self._chance.random() < 0.5:
            data = bytearray(self._mutated(bytes(request)))
            if len(data) >= 20:  # made whole again, as far as a length can
                data[2:4] = struct.pack("!H", len(data) - 20 & 0xFFFF)
            return bytes(data)
        request.add_message_integrity(self.person.password)
        return self._mutated(bytes(request))

    def _dtls(self) -> bytes:
        kind = self._chance.choice([20, 21, 22, 23, 24, 25, 63])
        length = self._chance.randrange(0, 200)
        body = self._chance.randbytes(length)
        said = length if self._chance.random() < 0.7 else self._chance.getrandbits(16)
        epoch = self._chance.choice([0, 1, 2, 0xFFFF])
        record = (
            struct.pack("!B2sHHIH", kind, b"\xfe\xfd", epoch, 0, self._chance.getrandbits(16), said) + body
        )
        # A genuine goodbye would be obeyed: only epochs that can't be authentic get through to here.
        return self._mutated(record)

    def _noise(self) -> bytes:
        return self._chance.randbytes(
            self._chance.choice([0, 1, 3, 11, 12, 13, 20, 60, 1200, 2047, 2048, 5000])
        )

    def _mutated(self, data: bytes) -> bytes:
        out = bytearray(data)
        for _ in range(self._chance.choice([1, 1, 1, 2, 4, 16])):
            at = self._chance.randrange(len(out)) if out else 0
            match self._chance.randrange(7):
                case 0 if out:
                    out[at] ^= 1 << self._chance.randrange(8)
                case 1 if out:
                    out[at] = self._chance.choice([0, 1, 0x7F, 0x80, 0xFE, 0xFF])
                case 2:
                    del out[at:]
                case 3:
                    out[at:at] = self._chance.randbytes(self._chance.randrange(1, 40))
                case 4:
                    out += out[at : at + self._chance.randrange(1, 200)]
                case 5:
                    del out[at : at + self._chance.randrange(1, 8)]
                case 6 if len(out) > 4:
                    out[at : at + 4] = struct.pack("!I", self._chance.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF]))
        return bytes(out[:LONGEST])

    def _sealed(self, data: bytes, *, rtcp_: bool) -> bytes:
        """As this person's browser would send it; bare where it can't be sealed."""
        return self.person.sealed(data, rtcp_=rtcp_) if len(data) >= 12 else data


def fuzz_figures() -> list[Figure]:
    return uvloop.run(fuzz(DATAGRAMS, seed=secrets.randbits(32), after=FILLING))


async def fuzz(datagrams: int, *, seed: int, after: timedelta = timedelta(seconds=2)) -> list[Figure]:
    """The figures of so many datagrams, when the room has gone on for so long. The seed is told, so that a bad one can
    be had again."""
    print(f"  fuzz: seed {seed}", file=sys.stderr, flush=True)
    tally = Tally()
    async with server() as sfu:
        everybody = await room_of(sfu, SCENE, tally, also=1)
        *others, fifth = everybody
        port = int(await sfu.ask(do="port"))
        async with performing(others) as show:
            # Whoever is silent for half a minute is let go, and then nothing of theirs is looked into.
            waiting = asyncio.create_task(perform([fifth], random.Random(2)))
            await asyncio.wait([show], timeout=after / timedelta(seconds=1))
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            fuzzer = Fuzzer(fifth, port, seed)
            tally.counting = True
            loop = asyncio.get_running_loop()
            began = loop.time()
            early_mb = 0.0
            while fuzzer.sent < datagrams and not show.done():
                fuzzer.volley(VOLLEY)
                async with asyncio.timeout(ANSWERED_S):
                    await fifth.heard()
                if fuzzer.sent >= datagrams // 10 and not early_mb:
                    early_mb = sfu.memory_mb()
            await asyncio.wait([show], timeout=max(1.0, began + 3 - loop.time()))
            seconds = loop.time() - began
            tally.counting = False
            if show.done():
                show.result()
            stats = await sfu.ask(do="stats")
            memory_mb = sfu.memory_mb()
        fuzzer.close()
        await fifth.close()
    return harm(tally, fifth.number, fuzzer.sent, stats["dropped"], memory_mb - early_mb, seconds)


def harm(
    tally: Tally, fifth: int, sent: int, dropped: dict[str, int], gained_mb: float, seconds: float
) -> list[Figure]:
    theirs = {FIRST_SSRC + 4 * SEAT_OF_FIFTH + stream for stream in (0, 1)}
    streams = [(who, ssrc) for who, ssrc in tally.taken if who != fifth and ssrc not in theirs]
    gaps = sum(max(0, tally.gaps.get(key, 0)) for key in streams)
    voices = [tally.taken[key] / seconds for key in streams if key[1] % 4 == 0]
    what = f"{sent:,} mutated datagrams"
    return [
        Figure(
            what=f"{what}: exceptions in the server", value=dropped.get(Drop.INTERNAL, 0), unit="", bound=0
        ),
        Figure(what=f"{what}: dropped with a reason", value=sum(dropped.values()), unit="datagrams"),
        Figure(what=f"{what}: reasons", value=len(dropped), unit="reasons"),
        Figure(
            what=f"{what}: dropped unread, as from somebody who isn't in the room",
            value=round(100 * dropped.get(Drop.UNKNOWN_ADDRESS, 0) / sent, 1),
            unit="%",
            bound=30,
        ),
        Figure(
            what=f"{what}: memory gained after the first tenth", value=round(gained_mb, 1), unit="MB", bound=5
        ),
        Figure(
            what=f"{what}: streams missing between the other four",
            value=2 * SCENE.people * (SCENE.people - 1) - len(streams),
            unit="streams",
            bound=0,
        ),
        Figure(
            what=f"{what}: packets the other four lacked of each other",
            value=max(0, gaps - tally.unread),
            unit="packets",
            bound=0,
        ),
        Figure(
            what=f"{what}: voices' packets a second that the slowest of them lacked",
            value=round(max(0.0, 50 - min(voices, default=0.0)), 1),
            unit="packets",
            bound=2.5,
        ),
    ]

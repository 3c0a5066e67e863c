"""What C takes in and forwards by itself is what Python does with the same datagrams, whatever comes."""

from __future__ import annotations

import asyncio
import os
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from rooms.sfu import Node, PersonPolicy, RoomPolicy, native, node, udp
from rooms.sfu.cells import HIGHEST, JITTER, LANES, LAST_SEQ, RECEIVED, STREAM_OCTETS
from rooms.sfu.peer import Peer
from rooms.sfu.policy import Kind
from rooms.sfu.speakers import HOLD_S, SILENT_FROM
from rooms.sfu.stats import Drop, NodeStats
from rooms.sfu.udp import SO_TIMESTAMPNS

from .builders import browser_offer, rtp, vp8
from .conftest import SETTINGS
from .test_native import waiting

PEOPLE = ("ana", "ben", "carla")
KEYS = {person: os.urandom(28) for person in PEOPLE}
PROFILE = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
ARRIVALS_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID, RID, ARRIVALS, LEVEL = 4, 10, 3, 1
OFFER = browser_offer(3, simulcast=False).replace(
    "a=extmap:4 ", f"a=extmap:{ARRIVALS} {ARRIVALS_URI}\r\na=extmap:{LEVEL} {LEVEL_URI}\r\na=extmap:4 "
)


@dataclass
class Clock:
    now: float = 100.0

    def monotonic(self) -> float:
        return self.now


@dataclass
class House:
    """A node with three people whose keys and sockets are known here. Ana's datagrams are sent by the test."""

    node: Node
    sockets: dict[str, socket.socket] = field(default_factory=dict)
    came: dict[str, list[bytes]] = field(default_factory=lambda: {person: [] for person in PEOPLE})

    async def open(self) -> None:
        await self.node.start()
        self.node._socket._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 0)  # type: ignore[union-attr]
        self.node.apply(RoomPolicy("room", 1, {person: PersonPolicy(True, True) for person in PEOPLE}))
        for person in PEOPLE:
            await self.node.join(room="room", person=person, connection=person, offer=OFFER)
            peer, own = self.peer(person), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            own.bind(("127.0.0.1", 0))
            own.setblocking(False)
            self.sockets[person] = own
            inbound, outbound = (
                Session(Policy(key=KEYS[person], ssrc_type=kind, srtp_profile=PROFILE))
                for kind in (Policy.SSRC_ANY_INBOUND, Policy.SSRC_ANY_OUTBOUND)
            )
            self.node._ice.follow(peer, own.getsockname())
            peer.secure(inbound, outbound)
            self.node._rooms["room"].up(peer, 100.0)

    def peer(self, person: str) -> Peer:
        return self.node._rooms["room"].peers[person]

    def take(self, datagrams: list[bytes]) -> None:
        """These come from Ana at once, and are read in one go."""
        for datagram in datagrams:
            self.sockets["ana"].sendto(datagram, ("127.0.0.1", self.node.port))
        udp_socket, forwarder = self.node._socket, self.node._forwarder
        if forwarder is None:
            udp_socket._drain()
        else:
            while udp_socket._turn(forwarder, 0).came:
                pass
        for person, own in self.sockets.items():
            self.came[person] += waiting(own)

    def miss(self, packets: int, now: float) -> None:
        """The others ask for the last so many packets of Ana's picture again, and for those around them."""
        for person in PEOPLE[1:]:
            for outlet in self.peer(person).subscriber.outlets.values():
                if outlet.kind is Kind.PICTURE:
                    last = outlet._n[LAST_SEQ]
                    asked = tuple(number & 0xFFFF for number in range(last - packets, last + 2))
                    self.node._fanout.resend(outlet, asked, now)

    def receptions(self) -> list[tuple[float, ...]]:
        """Of each of Ana's streams: what was counted."""
        rows = [encoding.reception.cells for encoding in self.peer("ana").publisher.encodings()]
        return [
            (*(row.n[cell] for cell in (HIGHEST, RECEIVED, STREAM_OCTETS)), row.f[JITTER]) for row in rows
        ]

    async def close(self) -> None:
        await self.node.stop()
        for own in self.sockets.values():
            own.close()


@dataclass(frozen=True)
class Step:
    """What Ana sends next, or somebody does meanwhile."""

    what: str
    number: int = 0
    flag: bool = False


STEPS = st.builds(
    Step,
    st.sampled_from(
        ["picture"] * 8 + ["voice"] * 5 + ["key frame", "lost", "late", "again", "forged", "padding", "short",
        "bare", "cut", "missed", "mute", "pause", "unmute", "away", "turn", "other type"]
    ),
    st.integers(0, 127),
    st.booleans(),
)  # fmt: skip


class Script:
    """Ana's browser, following steps: the same datagrams for whoever asks."""

    def __init__(self) -> None:
        self.seal = Session(Policy(key=KEYS["ana"], ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=PROFILE))
        self.seqs = {"picture": 65_500, "voice": 65_530}
        self.all = 0
        self.sealed: list[bytes] = []

    def datagrams(self, step: Step) -> list[bytes]:
        self.all += 1
        match step.what:
            case "voice":
                return self._send("voice", self._rtp("voice", b"voice" * 9, step))
            case "lost":
                return self._send("picture", self._rtp("picture", self._vp8(False), step))[:0]
            case "late":
                first = self._send("picture", self._rtp("picture", self._vp8(False), step))
                return self._send("picture", self._rtp("picture", self._vp8(False), step)) + first
            case "again":
                return self.sealed[-1:]
            case "forged":
                (good,) = self._send("picture", self._rtp("picture", self._vp8(False), step))
                return [good[:-1] + bytes((good[-1] ^ 1,)), good]
            case "padding":
                return self._send("picture", self._rtp("picture", b"", step, padding=20))
            case "short":
                payload = bytes((0x90, 0x80, step.number)) + bytes((step.flag,)) + b"short"
                return self._send("picture", self._rtp("picture", payload, step))
            case "bare":
                return self._send("picture", self._rtp("picture", bytes((0x00, 1)) + b"bare", step))
            case "cut":
                return self._send("picture", self._rtp("picture", b"\x90\xf0\x80"[: step.number % 4], step))
            case "other type":
                return self._send("picture", self._rtp("picture", self._vp8(False), step, payload_type=97))
            case _:
                return self._send("picture", self._rtp("picture", self._vp8(step.what == "key frame"), step))

    def _send(self, stream: str, data: bytes) -> list[bytes]:
        self.sealed.append(self.seal.protect(data))
        return self.sealed[-1:]

    def _vp8(self, key: bool) -> bytes:
        return vp8(
            picture_id=self.all % 32768, tl0=self.all % 256, key=key, rest=b"picture" * (self.all % 90)
        )

    def _rtp(
        self, stream: str, payload: bytes, step: Step, *, padding: int = 0, payload_type: int = 0
    ) -> bytes:
        self.seqs[stream] += 1
        voice = stream == "voice"
        return rtp(
            seq=self.seqs[stream],
            timestamp=(960 if voice else 3000) * self.seqs[stream],
            ssrc=50 if voice else 60,
            payload_type=payload_type or (111 if voice else 96),
            marker=step.flag,
            payload=payload,
            padding=padding,
            extensions=[
                (MID, b"0" if voice else b"1"),
                (ARRIVALS, (65_500 + self.all & 0xFFFF).to_bytes(2, "big")),
                *([(LEVEL, bytes((step.number | 0x80,)))] if voice else []),
            ],
        )


async def played(steps: list[Step], clock: Clock, *, by_c: bool) -> tuple[object, ...]:
    house = House(Node(settings=SETTINGS if by_c else ALONE, on_event=lambda event: None))
    await house.open()
    script, version, gathered = Script(), 1, []
    for step in [Step("voice", 10), Step("key frame"), Step("picture"), *steps]:
        clock.now += HOLD_S + 0.5 if step.what == "pause" else 0.004
        gathered += script.datagrams(step)
        if step.what in ("mute", "unmute", "away"):
            house.take(gathered)
            gathered, version = [], version + 1
            policies = {person: PersonPolicy(True, True) for person in PEOPLE}
            policies["ana"] = PersonPolicy(step.what != "mute", step.what != "mute")
            if step.what == "away":
                policies["ben"] = PersonPolicy(True, True, zone="aside")
            house.node.apply(RoomPolicy("room", version, policies))
        elif step.what == "missed":
            house.take(gathered)
            gathered = []
            house.miss(step.number % 64, clock.now)
        elif step.what != "turn":
            continue
        house.take(gathered)
        gathered = []
    house.take(gathered)
    told = house.peer("ana").publisher._arrivals.feedback(50)
    armed = [e.reception.cells.n[LANES] for e in house.peer("ana").publisher.encodings() if e.armed]
    stats: NodeStats = house.node.stats()
    # Each stream keeps its order. Of one turn, the voices of different people may be sent after the pictures.
    came = {
        person: sorted(packets, key=lambda packet: packet[8:12]) for person, packets in house.came.items()
    }
    found = (came, house.receptions(), told, stats)
    assert bool(armed) <= by_c
    await house.close()
    return found


ALONE = type(SETTINGS)(host="127.0.0.1", port=0, announced=("127.0.0.1",), accelerate=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (node, udp):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


def compare(steps: list[Step], clock: Clock) -> tuple[object, ...]:
    clock.now = 100.0
    expected = asyncio.run(played(steps, clock, by_c=False))
    clock.now = 100.0
    found = asyncio.run(played(steps, clock, by_c=True))
    assert found == expected
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_whatever_comes_both_do_the_same(steps: list[Step]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        for module in (node, udp):
            patch.setattr(module, "time", SimpleNamespace(monotonic=clock.monotonic))
        compare(steps, clock)


def test_a_voice_that_c_forwards_ceases_to_be_heard_and_begins_again_without_a_gap(clock: Clock) -> None:
    loud, silent, turn = Step("voice", 10), Step("voice", 127), Step("turn")
    steps = [loud, turn, silent, turn, Step("pause"), silent, turn, silent, turn, silent, turn, loud, turn]

    came, _, _, stats = compare(steps, clock)

    assert isinstance(came, dict)
    assert isinstance(stats, NodeStats)
    assert stats.dropped == {Drop.UNHEARD.value: 2}, "the one by which it ceases is forwarded"
    for person in PEOPLE[1:]:
        numbers = [int.from_bytes(packet[2:4], "big") for packet in came[person] if packet[1] & 0x7F == 111]
        assert numbers == [(numbers[0] + step) & 0xFFFF for step in range(5)]


def test_of_a_voice_that_falls_silent_within_a_turn_nothing_more_is_forwarded(clock: Clock) -> None:
    loud, silent, turn = Step("voice", 10), Step("voice", 127), Step("turn")

    _, _, _, stats = compare([loud, turn, Step("pause"), silent, silent, silent, turn], clock)

    assert isinstance(stats, NodeStats)
    assert stats.dropped == {Drop.UNHEARD.value: 2}


def test_a_voice_that_nobody_hears_is_heard_from_the_packet_on_that_is_no_silence(clock: Clock) -> None:
    loud, soft, silent = (Step("voice", level) for level in (10, SILENT_FROM - 1, SILENT_FROM))
    pause, turn = Step("pause"), Step("turn")

    came, _, _, stats = compare(
        [loud, turn, pause, silent, turn, *[silent] * 4, turn, silent, soft, silent, turn], clock
    )

    assert isinstance(came, dict)
    assert isinstance(stats, NodeStats)
    assert stats.dropped == {Drop.UNHEARD.value: 5}
    for person in PEOPLE[1:]:
        voices = [packet for packet in came[person] if packet[1] & 0x7F == 111]
        assert len(voices) == 5, "two loud ones, the one by which it ceases, the soft one and what follows"


def test_what_c_forwarded_is_sent_again_from_where_it_is_kept(clock: Clock) -> None:
    asked = [Step("missed", 30)]
    steps = [Step("picture")] * 40

    _, _, _, stats = compare([*steps, *asked], clock)
    _, _, _, muted = compare([*steps, Step("mute"), Step("unmute"), Step("key frame"), *asked], clock)

    assert isinstance(stats, NodeStats)
    assert isinstance(muted, NodeStats)
    assert stats.retransmitted == 2 * 31, "the last one was not asked for, for it was not sent"
    assert muted.retransmitted == 2 * 2, "what came before somebody was muted is for nobody any more"


def test_pictures_and_voices_that_simply_go_on_are_forwarded(clock: Clock) -> None:
    assert native.library() is not None
    steps = [Step(what, 10) for _ in range(50) for what in ("picture", "voice", "turn")]
    came, receptions, _, stats = compare(steps, clock)

    assert isinstance(came, dict)
    assert isinstance(stats, NodeStats)
    assert (stats.video_forwarded, stats.voice_forwarded) == (2 * 102, 2 * 51)  # a turn is a picture, too
    assert [len(packets) for packets in came.values()] == [0, 153, 153]
    assert len(receptions) == 2  # type: ignore[arg-type]

"""A room forwards the voices that are heard, and what a browser gets of them has no gap."""

from __future__ import annotations

import struct
from collections import defaultdict

import pytest

from rooms.sfu import PersonPolicy, RoomPolicy
from rooms.sfu.fanout import Fanout
from rooms.sfu.layout import AUDIO_LEVEL, lay_out
from rooms.sfu.packet import RtpView
from rooms.sfu.paths import Paths
from rooms.sfu.peer import Peer
from rooms.sfu.policy import Kind
from rooms.sfu.publisher import Publisher
from rooms.sfu.router import Room
from rooms.sfu.sdp import parse_offer
from rooms.sfu.speakers import HOLD_S
from rooms.sfu.stats import Counters, Drop
from rooms.sfu.subscriber import Subscriber
from rooms.sfu.udp import UdpSocket

from .builders import MID_URI, browser_offer, rtp, vp8

MID, LEVEL = 4, 5
_MID_LINE = f"a=extmap:{MID} {MID_URI}"
LAYOUT = lay_out(
    parse_offer(
        browser_offer(5, simulcast=False).replace(
            _MID_LINE, f"{_MID_LINE}\r\na=extmap:{LEVEL} {AUDIO_LEVEL}", 1
        )
    ),
    most_seats=15,
)
PACKET = 0.02
SILENCE, NORMAL, SOFT = 127, 30, 50


class Wire:
    """The way to one browser, and the RTP headers that went over it, by stream."""

    def __init__(self) -> None:
        self.outbound = memoryview(bytearray(2048))
        self.place = 0
        self.streams: defaultdict[int, list[tuple[int, int]]] = defaultdict(
            list
        )  # SSRC: (sequence, timestamp)

    def keys_for(self, ssrc: int) -> int:
        return 0

    def send_rtp(self, length: int) -> bool:
        view = RtpView()
        view.read(self.outbound, length)
        self.streams[view.ssrc].append((view.sequence, view.timestamp))
        return True

    def send_rtcp(self, data: bytes) -> None:
        pass


class NoEstimate:
    """An estimator that never says anything."""

    def add(self, arrival_time_ms: int, abs_send_time: int, payload_size: int, ssrc: int) -> None:
        return None


class Group:
    """A room of people whose microphones send a packet every 20 ms."""

    def __init__(self, *people: str, voices: int = 4) -> None:
        self.counters = Counters()
        self.fanout = Fanout(self.counters)
        self.room = Room(
            "room",
            voices=voices,
            fanout=self.fanout,
            paths=Paths(),
            counters=self.counters,
            on_event=lambda event: None,
        )
        self.now, self.packets, self.version = 100.0, 0, 0
        self.people = dict.fromkeys(people, PersonPolicy(voice=True, picture=True))
        self.decide()
        self.wires = {person: Wire() for person in people}
        self.peers = {person: self._enter(person) for person in people}

    def _enter(self, person: str) -> Peer:
        peer = Peer(
            room="room",
            person=person,
            connection=f"c-{person}",
            remote_ufrag="them",
            socket=UdpSocket(self.counters, lambda length, address, at: None),
            counters=self.counters,
            now=self.now,
        )
        peer.publisher = Publisher(
            person=person,
            layout=LAYOUT,
            relay=self.fanout.relay,
            on_source=self.room.new_source,
            send_rtcp=lambda data: None,
            estimator=NoEstimate(),
            counters=self.counters,
        )
        peer.subscriber = Subscriber(LAYOUT, person, self.wires[person])
        self.room.add(peer)
        peer.up = True
        self.room.up(peer, self.now)
        return peer

    def decide(self, **changes: PersonPolicy) -> None:
        self.people |= changes
        self.version += 1
        self.room.apply(RoomPolicy("room", self.version, self.people), self.now)

    def receive(self, person: str, data: bytes) -> None:
        self.peers[person].publisher.receive(memoryview(bytearray(data)), len(data), self.now)

    def last(self, seconds: float, **levels: int | None) -> dict[str, set[str]]:
        """Let these people send for so long, each at a level, and say who got anything of whose voice."""
        before = {person: self._voices(person) for person in self.wires}
        for _ in range(round(seconds / PACKET)):
            self.now += PACKET
            self.packets += 1
            for person, level in levels.items():
                said = [] if level is None else [(LEVEL, bytes([0x80 | level]))]
                self.receive(
                    person,
                    rtp(seq=self.packets, timestamp=960 * self.packets, ssrc=50, payload_type=111,
                        payload=b"voice", extensions=[(MID, b"0"), *said]),
                )  # fmt: skip
        return {
            person: {
                other for other, got in self._voices(person).items() if got > before[person].get(other, 0)
            }
            for person in self.wires
        }

    def voice(self, hearer: str, speaker: str) -> list[tuple[int, int]]:
        """(sequence, timestamp) of each packet that somebody got of somebody's voice."""
        seat = next(s for s, person in self.room.seats(self.peers[hearer]) if person == speaker)
        outlet = self.peers[hearer].subscriber.outlet(seat, Kind.VOICE)
        assert outlet is not None
        return self.wires[hearer].streams[outlet.ssrc]

    def _voices(self, hearer: str) -> dict[str, int]:
        return {person: len(self.voice(hearer, person)) for _, person in self.room.seats(self.peers[hearer])}


def test_five_speak_at_once_and_the_loudest_four_are_heard() -> None:
    group = Group("ana", "ben", "carla", "dora", "emil")
    levels: dict[str, int | None] = {"emil": 60, "dora": 50, "carla": 40, "ben": 30, "ana": 20}
    group.last(1, **levels)

    heard = group.last(1, **levels)

    loudest = {"ana", "ben", "carla", "dora"}
    assert heard == {person: loudest - {person} for person in group.people}
    assert group.counters.dropped[Drop.UNHEARD] > 0


def test_silence_is_not_forwarded_and_a_soft_voice_is_from_its_first_packet() -> None:
    group = Group("ana", "ben")
    assert group.last(1, ana=SILENCE, ben=SILENCE) == {"ana": set(), "ben": set()}
    assert group.counters.dropped == {Drop.UNHEARD: 2 * 50}

    assert group.last(PACKET, ana=SOFT, ben=SILENCE) == {"ana": set(), "ben": {"ana"}}


def test_a_silence_left_out_is_a_pause_and_not_a_loss() -> None:
    group = Group("ana", "ben")
    group.last(0.2, ana=NORMAL)
    group.last(HOLD_S + 3, ana=SILENCE)
    before = len(group.voice("ben", "ana"))

    group.last(0.2, ana=NORMAL)

    packets = group.voice("ben", "ana")
    sequences = [sequence for sequence, _ in packets]
    assert before < len(packets)
    assert sequences == [(sequences[0] + number) & 0xFFFF for number in range(len(sequences))]
    assert packets[before][1] - packets[before - 1][1] > 2.5 * 48_000
    assert packets[-1][1] - packets[0][1] == 960 * (group.packets - 1)


def test_who_says_no_level_is_heard_while_they_send() -> None:
    group = Group("ana", "ben")

    group.last(5, ana=None)

    assert len(group.voice("ben", "ana")) == 250
    assert group.counters.dropped == {}


def test_every_breakout_has_a_conversation_of_its_own() -> None:
    group = Group("ana", "ben", "carla", "dora", voices=1)
    away = PersonPolicy(voice=True, picture=True, zone="breakout")
    group.decide(carla=away, dora=away)

    heard = group.last(1, ana=NORMAL, carla=NORMAL)

    assert heard == {"ana": set(), "ben": {"ana"}, "carla": set(), "dora": {"carla"}}


def test_a_muted_or_departed_persons_place_is_free_at_once() -> None:
    group = Group("ana", "ben", "carla", voices=1)
    group.last(1, ana=NORMAL)
    assert group.last(0.1, ana=NORMAL, ben=SOFT)["carla"] == {"ana"}

    group.decide(ana=PersonPolicy(voice=False, picture=True))
    assert group.last(PACKET, ana=NORMAL, ben=SOFT)["carla"] == {"ben"}
    group.room.remove(group.peers["ben"])
    del group.wires["ben"]
    group.decide(ana=PersonPolicy(voice=True, picture=True))
    assert group.last(PACKET, ana=SOFT)["carla"] == {"ana"}


@pytest.mark.parametrize(("level", "heard"), [(SOFT, True), (SILENCE, False)])
def test_a_level_in_a_two_byte_extension_is_read_as_well(level: int, heard: bool) -> None:
    group = Group("ana", "ben")
    values = bytes([MID, 1]) + b"0" + bytes([LEVEL, 1, level]) + bytes(2)  # RFC 8285 section 4.3
    head = struct.pack("!BBHII", 0x90, 111, 1, 960, 50) + struct.pack("!HH", 0x1000, len(values) // 4)

    group.receive("ana", head + values + b"voice")

    assert bool(group.voice("ben", "ana")) == heard


def test_the_speakers_picture_is_the_last_to_be_given_up() -> None:
    group = Group("ana", "ben", "carla")
    group.last(1, ana=SILENCE, ben=NORMAL)
    carla = group.peers["carla"].subscriber
    carla.heights = {"ana": 720, "ben": 180}
    carla.budget.observe_loss(200, 1000)
    budget = carla.budget.update(sent_bps=600_000, wanted_bps=600_000, now=group.now)
    assert budget is not None
    for person in ("ana", "ben"):
        picture = vp8(picture_id=1, tl0=1, key=True)
        group.receive(person, rtp(seq=1, ssrc=60, payload=picture, extensions=[(MID, b"1")]))
        group.peers[person].publisher.encodings()[-1].bitrate_bps = 0.7 * budget

    group.room.assign(group.peers["carla"], group.now)

    shown = {
        outlet.track.person: outlet.source is not None
        for outlet in carla.outlets.values()
        if outlet.kind is Kind.PICTURE and outlet.track is not None
    }
    assert shown == {"ana": False, "ben": True}

"""Encodings that nobody looks at need not be sent, and whoever comes to look at one is never shown black for it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu import PersonPolicy, RoomPolicy
from rooms.sfu.demand import REST_AFTER_S, WAKING_S, Demand
from rooms.sfu.fanout import Fanout
from rooms.sfu.layout import lay_out
from rooms.sfu.packet import RtpView
from rooms.sfu.paths import Paths
from rooms.sfu.peer import Peer
from rooms.sfu.publisher import Publisher
from rooms.sfu.router import Room
from rooms.sfu.sdp import parse_offer
from rooms.sfu.stats import Counters
from rooms.sfu.subscriber import Subscriber
from rooms.sfu.tracks import RECENT_S
from rooms.sfu.udp import UdpSocket

from .builders import browser_offer, rtp, vp8

LAYOUT = lay_out(parse_offer(browser_offer(5)), most_seats=15)
EVERY_S = 0.04
HEIGHTS = {"l": 180, "m": 360, "h": 720}
ALL = ("l", "m", "h")


# --- one encoding ---------------------------------------------------------------------------------------------------


def test_what_nobody_wanted_for_a_while_falls_asleep_once() -> None:
    demand = Demand(0.0)
    assert not demand.look(flowing=True, now=REST_AFTER_S - 0.1)
    assert demand.look(flowing=True, now=REST_AFTER_S)
    assert not demand.look(flowing=True, now=REST_AFTER_S + 1)
    assert demand.asleep


def test_wanting_wakes_at_once_and_is_waited_for_only_so_long() -> None:
    demand = Demand(0.0)
    demand.look(flowing=True, now=REST_AFTER_S)
    assert demand.may_come(REST_AFTER_S)
    assert demand.want(10.0)
    assert not demand.want(10.0)
    assert demand.may_come(10.0 + WAKING_S - 0.1)
    assert not demand.may_come(10.0 + WAKING_S)


def test_what_its_sender_pauses_for_itself_is_left_to_it() -> None:
    demand = Demand(0.0)
    assert not demand.look(flowing=False, now=100.0)
    assert not demand.asleep


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 3)), max_size=60))
def test_nothing_that_was_wanted_within_the_last_while_sleeps(steps: list[tuple[bool, bool, float]]) -> None:
    demand, now, wanted_at, changes = Demand(0.0), 0.0, 0.0, []
    for wanted, flowing, elapsed in steps:
        now += elapsed
        before = demand.asleep
        if wanted:
            wanted_at = now
            demand.want(now)
        demand.look(flowing=flowing, now=now)
        if demand.asleep:
            assert now - wanted_at >= REST_AFTER_S or before
        if demand.asleep is not before:
            changes.append(now)
    falls = changes[::2]
    assert all(later - earlier >= REST_AFTER_S for earlier, later in itertools.pairwise(falls))


# --- a room ---------------------------------------------------------------------------------------------------------


class Wire:
    """The way to one browser, and the bodies of the pictures that went over it."""

    def __init__(self) -> None:
        self.outbound = memoryview(bytearray(2048))
        self.place = 0
        self.pictures: list[bytes] = []

    def keys_for(self, ssrc: int) -> int:
        return 0

    def send_rtp(self, length: int) -> bool:
        view = RtpView()
        view.read(self.outbound, length)
        self.pictures.append(bytes(self.outbound[view.start + 6 : length]))
        return True

    def send_rtcp(self, data: bytes) -> None: ...


class NoEstimate:
    def add(self, arrival_time_ms: int, abs_send_time: int, payload_size: int, ssrc: int) -> None:
        return None


class Camera:
    """Sends what it is told to, beginning each encoding that comes back with a key frame."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []
        self.sends = set(ALL)
        self.obeys = True
        self.key_due = set(ALL)

    def tell(self, rids: tuple[str, ...]) -> None:
        self.told.append(rids)
        if self.obeys:
            self.key_due |= set(rids) - self.sends
            self.sends = set(rids)


class Group:
    """People with cameras in a room that is looked after twice a second."""

    def __init__(self, *people: str) -> None:
        self.counters, self.now, self.version, self.frames = Counters(), 100.0, 0, 0
        self.fanout = Fanout(self.counters)
        self.room = Room(
            "room",
            voices=4,
            fanout=self.fanout,
            paths=Paths(),
            counters=self.counters,
            on_event=lambda _: None,
        )
        self.people: dict[str, PersonPolicy] = {}
        self.cameras: dict[str, Camera] = {}
        self.wires: dict[str, Wire] = {}
        self.peers: dict[str, Peer] = {}
        for person in people:
            self.enter(person)

    def enter(self, person: str, zone: str = "room") -> None:
        self.decide(person, zone)
        camera, wire = Camera(), Wire()
        peer = Peer(room="room", person=person, connection=person, remote_ufrag="them", counters=self.counters,
                    socket=UdpSocket(self.counters, lambda length, address, at: None), now=self.now)  # fmt: skip

        def asked_for_key_frame(data: bytes) -> None:
            if data[1] == 206:
                camera.key_due.add(chr(data[11]))

        peer.publisher = Publisher(
            person=person, layout=LAYOUT, relay=self.fanout.relay, on_source=self.room.new_source,
            send_rtcp=asked_for_key_frame, estimator=NoEstimate(), counters=self.counters, on_demand=camera.tell,
        )  # fmt: skip
        peer.subscriber = Subscriber(LAYOUT, person, wire)
        self.cameras[person], self.wires[person], self.peers[person] = camera, wire, peer
        self.room.add(peer)
        peer.up = True
        self.room.up(peer, self.now)

    def decide(self, person: str, zone: str = "room") -> None:
        self.version += 1
        self.people[person] = PersonPolicy(voice=True, picture=True, zone=zone)
        self.room.apply(RoomPolicy("room", self.version, dict(self.people)), self.now)

    def look(self, person: str, heights: dict[str, int]) -> None:
        self.peers[person].subscriber.heights = heights
        self.room.assign(self.peers[person], self.now)

    def shown(self, person: str) -> list[bytes]:
        """What a person was shown since this was last asked: the rid that each packet came of."""
        rids = [body[-1:] for body in self.wires[person].pictures]
        self.wires[person].pictures.clear()
        return rids

    def last(self, seconds: float) -> None:
        for _ in range(round(seconds / EVERY_S)):
            self.frame()

    def frame(self) -> None:
        self.now += EVERY_S
        self.frames += 1
        for person, camera in self.cameras.items():
            for rid in sorted(camera.sends):
                key = rid in camera.key_due
                camera.key_due.discard(rid)
                data = rtp(
                    seq=self.frames, timestamp=3600 * self.frames, ssrc=ord(rid), marker=True,
                    payload=vp8(picture_id=self.frames, tl0=self.frames & 255, key=key, height=HEIGHTS[rid],
                                rest=b"x" * HEIGHTS[rid] + rid.encode()),
                    extensions=[(4, b"1"), (10, rid.encode())],
                )  # fmt: skip
                self.peers[person].publisher.receive(memoryview(bytearray(data)), len(data), self.now)
        if self.frames % 12 == 0:
            self.room.tend(self.now, 12 * EVERY_S)


def test_in_a_grid_everybody_comes_to_send_their_smallest_alone() -> None:
    group = Group("ana", "ben", "cem")
    for person in group.people:
        group.look(person, dict.fromkeys(group.people, 180))

    group.last(REST_AFTER_S + 2)

    assert [camera.told for camera in group.cameras.values()] == [[("l",)]] * 3


def test_whoever_is_alone_sends_their_smallest_so_that_the_next_has_something_to_see() -> None:
    group = Group("ana")
    group.last(REST_AFTER_S + 2)
    assert group.cameras["ana"].sends == {"l"}

    group.enter("ben")
    group.frame()
    group.frame()

    assert b"l" in group.shown("ben")


def test_somebody_made_large_is_woken_and_never_black() -> None:
    group = Group("ana", "ben", "cem")
    for person in group.people:
        group.look(person, {"ana": 180, "ben": 180, "cem": 180})
    group.last(REST_AFTER_S + 2)
    group.shown("ben")

    group.look("ben", {"ana": 720, "cem": 180})
    told = group.cameras["ana"].told[-1]
    group.last(1.0)
    rids = group.shown("ben")
    group.last(REST_AFTER_S)

    assert told == ("l", "h")
    assert group.cameras["ana"].told[-1] == ("l", "h"), "nobody looks at the middle one, who looks at ben's?"
    assert rids.count(b"h") > 20, "the large one came"
    of_ana = 25 + 2 * 25  # frames of two people in that second
    assert of_ana - 30 < len(rids) <= of_ana + 2, "there was a picture in every moment"
    assert group.cameras["cem"].sends == {"l"}


def test_what_sleeps_by_itself_is_not_waited_for() -> None:
    """A browser whose path is too narrow for its largest encoding doesn't send it although it is wanted."""
    group = Group("ana", "ben")
    camera = group.cameras["ana"]
    group.look("ben", {"ana": 180})
    group.last(REST_AFTER_S + 2)
    camera.obeys = False

    group.look("ben", {"ana": 720})
    group.last(WAKING_S + 1)
    group.shown("ben")
    group.last(1.0)

    assert camera.told[-2:] == [("l", "h"), ("l", "m", "h")], "the next smaller one was tried as well"
    assert group.shown("ben") == [b"l"] * 25


def test_a_sender_that_does_not_obey_is_forwarded_as_ever() -> None:
    group = Group("ana", "ben")
    group.cameras["ana"].obeys = False
    group.look("ben", {"ana": 180})
    group.last(REST_AFTER_S + 2)
    group.shown("ben")

    group.look("ben", {"ana": 720})
    group.frame()
    group.frame()

    assert group.shown("ben")[-1] == b"h"


def test_a_tile_that_changes_its_mind_does_not_make_senders_start_and_stop() -> None:
    group = Group("ana", "ben")
    for turn in range(20):
        group.look("ben", {"ana": 720 if turn % 2 else 180})
        group.last(1.0)

    assert len(group.cameras["ana"].told) <= 2


# --- whoever comes a moment after a key frame -----------------------------------------------------------------------


def test_whoever_comes_a_moment_after_a_key_frame_begins_with_it() -> None:
    group = Group("ana", "ben")
    group.decide("cem")  # is let in, and under way
    group.last(1.0)
    group.cameras["ana"].key_due.add("m")
    group.last(6 * EVERY_S)
    asked, forwarded = group.counters.key_frame_requests_out, group.counters.video_forwarded

    group.enter("cem")
    begun = group.shown("cem")

    assert begun == [b"m"] * 6, "the key frame and the five after it, at once"
    assert (group.counters.replayed, group.counters.video_forwarded) == (6, forwarded + 6)
    assert group.counters.key_frame_requests_out == asked + 1, "of ben's picture alone"


def test_a_key_frame_of_long_ago_is_not_repeated() -> None:
    group = Group("ana", "ben")
    group.last(RECENT_S + 0.2)
    replayed = group.counters.replayed

    group.look("ben", {"ana": 720})

    assert group.counters.replayed == replayed


def test_who_comes_into_a_place_sees_nothing_of_what_was_shown_there_before() -> None:
    group = Group("ana", "ben")
    group.enter("cem", zone="breakout")
    group.cameras["ana"].key_due |= set(ALL)
    group.frame()
    group.last(0.1)

    group.decide("cem", "room")

    assert group.shown("cem") == []
    group.last(1.0)
    assert group.shown("cem"), "from then on cem sees ana"


def test_what_was_sent_behind_a_shut_gate_is_not_repeated() -> None:
    group = Group("ana", "ben")
    group.last(1.0)
    group.people["ana"] = PersonPolicy(voice=True, picture=False)
    group.decide("ben")
    group.cameras["ana"].key_due |= set(ALL)
    group.frame()
    group.shown("ben")

    group.decide("ana")
    group.room.assign(group.peers["ben"], group.now)

    assert group.shown("ben") == []

"""What the room decided is what goes out, from the very next packet on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu import PersonPolicy, RoomPolicy
from rooms.sfu.fanout import Fanout, connect, regate
from rooms.sfu.layout import lay_out
from rooms.sfu.packet import Packet
from rooms.sfu.policy import Kind
from rooms.sfu.sdp import parse_offer
from rooms.sfu.stats import Counters, Drop
from rooms.sfu.subscriber import Subscriber
from rooms.sfu.tracks import PublishedTrack

from .builders import browser_offer

LAYOUT = lay_out(parse_offer(browser_offer(4)), most_seats=15)
PEOPLE = ("ana", "ben", "carla")


class Wire:
    """Counts what would have gone to one browser."""

    def __init__(self) -> None:
        self.outbound = memoryview(bytearray(2048))
        self.place = 0
        self.packets: list[bytes] = []

    def keys_for(self, ssrc: int) -> int:
        return 0

    def send_rtp(self, length: int) -> bool:
        self.packets.append(bytes(self.outbound[:length]))
        return True

    def send_rtcp(self, data: bytes) -> None:
        pass


class Microphone:
    """A source that always speaks."""

    height = 0
    bitrate_bps = 30_000.0
    place = 0
    armed = False

    def __init__(self) -> None:
        self._numbers = count(1)

    def packet(self) -> Packet:
        number = next(self._numbers)
        return Packet(number, 960 * number, False, b"voice")

    def active(self, now: float) -> bool:
        return True

    available = active

    def want(self, now: float) -> None: ...

    def arm(self, lanes: Sequence[int]) -> None:
        raise AssertionError("there is no C here")

    def listen(self) -> None:
        raise AssertionError("there is no C here")

    def find(self, number: int) -> None:
        return None

    def keep(self, packet: Packet, now: float) -> None:
        raise AssertionError("voices are not repeated")

    def recent(self, since: float, now: float) -> tuple[Packet, ...]:
        return ()

    def forget(self) -> None: ...

    def media_time(self, timestamp: int) -> float | None:
        return None

    def report(self) -> tuple[int, int] | None:
        return None

    def request_key_frame(self, now: float) -> None:
        raise AssertionError("voice has no key frames")


class Voices:
    """Everybody's microphone, wired to everybody else's seats by the fanout alone."""

    def __init__(self) -> None:
        self.counters = Counters()
        self.fanout = Fanout(self.counters)
        self.wires = {person: Wire() for person in PEOPLE}
        self.subscribers = {person: Subscriber(LAYOUT, person, self.wires[person]) for person in PEOPLE}
        self.tracks = {person: PublishedTrack(person, LAYOUT.own[0]) for person in PEOPLE}
        self.sources = {person: Microphone() for person in PEOPLE}

    def apply(self, policy: RoomPolicy) -> None:
        for sender, track in self.tracks.items():
            regate(track, policy)
            for seat, receiver in enumerate(PEOPLE):
                outlet = self.subscribers[receiver].outlet(PEOPLE.index(sender), Kind.VOICE)
                assert outlet is not None, seat
                if connect(track, outlet, policy):
                    outlet.track = track
                    outlet.aim(self.sources[sender], 0.0)

    def speak(self, person: str) -> set[str]:
        """Who hears one packet of this person's."""
        for wire in self.wires.values():
            wire.packets.clear()
        self.fanout.relay(self.tracks[person], self.sources[person], self.sources[person].packet(), 1.0)
        return {receiver for receiver, wire in self.wires.items() if wire.packets}


person_policies = st.none() | st.builds(
    PersonPolicy, voice=st.booleans(), picture=st.booleans(), zone=st.sampled_from(["room", "breakout"])
)
policies = st.fixed_dictionaries(dict.fromkeys(PEOPLE, person_policies)).map(
    lambda people: {person: policy for person, policy in people.items() if policy is not None}
)


@given(st.lists(policies, min_size=1, max_size=6))
def test_a_voice_reaches_exactly_those_the_policy_says(steps: list[dict[str, PersonPolicy]]) -> None:
    voices = Voices()
    for version, people in enumerate(steps):
        voices.apply(RoomPolicy("room", version, people))
        for person in PEOPLE:
            may = people.get(person)
            expected = {
                other
                for other, policy in people.items()
                if other != person and may is not None and may.voice and policy.zone == may.zone
            }
            assert voices.speak(person) == expected


def test_a_track_is_shut_until_a_policy_opens_it() -> None:
    voices = Voices()

    assert voices.speak("ana") == set()
    assert voices.counters.dropped[Drop.GATED] == 1


def test_a_muted_persons_packets_are_not_repeated_either() -> None:
    voices = Voices()
    everyone = {person: PersonPolicy(voice=True, picture=True) for person in PEOPLE}
    voices.apply(RoomPolicy("room", 1, everyone))
    assert voices.speak("ana") == {"ben", "carla"}
    outlet = voices.subscribers["ben"].outlet(0, Kind.VOICE)
    assert outlet is not None

    voices.apply(RoomPolicy("room", 2, {**everyone, "ana": PersonPolicy(voice=False, picture=True)}))
    voices.fanout.resend(outlet, (1,), 2.0)

    assert voices.counters.retransmitted == 0
    assert voices.counters.dropped[Drop.GATED] == 1


def test_numbers_go_on_without_a_gap_after_a_mute() -> None:
    voices = Voices()
    everyone = {person: PersonPolicy(voice=True, picture=True) for person in PEOPLE}
    voices.apply(RoomPolicy("room", 1, everyone))
    voices.speak("ana")
    before = voices.wires["ben"].packets[0]

    voices.apply(RoomPolicy("room", 2, {**everyone, "ana": PersonPolicy(voice=False, picture=True)}))
    voices.speak("ana")
    voices.apply(RoomPolicy("room", 3, everyone))
    voices.speak("ana")

    after = voices.wires["ben"].packets[0]
    assert int.from_bytes(after[2:4], "big") == int.from_bytes(before[2:4], "big") + 1
    assert int.from_bytes(after[4:8], "big") - int.from_bytes(before[4:8], "big") == 2 * 960


def test_whom_a_policy_does_not_name_is_not_admitted() -> None:
    policy = RoomPolicy("room", 1, {"ana": PersonPolicy(True, True, connection="tab-2")})

    assert policy.admits("ana", "tab-2")
    assert not policy.admits("ana", "tab-1")
    assert not policy.admits("ben", "tab-2")
    assert not policy.sends("ben", Kind.VOICE)
    assert not policy.sends("ana", Kind.SHARE)

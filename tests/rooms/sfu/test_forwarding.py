"""From a browser's packet to another browser's packet: publisher, fanout and outlet together, without a network."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu import PersonPolicy, RoomPolicy, rtcp
from rooms.sfu.errors import Malformed
from rooms.sfu.fanout import Fanout, connect, regate
from rooms.sfu.layout import TRANSPORT_SEQUENCE, lay_out
from rooms.sfu.packet import RtpView
from rooms.sfu.policy import Kind
from rooms.sfu.publisher import Publisher
from rooms.sfu.sdp import parse_offer
from rooms.sfu.stats import Counters, Drop
from rooms.sfu.subscriber import SeatOutlet, Subscriber
from rooms.sfu.tracks import Encoding, PublishedTrack

from . import builders
from .builders import browser_offer, rtp

LAYOUT = lay_out(parse_offer(browser_offer(2)), most_seats=15)
# Another browser numbers its payload types and extensions differently.
OTHER = lay_out(
    parse_offer(
        browser_offer(2)
        .replace(" 96", " 120")
        .replace(":96 ", ":120 ")
        .replace("apt=96", "apt=120")
        .replace("extmap:2 ", "extmap:9 ")
    ),
    most_seats=15,
)
EVERYONE = RoomPolicy("room", 1, {"ana": PersonPolicy(True, True), "ben": PersonPolicy(True, True)})
MID, SEND_TIME, RID, REPAIRED = 4, 2, 10, 11


class Line:
    """The wire to Ben's browser, and what went over it."""

    def __init__(self) -> None:
        self.outbound = memoryview(bytearray(2048))
        self.place = 0
        self.rtp: list[bytes] = []
        self.rtcp: list[rtcp.Feedback] = []

    def keys_for(self, ssrc: int) -> int:
        return 0

    def send_rtp(self, length: int) -> bool:
        self.rtp.append(bytes(self.outbound[:length]))
        return True

    def send_rtcp(self, data: bytes) -> None:
        self.rtcp += rtcp.read(data)


class Silence:
    """An estimator that never says anything."""

    def add(self, arrival_time_ms: int, abs_send_time: int, payload_size: int, ssrc: int) -> None:
        return None


class Pair:
    """Ana sends, Ben has her in seat 0 and is shown whatever encoding came first."""

    def __init__(self) -> None:
        self.counters = Counters()
        self.fanout = Fanout(self.counters)
        self.asked: list[rtcp.Feedback] = []
        self.line = Line()
        self.publisher = Publisher(
            person="ana",
            layout=LAYOUT,
            relay=self.fanout.relay,
            on_source=self._aim,
            send_rtcp=lambda data: self.asked.extend(rtcp.read(data)),
            estimator=Silence(),
            counters=self.counters,
        )
        self.ben = Subscriber(OTHER, "ben", self.line)
        for track in self.publisher.tracks.values():
            regate(track, EVERYONE)
            outlet = self.ben.outlet(0, track.kind)
            if outlet is not None:
                connect(track, outlet, EVERYONE)
                outlet.track = track
        self.now = 0.0

    def outlet(self, kind: Kind) -> SeatOutlet:
        outlet = self.ben.outlet(0, kind)
        assert outlet is not None
        return outlet

    def receive(self, data: bytes) -> None:
        self.now += 0.01
        self.publisher.receive(memoryview(bytearray(data)), len(data), self.now)

    def voice(self, seq: int, payload: bytes = b"voice") -> None:
        self.receive(
            rtp(
                seq=seq,
                timestamp=960 * seq,
                ssrc=50,
                payload_type=111,
                payload=payload,
                extensions=[(MID, b"0")],
            )
        )

    def picture(
        self, seq: int, *, rid: str = "l", key: bool = False, ssrc: int | None = None, height: int = 180
    ) -> None:
        self.receive(
            rtp(
                seq=seq,
                timestamp=3000 * seq,
                ssrc=ssrc or ord(rid),
                marker=True,
                payload=builders.vp8(picture_id=seq % 32768, tl0=seq % 256, key=key, height=height),
                extensions=[(MID, b"1"), (RID, rid.encode()), (SEND_TIME, b"\1\2\3")],
            )
        )

    def sent(self) -> Iterator[tuple[RtpView, bytes, bytes]]:
        """(header, packet, payload) of each packet to Ben."""
        for data in self.line.rtp:
            view = RtpView()
            view.read(data, len(data))
            yield view, data, data[view.start : view.end]

    def encodings(self) -> dict[str, Encoding]:
        return self.publisher.tracks[Kind.PICTURE].encodings

    def _aim(self, track: PublishedTrack, now: float) -> None:
        outlet = self.ben.outlet(0, track.kind)
        if outlet is not None and outlet.rewriter.target is None:
            outlet.aim(track.sources()[0], now)


def test_a_packet_arrives_in_the_receivers_own_numbers() -> None:
    pair = Pair()
    pair.voice(7)
    pair.picture(9, key=True)

    (voice, _, voice_payload), (picture, data, picture_payload) = pair.sent()

    assert (voice.payload_type, voice.ssrc, voice_payload) == (111, pair.outlet(Kind.VOICE).ssrc, b"voice")
    assert (picture.payload_type, picture.ssrc) == (120, pair.outlet(Kind.PICTURE).ssrc)
    assert picture.marker
    assert picture_payload.endswith(b"picture")
    place = picture.extension(data, 9)
    assert place is not None
    assert int.from_bytes(data[place[0] : place[1]], "big") == int(pair.now * (1 << 18)) & 0xFFFFFF


def test_nothing_of_the_senders_extensions_goes_on() -> None:
    pair = Pair()
    pair.picture(9, key=True)

    ((view, data, _),) = pair.sent()

    assert [identifier for identifier in range(1, 15) if view.extension(data, identifier)] == [9]


def test_encodings_are_told_apart_by_mid_and_rid_and_ordered_by_height() -> None:
    pair = Pair()
    pair.picture(1, rid="h", key=True, height=720)
    pair.picture(1, rid="l", key=True, height=180)
    pair.picture(1, rid="m", key=True, height=360)

    assert {rid: (e.ssrc, e.height) for rid, e in pair.encodings().items()} == {
        "h": (ord("h"), 720), "l": (ord("l"), 180), "m": (ord("m"), 360),
    }  # fmt: skip
    assert [source.height for source in pair.publisher.tracks[Kind.PICTURE].sources()] == [180, 360, 720]


def test_a_repaired_packet_goes_on_as_if_it_had_never_been_lost() -> None:
    pair = Pair()
    pair.picture(1, key=True)
    pair.picture(3)
    lost = builders.vp8(picture_id=2, tl0=2, key=False)

    pair.receive(
        rtp(
            seq=900,
            timestamp=6000,
            ssrc=77,
            payload_type=97,
            marker=True,
            payload=struct.pack("!H", 2) + lost,
            extensions=[(MID, b"1"), (REPAIRED, b"l")],
        )
    )

    views = [view for view, _, _ in pair.sent()]
    first = views[0].sequence
    assert [view.sequence - first for view in views] == [0, 2, 1]
    assert [view.timestamp - views[0].timestamp for view in views] == [0, 6000, 3000]
    assert pair.encodings()["l"].reception.missing == {}


def test_a_packet_and_its_repair_are_sent_once() -> None:
    pair = Pair()
    pair.picture(1, key=True)
    pair.picture(2)
    again = builders.vp8(picture_id=2, tl0=2, key=False)
    for seq in (900, 901):
        pair.receive(
            rtp(seq=seq, timestamp=6000, ssrc=77, payload_type=97, payload=struct.pack("!H", 2) + again,
                extensions=[(MID, b"1"), (REPAIRED, b"l")])
        )  # fmt: skip

    assert len(pair.line.rtp) == 2
    assert pair.counters.dropped[Drop.DUPLICATE] == 2


def test_padding_keeps_its_number_and_carries_nothing() -> None:
    pair = Pair()
    pair.picture(1, key=True)
    pair.receive(rtp(seq=2, timestamp=6000, ssrc=ord("l"), padding=200))
    pair.picture(3)

    packets = list(pair.sent())
    first = packets[0][0].sequence
    assert [(view.sequence - first, payload == b"") for view, _, payload in packets] == [
        (0, False),
        (1, True),
        (2, False),
    ]


def test_a_nack_is_answered_over_rtx_with_the_same_picture() -> None:
    pair = Pair()
    for seq in range(1, 5):
        pair.picture(seq, key=seq == 1)
    outlet = pair.outlet(Kind.PICTURE)
    lost_view, _, lost_payload = list(pair.sent())[2]

    pair.fanout.resend(outlet, (lost_view.sequence, 40_000), pair.now)

    view, _, payload = list(pair.sent())[-1]
    assert (view.payload_type, view.ssrc, view.timestamp) == (97, outlet.ssrc + 1, lost_view.timestamp)
    assert payload == struct.pack("!H", lost_view.sequence) + lost_payload
    assert pair.counters.retransmitted == 1


def test_nobody_multiplies_traffic_by_asking_for_it() -> None:
    pair = Pair()

    allowed = sum(pair.ben.allow_repeats(64, now=1.0) for _ in range(100))

    assert allowed <= 200


def test_reports_say_the_same_moment_in_the_receivers_numbers() -> None:
    pair = Pair()
    pair.picture(10, key=True)
    pair.picture(11)
    encoding = pair.encodings()["l"]
    node_ntp = 1 << 60

    pair.publisher.sender_reported(rtcp.SenderReport(encoding.ssrc, 5 << 32, 30_000), node_ntp, pair.now)
    (told,) = pair.ben.reports(pair.now)

    (report,) = rtcp.read(told)
    assert isinstance(report, rtcp.SenderReport)
    first = next(pair.sent())[0]
    assert (report.ssrc, report.ntp, report.timestamp) == (
        pair.outlet(Kind.PICTURE).ssrc,
        node_ntp,
        first.timestamp,
    )
    assert list(pair.ben.reports(pair.now)) == [], "it was said"


def test_of_few_packets_it_is_told_later_when_they_came() -> None:
    """Each round tells of all that came when those are many, every third where there are hardly any."""
    told: list[bytes] = []
    offer = browser_offer(1).replace("a=extmap:4 ", f"a=extmap:3 {TRANSPORT_SEQUENCE}\r\na=extmap:4 ")
    publisher = Publisher(
        person="ana",
        layout=lay_out(parse_offer(offer), most_seats=15),
        relay=Fanout(Counters()).relay,
        on_source=lambda track, now: None,
        send_rtcp=told.append,
        estimator=Silence(),
        counters=Counters(),
    )
    numbers = itertools.count(1)

    def rounds(packets: int) -> list[int]:
        """How many tellings there were after each of four rounds with so many packets."""
        told.clear()
        after = []
        for _ in range(4):
            for number in itertools.islice(numbers, packets):
                data = rtp(
                    seq=number,
                    ssrc=50,
                    payload_type=111,
                    extensions=[(MID, b"0"), (3, number.to_bytes(2, "big"))],
                )
                publisher.receive(memoryview(bytearray(data)), len(data), number / 100)
            publisher.tell_arrivals()
            after.append(len(told))
        return after

    assert rounds(9) == [1, 2, 3, 4]
    assert rounds(1) == [0, 0, 1, 1]
    assert rounds(4) == [0, 1, 1, 2]


def test_what_all_seats_show_is_reported_in_one_datagram() -> None:
    pair = Pair()
    pair.picture(10, key=True)
    pair.voice(1)
    for ssrc in (50, pair.encodings()["l"].ssrc):
        pair.publisher.sender_reported(rtcp.SenderReport(ssrc, 5 << 32, 30_000), 7 << 44, pair.now)

    (told,) = pair.ben.reports(pair.now)

    seats = [pair.outlet(kind).ssrc for kind in (Kind.VOICE, Kind.PICTURE)]
    reports = [item for item in rtcp.read(told) if isinstance(item, rtcp.SenderReport)]
    assert sorted(report.ssrc for report in reports) == sorted(seats)


def test_the_way_there_and_back_is_what_a_report_took_without_the_browsers_own_wait() -> None:
    pair = Pair()
    pair.picture(10, key=True)
    encoding, outlet = pair.encodings()["l"], pair.outlet(Kind.PICTURE)
    node_ntp = 7 << 44
    pair.publisher.sender_reported(rtcp.SenderReport(encoding.ssrc, 5 << 32, 30_000), node_ntp, pair.now)
    assert outlet.report(10.0)

    told = node_ntp >> 16 & 0xFFFFFFFF
    outlet.reported(rtcp.ReceptionReport(outlet.ssrc, 0.0, 1, told, round(0.5 * 65536), 900), 10.62)

    assert outlet.round_trip_s == pytest.approx(0.12)
    assert outlet.jitter_s == pytest.approx(0.01)

    outlet.reported(rtcp.ReceptionReport(outlet.ssrc, 0.0, 1, told - 1, 0, 900), 20.0)
    assert outlet.round_trip_s == pytest.approx(0.12), "an answer to another report says nothing of this one"


def test_voice_and_picture_keep_their_distance_whatever_the_network_does_to_reports() -> None:
    pair = Pair()
    pair.voice(1)
    pair.picture(1, key=True)
    browser, node = 1000 << 32, 2000 << 32

    late = int(0.3 * (1 << 32))  # the second report was under way for longer
    pair.publisher.sender_reported(rtcp.SenderReport(50, browser, 960), node, 1.0)
    pair.publisher.sender_reported(rtcp.SenderReport(ord("l"), browser, 3000), node + late, 1.3)

    voice = pair.publisher.tracks[Kind.VOICE].encodings[""].media_time(960)
    picture = pair.encodings()["l"].media_time(3000)
    assert voice == picture


def test_key_frames_are_asked_for_no_more_often_than_twice_a_second() -> None:
    pair = Pair()
    pair.picture(1, key=True)
    encoding = pair.encodings()["l"]

    for tick in range(300):
        encoding.request_key_frame(1.0 + tick / 100)

    assert pair.asked == [rtcp.KeyFrameRequest(encoding.ssrc)] * 6


def test_packets_too_long_to_be_sealed_are_left_out() -> None:
    pair = Pair()
    pair.voice(1)
    pair.voice(2, payload=bytes(1450))
    pair.voice(3)

    assert len(pair.line.rtp) == 2


def test_a_stream_that_nobody_announced_is_dropped() -> None:
    pair = Pair()
    pair.receive(rtp(seq=1, ssrc=1234, payload_type=13))
    pair.receive(
        rtp(seq=1, ssrc=1235, payload_type=96, extensions=[(MID, b"1"), (RID, b"x")], payload=b"\x10\x00")
    )
    for ssrc in range(5000):
        pair.receive(rtp(seq=1, ssrc=10_000 + ssrc, payload_type=96, extensions=[(MID, b"9")]))

    assert pair.line.rtp == []
    assert pair.counters.dropped[Drop.UNKNOWN_STREAM] == 5002


@given(st.lists(st.binary(max_size=60), max_size=5), st.integers(0, 80), st.binary(max_size=8))
def test_strange_packets_harm_nobody(noise: list[bytes], at: int, patch: bytes) -> None:
    pair = Pair()
    pair.picture(1, key=True)
    good = rtp(seq=2, timestamp=6000, ssrc=ord("l"), payload=builders.vp8(picture_id=2, tl0=2, key=False),
               extensions=[(MID, b"1"), (RID, b"l")])  # fmt: skip

    for data in [*noise, good[:at] + patch + good[at + len(patch) :], good[:at]]:
        with suppress(Malformed):
            pair.receive(data)

    sequences = [view.sequence for view, _, _ in pair.sent()]
    assert len(sequences) == len(set(sequences)), "AES-GCM would not forgive a number that is used twice"


@pytest.mark.parametrize("seconds", [1, 60, 3600])
def test_a_silence_is_as_long_for_the_receiver(seconds: int) -> None:
    pair = Pair()
    pair.voice(1)

    pair.receive(rtp(seq=2, timestamp=960 + 48_000 * seconds, ssrc=50, payload_type=111, payload=b"voice"))

    (before, _, _), (after, _, _) = pair.sent()
    assert after.timestamp - before.timestamp == 48_000 * seconds
    assert after.sequence == before.sequence + 1


def test_trouble_is_told_when_it_begins_and_is_over_when_nothing_is_missing() -> None:
    pair = Pair()
    told: list[float] = []
    pair.publisher._on_trouble = lambda: told.append(pair.now)
    pair.picture(1, key=True)
    pair.picture(3)
    pair.picture(5)
    assert len(told) == 1, "one who asks is enough"

    assert pair.publisher.ask_for_repairs(pair.now)
    assert pair.asked[-1] == rtcp.Nack(ord("l"), (2, 4))
    pair.picture(2)
    pair.picture(4)
    assert not pair.publisher.ask_for_repairs(pair.now + 1)

    pair.picture(7)
    assert len(told) == 2

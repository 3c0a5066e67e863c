"""The synthetic participants of `bin/measure media` send what the media server reads, and count what is lost."""

from __future__ import annotations

import itertools
import time

import pytest

from benchmarks.media_fuzz import fuzz
from benchmarks.media_run import Scene, single
from benchmarks.media_streams import CAMERA, VOICE, Shape, Stream, Tally, offer
from rooms.sfu import vp8
from rooms.sfu.layout import lay_out
from rooms.sfu.packet import RtpView
from rooms.sfu.policy import Kind
from rooms.sfu.sdp import parse_offer
from rooms.sfu.srtp import Buffer


def packets(stream: Stream) -> list[bytes]:
    """The next moment of a stream."""
    buffer, of = Buffer(), stream.burst()
    return [bytes(buffer.view[: stream.write(buffer, number, of)]) for number in range(of)]


def test_the_offer_is_laid_out_as_the_pages_is() -> None:
    layout = lay_out(parse_offer(offer("them", ":".join(["AB"] * 32), 15)), most_seats=15)

    assert [(line.kind, line.rids) for line in layout.own] == [
        (Kind.VOICE, ()),
        (Kind.PICTURE, ("l", "m", "h")),
    ]
    assert (layout.pairs, len(layout.seats)) == (15, 31)


@pytest.mark.parametrize("shape", CAMERA, ids=lambda shape: shape.rid)
def test_pictures_begin_with_a_key_frame_that_tells_their_height(shape: Shape) -> None:
    stream, view = Stream(shape, 7, itertools.count()), RtpView()
    first, later = packets(stream), packets(stream)

    view.read(first[0], len(first[0]))
    payload = first[0][view.start :]
    descriptor = vp8.read(payload, 0, len(payload))
    body = payload[descriptor.size :]
    assert vp8.is_key_frame(body, descriptor)
    assert vp8.key_frame_height(body) == shape.height
    assert len(first) > len(later) == shape.packets


def test_what_was_lost_is_a_gap_and_what_came_late_is_not() -> None:
    stream, tally = Stream(VOICE, 7, itertools.count()), Tally()
    tally.counting = True
    sent = [packets(stream)[0] for _ in range(8)]

    for number in (0, 1, 4, 3, 5, 7):
        tally.take(1, bytearray(sent[number]), time.time_ns())

    assert tally.missing == 2


def test_the_delay_is_from_the_stamp_to_the_arrival() -> None:
    tally = Tally()
    tally.counting = True
    for shape in (VOICE, CAMERA[0]):
        (packet, *_) = packets(Stream(shape, shape.height, itertools.count()))
        tally.take(1, bytearray(packet), time.time_ns() + 5_000_000)

    assert len(tally.delays_ms) == 2
    assert all(5 <= delay < 1000 for delay in tally.delays_ms)


async def test_a_live_server_survives_thousands_of_mutated_datagrams() -> None:
    """A million of them are part of `bin/measure media`."""
    told = await fuzz(6_000, seed=20_261)

    missed = [figure for figure in told if not figure.met and "a second" not in figure.what]
    assert missed == [], "on a busy machine voices are sent late, all else must hold"


async def test_the_comparison_is_of_the_same_packets() -> None:
    scene = Scene(rooms=1, people=6, tile=360, talking=6, camera=single(CAMERA[1]))
    assert [shape.rid for shape in scene.shapes(0)] == ["", ""]
    text = offer("them", ":".join(["AB"] * 32), 15, scene.camera)
    assert [line.rids for line in lay_out(parse_offer(text), most_seats=15).own] == [(), ()]


def test_what_was_lost_on_the_way_comes_again_over_rtx() -> None:
    stream, buffer, view = Stream(CAMERA[0], 7, itertools.count()), Buffer(), RtpView()
    stream.burst()
    packet = bytes(buffer.view[: stream.write(buffer, 0, 1)])
    length = stream.repeat(buffer, packet)
    view.read(buffer.view, length)
    assert (view.payload_type, view.ssrc, view.timestamp) == (97, 10_007, stream.timestamp)
    original = RtpView()
    original.read(packet, len(packet))
    assert bytes(buffer.view[view.start : length]) == packet[2:4] + packet[original.start :]


def test_sound_and_picture_that_are_played_apart_are_noticed() -> None:
    tally, ntp = Tally(), 2_208_988_800 + 1_000_000
    tally.counting = True
    tally._captured = {(1, 4): (0, 10**15), (1, 5): (0, 10**15)}
    tally.report(1, 4, ntp << 32, 0)
    tally.report(1, 5, (ntp << 32) + (1 << 31), 0)
    assert tally.apart() == {(1, 4): 500.0}

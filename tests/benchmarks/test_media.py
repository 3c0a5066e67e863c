"""The synthetic participants of `bin/measure media` send what the media server reads, and count what is lost."""

from __future__ import annotations

import itertools
import time

import pytest

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

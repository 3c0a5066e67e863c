"""A browser is told of each of its packets once it arrived, and of none that did not."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.arrivals import TOLD_MOST, WINDOW, Arrivals

TICK_S = 0.00025
SSRC = 77


def read(packet: bytes) -> dict[int, float | None]:
    """What a feedback packet says: 16-bit number -> seconds, None for what did not arrive.

    Written from draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1.
    """
    first, kind, words, _, ssrc, base, count, head = struct.unpack_from("!BBHIIHHI", packet)
    assert (first & 0xDF, kind, len(packet)) == (0x80 | 15, 205, 4 + 4 * words)
    assert ssrc == SSRC
    end = len(packet) - (packet[-1] if first & 0x20 else 0)
    statuses: list[int] = []
    at = 20
    while len(statuses) < count:
        (chunk,) = struct.unpack_from("!H", packet, at)
        statuses += _symbols(chunk)
        at += 2
    assert not any(statuses[count:]) or packet[at - 2] < 0x80
    ticks = (head >> 8) * 256
    told: dict[int, float | None] = {}
    for place, status in enumerate(statuses[:count]):
        size = {0: 0, 1: 1, 2: 2}[status]
        if size:
            ticks += int.from_bytes(packet[at : at + size], "big", signed=size == 2)
        told[(base + place) & 0xFFFF] = ticks * TICK_S if size else None
        at += size
    assert at == end
    return told


def _symbols(chunk: int) -> Iterator[int]:
    if not chunk >> 15:
        yield from [chunk >> 13 & 3] * (chunk & 0x1FFF)
    elif chunk >> 14 & 1:
        yield from (chunk >> shift & 3 for shift in range(12, -1, -2))
    else:
        yield from (chunk >> shift & 1 for shift in range(13, -1, -1))


def note_all(
    arrivals: Arrivals, numbers: list[int], *, since: float, every: float = 0.001
) -> dict[int, float]:
    times = {number & 0xFFFF: since + place * every for place, number in enumerate(numbers)}
    for number, at in times.items():
        arrivals.note(number, at)
    return times


@given(
    first=st.integers(0, 0xFFFF),
    steps=st.lists(st.integers(1, 30), min_size=1, max_size=12),
    pauses=st.lists(st.floats(0, 3), min_size=12, max_size=12),
)
def test_every_packet_is_told_with_its_time_and_what_is_missing_without(
    first: int, steps: list[int], pauses: list[float]
) -> None:
    arrivals, now, number, sent = Arrivals(), 1000.0, first, {}
    for step, pause in zip(steps, pauses, strict=False):
        number, now = number + step, now + pause
        arrivals.note(number & 0xFFFF, now)
        sent[number & 0xFFFF] = now

    told = read(arrivals.feedback(SSRC) or b"")

    assert {number for number, at in told.items() if at is not None} == set(sent)
    assert all(abs((told[number] or 0) - at) <= TICK_S for number, at in sent.items())
    assert len(told) == sum(steps) - steps[0] + 1


def test_nothing_is_told_while_nothing_comes() -> None:
    arrivals = Arrivals()
    assert arrivals.feedback(SSRC) is None

    note_all(arrivals, [1, 2], since=5)

    assert arrivals.feedback(SSRC) is not None
    assert arrivals.feedback(SSRC) is None


def test_what_is_told_next_begins_where_the_last_ended() -> None:
    arrivals = Arrivals()
    note_all(arrivals, [10, 11], since=5)
    arrivals.feedback(SSRC)
    note_all(arrivals, [13], since=6)

    assert read(arrivals.feedback(SSRC) or b"") == {12: None, 13: 6.0}


def test_a_packet_that_was_overtaken_is_told_of_when_it_comes() -> None:
    arrivals = Arrivals()
    note_all(arrivals, [1, 3], since=5, every=0.5)
    arrivals.feedback(SSRC)
    note_all(arrivals, [2], since=6)

    assert read(arrivals.feedback(SSRC) or b"") == {2: 6.0, 3: 5.5}


def test_a_repeated_number_keeps_its_first_time() -> None:
    arrivals = Arrivals()
    note_all(arrivals, [1], since=5)
    note_all(arrivals, [1], since=6)

    assert read(arrivals.feedback(SSRC) or b"") == {1: 5.0}


def test_more_than_one_packet_holds_is_told_in_several() -> None:
    arrivals = Arrivals()
    note_all(arrivals, list(range(TOLD_MOST + 5)), since=5)

    first, second = read(arrivals.feedback(SSRC) or b""), read(arrivals.feedback(SSRC) or b"")

    assert (len(first), len(second)) == (TOLD_MOST, 5)


def test_a_sender_that_begins_anew_is_followed() -> None:
    arrivals = Arrivals()
    note_all(arrivals, [1], since=5)
    note_all(arrivals, [WINDOW * 20], since=6)

    assert read(arrivals.feedback(SSRC) or b"") == {WINDOW * 20: 6.0}


def test_who_sends_more_than_can_be_told_is_told_of_the_last_and_little_is_remembered() -> None:
    arrivals = Arrivals()
    for second in range(20):
        sent = note_all(arrivals, list(range(5000 * second, 5000 * (second + 1))), since=second, every=0.0002)
        told = read(arrivals.feedback(SSRC) or b"")

    assert list(told) == list(sent)[-WINDOW:][:TOLD_MOST]
    assert None not in told.values()
    assert len(arrivals._ticks) <= 2 * WINDOW

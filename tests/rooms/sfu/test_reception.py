"""Duplicates are told apart, gaps are asked for, and the report says what was lost."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu.reception import MISSING_MOST, NACK_EVERY_S, NACK_TRIES, Reception


def video() -> Reception:
    return Reception(1, 90_000, repairs=True)


@given(start=st.integers(0, 65535), order=st.permutations(range(40)), repeats=st.lists(st.integers(0, 39)))
def test_each_packet_counts_once_in_whatever_order(start: int, order: list[int], repeats: list[int]) -> None:
    reception = video()
    reception.receive(start, 0, 0.0)
    numbers = [reception.receive((start + 1 + n) & 0xFFFF, 0, 0.0) for n in [*order, *repeats]]

    fresh = [number for number in numbers if number is not None]
    assert len(fresh) == len(set(fresh)) == 40
    assert max(fresh) - min(fresh) == 39
    assert not reception.missing


def test_a_gap_is_asked_for_until_it_is_filled() -> None:
    reception = video()
    for sequence in (65533, 65534, 2):
        reception.receive(sequence, 0, 0.0)

    assert reception.due(0.0) == [65535, 0, 1]
    assert reception.due(NACK_EVERY_S / 2) == []
    reception.receive(0, 0, 0.0)
    assert reception.due(NACK_EVERY_S) == [65535, 1]


def test_what_never_comes_is_given_up() -> None:
    reception = video()
    reception.receive(1, 0, 0.0)
    reception.receive(3, 0, 0.0)

    asked = sum(len(reception.due(second)) for second in range(2 * NACK_TRIES))

    assert asked == NACK_TRIES
    assert reception.hopeless


def test_too_much_loss_is_hopeless_at_once() -> None:
    reception = video()
    reception.receive(1, 0, 0.0)
    reception.receive(MISSING_MOST + 3, 0, 0.0)

    assert reception.hopeless
    assert reception.due(0.0) == []


def test_voice_is_never_asked_for_again() -> None:
    reception = Reception(1, 48_000, repairs=False)
    reception.receive(1, 0, 0.0)
    reception.receive(9, 0, 0.0)

    assert reception.due(0.0) == []


def test_numbers_never_go_back_when_a_sender_begins_anew() -> None:
    reception = video()
    before = reception.receive(30_000, 0, 0.0)
    after = reception.receive(5, 0, 0.0)

    assert before is not None
    assert after is not None
    assert after > before
    assert after & 0xFFFF == 5


def test_the_report_tells_what_was_lost_since_the_last() -> None:
    reception = Reception(77, 90_000, repairs=False)
    for sequence in (10, 11, 13, 14):
        reception.receive(sequence, 0, 0.0)
    reception.sender_reported(0x1234_5678_9ABC_DEF0, 1.0)

    ssrc, loss, highest, _, last_report, delay = struct.unpack("!6I", reception.report(1.5))
    assert (ssrc, loss >> 24, loss & 0xFFFFFF, highest & 0xFFFF) == (77, 256 // 5, 1, 14)
    assert (last_report, delay) == (0x5678_9ABC, 32768)

    for sequence in (15, 16):
        reception.receive(sequence, 0, 2.0)
    _, loss, *_ = struct.unpack("!6I", reception.report(2.5))
    assert (loss >> 24, loss & 0xFFFFFF) == (0, 1)


def test_packets_of_an_even_rhythm_have_no_jitter() -> None:
    reception = video()
    for number in range(100):
        reception.receive(number, 3000 * number, number / 30)

    assert struct.unpack("!6I", reception.report(4.0))[3] <= 1

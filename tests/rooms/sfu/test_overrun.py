"""A path that is sent too much is known by what is asked for again, and a path that loses a little is not."""

from __future__ import annotations

import random

import pytest

from rooms.sfu import rtcp
from rooms.sfu.overrun import SETTLING_S, Overrun
from rooms.sfu.policy import Kind

from .test_demand import Group

PACKET = 1000  # octets
PER_S = 100  # packets


def found(overrun: Overrun, *, loss: float, seconds: float, start: float = 0.0, seed: int = 1) -> list[float]:
    """What is found on a path that loses this share of what is sent, each loss asked for as it happens."""
    chance, rates, packets = random.Random(seed), [], 0
    for number in range(int(seconds * PER_S)):
        now, packets = start + number / PER_S, packets + 1
        if number % (PER_S // 2) == 0:
            overrun.mark(packets=packets, octets=packets * PACKET, now=now)
        if chance.random() < loss:
            rate = overrun.missed(1, packets=packets, octets=packets * PACKET, now=now)
            if rate is not None:
                rates.append(rate)
    return rates


@pytest.mark.parametrize("seed", range(5))
def test_what_radio_loses_is_no_sign_of_too_much(seed: int) -> None:
    assert found(Overrun(), loss=0.08, seconds=60, seed=seed) == []


def test_what_got_through_is_told_within_a_second() -> None:
    (first, *_) = found(Overrun(), loss=0.6, seconds=1)

    assert first == pytest.approx(0.4 * PER_S * PACKET * 8, rel=0.5)


def test_what_was_sent_before_the_limit_is_not_held_against_it() -> None:
    overrun = Overrun()
    (_, *more) = found(overrun, loss=0.6, seconds=SETTLING_S)

    assert more == []


def test_a_few_missing_packets_are_chance() -> None:
    overrun = Overrun()
    overrun.mark(packets=0, octets=0, now=0.0)

    assert overrun.missed(3, packets=3, octets=3000, now=0.1) is None


def test_what_is_too_much_for_chance_and_too_little_to_be_sure_is_suspected() -> None:
    overrun = Overrun()
    overrun.mark(packets=0, octets=0, now=0.0)

    assert overrun.missed(3, packets=20, octets=20_000, now=0.1) is None
    assert not overrun.suspected(packets=20)
    assert overrun.missed(3, packets=30, octets=30_000, now=0.15) is None
    assert overrun.suspected(packets=30)
    assert not overrun.suspected(packets=60)


def test_pictures_that_drown_a_path_stop_at_once_and_come_back_smaller() -> None:
    group = Group("ana", "ben")
    group.look("ben", {"ana": 720})
    group.last(3.0)
    assert group.shown("ben")[-25:] == [b"h"] * 25
    outlet = group.peers["ben"].subscriber.outlet(0, Kind.PICTURE)
    assert outlet is not None
    camera = group.cameras["ana"]
    missing = tuple(range(outlet.rewriter.seq - 14, outlet.rewriter.seq + 1))

    group.room.feedback(group.peers["ben"], rtcp.nack(outlet.ssrc, missing), group.now)
    repeated = group.counters.retransmitted
    camera.key_due.clear()  # the key frame that is asked for takes its time
    group.last(0.2)

    assert group.shown("ben") == [], "what was too large is not sent on until the smaller one begins"
    assert repeated == 0, "nor sent again"
    camera.key_due |= camera.sends
    group.last(1.0)
    assert set(group.shown("ben")) <= {b"l", b"m"}
    assert group.peers["ben"].subscriber.budget.bps is not None


def test_a_packet_is_missed_for_the_first_time_once() -> None:
    group = Group("ana", "ben")
    group.last(2.0)
    outlet = group.peers["ben"].subscriber.outlet(0, Kind.PICTURE)
    assert outlet is not None
    last = outlet.rewriter.seq

    assert outlet.missed((last - 2, last - 1)) == 2
    assert outlet.missed((last - 2, last - 1, last)) == 1
    assert outlet.missed((last + 1, last - 600)) == 0, "never sent, and forgotten"

"""A path that is sent too much is known by what is asked for again, and a path that loses a little is not."""

from __future__ import annotations

import random

import pytest

from rooms.sfu.overrun import SETTLING_S, Overrun

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

"""Pauses grow, are bounded, and nobody keeps step with others."""

from random import Random

from rooms.participant.backoff import FIRST_S, LONGEST_S, Backoff


def test_pauses_double_up_to_the_longest() -> None:
    backoff = Backoff(Random(1))
    steps = [min(LONGEST_S, FIRST_S * 2**attempt) for attempt in range(40)]

    pauses = [backoff.next_s() for _ in steps]

    assert all(step / 2 <= pause <= step for step, pause in zip(steps, pauses, strict=True))


def test_success_begins_anew() -> None:
    backoff = Backoff(Random(1))
    for _ in range(10):
        backoff.next_s()

    backoff.reset()

    assert backoff.next_s() <= FIRST_S


def test_two_participants_do_not_come_back_together() -> None:
    assert Backoff(Random(1)).next_s() != Backoff(Random(2)).next_s()

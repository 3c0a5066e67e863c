"""Rounds: everyone has their turn, once."""

from __future__ import annotations

from rooms.protocol.messages import (
    NextTurn,
    SkipTurn,
    StartRound,
)
from rooms.protocol.state import Round
from tests.rooms.protocol.rooms import (
    NOON,
    after,
    group,
    later,
    person,
    refused,
)


def test_a_round_goes_from_one_to_the_next_until_everyone_had_their_turn() -> None:
    state = after(group(), ("dana", StartRound(id="1", people=("ana", "ben", "ana"), seconds=90)))
    assert state.round == Round(current="ana", began_at=NOON, seconds=90, waiting=("ben",))
    state = after(state, ("ana", NextTurn(id="1")), at=later(90))
    assert state.round == Round(current="ben", began_at=later(90), seconds=90, done=("ana",))
    assert after(state, ("dana", NextTurn(id="1"))).round is None


def test_a_skipped_turn_comes_last_and_cannot_be_skipped_for_ever() -> None:
    state = after(
        group(), ("dana", StartRound(id="1", people=("ana", "ben"), seconds=0)), ("ana", SkipTurn(id="1"))
    )
    assert state.round is not None
    assert (state.round.current, state.round.waiting) == ("ben", ("ana",))
    state = after(state, ("dana", NextTurn(id="1")))
    assert after(state, ("ana", SkipTurn(id="1"))).round is None


def test_whoever_is_away_keeps_their_turn_for_when_they_are_back() -> None:
    absent = group(ben=person("ben", tabs=0), gus=person("gus"))
    state = after(
        absent,
        ("dana", StartRound(id="1", people=("ana", "ben", "gus"), seconds=0)),
        ("dana", NextTurn(id="1")),
    )
    assert state.round is not None
    assert (state.round.current, state.round.waiting, state.round.done) == ("gus", ("ben",), ("ana",))


def test_nobody_takes_anothers_turn_away() -> None:
    state = after(group(), ("dana", StartRound(id="1", people=("ana", "ben"), seconds=0)))
    assert refused(state, "ben", NextTurn(id="1")) == "not_allowed"
    assert refused(group(), "dana", NextTurn(id="1")) == "no_round"

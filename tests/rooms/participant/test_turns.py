"""A conversation goes in turns."""

from hypothesis import given
from hypothesis import strategies as st

from rooms.participant.turns import TURN_S, speaker, speaks

moments = st.floats(min_value=0, max_value=4e9)
groups = st.integers(min_value=1, max_value=15)


@given(at_s=moments, people=groups)
def test_at_most_one_speaks_at_a_time(at_s: float, people: int) -> None:
    assert sum(speaks(who=who, at_s=at_s, people=people) for who in range(people)) <= 1


@given(began_s=moments, people=groups)
def test_nobody_waits_longer_than_two_rounds_for_their_turn_and_there_are_pauses(
    began_s: float, people: int
) -> None:
    turns = [
        speaker(at_s=(began_s // TURN_S + turn + 0.5) * TURN_S, people=people)
        for turn in range(2 * people + 1)
    ]

    assert set(turns) == {None, *range(people)}


@given(at_s=moments, people=groups)
def test_nobody_speaks_where_turns_meet(at_s: float, people: int) -> None:
    assert speaker(at_s=(at_s // TURN_S) * TURN_S, people=people) is None

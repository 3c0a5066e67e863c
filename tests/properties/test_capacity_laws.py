"""What holds for a group's seats whoever limits them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.capacity import effective_cap, require_seat, seats_left
from sessions.domain.errors import EnrolmentRefused

limit = st.integers(1, 30)
maybe = st.none() | limit


@given(limit, maybe, st.lists(maybe, max_size=4))
def test_the_cap_is_one_of_the_limits_and_exceeds_none(
    program: int, state: int | None, payers: list[int | None]
) -> None:
    limits = [each for each in (program, state, *payers) if each is not None]
    assert effective_cap(program=program, state=state, payers=payers).seats == min(limits)


@given(limit, maybe, st.lists(maybe, max_size=4), st.integers(1, 60))
def test_exactly_as_many_come_in_as_the_cap_says(
    program: int, state: int | None, payers: list[int | None], comers: int
) -> None:
    cap = effective_cap(program=program, state=state, payers=payers)
    taken = 0
    for _ in range(comers):
        try:
            require_seat(cap=cap, taken=taken)
        except EnrolmentRefused:
            continue
        taken += 1
    assert taken == min(comers, cap.seats)
    assert seats_left(cap=cap, taken=taken) == cap.seats - taken

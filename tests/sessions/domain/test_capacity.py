"""A group seats as many as everybody who has a say allows."""

from __future__ import annotations

import pytest

from sessions.domain.capacity import Cap, SetBy, effective_cap, require_seat, seats_left
from sessions.domain.errors import CapacityRefused, EnrolmentRefused


def test_without_other_limits_the_programs_own_counts() -> None:
    assert effective_cap(program=12) == Cap(seats=12, set_by=SetBy.PROGRAM)


def test_a_state_that_allows_ten_makes_it_ten() -> None:
    assert effective_cap(program=12, state=10) == Cap(seats=10, set_by=SetBy.STATE)


def test_the_strictest_payer_counts() -> None:
    assert effective_cap(program=12, state=10, payers=[None, 9, 8]) == Cap(seats=8, set_by=SetBy.PAYER)


def test_a_generous_state_raises_nothing() -> None:
    assert effective_cap(program=12, state=20, payers=[15]) == Cap(seats=12, set_by=SetBy.PROGRAM)


@pytest.mark.parametrize(("program", "state", "payer"), [(0, None, None), (12, -1, None), (12, 12, 0)])
def test_a_group_without_seats_is_refused(program: int, state: int | None, payer: int | None) -> None:
    with pytest.raises(CapacityRefused) as refused:
        effective_cap(program=program, state=state, payers=[payer])
    assert refused.value.code == "no_seats"


def test_the_twelfth_client_has_a_seat_and_the_thirteenth_none() -> None:
    cap = effective_cap(program=12)
    require_seat(cap=cap, taken=11)
    with pytest.raises(EnrolmentRefused) as refused:
        require_seat(cap=cap, taken=12)
    assert refused.value.code == "group_full"


def test_a_limit_that_falls_below_those_enrolled_leaves_no_seat() -> None:
    assert seats_left(cap=effective_cap(program=12, state=8), taken=10) == 0

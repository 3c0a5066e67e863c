"""Hours fall by dated steps, and below the minimum only for a while."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sessions.domain.errors import TaperRefused
from sessions.domain.tapering import (
    Requirement,
    Standing,
    Step,
    Taper,
    requirement,
    step_in_force,
    weekly_hours,
)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


MONDAY = date(2027, 3, 1)
SIX = Step(from_date=date(2027, 3, 15), weekly=hours(6))
THREE = Step(from_date=date(2027, 3, 22), weekly=hours(3))
NINE_SIX_THREE = Taper(usual=hours(9), minimum=hours(9), steps=(SIX, THREE))


@pytest.mark.parametrize(
    ("on", "step", "weekly"),
    [
        (date(2027, 3, 14), None, 9),
        (date(2027, 3, 15), SIX, 6),
        (date(2027, 3, 21), SIX, 6),
        (date(2027, 3, 22), THREE, 3),
        (date(2028, 1, 1), THREE, 3),
    ],
)
def test_a_step_is_in_force_from_its_date(on: date, step: Step | None, weekly: int) -> None:
    assert step_in_force(taper=NINE_SIX_THREE, on=on) == step
    assert weekly_hours(taper=NINE_SIX_THREE, on=on) == hours(weekly)


@pytest.mark.parametrize(
    ("monday", "weekly", "standing"),
    [
        (date(2027, 3, 8), 9, Standing.REGULAR),
        (date(2027, 3, 15), 6, Standing.FLAGGED),
        (date(2027, 3, 22), 3, Standing.FLAGGED),
        (date(2027, 3, 29), 9, Standing.TOO_LONG),
    ],
)
def test_nine_six_three_is_flagged_for_two_weeks_and_then_held_to_nine(
    monday: date, weekly: int, standing: Standing
) -> None:
    asked = requirement(taper=NINE_SIX_THREE, monday=monday)
    assert asked == Requirement(weekly=hours(weekly), standing=standing)


def test_a_taper_that_stays_above_the_minimum_is_regular() -> None:
    taper = Taper(usual=hours(15), minimum=hours(9), steps=(Step(from_date=MONDAY, weekly=hours(9)),))
    assert requirement(taper=taper, monday=MONDAY) == Requirement(weekly=hours(9), standing=Standing.REGULAR)


def test_a_step_in_the_middle_of_a_week_counts_for_that_week() -> None:
    wednesday = Step(from_date=date(2027, 3, 3), weekly=hours(12))
    taper = Taper(usual=hours(15), minimum=hours(9), steps=(wednesday,))
    assert requirement(taper=taper, monday=MONDAY).weekly == hours(12)
    assert requirement(taper=taper, monday=MONDAY - timedelta(days=7)).weekly == hours(15)


def test_without_steps_every_week_is_as_usual() -> None:
    assert requirement(taper=Taper(usual=hours(9), minimum=hours(9)), monday=MONDAY) == Requirement(
        weekly=hours(9), standing=Standing.REGULAR
    )


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((Step(from_date=MONDAY, weekly=hours(10)),), "taper_rises"),
        ((Step(from_date=MONDAY, weekly=hours(9)),), "taper_rises"),
        ((SIX, Step(from_date=date(2027, 3, 22), weekly=hours(7))), "taper_rises"),
        ((THREE, SIX), "steps_out_of_order"),
        ((SIX, Step(from_date=SIX.from_date, weekly=hours(3))), "steps_out_of_order"),
        ((SIX, Step(from_date=date(2027, 3, 22), weekly=hours(0))), "no_hours"),
    ],
)
def test_a_taper_that_does_not_fall_in_order_is_refused(steps: tuple[Step, ...], code: str) -> None:
    with pytest.raises(TaperRefused) as refused:
        Taper(usual=hours(9), minimum=hours(9), steps=steps)
    assert refused.value.code == code

"""What holds for every taper that is accepted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.errors import TaperRefused
from sessions.domain.tapering import Standing, Step, Taper, requirement, weekly_hours

MONDAY = date(2027, 3, 1)
days = st.integers(0, 120)


@st.composite
def tapers(draw: st.DrawFn) -> Taper:
    falling = sorted(draw(st.sets(st.integers(1, 40), min_size=1, max_size=6)), reverse=True)
    since = sorted(draw(st.sets(days, min_size=len(falling) - 1, max_size=len(falling) - 1)))
    steps = tuple(
        Step(from_date=MONDAY + timedelta(days=day), weekly=timedelta(hours=hours))
        for day, hours in zip(since, falling[1:], strict=True)
    )
    minimum = timedelta(hours=draw(st.integers(1, falling[0])))
    return Taper(usual=timedelta(hours=falling[0]), minimum=minimum, steps=steps)


@given(tapers(), days, days)
def test_planned_hours_never_rise(taper: Taper, one: int, other: int) -> None:
    earlier, later = (MONDAY + timedelta(days=day) for day in sorted((one, other)))
    assert weekly_hours(taper=taper, on=later) <= weekly_hours(taper=taper, on=earlier)


@given(tapers())
def test_at_most_two_weeks_and_the_one_they_began_in_are_flagged(taper: Taper) -> None:
    weeks = [requirement(taper=taper, monday=MONDAY + timedelta(weeks=week)) for week in range(30)]
    flagged = [week for week in weeks if week.standing is Standing.FLAGGED]
    assert len(flagged) <= 3
    assert all((week.weekly < taper.minimum) == (week.standing is Standing.FLAGGED) for week in weeks)


@given(tapers(), st.data())
def test_a_step_that_rises_is_refused_wherever_it_stands(taper: Taper, data: st.DataObject) -> None:
    last = max([MONDAY, *(step.from_date for step in taper.steps)])
    before = taper.steps[-1].weekly if taper.steps else taper.usual
    rise = timedelta(hours=data.draw(st.integers(0, 20)))
    higher = Step(from_date=last + timedelta(days=1), weekly=before + rise)
    with pytest.raises(TaperRefused) as refused:
        Taper(usual=taper.usual, minimum=taper.minimum, steps=(*taper.steps, higher))
    assert refused.value.code == "taper_rises"

"""What holds for every filled-in questionnaire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.errors import MeasureRefused
from sessions.domain.measures import (
    INSTRUMENTS,
    Direction,
    Instrument,
    Severity,
    change,
    score,
)

instruments = st.sampled_from(list(INSTRUMENTS.values()))
RANKS = list(Severity)
OPPOSITE = {
    Direction.IMPROVED: Direction.WORSENED,
    Direction.WORSENED: Direction.IMPROVED,
    Direction.STEADY: Direction.STEADY,
}


def forms(instrument: Instrument) -> st.SearchStrategy[list[int]]:
    length = len(instrument.items)
    return st.lists(st.integers(0, instrument.most_points), min_size=length, max_size=length)


@given(instruments, st.data())
def test_the_total_is_the_points_and_more_points_are_never_milder(
    instrument: Instrument, data: st.DataObject
) -> None:
    answers = data.draw(forms(instrument))
    index = data.draw(st.integers(0, len(answers) - 1))
    worse = [*answers[:index], instrument.most_points, *answers[index + 1 :]]
    one, other = score(instrument=instrument, answers=answers), score(instrument=instrument, answers=worse)
    assert one.total == sum(answers) <= other.total <= instrument.highest
    if one.severity is None or other.severity is None:
        assert instrument.bands == ()
        return
    assert RANKS.index(one.severity) <= RANKS.index(other.severity)


@given(instruments, st.data())
def test_a_form_lacking_any_item_is_refused(instrument: Instrument, data: st.DataObject) -> None:
    answers: list[int | None] = [*data.draw(forms(instrument))]
    answers[data.draw(st.integers(0, len(answers) - 1))] = None
    with pytest.raises(MeasureRefused) as refused:
        score(instrument=instrument, answers=answers)
    assert refused.value.code == "items_missing"


@given(instruments, st.data())
def test_a_change_read_backwards_is_its_opposite(instrument: Instrument, data: st.DataObject) -> None:
    one, other = (score(instrument=instrument, answers=data.draw(forms(instrument))) for _ in range(2))
    there, back = change(before=one, after=other), change(before=other, after=one)
    assert (there.points, there.direction) == (-back.points, OPPOSITE[back.direction])

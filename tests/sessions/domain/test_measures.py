"""Questionnaires are scored as published, and item 9 is never overlooked."""

from __future__ import annotations

import pytest

from sessions.domain.errors import MeasureRefused
from sessions.domain.measures import (
    CRAVINGS,
    GAD_7,
    PHQ_9,
    Change,
    Direction,
    Instrument,
    Score,
    Severity,
    change,
    score,
)


def answers_adding_up_to(total: int, instrument: Instrument) -> list[int]:
    """Points for the first items, as many as it takes: item 9 comes last."""
    return [min(3, max(0, total - 3 * index)) for index in range(len(instrument.items))]


def scored(total: int, instrument: Instrument = PHQ_9) -> Score:
    return score(instrument=instrument, answers=answers_adding_up_to(total, instrument))


def test_an_evening_of_moderate_depression_without_thoughts_of_death() -> None:
    found = score(instrument=PHQ_9, answers=[2, 2, 1, 2, 1, 1, 2, 0, 0])
    assert found == Score(instrument=PHQ_9, total=11, severity=Severity.MODERATE, alert=False)


@pytest.mark.parametrize(
    ("total", "severity"),
    [
        (0, Severity.MINIMAL),
        (4, Severity.MINIMAL),
        (5, Severity.MILD),
        (9, Severity.MILD),
        (10, Severity.MODERATE),
        (14, Severity.MODERATE),
        (15, Severity.MODERATELY_SEVERE),
        (19, Severity.MODERATELY_SEVERE),
        (20, Severity.SEVERE),
        (27, Severity.SEVERE),
    ],
)
def test_the_phq_9_has_five_bands(total: int, severity: Severity) -> None:
    assert (scored(total).total, scored(total).severity) == (total, severity)


@pytest.mark.parametrize(
    ("total", "severity"),
    [
        (0, Severity.MINIMAL),
        (4, Severity.MINIMAL),
        (5, Severity.MILD),
        (9, Severity.MILD),
        (10, Severity.MODERATE),
        (14, Severity.MODERATE),
        (15, Severity.SEVERE),
        (21, Severity.SEVERE),
    ],
)
def test_the_gad_7_has_four_bands(total: int, severity: Severity) -> None:
    assert (scored(total, GAD_7).total, scored(total, GAD_7).severity) == (total, severity)


@pytest.mark.parametrize(("answer", "alert"), [(0, False), (1, True), (2, True), (3, True)])
def test_any_thought_of_death_alerts_however_low_the_total(answer: int, alert: bool) -> None:
    assert score(instrument=PHQ_9, answers=[0] * 8 + [answer]).alert is alert


def test_the_gad_7_has_no_alert() -> None:
    assert not score(instrument=GAD_7, answers=[3] * 7).alert


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([0] * 8, "items_missing"),
        ([0] * 8 + [None], "items_missing"),
        ([], "items_missing"),
        ([0] * 10, "too_many_answers"),
        ([0] * 8 + [4], "answer_out_of_range"),
        ([-1] + [0] * 8, "answer_out_of_range"),
    ],
)
def test_a_form_that_is_not_whole_is_refused(answers: list[int | None], code: str) -> None:
    with pytest.raises(MeasureRefused) as refused:
        score(instrument=PHQ_9, answers=answers)
    assert refused.value.code == code


def test_the_refusal_names_the_open_questions() -> None:
    with pytest.raises(MeasureRefused) as refused:
        score(instrument=PHQ_9, answers=[0, None, 0, 0, 0, 0, 0, 0])
    assert refused.value.sentence == "Please answer every question; still open: 2, 9."


@pytest.mark.parametrize(
    ("before", "after", "points", "direction"),
    [
        (17, 12, -5, Direction.IMPROVED),
        (17, 13, -4, Direction.STEADY),
        (10, 10, 0, Direction.STEADY),
        (10, 14, 4, Direction.STEADY),
        (10, 15, 5, Direction.WORSENED),
    ],
)
def test_five_points_of_the_phq_9_are_a_change(
    before: int, after: int, points: int, direction: Direction
) -> None:
    assert change(before=scored(before), after=scored(after)) == Change(points=points, direction=direction)


@pytest.mark.parametrize(("after", "direction"), [(8, Direction.IMPROVED), (9, Direction.STEADY)])
def test_four_points_of_the_gad_7_are_a_change(after: int, direction: Direction) -> None:
    assert change(before=scored(12, GAD_7), after=scored(after, GAD_7)).direction == direction


def test_scores_of_two_questionnaires_are_not_compared() -> None:
    with pytest.raises(MeasureRefused) as refused:
        change(before=scored(5), after=scored(5, GAD_7))
    assert refused.value.code == "different_measures"


@pytest.mark.parametrize(
    ("answers", "alerts"),
    [
        ([None] * 8 + [1], True),
        ([None] * 8 + [0], False),
        ([3] * 8, False),
        ([3] * 8 + [None], False),
        ([0] * 8 + [3], True),
    ],
)
def test_item_9_alerts_before_the_form_is_complete(answers: list[int | None], alerts: bool) -> None:
    assert PHQ_9.alerts(answers) is alerts


def test_cravings_are_one_number_from_0_to_10_without_bands() -> None:
    found = score(instrument=CRAVINGS, answers=[10])
    assert found == Score(instrument=CRAVINGS, total=10, severity=None, alert=False)
    with pytest.raises(MeasureRefused) as refused:
        score(instrument=CRAVINGS, answers=[11])
    assert refused.value.code == "answer_out_of_range"

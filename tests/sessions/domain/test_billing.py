"""Minutes become codes and units, and nothing is rounded up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sessions.domain.billing import per_diem_met, quarter_hour_units, timed_code, whole_minutes


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (959, None),
        (960, "90832"),
        (38 * 60 - 1, "90832"),
        (38 * 60, "90834"),
        (53 * 60 - 1, "90834"),
        (53 * 60, "90837"),
    ],
)
def test_an_individual_session_earns_the_longest_code_it_reaches(seconds: int, code: str | None) -> None:
    assert timed_code(whole_minutes([timedelta(seconds=seconds)])) == code


@pytest.mark.parametrize(("minutes", "units"), [(0, 0), (7, 0), (8, 1), (22, 1), (23, 2)])
def test_a_unit_counts_from_its_eighth_minute(minutes: int, units: int) -> None:
    assert quarter_hour_units(minutes) == units


def test_seconds_are_added_before_they_are_floored() -> None:
    assert whole_minutes([timedelta(seconds=90)] * 2) == 3
    assert whole_minutes([timedelta(seconds=59, microseconds=999_999)]) == 0


@pytest.mark.parametrize(("minutes", "met"), [(179, False), (180, True)])
def test_the_per_diem_needs_three_whole_hours(minutes: int, met: bool) -> None:
    assert per_diem_met(minutes) is met

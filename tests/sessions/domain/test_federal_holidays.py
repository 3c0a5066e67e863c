"""Federal holidays fall on the days that the Office of Personnel Management lists."""

from __future__ import annotations

from datetime import date

from sessions.domain.holidays import federal_holidays

# https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/
OF_2027 = [
    date(2027, 1, 1),
    date(2027, 1, 18),
    date(2027, 2, 15),
    date(2027, 5, 31),
    date(2027, 6, 18),
    date(2027, 7, 5),
    date(2027, 9, 6),
    date(2027, 10, 11),
    date(2027, 11, 11),
    date(2027, 11, 25),
    date(2027, 12, 24),
]


def test_the_holidays_of_2027() -> None:
    assert [holiday.date for holiday in federal_holidays(2027)] == OF_2027


def test_a_holiday_on_a_weekend_is_observed_on_the_nearest_working_day() -> None:
    for year in range(2024, 2060):
        assert all(holiday.date.isoweekday() <= 5 for holiday in federal_holidays(year))


def test_new_years_day_of_2028_is_observed_in_2027() -> None:
    assert federal_holidays(2028)[0].date == date(2027, 12, 31)

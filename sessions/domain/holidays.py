"""The federal holidays of the United States (5 U.S.C. 6103), on the days on which they are observed.

One that falls on a Saturday is observed on the Friday before, on a Sunday on the Monday after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONDAY, THURSDAY = 1, 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalHoliday:
    """A day off, in the year in which it is observed or the day before."""

    date: date
    name: str


def federal_holidays(year: int) -> tuple[FederalHoliday, ...]:
    """Those of this calendar year, in order; New Year's Day may be observed on the last day of the year before."""
    days = (
        (_observed(date(year, 1, 1)), "New Year's Day"),
        (_nth(year, 1, MONDAY, 3), "Martin Luther King Jr. Day"),
        (_nth(year, 2, MONDAY, 3), "Presidents' Day"),
        (_last_monday(year, 5), "Memorial Day"),
        (_observed(date(year, 6, 19)), "Juneteenth"),
        (_observed(date(year, 7, 4)), "Independence Day"),
        (_nth(year, 9, MONDAY, 1), "Labor Day"),
        (_nth(year, 10, MONDAY, 2), "Columbus Day"),
        (_observed(date(year, 11, 11)), "Veterans Day"),
        (_nth(year, 11, THURSDAY, 4), "Thanksgiving Day"),
        (_observed(date(year, 12, 25)), "Christmas Day"),
    )
    return tuple(FederalHoliday(date=day, name=name) for day, name in days)


def _observed(day: date) -> date:
    return day + {6: -ONE_DAY, 7: ONE_DAY}.get(day.isoweekday(), timedelta(0))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (number - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - ONE_DAY
    return last - timedelta(days=last.weekday())

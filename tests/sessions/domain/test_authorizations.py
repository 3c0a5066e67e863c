"""What a payer authorized, what attendance used of it, and when somebody must act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.authorizations import Authorized, Concern, Unit, Use, concern, use, weekly_share

MONDAY = date(2027, 3, 1)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def authorized(
    unit: Unit = Unit.DAYS, amount: int = 10, days: int = 84, from_date: date = MONDAY
) -> Authorized:
    return Authorized(
        unit=unit, amount=amount, from_date=from_date, to_date=from_date + timedelta(days=days - 1)
    )


@pytest.mark.parametrize(
    ("unit", "minutes", "used"),
    [
        (Unit.DAYS, [180], 1),
        (Unit.DAYS, [170], 0),  # three hours with a ten-minute break earn no per diem
        (Unit.DAYS, [180, 179, 240], 2),
        (Unit.HOURS, [170, 190], 6),
        (Unit.HOURS, [59], 0),
        (Unit.UNITS, [52], 3),
        (Unit.UNITS, [53], 4),
        (Unit.UNITS, [7, 7], 0),  # rounded for each service date, never across them
    ],
)
def test_use_is_counted_in_the_payers_units(unit: Unit, minutes: list[int], used: int) -> None:
    billable = {MONDAY + number * DAY: count * MINUTE for number, count in enumerate(minutes)}
    assert use(authorized=authorized(unit), billable=billable).used == used


def test_only_days_within_it_count_both_ends_included() -> None:
    billable = dict.fromkeys((MONDAY - DAY, MONDAY, MONDAY + 83 * DAY, MONDAY + 84 * DAY), 180 * MINUTE)
    found = use(authorized=authorized(), billable=billable)
    assert (found.used, found.minutes, found.left) == (2, 360, 8)


@pytest.mark.parametrize(
    ("used", "today", "expected"),
    [
        (0, MONDAY, None),
        (7, MONDAY, None),
        (8, MONDAY, Concern.NEARLY_USED),
        (10, MONDAY, Concern.USED_UP),
        (12, MONDAY, Concern.USED_UP),
        (0, MONDAY + 69 * DAY, None),
        (0, MONDAY + 70 * DAY, Concern.EXPIRES_SOON),
        (0, MONDAY + 83 * DAY, Concern.EXPIRES_SOON),
        (10, MONDAY + 84 * DAY, Concern.EXPIRED),
    ],
)
def test_somebody_is_told_at_four_fifths_and_two_weeks_before_the_end(
    used: int, today: date, expected: Concern | None
) -> None:
    assert concern(use=Use(authorized=authorized(), used=used, minutes=0), today=today) is expected


def test_a_week_has_its_even_share() -> None:
    share = weekly_share(authorized=authorized(amount=36), monday=MONDAY, per_day=timedelta(hours=3))
    assert share == timedelta(hours=9)
    partly = authorized(Unit.HOURS, amount=14, days=14, from_date=MONDAY + 3 * DAY)
    assert weekly_share(authorized=partly, monday=MONDAY, per_day=timedelta(0)) == timedelta(hours=4)
    assert weekly_share(authorized=partly, monday=MONDAY - 7 * DAY, per_day=timedelta(0)) == timedelta(0)


@given(
    amount=st.integers(1, 1000),
    days=st.integers(1, 400),
    start=st.integers(0, 6),
    unit=st.sampled_from(Unit),
)
def test_the_weeks_shares_add_up_to_the_whole(amount: int, days: int, start: int, unit: Unit) -> None:
    whole = authorized(unit, amount, days, MONDAY + start * DAY)
    per_day = timedelta(hours=3)
    shares = [
        weekly_share(authorized=whole, monday=MONDAY + number * 7 * DAY, per_day=per_day)
        for number in range(60)
    ]
    length = {Unit.DAYS: per_day, Unit.HOURS: timedelta(hours=1), Unit.UNITS: 15 * MINUTE}[unit] * amount
    assert abs(sum(shares, timedelta(0)) - length) <= timedelta(microseconds=len(shares))

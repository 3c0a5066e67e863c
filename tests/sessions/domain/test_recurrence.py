"""A series meets at the same time on the wall, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions.domain.errors import ScheduleRefused
from sessions.domain.recurrence import day_bounds, instant, week_of, weekly, zone_named

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def test_six_in_the_evening_moves_in_utc_when_the_clocks_change() -> None:
    found = weekly(
        weekdays=[4], at=time(18), zone=LOS_ANGELES, from_date=date(2027, 3, 11), until_date=date(2027, 3, 18)
    )
    assert found == (datetime(2027, 3, 12, 2, tzinfo=UTC), datetime(2027, 3, 19, 1, tzinfo=UTC))


def test_a_time_shown_twice_is_the_first_of_the_two() -> None:
    found = instant(on=date(2027, 11, 7), at=time(1, 30), zone=LOS_ANGELES)
    assert found == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ScheduleRefused) as refused:
        instant(on=date(2027, 3, 14), at=time(2, 30), zone=LOS_ANGELES)
    assert refused.value.code == "nonexistent_local_time"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ScheduleRefused) as refused:
        zone_named(name)
    assert refused.value.code == "unknown_time_zone"


def test_a_series_meets_on_its_weekdays_within_its_dates() -> None:
    found = weekly(
        weekdays=[1, 5],
        at=time(9),
        zone=ZoneInfo("UTC"),
        from_date=date(2027, 6, 4),
        until_date=date(2027, 6, 11),
    )
    assert [moment.date().isoformat() for moment in found] == ["2027-06-04", "2027-06-07", "2027-06-11"]


def test_a_week_runs_from_local_monday_to_monday() -> None:
    start, end = week_of(datetime(2027, 3, 14, 12, tzinfo=UTC), LOS_ANGELES)
    assert (start, end) == (datetime(2027, 3, 8, 8, tzinfo=UTC), datetime(2027, 3, 15, 7, tzinfo=UTC))


def test_the_day_the_clocks_go_forward_has_23_hours() -> None:
    start, end = day_bounds(date(2027, 3, 14), LOS_ANGELES)
    assert end - start == timedelta(hours=23)

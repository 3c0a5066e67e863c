"""Hours decide the level, and a track that gives too few says by how much."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from sessions.domain.errors import ScheduleRefused
from sessions.domain.placement import (
    ADOLESCENT_DOSES,
    Block,
    Level,
    Placement,
    TrackWarning,
    WarningCode,
    countable_week,
    placement,
    spoken,
    track_warnings,
)
from sessions.models import LevelOfCare

NINE_HOURS = timedelta(hours=9)
THREE_HOURS = timedelta(hours=3)


def evenings(*weekdays: int, until: time = time(21)) -> list[Block]:
    return [Block(weekday=day, starts_local=time(18), ends_local=until) for day in weekdays]


def ten_minutes_at(start: time, *weekdays: int) -> list[Block]:
    end = time(start.hour, start.minute + 10)
    return [Block(weekday=day, starts_local=start, ends_local=end) for day in weekdays]


@pytest.mark.parametrize(
    ("hours", "level", "usual"),
    [
        (20, Level.PHP, True),
        (19.5, Level.IOP, False),
        (19, Level.IOP, True),
        (9, Level.IOP, True),
        (8.5, Level.OP, False),
        (4, Level.OP, True),
        (0, Level.OP, True),
    ],
)
def test_an_adults_hours_are_a_level(hours: float, level: Level, usual: bool) -> None:
    assert placement(weekly=timedelta(hours=hours)) == Placement(level=level, usual=usual)


def test_six_hours_are_intensive_for_an_adolescent() -> None:
    six = timedelta(hours=6)
    assert placement(weekly=six, doses=ADOLESCENT_DOSES) == Placement(level=Level.IOP, usual=True)
    assert placement(weekly=six) == Placement(level=Level.OP, usual=False)


def test_levels_are_those_that_programs_have() -> None:
    assert sorted(Level) == sorted(LevelOfCare.values)


def test_three_hours_with_a_ten_minute_break_are_170_minutes() -> None:
    found = countable_week(sessions=evenings(1), breaks=ten_minutes_at(time(19, 25), 1))
    assert found == timedelta(minutes=170)


def test_three_evenings_with_breaks_lack_half_an_hour_a_week_and_ten_minutes_a_day() -> None:
    found = track_warnings(
        sessions=evenings(1, 3, 4),
        breaks=ten_minutes_at(time(19, 25), 1, 3, 4),
        weekly_hours=NINE_HOURS,
        per_diem=THREE_HOURS,
    )
    day = timedelta(minutes=170)
    assert found == (
        TrackWarning(code=WarningCode.WEEK_TOO_SHORT, weekday=None, countable=3 * day, required=NINE_HOURS),
        *(
            TrackWarning(code=WarningCode.DAY_TOO_SHORT, weekday=weekday, countable=day, required=THREE_HOURS)
            for weekday in (1, 3, 4)
        ),
    )
    assert [warning.short_by for warning in found] == [timedelta(minutes=30), *[timedelta(minutes=10)] * 3]
    assert [warning.sentence for warning in found[:2]] == [
        "This track counts 8 h 30 min a week and the program requires 9 h: 30 min are lacking. "
        "Add a session or lengthen some.",
        "Monday counts 2 h 50 min and the payer's per diem needs 3 h: 10 min are lacking. "
        "Lengthen the day or shorten its breaks.",
    ]


def test_a_track_that_gives_what_it_must_warns_of_nothing() -> None:
    long_enough = evenings(1, 3, 4, until=time(21, 10))
    breaks = ten_minutes_at(time(19, 25), 1, 3, 4)
    found = track_warnings(sessions=long_enough, breaks=breaks, weekly_hours=NINE_HOURS, per_diem=THREE_HOURS)
    assert found == ()


def test_without_a_per_diem_only_the_week_is_looked_at() -> None:
    assert track_warnings(sessions=evenings(1), weekly_hours=THREE_HOURS) == ()


def test_a_track_without_sessions_lacks_everything() -> None:
    (warning,) = track_warnings(sessions=[], weekly_hours=NINE_HOURS, per_diem=THREE_HOURS)
    assert warning.short_by == NINE_HOURS


@pytest.mark.parametrize(
    ("weekday", "until", "code"),
    [
        (1, time(18), "ends_before_start"),
        (1, time(17), "ends_before_start"),
        (0, time(21), "no_weekdays"),
        (8, time(21), "no_weekdays"),
    ],
)
def test_times_that_are_none_are_refused(weekday: int, until: time, code: str) -> None:
    with pytest.raises(ScheduleRefused) as refused:
        evenings(weekday, until=until)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=2, minutes=10), "2 h 10 min"),
        (timedelta(hours=9), "9 h"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(0), "0 min"),
    ],
)
def test_lengths_are_said_in_hours_and_minutes(length: timedelta, words: str) -> None:
    assert spoken(length) == words

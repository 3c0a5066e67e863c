"""Laws of series: the wall clock stays the same across every change of the clocks, and replanning loses nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from sessions.domain.errors import ScheduleRefused
from sessions.domain.recurrence import Pattern, monday_of, replan

ZONES = sorted(name for name in available_timezones() if not name.startswith(("posix", "right", "Etc")))
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
weekdays = st.frozensets(st.integers(1, 7), min_size=1)
# Quarters of an hour, as people plan; the clocks of some zones change by thirty minutes.
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    return Pattern(
        weekdays=draw(weekdays),
        at=draw(times),
        zone=draw(zones),
        from_date=draw(days),
        every_weeks=draw(st.integers(1, 3)),
    )


@given(pattern=patterns(), weeks=st.integers(1, 60))
def test_every_occurrence_shows_the_same_wall_clock_time(pattern: Pattern, weeks: int) -> None:
    for day in pattern.dates(first=pattern.from_date, last=pattern.from_date + timedelta(weeks=weeks)):
        showing = instants_showing(day, pattern.at, pattern.zone)
        if not showing:
            with pytest.raises(ScheduleRefused, match="nonexistent_local_time"):
                pattern.start_on(day)
        else:
            assert pattern.start_on(day) == showing[0]


@given(pattern=patterns(), weeks=st.integers(0, 30), holidays=st.frozensets(days, max_size=20))
def test_holidays_are_left_out_and_nothing_else(
    pattern: Pattern, weeks: int, holidays: frozenset[date]
) -> None:
    last = pattern.from_date + timedelta(weeks=weeks)
    every = pattern.dates(first=pattern.from_date, last=last)
    assert pattern.dates(first=pattern.from_date, last=last, holidays=holidays) == tuple(
        day for day in every if day not in holidays
    )
    assert len(every) <= (weeks // pattern.every_weeks + 2) * len(pattern.weekdays)


@given(pattern=patterns(), cut=st.integers(0, 100), weeks=st.integers(0, 15))
def test_laying_out_in_two_goes_gives_what_one_gives(pattern: Pattern, cut: int, weeks: int) -> None:
    last = pattern.from_date + timedelta(weeks=weeks)
    middle = min(pattern.from_date + timedelta(days=cut), last)
    once = pattern.dates(first=pattern.from_date, last=last)
    twice = pattern.dates(first=pattern.from_date, last=middle) + pattern.dates(
        first=middle + timedelta(days=1), last=last
    )
    assert once == twice


@given(old=patterns(), new=patterns(), weeks=st.integers(0, 10), skipped=st.integers(0, 6))
def test_replanning_accounts_for_every_occurrence_and_every_date_but_the_first_weeks(
    old: Pattern, new: Pattern, weeks: int, skipped: int
) -> None:
    last = old.from_date + timedelta(weeks=weeks)
    planned = [(str(day), day) for day in old.dates(first=old.from_date, last=last)[skipped:]]
    assume(planned)
    first_week = monday_of(planned[0][1])
    dates = new.dates(first=first_week, last=last)
    change = replan(planned=planned, dates=dates)
    names = [name for name, _ in change.moved] + list(change.dropped)
    assert sorted(names) == sorted(name for name, _ in planned)
    taken = [day for _, day in change.moved] + list(change.added)
    assert len(taken) == len(set(taken))
    later = [day for day in dates if monday_of(day) > first_week]
    assert sorted(day for day in taken if monday_of(day) > first_week) == later
    assert all(monday_of(day) == monday_of(date.fromisoformat(name)) for name, day in change.moved)


def instants_showing(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """Every instant, by quarters of an hour of a day around it, at which clocks there show this."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    around = (noon + timedelta(minutes=15 * step) for step in range(-4 * 30, 4 * 30))
    return [moment for moment in around if shows(moment, day, at, zone)]


def shows(moment: datetime, day: date, at: time, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return (local.date(), local.time()) == (day, at)

"""What holds for every level and every track."""

from __future__ import annotations

from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.placement import (
    ADOLESCENT_DOSES,
    ADULT_DOSES,
    Block,
    Dose,
    countable_week,
    placement,
    track_warnings,
)

minutes_of_day = st.integers(0, 24 * 60 - 1)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    start, end = sorted(draw(st.sets(minutes_of_day, min_size=2, max_size=2)))
    starts_local, ends_local = (time(minute // 60, minute % 60) for minute in (start, end))
    return Block(weekday=draw(st.integers(1, 7)), starts_local=starts_local, ends_local=ends_local)


weeks = st.lists(blocks(), max_size=6)
lengths = st.integers(0, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(weeks, weeks, blocks())
def test_a_break_never_adds_and_a_session_never_takes_away(
    sessions: list[Block], breaks: list[Block], more: Block
) -> None:
    countable = countable_week(sessions=sessions, breaks=breaks)
    assert countable_week(sessions=sessions, breaks=[*breaks, more]) <= countable
    assert countable_week(sessions=[*sessions, more], breaks=breaks) >= countable


@given(weeks, weeks)
def test_a_session_planned_twice_counts_once(sessions: list[Block], breaks: list[Block]) -> None:
    once, twice = (
        countable_week(sessions=planned, breaks=breaks) for planned in (sessions, [*sessions, *sessions])
    )
    assert once == twice


@given(weeks, weeks, lengths, lengths)
def test_a_track_is_warned_of_exactly_where_it_is_short(
    sessions: list[Block], breaks: list[Block], weekly_hours: timedelta, per_diem: timedelta
) -> None:
    found = track_warnings(sessions=sessions, breaks=breaks, weekly_hours=weekly_hours, per_diem=per_diem)
    assert all(warning.short_by > timedelta(0) for warning in found)
    by_day = {
        day: countable_week(sessions=[each for each in sessions if each.weekday == day], breaks=breaks)
        for day in {each.weekday for each in sessions}
    }
    whole = countable_week(sessions=sessions, breaks=breaks)
    assert sum(by_day.values(), timedelta(0)) == whole
    short = {day for day, countable in by_day.items() if countable < per_diem}
    assert {warning.weekday for warning in found} == short | ({None} if whole < weekly_hours else set())


@given(lengths, lengths, st.sampled_from([ADULT_DOSES, ADOLESCENT_DOSES]))
def test_more_hours_never_place_lower(one: timedelta, other: timedelta, doses: tuple[Dose, ...]) -> None:
    ranks = ["op", "iop", "php"]
    fewer, more = (placement(weekly=weekly, doses=doses).level for weekly in sorted((one, other)))
    assert ranks.index(fewer) <= ranks.index(more)

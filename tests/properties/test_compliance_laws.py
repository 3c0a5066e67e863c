"""What holds for a week's hours whatever was planned and attended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.compliance import Enrolled, Occurrence, Verdict, Week, week_of_care
from sessions.domain.intervals import Interval, intersection, total, union
from sessions.domain.tapering import Taper

MONDAY = date(2027, 3, 1)
START = datetime(2027, 3, 1, tzinfo=UTC)
ENROLLED = Enrolled(from_date=date(2027, 1, 4))
QUARTER = timedelta(minutes=15)
quarters = st.integers(0, 7 * 96 - 13)


@st.composite
def occurrences(draw: st.DrawFn) -> tuple[Occurrence[int], tuple[Interval, ...]]:
    """A session with the very times of which it is credited."""
    start = START + draw(quarters) * QUARTER
    window = Interval(start, start + draw(st.integers(1, 12)) * QUARTER)
    came = start + draw(st.integers(-2, 12)) * QUARTER
    went = came + draw(st.integers(0, 14)) * QUARTER
    times = intersection([Interval(came, went)], [window])
    occurrence = Occurrence(
        key=draw(st.integers()), window=window, countable=window.length, credited=total(times)
    )
    return occurrence, times


attended_weeks = st.lists(occurrences(), max_size=8)
offered = st.lists(occurrences().map(lambda pair: replace(pair[0], credited=timedelta(0))), max_size=8)
moments = quarters.map(lambda quarter: START + quarter * QUARTER)
doses = st.integers(1, 40).map(lambda number: timedelta(hours=number))


def week(
    sessions: list[Occurrence[int]],
    *,
    now: datetime,
    required: timedelta = timedelta(hours=9),
    offers: list[Occurrence[int]] | None = None,
) -> Week[int]:
    return week_of_care(
        monday=MONDAY,
        zone=ZoneInfo("UTC"),
        enrolled=ENROLLED,
        taper=Taper(usual=required, minimum=required),
        authorized=None,
        sessions=sessions,
        offers=offers or [],
        now=now,
    )


@given(attended_weeks, moments)
def test_no_minute_counts_twice(
    attended: list[tuple[Occurrence[int], tuple[Interval, ...]]], now: datetime
) -> None:
    really = total(union(*(times for _, times in attended)))
    found = week([session for session, _ in attended], now=now).required
    assert found.credited <= really
    assert found.credited <= found.forecast <= total(session.window for session, _ in attended)


@given(attended_weeks, moments)
def test_where_nothing_overlaps_every_minute_counts(
    attended: list[tuple[Occurrence[int], tuple[Interval, ...]]], now: datetime
) -> None:
    apart: list[Occurrence[int]] = []
    for session, _ in attended:
        if not intersection([session.window], (each.window for each in apart)):
            apart.append(session)
    found = week(apart, now=now).required
    assert found.credited == sum((session.credited for session in apart), timedelta(0))


@given(attended_weeks, moments, st.randoms(use_true_random=False))
def test_neither_order_nor_reading_twice_changes_a_week(
    attended: list[tuple[Occurrence[int], tuple[Interval, ...]]], now: datetime, random: object
) -> None:
    sessions = [session for session, _ in attended]
    shuffled = [*sessions, *sessions]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert week(shuffled, now=now).required == week(sessions, now=now).required


@given(attended_weeks, offered, moments, doses)
def test_what_is_suggested_is_ahead_free_and_needed(
    attended: list[tuple[Occurrence[int], tuple[Interval, ...]]],
    offers: list[Occurrence[int]],
    now: datetime,
    required: timedelta,
) -> None:
    mine = [session for session, _ in attended]
    found = week(mine, now=now, required=required, offers=offers)
    short_by, chosen = found.required.short_by, found.make_up
    lengths = [each.countable for each in chosen]
    assert not chosen or found.verdict is Verdict.AT_RISK
    assert all(each.window.start > now for each in chosen)
    assert total(each.window for each in chosen) == sum(lengths, timedelta(0))
    assert not intersection((each.window for each in chosen), (each.window for each in mine))
    if sum(lengths, timedelta(0)) >= short_by:
        assert all(sum(lengths, timedelta(0)) - length < short_by for length in lengths)


@given(st.sampled_from(sorted(available_timezones())), st.integers(0, 60), st.integers(0, 7 * 96))
def test_each_session_belongs_to_one_week_in_any_zone(name: str, weeks: int, quarter: int) -> None:
    zone = ZoneInfo(name)
    start = START + timedelta(weeks=weeks) + quarter * QUARTER
    session = Occurrence(key=0, window=Interval(start, start + QUARTER), countable=QUARTER, credited=QUARTER)
    credited = [
        week_of_care(
            monday=MONDAY + timedelta(weeks=weeks + offset),
            zone=zone,
            enrolled=ENROLLED,
            taper=Taper(usual=QUARTER, minimum=QUARTER),
            authorized=None,
            sessions=[session],
            now=start + timedelta(weeks=3),
        ).required.credited
        for offset in (-1, 0, 1, 2)
    ]
    assert sorted(credited) == [timedelta(0)] * 3 + [QUARTER]

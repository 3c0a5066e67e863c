"""A client's week is told in hours had, hours still to come and hours lacking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions.domain.compliance import Against, Enrolled, Occurrence, Verdict, Week, week_of_care
from sessions.domain.intervals import Interval
from sessions.domain.tapering import Standing, Step, Taper

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = date(2027, 3, 1)
SUNDAY_BEFORE = datetime(2027, 2, 28, 12, tzinfo=UTC)
NEXT_MONDAY = datetime(2027, 3, 8, 12, tzinfo=UTC)
SINCE_WINTER = Enrolled(from_date=date(2027, 1, 11))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


NINE = Taper(usual=hours(9), minimum=hours(9))


def evening(
    day: int, *, key: str = "", credited: float = 0, at: int = 18, length: float = 3
) -> Occurrence[str]:
    start = datetime(2027, 3, day, at, tzinfo=NEW_YORK).astimezone(UTC)
    return Occurrence(
        key=key or f"{day} March at {at}",
        window=Interval(start, start + hours(length)),
        countable=hours(length),
        credited=hours(credited),
    )


def week(
    *sessions: Occurrence[str],
    now: datetime = NEXT_MONDAY,
    offers: tuple[Occurrence[str], ...] = (),
    taper: Taper = NINE,
    enrolled: Enrolled = SINCE_WINTER,
    authorized: timedelta | None = None,
    monday: date = MONDAY,
) -> Week[str]:
    return week_of_care(
        monday=monday,
        zone=NEW_YORK,
        enrolled=enrolled,
        taper=taper,
        authorized=authorized,
        sessions=sessions,
        offers=offers,
        now=now,
    )


def attended(*credited: float) -> list[Occurrence[str]]:
    return [evening(day, credited=had) for day, had in zip((1, 3, 4), credited, strict=True)]


def test_three_whole_evenings_are_nine_hours() -> None:
    assert week(*attended(3, 3, 3), authorized=hours(12)) == Week(
        interval=Interval(datetime(2027, 3, 1, 5, tzinfo=UTC), datetime(2027, 3, 8, 5, tzinfo=UTC)),
        required=Against(hours=hours(9), credited=hours(9), forecast=hours(9)),
        authorized=Against(hours=hours(12), credited=hours(9), forecast=hours(9)),
        verdict=Verdict.MET,
        standing=Standing.REGULAR,
        make_up=(),
    )


def test_after_two_evenings_of_three_a_week_is_on_course() -> None:
    thursday_noon = datetime(2027, 3, 4, 17, tzinfo=UTC)
    found = week(*attended(3, 3, 0), now=thursday_noon)
    assert found.verdict is Verdict.ON_COURSE
    assert found.required == Against(hours=hours(9), credited=hours(6), forecast=hours(9))


def test_in_the_middle_of_an_evening_what_is_left_of_it_still_counts() -> None:
    an_hour_in = datetime(2027, 3, 4, 19, tzinfo=NEW_YORK)
    came_late = week(*attended(3, 3, 0.5), now=an_hour_in)
    assert came_late.required.forecast == hours(8.5)
    assert came_late.verdict is Verdict.AT_RISK


def test_an_evening_missed_can_be_made_up_before_it_is_too_late() -> None:
    thursday_noon = datetime(2027, 3, 4, 17, tzinfo=UTC)
    friday, saturday = evening(5), evening(6, at=9)
    began, clashes = evening(4, at=9), evening(4, at=19)
    found = week(*attended(3, 0, 0), now=thursday_noon, offers=(saturday, clashes, friday, began))
    assert (found.verdict, found.required.short_by, found.make_up) == (Verdict.AT_RISK, hours(3), (friday,))


def test_no_more_is_suggested_than_it_takes() -> None:
    thursday_noon = datetime(2027, 3, 4, 17, tzinfo=UTC)
    brief, long_ = evening(5, length=1), evening(6, length=3)
    found = week(*attended(3, 0, 0), now=thursday_noon, offers=(brief, long_))
    assert found.make_up == (long_,)


def test_where_nothing_suffices_everything_that_helps_is_suggested() -> None:
    thursday_noon = datetime(2027, 3, 4, 17, tzinfo=UTC)
    brief, other = evening(5, length=1), evening(6, length=1)
    assert week(*attended(3, 0, 0), now=thursday_noon, offers=(other, brief)).make_up == (brief, other)


def test_a_week_that_is_over_and_short_is_missed_and_nothing_is_suggested() -> None:
    found = week(*attended(3, 3, 0), offers=(evening(6), evening(9)))
    assert (found.verdict, found.required.short_by, found.make_up) == (Verdict.MISSED, hours(3), ())


@pytest.mark.parametrize(
    ("enrolled", "verdict"),
    [
        (Enrolled(from_date=date(2027, 3, 1)), Verdict.MISSED),
        (Enrolled(from_date=date(2027, 3, 2)), Verdict.PARTIAL),
        (Enrolled(from_date=date(2027, 1, 4), until_date=date(2027, 3, 8)), Verdict.MISSED),
        (Enrolled(from_date=date(2027, 1, 4), until_date=date(2027, 3, 7)), Verdict.PARTIAL),
        (Enrolled(from_date=date(2027, 4, 5)), Verdict.PARTIAL),
    ],
)
def test_only_whole_weeks_raise_an_alarm(enrolled: Enrolled, verdict: Verdict) -> None:
    assert week(*attended(3, 0, 0), enrolled=enrolled).verdict is verdict


def test_a_session_belongs_to_the_local_date_of_its_start() -> None:
    over_midnight = evening(7, at=23, credited=3)
    assert over_midnight.window.start == datetime(2027, 3, 8, 4, tzinfo=UTC)
    assert week(over_midnight).required.credited == hours(3)
    assert week(over_midnight, monday=date(2027, 3, 8)).required.credited == hours(0)


def test_the_week_in_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    assert week(monday=date(2027, 3, 8)).interval.length == timedelta(days=7) - hours(1)


def test_required_and_authorized_hours_are_told_apart() -> None:
    found = week(*attended(3, 3, 3), authorized=hours(6))
    assert found.authorized is not None
    assert (found.verdict, found.required.short_by, found.authorized.over_by) == (
        Verdict.MET,
        hours(0),
        hours(3),
    )


def test_a_deliberate_taper_is_flagged_and_not_failed() -> None:
    steps = (Step(from_date=MONDAY, weekly=hours(6)),)
    taper = Taper(usual=hours(9), minimum=hours(9), steps=steps)
    found = week(*attended(3, 3, 0), taper=taper)
    assert (found.verdict, found.standing) == (Verdict.MET, Standing.FLAGGED)
    assert found.required.hours == hours(6)


def test_below_the_minimum_for_a_third_week_is_held_to_it() -> None:
    steps = (Step(from_date=date(2027, 2, 15), weekly=hours(6)),)
    taper = Taper(usual=hours(9), minimum=hours(9), steps=steps)
    found = week(*attended(3, 3, 0), taper=taper)
    assert (found.verdict, found.standing) == (Verdict.MISSED, Standing.TOO_LONG)


def test_a_session_read_twice_counts_once() -> None:
    assert week(*attended(3, 3, 0), *attended(3, 3, 0)).required.credited == hours(6)


def test_what_two_overlapping_sessions_share_counts_once() -> None:
    group, individual = evening(1, credited=3), evening(1, at=20, credited=2, length=2)
    assert week(group, individual).required.credited == hours(4)


def test_nobody_is_credited_more_than_a_session_lasted() -> None:
    assert week(evening(1, credited=5)).required.credited == hours(3)

"""Who does not come is nudged, called and written to; who comes is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.no_show import Due, Step, escalates, next_business_day, no_show_ladder

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2027, 2, 2, 18, tzinfo=NEW_YORK)  # a Tuesday


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=NEW_YORK)


def steps(came_at: datetime | None) -> list[Step]:
    return [due.step for due in no_show_ladder(starts_at=START, zone=NEW_YORK, came_at=came_at)]


def test_a_nudge_after_ten_minutes_a_call_after_twenty_and_a_message_the_next_morning() -> None:
    assert no_show_ladder(starts_at=START, zone=NEW_YORK) == (
        Due(step=Step.NUDGE, due_at=at("2027-02-02 18:10")),
        Due(step=Step.STAFF_TASK, due_at=at("2027-02-02 18:20")),
        Due(step=Step.MESSAGE, due_at=at("2027-02-03 10:00")),
    )


@pytest.mark.parametrize(
    ("came", "happened"),
    [
        ("2027-02-02 17:40", []),
        ("2027-02-02 18:10", []),
        ("2027-02-02 18:11", [Step.NUDGE]),
        ("2027-02-02 18:20", [Step.NUDGE]),
        ("2027-02-02 18:45", [Step.NUDGE, Step.STAFF_TASK]),
    ],
)
def test_it_stops_the_moment_the_client_is_in_the_lobby_or_the_room(came: str, happened: list[Step]) -> None:
    assert steps(None) == list(Step)
    assert steps(at(came)) == happened


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        ("2027-02-04", "2027-02-05"),
        ("2027-02-05", "2027-02-08"),
        ("2027-02-06", "2027-02-08"),
        ("2027-02-07", "2027-02-08"),
        ("2027-02-12", "2027-02-16"),  # Monday is a holiday
    ],
)
def test_the_message_waits_for_a_business_day(missed: str, expected: str) -> None:
    presidents_day = date(2027, 2, 15)
    following = next_business_day(date.fromisoformat(missed), holidays={presidents_day})
    assert following == date.fromisoformat(expected)


def test_the_message_comes_at_ten_by_the_clients_clock_after_a_weekend_in_which_it_changed() -> None:
    (*_, message) = no_show_ladder(starts_at=at("2027-03-12 18:00"), zone=NEW_YORK)
    assert message.due_at.astimezone(NEW_YORK).strftime("%a %H:%M %Z") == "Mon 10:00 EDT"


def test_the_next_day_is_the_clients_own() -> None:
    # Tuesday evening in New York is Wednesday in London.
    (*_, message) = no_show_ladder(starts_at=START.astimezone(UTC) + timedelta(hours=2), zone=NEW_YORK)
    assert message.due_at == at("2027-02-03 10:00")


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], False),
        (["2027-02-02 18:00"], True),
        (["2027-01-27 18:00"], True),
        (["2027-01-27 00:00"], True),
        (["2027-01-26 18:00"], False),
        (["2027-01-26 23:59"], False),
        (["2027-01-05 18:00", "2027-02-01 18:00"], True),
        (["2027-02-03 18:00"], False),  # a later miss escalates in its own turn
    ],
)
def test_two_misses_in_seven_days_escalate(earlier: list[str], expected: bool) -> None:
    assert escalates(START, earlier=[at(each) for each in earlier], zone=NEW_YORK) is expected


def test_weekly_sessions_are_seven_days_apart_even_when_the_clocks_go_forward_between_them() -> None:
    missed, before = at("2027-03-16 18:00"), at("2027-03-09 18:00")
    assert missed.astimezone(UTC) - before.astimezone(UTC) < timedelta(days=7)
    assert not escalates(missed, earlier=[before], zone=NEW_YORK)

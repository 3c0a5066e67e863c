"""Phones don't ring at night: the worked examples of the design, and what becomes of a ladder."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.planning import Planned, Tier, ladder, notice, rung
from notifications.domain.quiet_hours import WakingHours, kept_quiet, moved_earlier, quiet_from

LOS_ANGELES, NEW_YORK = ZoneInfo("America/Los_Angeles"), ZoneInfo("America/New_York")
USUAL = WakingHours()


def shown(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%a %H:%M %Z")


def in_new_york(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=NEW_YORK)


def phone_ladder(starts_at: datetime, *, zone: ZoneInfo, now: datetime | None = None) -> tuple[Planned, ...]:
    """A session of an hour, planned a week ahead unless said otherwise."""
    planned_at = now or starts_at - timedelta(days=7)
    planned = ladder(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), now=planned_at)
    return kept_quiet(planned, hours=USUAL, zone=zone, now=planned_at)


def test_eight_in_the_morning_is_no_quiet_hour_so_the_message_stays() -> None:
    due_at = rung(Tier.DAY, starts_at=datetime(2027, 3, 14, 9, tzinfo=LOS_ANGELES).astimezone(UTC)).due_at
    moved = moved_earlier(due_at, hours=USUAL, zone=LOS_ANGELES)
    assert shown(moved, LOS_ANGELES) == "Sat 08:00 PST"


def test_nine_in_the_evening_is_a_quiet_hour_so_the_message_moves_to_a_quarter_to_nine() -> None:
    due_at = rung(Tier.DAY, starts_at=datetime(2027, 2, 2, 18, tzinfo=LOS_ANGELES).astimezone(UTC)).due_at
    assert shown(due_at, NEW_YORK) == "Mon 21:00 EST"
    assert shown(moved_earlier(due_at, hours=USUAL, zone=NEW_YORK), NEW_YORK) == "Mon 20:45 EST"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2027-02-03 20:59:59", "2027-02-03 20:59:59"),
        ("2027-02-03 21:00:01", "2027-02-03 20:45:00"),
        ("2027-02-03 23:59:00", "2027-02-03 20:45:00"),
        ("2027-02-04 00:00:00", "2027-02-03 20:45:00"),
        ("2027-02-04 07:59:59", "2027-02-03 20:45:00"),
        ("2027-03-14 05:00:00", "2027-03-13 20:45:00"),  # the clocks went forward at two
        ("2027-11-07 05:00:00", "2027-11-06 20:45:00"),  # and back
    ],
)
def test_it_moves_to_the_evening_before_by_the_clock_on_the_wall(asked: str, expected: str) -> None:
    moved = moved_earlier(in_new_york(asked), hours=USUAL, zone=NEW_YORK)
    assert moved == in_new_york(expected)


def test_waking_hours_may_run_over_midnight() -> None:
    nights = WakingHours(opens=time(18), closes=time(2))
    moved = moved_earlier(datetime(2027, 2, 3, 9, tzinfo=NEW_YORK), hours=nights, zone=NEW_YORK)
    assert shown(moved, NEW_YORK) == "Wed 01:45 EST"


@pytest.mark.parametrize(("opens", "closes"), [(time(8), time(8)), (time(8), time(8, 59))])
def test_hours_that_leave_no_time_to_ring_are_refused(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="shorter than"):
        WakingHours(opens=opens, closes=closes)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2027-02-03 08:00:00", "Wed 21:00 EST"),
        ("2027-02-03 20:59:00", "Wed 21:00 EST"),
        ("2027-03-13 09:00:00", "Sat 21:00 EST"),
        ("2027-03-14 09:00:00", "Sun 21:00 EDT"),
    ],
)
def test_quiet_begins_on_the_same_evening(at: str, expected: str) -> None:
    assert shown(quiet_from(in_new_york(at), hours=USUAL, zone=NEW_YORK), NEW_YORK) == expected


def test_an_afternoon_session_keeps_its_ladder() -> None:
    starts_at = datetime(2027, 2, 3, 15, tzinfo=NEW_YORK)
    told = [(each.tier, shown(each.due_at, NEW_YORK)) for each in phone_ladder(starts_at, zone=NEW_YORK)]
    assert told == [
        (Tier.DAY, "Tue 15:00 EST"),
        (Tier.HOUR, "Wed 14:00 EST"),
        (Tier.MINUTES, "Wed 14:50 EST"),
    ]


def test_what_moves_to_the_same_evening_is_one_message_and_the_one_with_the_link() -> None:
    starts_at = datetime(2027, 2, 3, 7, 30, tzinfo=NEW_YORK)
    told = [(each.tier, shown(each.due_at, NEW_YORK)) for each in phone_ladder(starts_at, zone=NEW_YORK)]
    assert told == [(Tier.DAY, "Mon 20:45 EST"), (Tier.MINUTES, "Tue 20:45 EST")]


def test_a_moved_message_merges_with_one_that_stayed_at_the_earlier_time() -> None:
    starts_at = datetime(
        2027, 2, 3, 21, 20, tzinfo=NEW_YORK
    )  # 1 h before stays at 20:20; 10 min before moves
    told = [(each.tier, shown(each.due_at, NEW_YORK)) for each in phone_ladder(starts_at, zone=NEW_YORK)]
    assert told == [(Tier.DAY, "Tue 20:45 EST"), (Tier.MINUTES, "Wed 20:20 EST")]


def test_a_message_goes_stale_when_quiet_begins() -> None:
    starts_at = datetime(2027, 2, 2, 18, tzinfo=LOS_ANGELES)
    (day, *_) = phone_ladder(starts_at, zone=NEW_YORK)
    assert shown(day.stale_at, NEW_YORK) == "Mon 21:00 EST"


def test_what_is_scheduled_at_night_for_the_early_morning_does_not_ring() -> None:
    starts_at = datetime(2027, 2, 3, 7, 30, tzinfo=NEW_YORK)
    assert phone_ladder(starts_at, zone=NEW_YORK, now=datetime(2027, 2, 2, 22, tzinfo=NEW_YORK)) == ()


def test_news_does_not_ring_at_night_and_swallows_no_rung_by_day() -> None:
    starts_at = datetime(2027, 2, 3, 21, 20, tzinfo=NEW_YORK)
    ends_at = starts_at + timedelta(hours=1)
    for hour, expected in ((20, [Tier.CHANGED, Tier.MINUTES]), (2, [Tier.MINUTES])):
        now = starts_at.replace(hour=hour, minute=0)
        news = notice(Tier.CHANGED, ends_at=ends_at, now=now)
        planned = (news, *ladder(starts_at=starts_at, ends_at=ends_at, now=now))
        told = kept_quiet(planned, hours=USUAL, zone=NEW_YORK, now=now)
        assert [each.tier for each in told] == expected


def test_that_a_session_has_started_is_never_told_before_it_has() -> None:
    starts_at = datetime(2027, 2, 3, 22, tzinfo=NEW_YORK)
    assert phone_ladder(starts_at, zone=NEW_YORK, now=starts_at + timedelta(minutes=5)) == ()

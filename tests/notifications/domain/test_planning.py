"""The ladder's promises, with the worked examples of the design that concern e-mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.planning import (
    LADDER,
    USUAL,
    Planned,
    Tier,
    is_close,
    ladder,
    rung,
    without_repeats,
)

LOS_ANGELES, NEW_YORK = ZoneInfo("America/Los_Angeles"), ZoneInfo("America/New_York")
START = datetime(2027, 2, 3, 18, 0, tzinfo=UTC)
END = START + timedelta(hours=3)


def tiers(planned: tuple[Planned, ...]) -> list[Tier]:
    return [each.tier for each in planned]


def test_24_hours_before_a_session_after_the_clocks_change_are_24_hours_and_not_a_day() -> None:
    starts_at = datetime(2027, 3, 14, 9, 0, tzinfo=LOS_ANGELES)
    due_at = rung(Tier.DAY, starts_at=starts_at.astimezone(UTC)).due_at.astimezone(LOS_ANGELES)
    assert due_at.strftime("%a %H:%M %Z") == "Sat 08:00 PST"


def test_e_mail_is_not_moved_by_quiet_hours() -> None:
    starts_at = datetime(2027, 2, 2, 18, 0, tzinfo=LOS_ANGELES)
    due_at = rung(Tier.DAY, starts_at=starts_at.astimezone(UTC)).due_at.astimezone(NEW_YORK)
    assert due_at.strftime("%a %H:%M %Z") == "Mon 21:00 EST"


def test_the_rungs_are_a_day_an_hour_and_ten_minutes_before_and_each_goes_stale_in_its_time() -> None:
    planned = ladder(starts_at=START, ends_at=END, now=START - timedelta(days=3))
    assert planned == (
        Planned(tier=Tier.DAY, due_at=START - timedelta(hours=24), stale_at=START - timedelta(hours=18)),
        Planned(tier=Tier.HOUR, due_at=START - timedelta(hours=1), stale_at=START - timedelta(minutes=30)),
        Planned(
            tier=Tier.MINUTES, due_at=START - timedelta(minutes=10), stale_at=START - timedelta(minutes=2)
        ),
    )


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(hours=20), [Tier.DAY, Tier.HOUR, Tier.MINUTES]),
        (timedelta(hours=18), [Tier.HOUR, Tier.MINUTES]),
        (timedelta(minutes=31), [Tier.HOUR, Tier.MINUTES]),
        (timedelta(minutes=30), [Tier.MINUTES]),
        (timedelta(minutes=8), [Tier.MINUTES]),
        (timedelta(minutes=2), [Tier.STARTED]),
        (timedelta(minutes=-20), [Tier.STARTED]),
        (timedelta(hours=-3), []),
    ],
)
def test_a_session_scheduled_late_gets_what_is_not_stale(ahead: timedelta, expected: list[Tier]) -> None:
    assert tiers(ladder(starts_at=START, ends_at=END, now=START - ahead)) == expected


def test_beside_a_notice_only_what_is_still_ahead_and_the_link_is_sent() -> None:
    now = START - timedelta(minutes=9)
    planned = ladder(starts_at=START, ends_at=END, now=now - timedelta(minutes=30))
    assert tiers(planned) == [Tier.HOUR, Tier.MINUTES]
    assert tiers(without_repeats(planned, now=now)) == [Tier.MINUTES]


def test_a_change_is_close_when_either_time_is_less_than_three_days_away() -> None:
    now = START - timedelta(hours=72)
    assert not is_close(START, START + timedelta(days=7), now=now)
    assert is_close(START, START + timedelta(days=7), now=now + timedelta(seconds=1))
    assert is_close(START + timedelta(days=7), START, now=now + timedelta(seconds=1))


moments = st.integers(1_770_000_000, 1_900_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(
    starts_at=moments, minutes=st.integers(1, 600), ahead=st.timedeltas(timedelta(days=-1), timedelta(days=9))
)
def test_nothing_stale_is_ever_planned_and_nothing_after_the_end(
    starts_at: datetime, minutes: int, ahead: timedelta
) -> None:
    ends_at, now = starts_at + timedelta(minutes=minutes), starts_at - ahead
    for planned in ladder(starts_at=starts_at, ends_at=ends_at, now=now):
        assert planned.due_at < planned.stale_at <= ends_at
        assert now < planned.stale_at


@given(starts_at=moments, ahead=st.timedeltas(timedelta(days=-1), timedelta(days=9)))
def test_until_the_end_there_is_always_a_message_that_lets_people_in(
    starts_at: datetime, ahead: timedelta
) -> None:
    ends_at, now = starts_at + timedelta(hours=3), starts_at - ahead
    planned = tiers(ladder(starts_at=starts_at, ends_at=ends_at, now=now))
    assert len([tier for tier in planned if tier in (Tier.MINUTES, Tier.STARTED)]) == (now < ends_at)


@given(
    starts_at=moments,
    ahead=st.timedeltas(
        timedelta(minutes=2),
        timedelta(days=9),
    ),
)
def test_planning_later_only_ever_drops_rungs_from_the_front(starts_at: datetime, ahead: timedelta) -> None:
    now = starts_at - ahead
    planned = tiers(ladder(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), now=now))
    usual = [tier for tier in LADDER if tier in USUAL]
    assert planned in [usual[n:] for n in range(3)] + [[Tier.STARTED]]

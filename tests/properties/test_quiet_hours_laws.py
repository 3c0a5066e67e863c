"""What holds for quiet hours in every zone, on every day, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.planning import JOINING, Tier, ladder
from notifications.domain.quiet_hours import MARGIN, SHORTEST, WakingHours, kept_quiet, moved_earlier

USUAL = WakingHours()
STEP = timedelta(minutes=5)
DAY = timedelta(days=1) // STEP


@st.composite
def waking_hours(draw: st.DrawFn) -> WakingHours:
    # Steps of five minutes, so that bounds and jumps of the clocks meet.
    opens = draw(st.integers(0, DAY - 1))
    closes = (opens + draw(st.integers(SHORTEST // STEP, DAY - 1))) % DAY
    return WakingHours(opens=time(*divmod(opens * 5, 60)), closes=time(*divmod(closes * 5, 60)))


zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
moments = st.integers(1_770_000_000, 2_100_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@st.composite
def moments_near_a_jump(draw: st.DrawFn) -> tuple[datetime, ZoneInfo]:
    """Any zone, and a moment within a day of one of its clocks' jumps, where it has any."""
    zone, moment = draw(zones), draw(moments)
    for _ in range(13):
        later = moment + timedelta(days=31)
        if later.astimezone(zone).utcoffset() != moment.astimezone(zone).utcoffset():
            jump = the_jump(moment, later, zone)
            return jump + draw(st.integers(-1440, 1440)) * timedelta(minutes=1), zone
        moment = later
    return moment, zone


def the_jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after.replace(second=0, microsecond=0)


anywhere = moments_near_a_jump() | st.tuples(moments, zones)


@given(where=anywhere, hours=waking_hours() | st.just(USUAL))
def test_a_moved_time_is_never_later_than_asked_and_never_in_quiet_hours(
    where: tuple[datetime, ZoneInfo], hours: WakingHours
) -> None:
    asked, zone = where
    moved = moved_earlier(asked, hours=hours, zone=zone)
    assert moved <= asked
    assert hours.hold(moved, zone=zone)


@given(where=anywhere, hours=waking_hours() | st.just(USUAL))
def test_what_is_asked_in_waking_hours_stays_and_so_does_what_was_moved(
    where: tuple[datetime, ZoneInfo], hours: WakingHours
) -> None:
    asked, zone = where
    moved = moved_earlier(asked, hours=hours, zone=zone)
    assert (moved == asked) == hours.hold(asked, zone=zone)
    assert moved_earlier(moved, hours=hours, zone=zone) == moved


@given(where=anywhere)
def test_a_moved_time_is_a_quarter_to_nine_on_the_wall_on_the_last_evening(
    where: tuple[datetime, ZoneInfo],
) -> None:
    asked, zone = where
    moved = moved_earlier(asked, hours=USUAL, zone=zone)
    if moved != asked:
        assert moved.astimezone(zone).time() == time(20, 45)
        # All that lies between is quiet, so it moved no further than it had to.
        length = asked - (moved + MARGIN)
        assert not any(USUAL.hold(moved + MARGIN + length * n / 12, zone=zone) for n in range(13))


@given(where=anywhere, ahead=st.timedeltas(timedelta(hours=-1), timedelta(days=9)))
def test_a_phone_never_rings_at_night_for_a_ladder_nor_later_than_it_would_by_e_mail(
    where: tuple[datetime, ZoneInfo], ahead: timedelta
) -> None:
    starts_at, zone = where
    now = starts_at - ahead
    planned = ladder(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), now=now)
    told = kept_quiet(planned, hours=USUAL, zone=zone, now=now)
    asked = {each.tier: each for each in planned}
    for each in told:
        assert each.due_at < each.stale_at <= asked[each.tier].stale_at
        assert each.due_at <= asked[each.tier].due_at
        assert now < each.stale_at
        length = each.stale_at - each.due_at
        assert all(USUAL.hold(each.due_at + length * n / 12, zone=zone) for n in range(12))
    assert len({each.tier for each in told}) == len(told) <= len(planned)


@given(where=anywhere)
def test_whoever_is_told_in_time_gets_a_message_a_day_before_and_one_with_the_link(
    where: tuple[datetime, ZoneInfo],
) -> None:
    starts_at, zone = where
    now = starts_at - timedelta(days=4)
    planned = ladder(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), now=now)
    told = [each.tier for each in kept_quiet(planned, hours=USUAL, zone=zone, now=now)]
    assert told[0] == Tier.DAY
    assert told[-1] in JOINING

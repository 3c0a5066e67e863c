"""What holds for digests and for the no-show ladder in every zone, on every day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.digests import next_day_digest, next_week_digest
from notifications.domain.no_show import Step, escalates, no_show_ladder

zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
moments = st.integers(1_770_000_000, 2_100_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(now=moments, zone=zones)
def test_a_weeks_digest_is_on_sunday_at_five_on_the_wall(now: datetime, zone: ZoneInfo) -> None:
    digest = next_week_digest(now=now, zone=zone)
    local = digest.due_at.astimezone(zone)
    assert (local.isoweekday(), local.time()) == (7, time(17))
    assert digest.due_at < digest.stale_at <= digest.covers_from
    assert now < digest.stale_at <= now + timedelta(days=7, hours=3)


@given(now=moments, zone=zones)
def test_a_clinicians_digest_is_at_seven_on_the_wall(now: datetime, zone: ZoneInfo) -> None:
    digest = next_day_digest(now=now, zone=zone)
    assert digest.due_at.astimezone(zone).time() == time(7)
    assert digest.covers_from < digest.due_at < digest.stale_at < digest.covers_until
    assert now < digest.stale_at <= now + timedelta(hours=27)


@given(now=moments, zone=zones)
def test_every_session_is_in_one_digest_of_each_kind(now: datetime, zone: ZoneInfo) -> None:
    for following in (next_week_digest, next_day_digest):
        one = following(now=now, zone=zone)
        next_one = following(now=one.stale_at, zone=zone)
        assert one.covers_until == next_one.covers_from
        assert following(now=one.stale_at - timedelta(seconds=1), zone=zone) == one


@given(starts_at=moments, zone=zones, late=st.none() | st.timedeltas(timedelta(hours=-1), timedelta(days=5)))
def test_the_no_show_ladder_goes_forward_and_nothing_follows_the_clients_coming(
    starts_at: datetime, zone: ZoneInfo, late: timedelta | None
) -> None:
    whole = no_show_ladder(starts_at=starts_at, zone=zone)
    came_at = None if late is None else starts_at + late
    left = no_show_ladder(starts_at=starts_at, zone=zone, came_at=came_at)
    assert all(before.due_at < after.due_at for before, after in pairwise(whole))
    assert left == whole[: len(left)]
    assert came_at is None or all(due.due_at < came_at for due in left)


@given(starts_at=moments, zone=zones)
def test_the_message_after_a_miss_is_at_ten_on_the_wall_on_a_weekday(
    starts_at: datetime, zone: ZoneInfo
) -> None:
    (*_, message) = no_show_ladder(starts_at=starts_at, zone=zone)
    local = message.due_at.astimezone(zone)
    assert message.step == Step.MESSAGE
    assert (local.time(), local.isoweekday() <= 5) == (time(10), True)
    assert 1 <= (local.date() - starts_at.astimezone(zone).date()).days <= 3


@given(missed_at=moments, earlier=st.lists(moments, max_size=4), more=moments, zone=zones)
def test_a_further_miss_never_calls_an_escalation_off(
    missed_at: datetime, earlier: list[datetime], more: datetime, zone: ZoneInfo
) -> None:
    before, after = (escalates(missed_at, earlier=seen, zone=zone) for seen in (earlier, [*earlier, more]))
    assert after >= before

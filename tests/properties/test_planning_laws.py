"""Laws of the ladder: whatever is heard, planned again or chosen, nothing is told twice and nothing too late."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.planning import (
    JOINING,
    LADDER,
    NOTICES,
    Tier,
    is_close,
    ladder,
    notice,
    nudge,
    rungs_for,
    spoken_for,
)
from notifications.domain.quiet_hours import WakingHours, kept_quiet

moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
zones = st.sampled_from(["America/New_York", "America/Los_Angeles", "America/Phoenix", "Asia/Kolkata"])
lengths = st.timedeltas(timedelta(minutes=20), timedelta(hours=8))
aheads = st.timedeltas(timedelta(hours=-1), timedelta(days=6))
tier_sets = st.sets(st.sampled_from(LADDER))


@given(told=st.sets(st.sampled_from(list(Tier))))
def test_what_was_told_is_spoken_for_with_everything_before_it(told: set[Tier]) -> None:
    heard = spoken_for(told)
    assert told <= heard
    reached = [number for number, tier in enumerate(LADDER) if tier in told]
    assert {tier for tier in LADDER if tier in heard} >= set(LADDER[: max(reached) + 1] if reached else ())
    assert not (JOINING & told) or heard >= JOINING
    assert spoken_for(heard) == heard


@given(starts_at=moments, lasts=lengths, ahead=aheads, tiers=tier_sets)
def test_every_rung_is_planned_once_in_order_and_none_that_is_stale(
    starts_at: datetime, lasts: timedelta, ahead: timedelta, tiers: set[Tier]
) -> None:
    now = starts_at - ahead
    planned = ladder(starts_at=starts_at, ends_at=starts_at + lasts, now=now, tiers=tiers)
    assert len({each.tier for each in planned}) == len(planned)
    assert {each.tier for each in planned} <= tiers | {Tier.STARTED}
    assert [each.due_at for each in planned] == sorted(each.due_at for each in planned)
    assert all(each.due_at < each.stale_at and now < each.stale_at for each in planned)


@given(tiers=tier_sets, is_first=st.booleans(), is_individual=st.booleans())
def test_three_days_ahead_only_first_sessions_and_individual_ones_add_to_their_kinds_rungs(
    tiers: set[Tier], is_first: bool, is_individual: bool
) -> None:
    rungs = rungs_for(tiers, is_first=is_first, is_individual=is_individual)
    assert rungs - {Tier.THREE_DAYS} == tiers - {Tier.THREE_DAYS}
    assert (Tier.THREE_DAYS in rungs) == (is_first or is_individual or Tier.THREE_DAYS in tiers)


@given(now=moments, ahead=st.timedeltas(timedelta(seconds=1), timedelta(days=30)), lasts=lengths)
def test_news_is_due_at_once_and_never_outlives_the_session_or_a_day(
    now: datetime, ahead: timedelta, lasts: timedelta
) -> None:
    ends_at = now + ahead + lasts
    for tier in NOTICES:
        news = notice(tier, ends_at=ends_at, now=now)
        assert (news.due_at, news.stale_at) == (now, min(ends_at, now + timedelta(hours=24)))
    assert is_close(now + ahead, now=now) == (ahead < timedelta(hours=72))


@given(starts_at=moments, lasts=lengths)
def test_a_nudge_never_comes_after_the_session(starts_at: datetime, lasts: timedelta) -> None:
    word = nudge(due_at=starts_at + timedelta(minutes=10), ends_at=starts_at + lasts)
    assert word.stale_at <= starts_at + lasts


@given(starts_at=moments, zone=zones, opens=st.integers(0, 23), hours=st.integers(1, 23), ahead=aheads)
def test_no_phone_rings_in_quiet_hours_and_no_rung_comes_later_than_planned(
    starts_at: datetime, zone: str, opens: int, hours: int, ahead: timedelta
) -> None:
    waking = WakingHours(opens=time(opens), closes=time((opens + hours) % 24))
    now = starts_at - ahead
    planned = ladder(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), now=now, tiers=LADDER)
    kept = kept_quiet(planned, hours=waking, zone=ZoneInfo(zone), now=now)
    before = {each.tier: each.due_at for each in planned}
    assert all(waking.hold(each.due_at, zone=ZoneInfo(zone)) for each in kept)
    assert all(each.due_at <= before[each.tier] for each in kept)
    assert {each.tier for each in kept} <= set(before)

"""Digests come on Sunday afternoon and in the morning, by the reader's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.digests import next_day_digest, next_week_digest

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=LOS_ANGELES)


@pytest.mark.parametrize(
    "now", ["2027-02-01 00:00", "2027-02-03 12:00", "2027-02-07 17:00", "2027-02-07 23:59"]
)
def test_the_weeks_digest_comes_on_sunday_at_five_and_tells_of_the_week_from_monday(now: str) -> None:
    digest = next_week_digest(now=at(now), zone=LOS_ANGELES)
    assert digest.due_at == at("2027-02-07 17:00")
    assert (digest.covers_from, digest.covers_until) == (at("2027-02-08 00:00"), at("2027-02-15 00:00"))
    assert digest.stale_at == digest.covers_from


def test_once_its_week_has_begun_the_next_ones_digest_is_meant() -> None:
    digest = next_week_digest(now=at("2027-02-08 00:00"), zone=LOS_ANGELES)
    assert digest.due_at == at("2027-02-14 17:00")


def test_the_weeks_digest_is_at_five_on_the_days_the_clocks_change() -> None:
    spring = next_week_digest(now=at("2027-03-12 09:00"), zone=LOS_ANGELES)
    autumn = next_week_digest(now=at("2027-11-05 09:00"), zone=LOS_ANGELES)
    shown = [each.due_at.astimezone(LOS_ANGELES).strftime("%a %H:%M %Z") for each in (spring, autumn)]
    assert shown == ["Sun 17:00 PDT", "Sun 17:00 PST"]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2027-02-03 00:00", "2027-02-03 07:00"),
        ("2027-02-03 07:00", "2027-02-03 07:00"),
        ("2027-02-03 11:59", "2027-02-03 07:00"),
        ("2027-02-03 12:00", "2027-02-04 07:00"),
        ("2027-02-03 23:59", "2027-02-04 07:00"),
    ],
)
def test_a_clinicians_digest_comes_at_seven_and_is_not_sent_after_noon(now: str, due: str) -> None:
    assert next_day_digest(now=at(now), zone=LOS_ANGELES).due_at == at(due)


def test_a_clinicians_digest_tells_of_the_whole_day_even_of_one_with_23_hours() -> None:
    digest = next_day_digest(now=at("2027-03-14 01:00"), zone=LOS_ANGELES)
    assert digest.due_at.astimezone(LOS_ANGELES).strftime("%a %H:%M %Z") == "Sun 07:00 PDT"
    assert digest.covers_until - digest.covers_from == timedelta(hours=23)

"""Laws of the changes of clocks: between them, adding the last one's offset gives what clocks show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.zone_changes import changes

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
INSTANTS = st.integers(946_684_800, 2_114_380_799).map(
    lambda at_s: datetime.fromtimestamp(at_s, UTC)
)  # to 2036
YEAR_S = 366 * 24 * 3600


@given(zone=ZONES, first=INSTANTS, ahead_s=st.integers(0, YEAR_S), length_s=st.integers(0, YEAR_S))
def test_the_last_change_before_an_instant_gives_its_offset(
    zone: ZoneInfo, first: datetime, ahead_s: int, length_s: int
) -> None:
    last = first + timedelta(seconds=length_s)
    at = min(first + timedelta(seconds=ahead_s), last)
    in_force = [change for change in changes(zone, first=first, last=last) if change.at <= at][-1]
    assert in_force.after == at.astimezone(zone).utcoffset()
    assert in_force.name == at.astimezone(zone).tzname()


@given(zone=ZONES, first=INSTANTS, length_s=st.integers(0, YEAR_S))
def test_changes_are_in_order_and_each_begins_where_the_last_left_off(
    zone: ZoneInfo, first: datetime, length_s: int
) -> None:
    found = changes(zone, first=first, last=first + timedelta(seconds=length_s))
    assert [change.at for change in found] == sorted({change.at for change in found})
    assert [change.before for change in found[1:]] == [change.after for change in found[:-1]]


def test_the_spring_change_is_dated_by_the_clocks_that_were_about_to_jump() -> None:
    standard, summer, winter = changes(
        ZoneInfo("America/New_York"),
        first=datetime(2027, 1, 1, tzinfo=UTC),
        last=datetime(2028, 1, 1, tzinfo=UTC),
    )
    assert (summer.on_the_wall.isoformat(), summer.name) == ("2027-03-14T02:00:00", "EDT")
    assert (winter.on_the_wall.isoformat(), winter.name) == ("2027-11-07T02:00:00", "EST")
    assert (standard.before, standard.after, standard.is_summer) == (
        timedelta(hours=-5),
        timedelta(hours=-5),
        False,
    )

"""The rotation is fair whenever a client starts and whatever the group met before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.domain.curriculum import Meeting, coverage, rotation

START = datetime(2027, 3, 1, 18, tzinfo=UTC)
curricula = st.lists(st.integers(0, 20), min_size=1, max_size=9, unique=True)
histories = st.lists(st.integers(0, 20), max_size=30)


def planned(topics: list[int], held: list[int], count: int) -> tuple[Meeting[int], ...]:
    starts = [START + timedelta(days=number) for number in range(count)]
    return rotation(topics=topics, held=held, starts=starts)


@given(curricula, histories, st.integers(0, 40))
def test_whenever_a_client_starts_every_topic_is_met_once_before_any_repeats(
    topics: list[int], held: list[int], late_by: int
) -> None:
    mine = planned(topics, held, late_by + len(topics))[late_by:]
    found = coverage(topics=topics, meetings=mine)
    assert found.each_once_before_any_repeats
    assert found.first == mine
    assert sorted(meeting.topic for meeting in mine) == sorted(topics)
    assert found.complete_at == mine[-1].at


@given(curricula, histories, st.integers(0, 40))
def test_no_topic_is_met_twice_more_often_than_another(
    topics: list[int], held: list[int], count: int
) -> None:
    met = [meeting.topic for meeting in planned(topics, held, count)]
    often = [met.count(topic) for topic in topics]
    assert max(often) - min(often) <= 1


@given(curricula, histories, st.integers(0, 20), st.integers(0, 20))
def test_planning_in_two_goes_is_planning_in_one(
    topics: list[int], held: list[int], first: int, more: int
) -> None:
    whole = [meeting.topic for meeting in planned(topics, held, first + more)]
    begun = [meeting.topic for meeting in planned(topics, held, first)]
    rest = [meeting.topic for meeting in planned(topics, [*held, *begun], more)]
    assert [*begun, *rest] == whole


@given(curricula, st.lists(st.integers(0, 20), max_size=40))
def test_every_topic_is_either_met_or_missing_and_every_meeting_accounted_for(
    topics: list[int], met: list[int]
) -> None:
    meetings = [Meeting(at=START + timedelta(days=day), topic=topic) for day, topic in enumerate(met)]
    found = coverage(topics=topics, meetings=meetings)
    assert sorted([*(each.topic for each in found.first), *found.missing]) == sorted(topics)
    assert set(found.early_repeats).isdisjoint(found.first)

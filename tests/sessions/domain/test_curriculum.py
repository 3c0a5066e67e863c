"""Topics go round, and whoever comes late misses none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.domain.curriculum import Coverage, Meeting, coverage, rotation
from sessions.domain.errors import CurriculumRefused

TOPICS = (
    "relapse prevention",
    "coping skills",
    "emotional regulation",
    "communication",
    "recovery lifestyle",
)
MONDAY = datetime(2027, 3, 1, 18, tzinfo=UTC)


def evenings(count: int, since: int = 0) -> list[datetime]:
    return [MONDAY + timedelta(days=2 * number) for number in range(since, since + count)]


def planned(count: int, held: tuple[str, ...] = (), topics: tuple[str, ...] = TOPICS) -> list[str]:
    return [meeting.topic for meeting in rotation(topics=topics, held=held, starts=evenings(count))]


def test_topics_go_round_in_their_order() -> None:
    assert planned(7) == [*TOPICS, *TOPICS[:2]]


def test_a_rotation_goes_on_where_history_left_it() -> None:
    assert planned(3, held=TOPICS[:4]) == ["recovery lifestyle", "relapse prevention", "coping skills"]


def test_a_topic_held_out_of_turn_waits_longest() -> None:
    assert planned(5, held=("communication",)) == [
        "relapse prevention",
        "coping skills",
        "emotional regulation",
        "recovery lifestyle",
        "communication",
    ]


def test_a_new_topic_comes_next_and_one_that_was_removed_no_more() -> None:
    topics = (*TOPICS[1:], "sleep")
    assert planned(2, held=TOPICS, topics=topics) == ["sleep", "coping skills"]


def test_occurrences_are_filled_in_order_of_time() -> None:
    found = rotation(topics=TOPICS, held=(), starts=reversed(evenings(2)))
    assert found == (
        Meeting(at=evenings(2)[0], topic="relapse prevention"),
        Meeting(at=evenings(2)[1], topic="coping skills"),
    )


def test_a_client_who_starts_at_the_third_evening_meets_every_topic_by_the_seventh() -> None:
    group = rotation(topics=TOPICS, held=(), starts=evenings(9))
    found = coverage(topics=TOPICS, meetings=group[2:])
    assert found == Coverage(first=group[2:7], missing=(), early_repeats=())
    assert (found.each_once_before_any_repeats, found.complete_at) == (True, group[6].at)


def test_what_is_still_missing_is_named() -> None:
    found = coverage(topics=TOPICS, meetings=rotation(topics=TOPICS, held=(), starts=evenings(3)))
    assert (found.missing, found.complete_at) == (("communication", "recovery lifestyle"), None)


def test_after_an_absence_what_repeats_too_early_is_shown() -> None:
    group = rotation(topics=TOPICS, held=(), starts=evenings(10))
    attended = [*group[:1], *group[2:]]
    found = coverage(topics=TOPICS, meetings=attended)
    assert not found.each_once_before_any_repeats
    assert found.early_repeats == (group[5],)
    assert found.complete_at == group[6].at


@pytest.mark.parametrize(("topics", "code"), [((), "no_topics"), (("sleep", "sleep"), "topic_twice")])
def test_topics_that_cannot_rotate_are_refused(topics: tuple[str, ...], code: str) -> None:
    with pytest.raises(CurriculumRefused) as refused:
        rotation(topics=topics, held=(), starts=evenings(1))
    assert refused.value.code == code

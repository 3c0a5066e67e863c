"""Which topic comes next: a group's topics rotate through its occurrences.

The next topic is the one that the group has not met for longest, in the curriculum's order among those never met.
With a curriculum that stays the same this is going round and round; where a topic is added, or one was held out of
turn, it goes on from there. Since a topic that was met goes to the end of the queue, any run of as many planned
occurrences as there are topics holds each of them: whoever joins at whichever occurrence meets every topic once
before any repeats. A cancelled occurrence takes no topic, so leave it out. ``coverage`` shows all this for a client.

Topics are whatever the caller names them by: a row's id, a word.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sessions.domain.errors import CurriculumRefused

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Generic[T]):
    """One occurrence of a group and its topic."""

    at: datetime
    topic: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Generic[T]):
    """What one client meets of the curriculum, in the order of time.

    ``first`` are the meetings that bring a topic for the first time; ``missing`` the topics that none brings;
    ``early_repeats`` the meetings that bring a topic again while another was still to come.
    """

    first: tuple[Meeting[T], ...]
    missing: tuple[T, ...]
    early_repeats: tuple[Meeting[T], ...]

    @property
    def each_once_before_any_repeats(self) -> bool:
        return not self.early_repeats

    @property
    def complete_at(self) -> datetime | None:
        """When the last topic is met; None while one is missing."""
        return self.first[-1].at if self.first and not self.missing else None


def rotation(*, topics: Sequence[T], held: Sequence[T], starts: Iterable[datetime]) -> tuple[Meeting[T], ...]:
    """The topics of the occurrences at ``starts``, in order of time, after those ``held`` (the oldest first).

    Raises ``CurriculumRefused``.
    """
    queue = _longest_ago_first(_rotating(topics), held)
    planned = []
    for at in sorted(starts):
        topic = queue.pop(0)
        queue.append(topic)
        planned.append(Meeting(at=at, topic=topic))
    return tuple(planned)


def coverage(*, topics: Sequence[T], meetings: Iterable[Meeting[T]]) -> Coverage[T]:
    """What these meetings, the ones that a client attended or has still ahead, are of the curriculum.

    A topic that left the curriculum counts neither way. Raises ``CurriculumRefused``.
    """
    missing = _rotating(topics)
    first: list[Meeting[T]] = []
    early: list[Meeting[T]] = []
    for meeting in sorted(meetings, key=lambda each: each.at):
        if meeting.topic in missing:
            missing.remove(meeting.topic)
            first.append(meeting)
        elif missing and meeting.topic in topics:
            early.append(meeting)
    return Coverage(first=tuple(first), missing=tuple(missing), early_repeats=tuple(early))


def _rotating(topics: Sequence[T]) -> list[T]:
    if not topics:
        raise CurriculumRefused("no_topics")
    if len(set(topics)) < len(topics):
        raise CurriculumRefused("topic_twice")
    return list(topics)


def _longest_ago_first(topics: list[T], held: Sequence[T]) -> list[T]:
    last_held = {topic: position for position, topic in enumerate(held)}
    return sorted(topics, key=lambda topic: last_held.get(topic, -1))

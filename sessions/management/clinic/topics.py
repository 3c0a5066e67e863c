"""What the clinic's groups are about: a curriculum for each program, going round through each group's sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sessions.management.defaults.load import usual_curriculum
from sessions.management.defaults.tables import TOPICS
from sessions.models import Curriculum, Program, Topic

# As many as a course of ten weeks gets through with three sessions a week, and again.
IN_TURN = 8


@dataclass(frozen=True, slots=True)
class Turns:
    """A program's curriculum with its topics in order."""

    curriculum: Curriculum
    topics: tuple[Topic, ...]

    def turn(self, position: int) -> Topic:
        """The topic of a group's session, counted from 0, as ``rotate_topics`` gives them out."""
        return self.topics[position % len(self.topics)]


def write_curricula(programs: Iterable[Program]) -> dict[str, Turns]:
    """By the program's name. The usual topics must be loaded."""
    names = [name for name, _summary in TOPICS[:IN_TURN]]
    by_name = {topic.name: topic for topic in Topic.objects.filter(name__in=names)}
    topics = tuple(by_name[name] for name in names)
    return {
        program.name: Turns(usual_curriculum(program, name="Essentials", topics=names), topics)
        for program in programs
    }

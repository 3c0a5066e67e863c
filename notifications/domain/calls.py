"""What a staff task asks for, and what follows from how a call went: ended, or again after a while. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from notifications.domain.tasks import TaskKind, TaskOutcome

_QUARTER, _FOUR_HOURS, _DAY = timedelta(minutes=15), timedelta(hours=4), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """``offers`` are the outcomes to choose from; those in ``ends`` finish the task, the rest come up again after."""

    offers: tuple[TaskOutcome, ...]
    ends: frozenset[TaskOutcome]
    again: Mapping[TaskOutcome, timedelta] = field(default_factory=dict)

    def again_after(self, outcome: TaskOutcome) -> timedelta | None:
        """How long the task rests after such a call; None where it is done."""
        return None if outcome in self.ends else self.again.get(outcome, timedelta(0))


_BY_PHONE = (
    TaskOutcome.REACHED,
    TaskOutcome.LEFT_MESSAGE,
    TaskOutcome.NO_ANSWER,
    TaskOutcome.WRONG_NUMBER,
    TaskOutcome.NOT_NEEDED,
)
_TELL = Handling(
    offers=_BY_PHONE,
    ends=frozenset({TaskOutcome.REACHED, TaskOutcome.LEFT_MESSAGE, TaskOutcome.NOT_NEEDED}),
    again={TaskOutcome.NO_ANSWER: _FOUR_HOURS},
)
_CORRECT = Handling(
    offers=(TaskOutcome.CORRECTED, TaskOutcome.NO_ANSWER, TaskOutcome.NOT_NEEDED),
    ends=frozenset({TaskOutcome.CORRECTED, TaskOutcome.NOT_NEEDED}),
    again={TaskOutcome.NO_ANSWER: _FOUR_HOURS},
)
HANDLING: Mapping[TaskKind, Handling] = {
    # While the session is on a quarter of an hour is long; the message of the next working day follows in any case.
    TaskKind.MISSED_SESSION: Handling(
        offers=_BY_PHONE, ends=_TELL.ends, again={TaskOutcome.NO_ANSWER: _QUARTER}
    ),
    # A word on a machine is no conversation.
    TaskKind.MISSED_TWICE: Handling(
        offers=_BY_PHONE,
        ends=frozenset({TaskOutcome.REACHED, TaskOutcome.NOT_NEEDED}),
        again={TaskOutcome.LEFT_MESSAGE: _DAY, TaskOutcome.NO_ANSWER: _FOUR_HOURS},
    ),
    TaskKind.BAD_ADDRESS: _CORRECT,
    TaskKind.NO_CHANNEL: _TELL,
    TaskKind.NOT_TOLD: _TELL,
    TaskKind.UNKNOWN_ZONE: _CORRECT,
    TaskKind.CHANGE_UNCERTAIN: _TELL,
}

"""The outcome measures: their items, their scores and what a change between two scores means.

Sources: Kroenke, Spitzer & Williams 2001 (PHQ-9), Spitzer, Kroenke, Williams & Löwe 2006 (GAD-7), and the instruction
manual of both. A change counts from five points of the PHQ-9 (the manual) and four of the GAD-7 (Toussaint et al.
2020). The manual lets a score be prorated when an item is missing; VIP asks for the item instead, since the missing
one may be item 9. The instruments may be reproduced without permission.

Cravings are one number from 0 to 10, as clinics ask for them. No bands are published for it; a change of two points
counts, as on other scales of eleven points (Farrar et al. 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sessions.domain.errors import MeasureRefused


class Severity(StrEnum):
    """How severe the symptoms are, in the words of the instruments."""

    MINIMAL = "minimal"
    MILD = "mild"
    MODERATE = "moderate"
    MODERATELY_SEVERE = "moderately_severe"
    SEVERE = "severe"


class Direction(StrEnum):
    """Which way a score went, where it went far enough to mean something."""

    IMPROVED = "improved"
    STEADY = "steady"
    WORSENED = "worsened"


# What each answer means, by its points. Both instruments ask about the last two weeks.
CHOICES = ("Not at all", "Several days", "More than half the days", "Nearly every day")
MOST_POINTS = len(CHOICES) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A questionnaire. ``bands`` are each severity's lowest total, from the top; ``alerts_on`` is an item's number.

    ``over`` is the time that the items ask about, in days, and ``most_points`` the highest answer to one.
    """

    key: str
    name: str
    over: int
    items: tuple[str, ...]
    bands: tuple[tuple[int, Severity], ...] = ()
    change_from: int
    most_points: int = MOST_POINTS
    alerts_on: int | None = None

    @property
    def highest(self) -> int:
        return len(self.items) * self.most_points

    def severity_of(self, total: int) -> Severity | None:
        """None where no bands are published."""
        return next((severity for lowest, severity in self.bands if total >= lowest), None)

    def alerts(self, answers: Sequence[int | None]) -> bool:
        """Whether the item that alerts is answered by anything but "not at all", however much else is open."""
        if self.alerts_on is None or len(answers) < self.alerts_on:
            return False
        return bool(answers[self.alerts_on - 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``alert``: the client thinks of death or self-harm (any answer but "not at all"), whatever the total says."""

    instrument: Instrument
    total: int
    severity: Severity | None
    alert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From an earlier score to a later one. ``points`` below nought are fewer symptoms."""

    points: int
    direction: Direction


PHQ_9 = Instrument(
    key="phq9",
    name="PHQ-9",
    over=14,
    items=(
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or "
        "restless that you have been moving around a lot more than usual",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    ),
    bands=(
        (20, Severity.SEVERE),
        (15, Severity.MODERATELY_SEVERE),
        (10, Severity.MODERATE),
        (5, Severity.MILD),
        (0, Severity.MINIMAL),
    ),
    change_from=5,
    alerts_on=9,
)

GAD_7 = Instrument(
    key="gad7",
    name="GAD-7",
    over=14,
    items=(
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    ),
    bands=(
        (15, Severity.SEVERE),
        (10, Severity.MODERATE),
        (5, Severity.MILD),
        (0, Severity.MINIMAL),
    ),
    change_from=4,
)

CRAVINGS = Instrument(
    key="cravings",
    name="Cravings",
    over=7,
    items=("How strong were your cravings at their strongest?",),
    change_from=2,
    most_points=10,
)

INSTRUMENTS = {instrument.key: instrument for instrument in (PHQ_9, GAD_7, CRAVINGS)}


def score(*, instrument: Instrument, answers: Sequence[int | None]) -> Score:
    """The score of one form: an answer of 0 to 3 points per item, in their order. Raises ``MeasureRefused``."""
    if len(answers) > len(instrument.items):
        raise MeasureRefused("too_many_answers")
    missing = missing_items(instrument=instrument, answers=answers)
    if missing:
        numbers = ", ".join(str(number) for number in missing)
        raise MeasureRefused("items_missing", f"Please answer every question; still open: {numbers}.")
    points = [answer for answer in answers if answer is not None]
    if any(not 0 <= point <= instrument.most_points for point in points):
        raise MeasureRefused("answer_out_of_range")
    total = sum(points)
    return Score(
        instrument=instrument,
        total=total,
        severity=instrument.severity_of(total),
        alert=instrument.alerts(points),
    )


def missing_items(*, instrument: Instrument, answers: Sequence[int | None]) -> tuple[int, ...]:
    """The numbers, from 1, of the items without an answer."""
    given = (*answers, *[None] * len(instrument.items))[: len(instrument.items)]
    return tuple(number for number, answer in enumerate(given, start=1) if answer is None)


def change(*, before: Score, after: Score) -> Change:
    """What became of the symptoms between two forms of one instrument. Raises ``MeasureRefused``."""
    if before.instrument != after.instrument:
        raise MeasureRefused("different_measures")
    points = after.total - before.total
    if abs(points) < before.instrument.change_from:
        return Change(points=points, direction=Direction.STEADY)
    return Change(points=points, direction=Direction.WORSENED if points > 0 else Direction.IMPROVED)

"""Fewer hours a week as confidence grows: a client's taper, dated ahead, and what it asks of each week.

Weeks are whole: a step counts for the week that its date falls in, so that nobody is short for following the plan
from a Wednesday on. Hours below the program's minimum are flagged for two weeks, which is how programs step people
down; after that the week is held against the minimum again, since lower hours are another level of care.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from sessions.domain.errors import TaperRefused

WEEK = timedelta(weeks=1)


class Standing(StrEnum):
    """How a week's hours stand to the program's minimum."""

    REGULAR = "regular"
    FLAGGED = "flagged"  # deliberately below, within the grace
    TOO_LONG = "too_long"  # below for longer than that


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From this local date on, this much a week."""

    from_date: date
    weekly: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What is asked of one week. ``weekly`` is the step's own hours unless those have been too few for too long."""

    weekly: timedelta
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Taper:
    """A client's hours a week: ``usual`` until the first step. ``minimum`` is the program's.

    Raises ``TaperRefused`` unless each step comes later, and is of fewer hours, than what precedes it.
    """

    usual: timedelta
    minimum: timedelta
    steps: tuple[Step, ...] = ()
    grace: timedelta = 2 * WEEK

    def __post_init__(self) -> None:
        if any(after.from_date <= before.from_date for before, after in pairwise(self.steps)):
            raise TaperRefused("steps_out_of_order")
        hours = [self.usual, *(step.weekly for step in self.steps)]
        if any(after >= before for before, after in pairwise(hours)):
            raise TaperRefused("taper_rises")
        if hours[-1] <= timedelta(0):
            raise TaperRefused("no_hours")

    @property
    def below_from(self) -> date | None:
        """The date from which the hours are below the program's minimum; None where no step goes below."""
        return next((step.from_date for step in self.steps if step.weekly < self.minimum), None)


def step_in_force(*, taper: Taper, on: date) -> Step | None:
    """The last step that has begun; None before the first."""
    return next((step for step in reversed(taper.steps) if step.from_date <= on), None)


def weekly_hours(*, taper: Taper, on: date) -> timedelta:
    """The hours a week that the plan has on this date."""
    step = step_in_force(taper=taper, on=on)
    return step.weekly if step else taper.usual


def requirement(*, taper: Taper, monday: date) -> Requirement:
    """What is asked of the week that begins on this date."""
    planned = weekly_hours(taper=taper, on=monday + WEEK - timedelta(days=1))
    below_from = taper.below_from
    if below_from is None or monday + WEEK <= below_from:
        return Requirement(weekly=planned, standing=Standing.REGULAR)
    if monday < below_from + taper.grace:
        return Requirement(weekly=planned, standing=Standing.FLAGGED)
    return Requirement(weekly=taper.minimum, standing=Standing.TOO_LONG)

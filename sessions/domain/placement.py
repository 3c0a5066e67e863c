"""Which level of care a client's weekly hours are, and whether a track gives the hours that it promises.

The hours are the field's usual ones (ASAM levels 2.5, 2.1 and 1); programs differ, so they are values that a clinic's
own may replace. What counts is time in sessions: breaks don't, so three hours with ten minutes' break are 170 minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from sessions.domain.billing import whole_minutes
from sessions.domain.errors import ScheduleRefused
from sessions.domain.intervals import Interval, difference, total

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Level(StrEnum):
    """How intensive care is."""

    PHP = "php"
    IOP = "iop"
    OP = "op"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """The hours a week of one level; no ``most`` where there is no upper end."""

    level: Level
    least: timedelta
    most: timedelta | None


ADULT_DOSES = (
    Dose(level=Level.PHP, least=timedelta(hours=20), most=None),
    Dose(level=Level.IOP, least=timedelta(hours=9), most=timedelta(hours=19)),
    Dose(level=Level.OP, least=timedelta(0), most=timedelta(hours=4)),
)
ADOLESCENT_DOSES = (
    ADULT_DOSES[0],
    Dose(level=Level.IOP, least=timedelta(hours=6), most=timedelta(hours=19)),
    ADULT_DOSES[2],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """``usual``: the hours are within what the level usually has, not between it and the next."""

    level: Level
    usual: bool


def placement(*, weekly: timedelta, doses: Sequence[Dose] = ADULT_DOSES) -> Placement:
    """The highest level whose least hours these reach."""
    reached = [dose for dose in doses if weekly >= dose.least]
    dose = max(reached, key=lambda each: each.least)
    return Placement(level=dose.level, usual=dose.most is None or weekly <= dose.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Local wall-clock times on an ISO weekday (1 = Monday), in a week without a change of clocks."""

    weekday: int
    starts_local: time
    ends_local: time

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise ScheduleRefused("no_weekdays")
        if self.ends_local <= self.starts_local:
            raise ScheduleRefused("ends_before_start")

    @property
    def interval(self) -> Interval:
        # Any week does; that of 1 January 2024 began on a Monday.
        start, end = (
            datetime(2024, 1, self.weekday, at.hour, at.minute, at.second, tzinfo=UTC)
            for at in (self.starts_local, self.ends_local)
        )
        return Interval(start, end)


class WarningCode(StrEnum):
    """What a track lacks."""

    WEEK_TOO_SHORT = "week_too_short"
    DAY_TOO_SHORT = "day_too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackWarning:
    """Where a track yields less than it must. It may be published all the same; ``weekday`` is None for the week."""

    code: WarningCode
    weekday: int | None
    countable: timedelta
    required: timedelta

    @property
    def short_by(self) -> timedelta:
        return self.required - self.countable

    @property
    def sentence(self) -> str:
        if self.weekday is None:
            return (
                f"This track counts {spoken(self.countable)} a week and the program requires "
                f"{spoken(self.required)}: {spoken(self.short_by)} are lacking. Add a session or lengthen some."
            )
        return (
            f"{WEEKDAYS[self.weekday - 1]} counts {spoken(self.countable)} and the payer's per diem needs "
            f"{spoken(self.required)}: {spoken(self.short_by)} are lacking. Lengthen the day or shorten its breaks."
        )


def countable_week(*, sessions: Iterable[Block], breaks: Iterable[Block] = ()) -> timedelta:
    """The time in sessions that one week gives; what overlaps counts once."""
    return total(difference((block.interval for block in sessions), (block.interval for block in breaks)))


def track_warnings(
    *,
    sessions: Sequence[Block],
    breaks: Sequence[Block] = (),
    weekly_hours: timedelta,
    per_diem: timedelta | None = None,
) -> tuple[TrackWarning, ...]:
    """What publishing this track should warn of: the week first, then each weekday that it meets on."""
    warnings = []
    countable = countable_week(sessions=sessions, breaks=breaks)
    if countable < weekly_hours:
        warnings.append(
            TrackWarning(
                code=WarningCode.WEEK_TOO_SHORT, weekday=None, countable=countable, required=weekly_hours
            )
        )
    for weekday in sorted({block.weekday for block in sessions}):
        day = countable_week(
            sessions=[block for block in sessions if block.weekday == weekday], breaks=breaks
        )
        if per_diem is not None and day < per_diem:
            warnings.append(
                TrackWarning(
                    code=WarningCode.DAY_TOO_SHORT, weekday=weekday, countable=day, required=per_diem
                )
            )
    return tuple(warnings)


def spoken(length: timedelta) -> str:
    """Hours and minutes as people say them: "2 h 50 min". Started minutes are left out."""
    hours, minutes = divmod(whole_minutes([length]), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"

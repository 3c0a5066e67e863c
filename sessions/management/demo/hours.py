"""At which hours the demo's clinic meets, beside a first group that is live now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

LIVE_MINUTES = 180
QUARTER = timedelta(minutes=15)


def live_start(now: datetime) -> datetime:
    """The quarter of an hour that was between 5 and 20 minutes ago."""
    earlier = now - timedelta(minutes=5)
    return earlier - (earlier - datetime.min.replace(tzinfo=UTC)) % QUARTER


def working_day(today: date, days: int) -> date:
    """So many working days from today, back where negative; different counts are different days."""
    day, step = today, timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while day.isoweekday() > 5:
            day += step
    return day


def hours_beside(live_at: time) -> tuple[time, time, time]:
    """When the second group (180 min), the outpatient group (90 min) and pairs (50 min) meet, beside the first group.

    Clear of each other and of the first group, whatever its hour: it is live, and nobody comes to the others.
    """
    busy = [(live_at, LIVE_MINUTES)]
    found = []
    for options, minutes in (
        ((9, 14, 18), 180),
        ((16, 13, 19, 7, 10), 90),
        ((10, 15, 13, 17, 18, 20, 7, 8), 50),
    ):
        at = clear_of(busy, options=[time(hour) for hour in options], minutes=minutes)
        found.append(at)
        busy.append((at, minutes))
    second_at, third_at, single_at = found
    return second_at, third_at, single_at


def clear_of(busy: Sequence[tuple[time, int]], *, options: Sequence[time], minutes: int) -> time:
    """The first option at which so many minutes, and the hour before them, clash with nothing; else the last."""
    for option in options:
        begins, ends = _minute(option) - 60, _minute(option) + minutes
        if all(ends <= _minute(at) or _minute(at) + length <= begins for at, length in busy):
            return option
    return options[-1]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute

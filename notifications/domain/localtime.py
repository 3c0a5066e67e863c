"""From a date and a time on a wall to the instant, for what goes out by itself and so can refuse no date. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def wall_clock(on: date, at: time, *, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which clocks in ``zone`` show ``at`` on that date.

    Of a time that they show twice the first; one that they skip is read by the offset before the jump (PEP 495), so
    that it comes later on the wall by as much as they jumped.
    """
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)

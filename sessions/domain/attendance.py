"""From presence spans to minutes and a status: the arithmetic of attendance, pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Status(StrEnum):
    """The one word shown for a person's attendance at a session."""

    CANCELLED = "cancelled"
    EXCUSED = "excused"
    NO_SHOW = "no_show"
    ABSENT = "absent"
    PARTIAL = "partial"
    LATE = "late"
    LEFT_EARLY = "left_early"
    PRESENT = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A program's thresholds."""

    bridge_gap: timedelta = timedelta(seconds=120)
    bridge_outage_gap: timedelta = timedelta(seconds=300)
    late_after: timedelta = timedelta(seconds=300)
    left_early_after: timedelta = timedelta(seconds=300)
    absent_under: timedelta = timedelta(seconds=600)
    partial_under: float = 0.75

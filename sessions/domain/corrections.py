"""Correcting an attendance record: what may be said instead, and when a second signature is needed. Whole seconds.

Nothing is corrected away: a correction is a new version beside the old one, with its reason. Raising what is billed
needs somebody who did not ask for it (a supervisor's co-signature); lowering it and excusing someone do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sessions.domain.attendance import Rules, Status
from sessions.domain.errors import CorrectionRefused

REASON_LEAST = 10  # characters: "wrong" explains nothing to an auditor


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a record says. ``connected``: they were in the lobby or the room at all."""

    credited_s: int
    billable_s: int
    countable_s: int
    late: bool
    left_early: bool
    excused: bool
    connected: bool

    def status(self, rules: Rules) -> Status:
        """The one word for it, by the precedence of ``Status``."""
        credited = timedelta(seconds=self.credited_s)
        throughout = self.credited_s == self.countable_s
        ratio = self.credited_s / self.countable_s if self.countable_s else 0.0
        words = (
            (Status.EXCUSED, self.excused),
            (Status.NO_SHOW, not self.connected and not self.credited_s),
            (Status.ABSENT, credited < rules.absent_under),
            (Status.PARTIAL, ratio < rules.partial_under),
            (Status.LATE, self.late and not throughout),
            (Status.LEFT_EARLY, self.left_early and not throughout),
        )
        return next((status for status, holds in words if holds), Status.PRESENT)


def check_correction(before: Figures, after: Figures, *, reason: str) -> None:
    """Raises ``CorrectionRefused`` for figures that no attendance can have, for no change, and for no reason."""
    if not 0 <= after.credited_s <= after.countable_s:
        raise CorrectionRefused("beyond_countable")
    if not 0 <= after.billable_s <= after.credited_s:
        raise CorrectionRefused("billable_beyond_credited")
    if after == before:
        raise CorrectionRefused("nothing_changed")
    if len(reason.strip()) < REASON_LEAST:
        raise CorrectionRefused("reason_missing")


def needs_cosignature(before: Figures, after: Figures) -> bool:
    """Whether more would be billed than before."""
    billed_before = 0 if before.excused else before.billable_s
    billed_after = 0 if after.excused else after.billable_s
    return billed_after > billed_before

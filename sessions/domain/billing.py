"""From attended time to what may be billed. Seconds are added first and floored once; nothing is ever rounded up.

The figures are the field's usual ones; payers differ, so they are values that a payer's rules may replace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedCode:
    """A CPT code that may be billed from ``from_minutes`` of one service on."""

    code: str
    from_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRules:
    """What a payer pays for. Psychotherapy codes follow CPT's midpoint rule; units its 8-minute rule."""

    per_diem_minutes: int = 180
    timed_codes: tuple[TimedCode, ...] = (
        TimedCode(code="90832", from_minutes=16),
        TimedCode(code="90834", from_minutes=38),
        TimedCode(code="90837", from_minutes=53),
    )


USUAL_RULES = PayerRules()


def whole_minutes(times: Iterable[timedelta]) -> int:
    """The minutes of all of one code's time on one service date: added up to the second, then floored once."""
    return sum(times, timedelta(0)) // MINUTE


def per_diem_met(minutes_that_day: int, *, rules: PayerRules = USUAL_RULES) -> bool:
    """Whether the day's minutes earn the per diem, of which there is one a day."""
    return minutes_that_day >= rules.per_diem_minutes


def timed_code(minutes: int, *, rules: PayerRules = USUAL_RULES) -> str | None:
    """The longest code that the minutes earn; None where they earn none."""
    earned = [code for code in rules.timed_codes if minutes >= code.from_minutes]
    return max(earned, key=lambda code: code.from_minutes).code if earned else None


def quarter_hour_units(minutes: int) -> int:
    """15-minute units: a started unit counts from its eighth minute on."""
    return (minutes + 7) // 15

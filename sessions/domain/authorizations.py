"""How much of what a payer authorized is used, and when to ask for more.

Use is counted from attendance alone: of each service date its billable time, floored once (``domain.billing``).
A day counts where its minutes earn the per diem; an hour is sixty of those minutes; a unit is a quarter of an hour, or
rather from its eighth minute on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from sessions.domain.billing import USUAL_RULES, PayerRules, per_diem_met, quarter_hour_units, whole_minutes

# Payers take some days to answer, and a week holds three to five days of care.
WARN_FROM = Fraction(4, 5)
WARN_BEFORE = timedelta(days=14)


class Unit(StrEnum):
    """In what a payer counts."""

    UNITS = "units"  # of 15 minutes
    DAYS = "days"
    HOURS = "hours"


class Concern(StrEnum):
    """Why somebody should act; the gravest first."""

    EXPIRED = "expired"
    USED_UP = "used_up"
    NEARLY_USED = "nearly_used"
    EXPIRES_SOON = "expires_soon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """So many of ``unit`` from one local date to another, both included."""

    unit: Unit
    amount: int
    from_date: date
    to_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """``minutes`` are the whole ones of each service date within it, added up; ``used`` is in its unit."""

    authorized: Authorized
    used: int
    minutes: int

    @property
    def left(self) -> int:
        return max(0, self.authorized.amount - self.used)

    @property
    def share(self) -> Fraction:
        return Fraction(self.used, self.authorized.amount)


def use(
    *, authorized: Authorized, billable: Mapping[date, timedelta], rules: PayerRules = USUAL_RULES
) -> Use:
    """What attendance has used: ``billable`` is each local service date's time."""
    days = {
        day: whole_minutes([time])
        for day, time in billable.items()
        if authorized.from_date <= day <= authorized.to_date
    }
    minutes = sum(days.values())
    match authorized.unit:
        case Unit.DAYS:
            used = sum(per_diem_met(each, rules=rules) for each in days.values())
        case Unit.HOURS:
            used = minutes // 60
        case Unit.UNITS:
            used = sum(quarter_hour_units(each) for each in days.values())
    return Use(authorized=authorized, used=used, minutes=minutes)


def concern(*, use: Use, today: date) -> Concern | None:
    """The gravest reason to act today; None where there is none."""
    if today > use.authorized.to_date:
        return Concern.EXPIRED
    if not use.left:
        return Concern.USED_UP
    if use.share >= WARN_FROM:
        return Concern.NEARLY_USED
    if use.authorized.to_date - today < WARN_BEFORE:
        return Concern.EXPIRES_SOON
    return None


def weekly_share(*, authorized: Authorized, monday: date, per_day: timedelta) -> timedelta:
    """The hours that an authorization has for one week: its whole spread evenly over its days.

    A week that it covers in part has that part. ``per_day`` is the time that a day of care takes: what a per diem
    stands for.
    """
    length = (authorized.to_date - authorized.from_date).days + 1
    first, last = max(authorized.from_date, monday), min(authorized.to_date, monday + timedelta(days=6))
    covered = max(0, (last - first).days + 1)
    whole = (
        authorized.amount
        * {
            Unit.DAYS: per_day,
            Unit.HOURS: timedelta(hours=1),
            Unit.UNITS: timedelta(minutes=15),
        }[authorized.unit]
    )
    return whole * covered / length

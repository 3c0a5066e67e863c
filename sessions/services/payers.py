"""Payers and what they ask, as dated rules: a new rule ends the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from sessions.domain.errors import CapacityRefused, ProgramRefused
from sessions.models import Payer, PayerRule, PayerTimedCode
from sessions.services.bookings import constraint_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """What a payer asks from a date on. None is no per diem, no limit of seats, no last day (included)."""

    from_date: date
    until_date: date | None = None
    per_diem_minutes: int | None = None
    group_seats_max: int | None = None
    timed_codes: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def add_payer(name: str) -> Payer:
    """Raises ``ProgramRefused``."""
    if Payer.objects.filter(name__iexact=name).exists():
        raise ProgramRefused("name_taken")
    return Payer.objects.create(name=name)


@transaction.atomic
def add_rule(payer: Payer, terms: RuleTerms) -> PayerRule:
    """The rule from its date on; one that held without an end ends the day before. Raises ``ProgramRefused``."""
    if terms.until_date is not None and terms.until_date <= terms.from_date:
        raise ProgramRefused("ends_before_it_begins")
    if terms.group_seats_max is not None and terms.group_seats_max < 1:
        raise CapacityRefused("no_seats")
    Payer.objects.select_for_update(no_key=True).get(pk=payer.pk)
    payer.rules.filter(until_date=None, from_date__lt=terms.from_date).update(until_date=terms.from_date)
    try:
        with transaction.atomic():
            rule = PayerRule.objects.create(
                payer=payer,
                from_date=terms.from_date,
                until_date=terms.until_date,
                per_diem_minutes=terms.per_diem_minutes,
                group_seats_max=terms.group_seats_max,
            )
    except IntegrityError as error:
        if constraint_of(error) != "payer_rule_one_at_a_time":
            raise
        raise ProgramRefused("rules_overlap") from None
    PayerTimedCode.objects.bulk_create(
        PayerTimedCode(rule=rule, code=code, from_minutes=minutes)
        for code, minutes in terms.timed_codes.items()
    )
    return rule

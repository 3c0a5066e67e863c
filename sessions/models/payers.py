"""What payers ask and allow, as dated rows: a rule that changed still says what held before."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from sessions.domain.billing import PayerRules, TimedCode
from sessions.models.ranges import Dates


class Payer(models.Model):
    """Who pays for care: an insurer, a public programme, the client."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PayerRule(models.Model):
    """What a payer asks from one date until another (excluded; null is for ever). No two of a payer overlap.

    ``per_diem_minutes``: a day with fewer countable minutes earns no per diem; null where it pays none.
    ``group_seats_max``: the most clients in a group; null is no limit.
    """

    payer = models.ForeignKey(Payer, on_delete=models.CASCADE, related_name="rules")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    per_diem_minutes = models.PositiveSmallIntegerField(null=True, blank=True, default=180)
    group_seats_max = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["payer", "-from_date"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                name="payer_rule_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(group_seats_max=None) | Q(group_seats_max__gte=1), name="payer_rule_seats"
            ),
            ExclusionConstraint(
                name="payer_rule_one_at_a_time",
                expressions=[
                    # GiST compares no whole numbers by itself; a range of one does.
                    (Func("payer_id", "payer_id", template="int8range(%(expressions)s, '[]')"), "="),
                    (Dates(F("from_date"), F("until_date")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"payer rule {self.pk}"

    def holds_on(self, day: date) -> bool:
        return self.from_date <= day and (self.until_date is None or day < self.until_date)

    @property
    def billing_rules(self) -> PayerRules:
        """The figures that ``sessions.domain.billing`` bills by. A payer without a per diem never meets one."""
        codes = tuple(
            TimedCode(code=row.code, from_minutes=row.from_minutes)
            for row in self.timed_codes.order_by("from_minutes")
        )
        whole_day = 24 * 60
        return PayerRules(per_diem_minutes=self.per_diem_minutes or whole_day + 1, timed_codes=codes)


class PayerTimedCode(models.Model):
    """A code that is billed from so many minutes of one service on (CPT's midpoint rule)."""

    rule = models.ForeignKey(PayerRule, on_delete=models.CASCADE, related_name="timed_codes")
    code = models.CharField(max_length=8)
    from_minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "code"], name="timed_code_once_per_rule"),
        ]

    def __str__(self) -> str:
        return self.code


class StateRule(models.Model):
    """What a state (USPS code) limits; null is no limit."""

    state = models.CharField(primary_key=True, max_length=2)
    group_seats_max = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["state"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__regex="^[A-Z]{2}$"), name="state_rule_state_is_a_code"),
            models.CheckConstraint(
                condition=Q(group_seats_max=None) | Q(group_seats_max__gte=1), name="state_rule_seats"
            ),
        ]

    def __str__(self) -> str:
        return self.state

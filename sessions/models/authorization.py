"""What payers have authorized for an enrolment, in their own units."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from sessions.domain.authorizations import Unit
from sessions.models.enrolment import Enrolment
from sessions.models.payers import Payer


@pghistory.track()
class Authorization(models.Model):
    """So many units, days or hours from one local date to another, both included. Use is counted from attendance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="authorizations")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="authorizations")
    number = models.CharField(max_length=60)
    unit = models.CharField(max_length=8, choices=[(unit.value, unit.value) for unit in Unit])
    amount = models.PositiveIntegerField()
    from_date = models.DateField()
    to_date = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="authorization_in_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="authorization_of_something"),
            models.UniqueConstraint(fields=["payer", "number"], name="authorization_number_once_per_payer"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enrolment", "from_date"], name="authorization_of_enrolment"),
        ]

    def __str__(self) -> str:
        return f"authorization {self.pk}"

    def covers(self, day: date) -> bool:
        return self.from_date <= day <= self.to_date

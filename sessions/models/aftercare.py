"""What holds a client after the program: the plan without which an episode is not closed as completed."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from sessions.models.enrolment import Enrolment
from sessions.models.people import User


@pghistory.track()
class AftercarePlan(models.Model):
    """In words that the client reads. ``agreed_at`` is when client and clinician settled on it; until then a draft."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="aftercare_plan")
    step_down = models.TextField()
    support_groups = models.TextField(blank=True)
    alumni_group = models.BooleanField(default=False)
    warning_signs = models.TextField(blank=True)
    who_to_call = models.TextField(blank=True)
    first_appointment_date = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="aftercare_plans_written")
    written_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(step_down=""), name="aftercare_says_what_follows"),
        ]

    def __str__(self) -> str:
        return f"aftercare plan {self.pk}"

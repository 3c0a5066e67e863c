"""Outcome measures: how often each is asked for, and what clients answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sessions.domain.measures import INSTRUMENTS, Severity
from sessions.models.people import User
from sessions.models.programs import Program

MEASURES = [(instrument.key, instrument.name) for instrument in INSTRUMENTS.values()]


@pghistory.track()
class ProgramMeasure(models.Model):
    """A program asks its clients for this measure every so many days; what a new client's schedule begins as.

    Without ``every_days`` somebody decided that it does not ask for it. A program without any rows was never set up.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="measures")
    measure = models.CharField(max_length=16, choices=MEASURES)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "measure"], name="program_measure_once"),
            models.CheckConstraint(condition=Q(every_days__gte=1), name="program_measure_days_apart"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of program {self.program_id}"


class MeasureSchedule(models.Model):
    """This client is asked for this measure every so many days, from a local date until ``ended_date`` (excluded)."""

    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="measure_schedules")
    measure = models.CharField(max_length=16, choices=MEASURES)
    every_days = models.PositiveSmallIntegerField()
    from_date = models.DateField()
    ended_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "measure"],
                condition=Q(ended_date=None),
                name="measure_schedule_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(every_days__gte=1), name="measure_schedule_days_apart"),
        ]

    def __str__(self) -> str:
        return f"measure schedule {self.pk}"


class MeasureResult(models.Model):
    """One form: ``answers`` in the items' order, null where none yet. Complete with ``completed_at``, then final.

    ``alert`` is set as soon as the item that alerts is answered so, complete or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="measure_results")
    measure = models.CharField(max_length=16, choices=MEASURES)
    answers = ArrayField(models.PositiveSmallIntegerField(null=True))
    total = models.PositiveSmallIntegerField(null=True, blank=True)
    severity = models.CharField(max_length=20, blank=True, choices=[(each, each) for each in Severity])
    alert = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "measure"], condition=Q(completed_at=None), name="measure_one_open_form"
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, total=None)
                | Q(completed_at__isnull=False, total__isnull=False),
                name="measure_complete_with_a_total",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "measure", "-completed_at"], name="measure_of_client"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__completed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk}"

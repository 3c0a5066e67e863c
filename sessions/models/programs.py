"""Programs, their tracks and groups, and who is enrolled where."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sessions.domain.attendance import Rules
from sessions.models.people import User


class LevelOfCare(models.TextChoices):
    """How intensive a program is (ASAM levels 2.5, 2.1 and 1)."""

    PHP = "php", "Partial hospitalization"
    IOP = "iop", "Intensive outpatient"
    OP = "op", "Outpatient"


class CareLevel(models.Model):
    """The usual figures of a level of care for adults or adolescents: what a new program begins with."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=8, choices=LevelOfCare.choices)
    weekly_hours_min = models.DecimalField(max_digits=4, decimal_places=1)
    weekly_hours_max = models.DecimalField(max_digits=4, decimal_places=1)
    usual_weeks = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weekly_hours_max__gte=F("weekly_hours_min")), name="care_level_hours_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Program(models.Model):
    """A course of care with its weekly dose and its attendance rules. Durations are seconds.

    ``state`` (USPS code) is where its clinicians must be licensed and whose limits hold; empty, none do.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    level = models.CharField(max_length=8, choices=LevelOfCare.choices)
    weekly_hours_min = models.DecimalField(max_digits=4, decimal_places=1)
    weekly_hours_max = models.DecimalField(max_digits=4, decimal_places=1)
    usual_weeks = models.PositiveSmallIntegerField(default=10)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    state = models.CharField(max_length=2, blank=True)
    seats_max = models.PositiveSmallIntegerField(default=12)
    payers = models.ManyToManyField("vip_sessions.Payer", related_name="programs", blank=True)
    # Chat is deleted when its session ends, unless the program says otherwise.
    keeps_chat = models.BooleanField(default=False)

    bridge_gap_s = models.PositiveIntegerField(default=120)
    bridge_outage_gap_s = models.PositiveIntegerField(default=300)
    late_after_s = models.PositiveIntegerField(default=300)
    left_early_after_s = models.PositiveIntegerField(default=300)
    absent_under_s = models.PositiveIntegerField(default=600)
    partial_under_ratio = models.DecimalField(max_digits=4, decimal_places=3, default="0.750")
    finalize_after_s = models.PositiveIntegerField(default=240)
    # Who is called when a group sits in its room without a facilitator, unless the group names somebody of its own.
    backup = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="programs_backed_up", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)  # it runs no more; its history stays

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weekly_hours_max__gte=F("weekly_hours_min")), name="program_hours_in_order"
            ),
            models.CheckConstraint(condition=Q(seats_max__gte=1), name="program_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def attendance_rules(self) -> Rules:
        return Rules(
            bridge_gap=timedelta(seconds=self.bridge_gap_s),
            bridge_outage_gap=timedelta(seconds=self.bridge_outage_gap_s),
            late_after=timedelta(seconds=self.late_after_s),
            left_early_after=timedelta(seconds=self.left_early_after_s),
            absent_under=timedelta(seconds=self.absent_under_s),
            partial_under=float(self.partial_under_ratio),
        )


@pghistory.track()
class Track(models.Model):
    """When in the week a program runs. ``weekdays`` are ISO numbers (1 = Monday); times are the program's local.

    ``break_minutes`` of each day are planned as breaks, and don't count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="tracks")
    name = models.CharField(max_length=80)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts_local = models.TimeField()
    ends_local = models.TimeField()
    break_minutes = models.PositiveSmallIntegerField(default=10)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "name"], name="track_name_once_per_program"),
            models.CheckConstraint(
                condition=Q(ends_local__gt=F("starts_local")), name="track_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.name}"


@pghistory.track()
class Group(models.Model):
    """The people who meet together, with their usual facilitators."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    seats_min = models.PositiveSmallIntegerField(default=6)
    seats_max = models.PositiveSmallIntegerField(default=12)
    facilitators = models.ManyToManyField(User, related_name="facilitated_groups")
    backup = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="groups_backed_up", null=True, blank=True
    )
    cofacilitators = models.ManyToManyField(User, related_name="cofacilitated_groups", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["track", "name"], name="group_name_once_per_track"),
            models.CheckConstraint(condition=Q(seats_max__gte=F("seats_min")), name="group_seats_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

"""What meets when: kinds of session, series, their occurrences, and each occurrence's roster."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sessions.models.people import User
from sessions.models.programs import Group, Program


class SessionKind(models.Model):
    """A kind of session, such as group psychotherapy; configuration, seeded with the field's usual ones."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField()
    counts_toward_hours = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """A weekly pattern of sessions in the program's local time; its occurrences are ``Session`` rows in UTC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="series")
    kind = models.ForeignKey(SessionKind, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts_local = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=64)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title


class SessionStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Session(models.Model):
    """One occurrence: people meet from ``starts_at`` to ``ends_at`` (UTC). Every change to it raises ``revision``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="sessions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True
    )
    kind = models.ForeignKey(SessionKind, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=SessionStatus.choices, default=SessionStatus.SCHEDULED)
    revision = models.PositiveIntegerField(default=1)
    # When the facilitator ended it, which may be before or after ends_at.
    ended_at = models.DateTimeField(null=True, blank=True)
    attendance_final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.UniqueConstraint(fields=["series", "starts_at"], name="session_once_per_series_and_start"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["starts_at", "ends_at"], name="session_when"),
            # What is still to be finalized is little beside the history.
            models.Index(
                fields=["starts_at"], condition=Q(attendance_final_at=None), name="session_not_final"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class RosterPart(models.TextChoices):
    """What someone is in one session."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    COFACILITATOR = "cofacilitator"
    GUEST = "guest"


class RosterEntry(models.Model):
    """Someone is expected at a session, in this part. Whoever has no entry is a stranger to it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roster_entries")
    part = models.CharField(max_length=16, choices=RosterPart.choices)

    class Meta:
        verbose_name_plural = "roster entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="roster_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"roster entry {self.pk}"

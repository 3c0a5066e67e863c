"""Attendance as facts: who was where from when to when, and what was made of it."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sessions.domain.attendance import EndReason, Status, Zone
from sessions.domain.sealing import canonical
from sessions.models.people import User
from sessions.models.programs import Program
from sessions.models.schedule import Session


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ").title()) for word in words]


class PresenceSpan(models.Model):
    """One connection of one person in one zone, a lease: open while ``ended_at`` is null and it is renewed.

    The clock is the database's. An expired span ends at ``last_seen_at``, not when that was noticed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="spans")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="spans")
    connection = models.UUIDField()
    zone = models.CharField(max_length=12, choices=_choices(Zone))
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=_choices(EndReason), blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connection"], condition=Q(ended_at=None), name="span_one_open_per_connection"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="")
                | (Q(ended_at__gte=F("began_at")) & ~Q(end_reason="")),
                name="span_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("began_at")), name="span_seen_after_it_began"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["session", "person", "began_at"], name="span_of_session"),
            models.Index(fields=["last_seen_at"], condition=Q(ended_at=None), name="span_open"),
        ]

    def __str__(self) -> str:
        return f"span {self.pk}"


class DeclaredBreak(models.Model):
    """A break that a facilitator declared in the room; attendance subtracts it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="breaks")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="break_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"break {self.pk}"


class Outage(models.Model):
    """A time when ours was the fault, written on recovery by the process that came back."""

    node = models.CharField(max_length=80)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="outage_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"outage {self.pk}"


class Heartbeat(models.Model):
    """A process that serves sockets now, and when it last could: a silent one is an outage in the making."""

    node = models.CharField(primary_key=True, max_length=80)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"heartbeat of {self.node}"


class StandingRecords(models.Manager["AttendanceRecord"]):
    """The records as they stand: of each, its last version alone."""

    def get_queryset(self) -> models.QuerySet[AttendanceRecord]:
        return super().get_queryset().filter(superseded_at=None)


class AttendanceRecord(models.Model):
    """What a person's spans come to for one session, in seconds; or, from version 2 on, what it was corrected to.

    ``objects`` are the records that stand, ``versions`` all there ever were. Only ``superseded_at`` is ever changed.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attendance")
    credited_s = models.PositiveIntegerField()
    billable_s = models.PositiveIntegerField()
    countable_s = models.PositiveIntegerField()
    lobby_s = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=[(status.value, status.value) for status in Status])
    late = models.BooleanField()
    left_early = models.BooleanField()
    first_entered_at = models.DateTimeField(null=True, blank=True)
    last_left_at = models.DateTimeField(null=True, blank=True)
    finalized_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # Of a correction: why, whose, and who signed for more being billed.
    reason = models.CharField(max_length=400, blank=True)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    cosigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = StandingRecords()
    versions = models.Manager()

    SEALED: ClassVar = (
        *("id", "session_id", "person_id", "credited_s", "billable_s", "countable_s", "lobby_s"),
        *("status", "late", "left_early", "first_entered_at", "last_left_at", "finalized_at"),
        *("version", "reason", "corrected_by_id", "cosigned_by_id"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(superseded_at=None),
                name="attendance_stands_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["session", "person", "version"], name="attendance_version_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | (~Q(reason="") & Q(corrected_by__isnull=False)),
                name="attendance_corrected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    @property
    def content(self) -> str:
        """Everything this record says, as its seal has it."""
        return canonical({name: getattr(self, name) for name in self.SEALED})


class AttendanceChain(models.Model):
    """The head of a program's chain of seals (``sessions.domain.sealing``). Whoever seals locks this row."""

    program = models.OneToOneField(
        Program, on_delete=models.PROTECT, primary_key=True, related_name="attendance_chain"
    )
    number = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"attendance chain of program {self.pk}"


class AttendanceSeal(models.Model):
    """One link: the content of a final record, or of a signature, as it was sealed. Never changed, never deleted."""

    chain = models.ForeignKey(AttendanceChain, on_delete=models.PROTECT, related_name="seals")
    number = models.PositiveBigIntegerField()
    record = models.OneToOneField(AttendanceRecord, on_delete=models.PROTECT, related_name="seal", null=True)
    signature = models.OneToOneField(
        "AttendanceSignature", on_delete=models.PROTECT, related_name="seal", null=True
    )
    content = models.TextField()
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="attendance_seal_numbered_once"),
            models.CheckConstraint(
                condition=Q(record=None) ^ Q(signature=None), name="attendance_seal_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"attendance seal {self.pk}"

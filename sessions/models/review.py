"""What people add to recorded attendance: corrections, signatures, and presence that no computer could see."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from sessions.domain.sealing import canonical
from sessions.models.attendance import AttendanceRecord
from sessions.models.people import User
from sessions.models.schedule import Session


class AttestedKind(models.TextChoices):
    """How somebody took part who was not in the room by computer."""

    PHONE = "phone", "by phone"
    IN_PERSON = "in_person", "in person"


@pghistory.track()
class AttestedPresence(models.Model):
    """Staff's word that someone was there from when to when. Beside the recorded spans, which never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attested")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attested_presence")
    kind = models.CharField(max_length=12, choices=AttestedKind.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    reason = models.CharField(max_length=400)
    attested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "attested presence"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="attested_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="attested_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"attested presence {self.pk}"


class CorrectionState(models.TextChoices):
    """What became of a correction."""

    AWAITING = "awaiting", "awaits a supervisor"
    IN_FORCE = "in_force", "in force"
    DECLINED = "declined", "declined"


@pghistory.track()
class AttendanceCorrection(models.Model):
    """What somebody says a record should have said, and why. In force, it has become the record's next version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(AttendanceRecord, on_delete=models.PROTECT, related_name="corrections")
    credited_s = models.PositiveIntegerField()
    billable_s = models.PositiveIntegerField()
    excused = models.BooleanField(default=False)
    reason = models.CharField(max_length=400)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=CorrectionState.choices)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(state=CorrectionState.AWAITING),
                name="correction_one_awaiting_per_record",
            ),
            models.CheckConstraint(
                condition=Q(billable_s__lte=F("credited_s")), name="correction_bills_at_most_credit"
            ),
            # Whoever asks for more to be billed does not sign for it.
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(state=CorrectionState.IN_FORCE)
                | ~Q(decided_by=F("author")),
                name="correction_cosigned_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class AttendanceSignature(models.Model):
    """A clinician's word that a session's attendance is right, as it stood: ``digest`` names those very records."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    SEALED: ClassVar = ("id", "session_id", "signer_id", "signed_at", "digest")

    class Meta:
        constraints: ClassVar = [
            # Two clicks, or two clinicians, sign one state of the records once.
            models.UniqueConstraint(fields=["session", "digest"], name="signature_once_per_state"),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def content(self) -> str:
        """Everything this signature says, as its seal has it."""
        return canonical({name: getattr(self, name) for name in self.SEALED})

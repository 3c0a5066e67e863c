"""What left the program on paper or in a file, to whom, and by which consent."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from sessions.models.contacts import Consent
from sessions.models.people import User
from sessions.models.schedule import Session


class ExportKind(models.TextChoices):
    EVIDENCE = "evidence", "Evidence sheet"
    ROSTER = "roster", "Roster sheet"
    CSV = "csv", "Table of attendance"


class Disclosure(models.Model):
    """One client's attendance was exported. Added to, never changed (42 CFR 2.24, 45 CFR 164.528)."""

    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=12, choices=ExportKind.choices)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+", null=True)
    from_date = models.DateField()
    to_date = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-made_at"], name="disclosure_of_client")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


class ExportState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Export(models.Model):
    """A table that is being made for somebody. Its content goes when it was fetched or after a day; this row stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.CharField(max_length=160)
    from_date = models.DateField()
    to_date = models.DateField()
    wanted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    wanted_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    # The worker's lease, renewed with each piece; it is also its token: whoever finds another's stops.
    taken_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(content=None) | Q(state=ExportState.DONE), name="export_has_content_once_done"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["wanted_at"], condition=~Q(content=None), name="export_with_content"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

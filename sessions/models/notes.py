"""Session notes: the group's text, a private line per client, and what was added after the signature."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from sessions.domain.attendance import Status
from sessions.models.people import User
from sessions.models.schedule import Session


class SessionNote(models.Model):
    """The note of one session: a draft that its facilitators write, final once signed.

    ``began_at`` and ``ended_at`` are when the clinicians really were there, from attendance. ``revision`` rises with
    every save of the draft, so that two open pages do not overwrite each other unseen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="note")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="signed_notes", null=True, blank=True
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="note_signed_by_someone",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="signed_note_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"session note {self.pk}"


class ClientLine(models.Model):
    """What a note says of one client, for that client's record alone, with their attendance as it was then."""

    note = models.ForeignKey(SessionNote, on_delete=models.CASCADE, related_name="lines")
    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="note_lines")
    status = models.CharField(max_length=16, choices=[(status.value, status.value) for status in Status])
    credited_s = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "client"], name="note_line_once_per_client"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="of_signed_note_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM vip_sessions_sessionnote
                        WHERE id IN (NEW.note_id, OLD.note_id) AND signed_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'a signed note and its lines stay as they are';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"client line {self.pk}"


class Addendum(models.Model):
    """Something added to a signed note: to the whole of it, or to one client's line where ``client`` is set."""

    note = models.ForeignKey(SessionNote, on_delete=models.PROTECT, related_name="addenda")
    client = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="note_addenda", null=True, blank=True
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "addenda"
        triggers: ClassVar = [
            pgtrigger.Protect(name="addendum_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"addendum {self.pk}"

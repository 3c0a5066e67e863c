"""What a clinician must see at once."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from sessions.models.people import User
from sessions.models.schedule import Session


class AlertKind(models.TextChoices):
    """Why somebody is called."""

    NOT_SAFE = "not_safe", "Does not feel safe"  # said no at the check-in
    PHQ9_ITEM9 = "phq9_item9", "Thoughts of self-harm (PHQ-9, item 9)"
    NOT_OK = "not_ok", "Pressed “I'm not OK” in the room"
    WRONG_STATE = "wrong_state", "Is where nobody on the roster is licensed"
    GROUP_HOLD = "group_hold", "Clients are in a room without a facilitator"


@pghistory.track()
class SafetyAlert(models.Model):
    """Something that stays on staff's pages until somebody has seen it.

    About one person, or about a whole session (a group hold). While one is unseen the same is not raised again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=AlertKind.choices)
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="safety_alerts", null=True, blank=True
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="safety_alerts", null=True, blank=True
    )
    raised_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(kind=AlertKind.GROUP_HOLD, session__isnull=False),
                name="alert_about_somebody",
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None)
                | Q(seen_by__isnull=False, seen_at__isnull=False, seen_at__gte=F("raised_at")),
                name="alert_seen_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "person", "session"],
                condition=Q(seen_at=None),
                nulls_distinct=False,
                name="alert_unseen_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-raised_at"], condition=Q(seen_at=None), name="alert_unseen"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

"""Other systems of the clinic: the tokens by which they read, and whom to tell when attendance changes."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sessions.models.people import User


class Scope(models.TextChoices):
    """What a token may read (SMART App Launch 2.0 names: system, resource, r(ead) and s(earch))."""

    APPOINTMENT = "system/Appointment.rs"
    ENCOUNTER = "system/Encounter.rs"
    PATIENT = "system/Patient.rs"
    PRACTITIONER = "system/Practitioner.rs"


@pghistory.track(exclude=["last_used_at"])
class ApiToken(models.Model):
    """A system's key to the read API. Only its hash is kept, so it is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope.choices))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}"


@pghistory.track(exclude=["secret"])
class Webhook(models.Model):
    """An address that is told when attendance becomes final, is corrected or signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.URLField(max_length=400)
    # Signs what is sent, so it must be known in the clear.
    secret = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class CallState(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookCall(models.Model):
    """One thing to tell one address: once for each event, tried again until it is taken or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="calls")
    event = models.CharField(max_length=40)
    # The event's own key: told again by the relay, it makes no second call.
    key = models.CharField(max_length=120)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=CallState.choices, default=CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "key"], name="webhook_call_once_per_event"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="webhook_call_due"),
        ]

    def __str__(self) -> str:
        return f"webhook call {self.pk}"

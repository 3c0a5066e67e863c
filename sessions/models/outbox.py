"""Domain events, written in the transaction of the change they tell of and drained by ``vip.relay``."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutboxEvent(models.Model):
    """One domain event. ``payload`` holds ids and revisions only: never a name, an address or a health fact."""

    name = models.CharField(max_length=60)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(delivered_at=None), name="outbox_undelivered")
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

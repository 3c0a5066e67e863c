"""What providers reported, each report once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from notifications.models.reminders import Reminder


class WebhookReceipt(models.Model):
    """A report that was taken. ``key`` is what the provider calls it, so that a repetition or a replay finds itself
    here and changes nothing. Neither an address nor a word of a message is kept.
    """

    provider = models.CharField(max_length=24)
    key = models.CharField(max_length=200)
    report = models.CharField(max_length=40)
    reminder = models.ForeignKey(
        Reminder, on_delete=models.PROTECT, related_name="webhook_receipts", null=True, blank=True
    )
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "key"], name="webhook_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk} from {self.provider}"

"""The words of messages as a clinic has changed them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from notifications.domain.planning import Channel
from notifications.domain.wording import TemplateName
from sessions.models.people import User


class MessageTemplate(models.Model):
    """One version of a message's words; the highest one counts, and earlier ones stay.

    ``is_default`` is the version that goes back to the words that VIP comes with; its own are empty then. ``subject``
    is a mail's subject or a push's title; an SMS has none. See `notifications.domain.wording` for what ``text`` holds.
    """

    name = models.CharField(max_length=16, choices=[(each.value, each.value) for each in TemplateName])
    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Channel])
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "channel", "language", "version"], name="message_template_version_once"
            ),
            models.CheckConstraint(
                condition=Q(is_default=True, text="", subject="") | (Q(is_default=False) & ~Q(text="")),
                name="message_template_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} by {self.channel} in {self.language}, version {self.version}"

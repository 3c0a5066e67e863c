"""The join links issued."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sessions.models.people import User
from sessions.models.schedule import Session


class JoinLink(models.Model):
    """A way into one session for one client. The token itself is only ever in the message; here is its SHA-256.

    It was made for the session as it starts at ``starts_at``; a session that starts at another time now has left it
    behind. The first device to use it is bound to it by ``device_hash``; any other needs the code whose SHA-256 is
    ``code_hash``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="join_links")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="join_links")
    starts_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    first_used_at = models.DateTimeField(null=True, blank=True)
    device_hash = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_used_at=None, device_hash="")
                | (Q(first_used_at__isnull=False) & ~Q(device_hash="")),
                name="join_link_used_from_a_device",
            ),
        ]

    def __str__(self) -> str:
        return f"join link {self.pk}"

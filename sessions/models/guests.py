"""Guests of one session, such as family: invited by e-mail, in by their own link, never credited to anybody."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from sessions.models.people import User
from sessions.models.schedule import Session


@pghistory.track()
class GuestInvitation(models.Model):
    """An invitation to one session. The link's token is only ever in the mail; here is its SHA-256.

    ``person`` is the guest's account, made with the invitation and on the session's roster with the part of a guest.
    The link is good while the session is planned and the invitation is not withdrawn; so a cancelled session, or one
    that is over, leaves nothing to be revoked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="guest_invitations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="guest_invitations")
    email = models.EmailField()
    name = models.CharField(max_length=60)
    relationship = models.CharField(max_length=40, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="guests_invited")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                F("session"), Lower("email"), condition=Q(withdrawn_at=None), name="guest_invited_once"
            ),
        ]

    def __str__(self) -> str:
        return f"guest invitation {self.pk}"

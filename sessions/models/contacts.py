"""How to reach a client and those close to them, what they consented to, and who has looked at their record."""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from sessions.models.people import User


@pghistory.track()
class ClientProfile(models.Model):
    """What the clinic must know of a client beyond their account. A clinician sends help to these addresses."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="profile")
    date_of_birth = models.DateField(null=True, blank=True)
    home_address = models.CharField(max_length=300, blank=True)
    home_state = models.CharField(max_length=2, blank=True)
    emergency_name = models.CharField(max_length=120, blank=True)
    emergency_phone = models.CharField(max_length=32, blank=True)
    emergency_relationship = models.CharField(max_length=60, blank=True)
    insurance = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"profile of person {self.pk}"


@pghistory.track()
class Consent(models.Model):
    """A client's written consent to tell somebody something (42 CFR 2.31): to whom, what, why and until when."""

    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    recipient = models.CharField(max_length=160)
    information = models.CharField(max_length=300)
    purpose = models.CharField(max_length=200)
    signed_date = models.DateField()
    expires_date = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_date__gt=F("signed_date")), name="consent_expires_after_it_was_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class RecordView(models.Model):
    """A member of staff opened this part of this client's record. Added to, never changed (45 CFR 164.312(b))."""

    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="records_viewed")
    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="record_views")
    what = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"], name="record_view_of_client")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"record view {self.pk}"

"""What clinicians are licensed to do, in which state, and until when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.people import User


class LicenseKind(models.TextChoices):
    """The licences that the field's clinicians practise under."""

    LCSW = "lcsw", _("Clinical social worker (LCSW)")
    LPC = "lpc", _("Professional counselor (LPC, LMHC)")
    LMFT = "lmft", _("Marriage and family therapist (LMFT)")
    LADC = "ladc", _("Alcohol and drug counselor (LADC, LCDC)")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    PHYSICIAN = "physician", _("Physician (MD, DO)")
    PMHNP = "pmhnp", _("Psychiatric nurse practitioner (PMHNP)")
    PA = "pa", _("Physician assistant (PA)")
    RN = "rn", _("Registered nurse (RN)")
    OT = "ot", _("Occupational therapist (OT)")
    EXPRESSIVE = "expressive", _("Art, music or dance therapist")
    PEER = "peer", _("Certified peer specialist")


@pghistory.track()
class License(models.Model):
    """A licence of one state (USPS code), good through ``expires_date``, the last day included."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="licenses")
    kind = models.CharField(max_length=16, choices=LicenseKind.choices)
    state = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    expires_date = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "state", "number"], name="license_number_once"),
            models.CheckConstraint(condition=Q(state__regex="^[A-Z]{2}$"), name="license_state_is_a_code"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state", "expires_date"], name="license_of_person"),
            models.Index(fields=["expires_date"], name="license_expiring"),
        ]

    def __str__(self) -> str:
        return f"license {self.pk}"

    def covers(self, day: date) -> bool:
        """Whether it is good on this date."""
        return day <= self.expires_date

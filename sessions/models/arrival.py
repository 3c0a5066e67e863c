"""Arriving at a session: what somebody agreed to, where they are today and how they are.

Each screen of the gate is saved as soon as it is sent, so a row fills up step by step; a step's ``..._at`` says when it
was done, and the database keeps a step from counting as done while something of it is missing.
"""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from sessions.models.people import User
from sessions.models.schedule import Session

SCALE_MAX = 10


class AgreementKind(models.TextChoices):
    """What people agree to before they join."""

    TELEHEALTH = "telehealth", "Telehealth consent"
    CONFIDENTIALITY = "confidentiality", "Group confidentiality"


class Agreement(models.Model):
    """One version of one agreement. The newest that is in force is asked of everybody who has not given it."""

    kind = models.CharField(max_length=20, choices=AgreementKind.choices)
    version = models.PositiveSmallIntegerField()
    in_force_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="agreement_version_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.version}"


class AgreementText(models.Model):
    """An agreement's words in one language. What was agreed to stays as it was: a change is a new version."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "language"], name="agreement_text_per_language"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} ({self.language})"


class AgreementGiven(models.Model):
    """Somebody agreed: to this version, in the words of this language."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreements_given")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="given")
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "agreement"], name="agreement_given_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"agreement given {self.pk}"


@pghistory.track()
class Arrival(models.Model):
    """What somebody told at the gate of one session.

    ``state`` is a code of ``sessions.domain.us_states``. ``mood`` and ``cravings`` go from 0 to 10, mood from very low
    to very good and cravings from none to the strongest.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="arrivals")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="arrivals")

    named_at = models.DateTimeField(null=True, blank=True)

    address = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=2, blank=True)
    callback_number = models.CharField(max_length=32, blank=True)
    emergency_name = models.CharField(max_length=120, blank=True)
    emergency_phone = models.CharField(max_length=32, blank=True)
    emergency_relationship = models.CharField(max_length=60, blank=True)
    private = models.BooleanField(default=False)
    driving = models.BooleanField(default=False)
    located_at = models.DateTimeField(null=True, blank=True)

    mood = models.PositiveSmallIntegerField(null=True, blank=True)
    cravings = models.PositiveSmallIntegerField(null=True, blank=True)
    safe = models.BooleanField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)

    # When everything that is asked was done for the first time; from then on nothing is asked again in this session.
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="arrival_once_per_session"),
            models.CheckConstraint(
                condition=Q(located_at=None)
                | (
                    Q(private=True, driving=False)
                    & ~Q(address="")
                    & ~Q(state="")
                    & ~Q(callback_number="")
                    & ~Q(emergency_name="")
                    & ~Q(emergency_phone="")
                ),
                name="arrival_located_in_full",
            ),
            # Whoever does not feel safe need not answer the rest first.
            models.CheckConstraint(
                condition=Q(checked_in_at=None)
                | (Q(safe__isnull=False) & (Q(safe=False) | Q(mood__isnull=False, cravings__isnull=False))),
                name="arrival_checked_in_in_full",
            ),
            models.CheckConstraint(
                condition=(Q(mood=None) | Q(mood__lte=SCALE_MAX))
                & (Q(cravings=None) | Q(cravings__lte=SCALE_MAX)),
                name="arrival_scales_go_to_ten",
            ),
            models.CheckConstraint(
                condition=Q(passed_at=None) | Q(named_at__isnull=False), name="arrival_passed_with_a_name"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-located_at"], name="arrival_last_of_person"),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class LocationRelease(models.Model):
    """A supervisor let a client in although nobody on the roster is licensed where they are, and said why.

    It holds for that state alone: whoever moves on to a third one is held again.
    """

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="releases")
    state = models.CharField(max_length=2)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    released_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["arrival", "state"], name="location_released_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="location_release_has_a_reason"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"location release {self.pk}"


class PanelView(models.Model):
    """A facilitator looked at somebody's safety panel. Never changed, never deleted."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="panel_views")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="panel_views")
    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    viewed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-viewed_at"], name="panel_views_of_person"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(person=F("viewer")), name="panel_of_somebody_else"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"panel view {self.pk}"

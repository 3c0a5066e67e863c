"""The way in: somebody asks for a consultation, a clinician screens, insurance is checked, a client is enrolled."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.enrolment import Enrolment
from sessions.models.payers import Payer
from sessions.models.people import User


class RequestStatus(models.TextChoices):
    """How far a request has come. Each step is taken once, by somebody."""

    NEW = "new", _("new")
    SCREENING = "screening", _("being screened")
    INSURANCE = "insurance", _("insurance check")
    READY = "ready", _("ready to enrol")
    ENROLLED = "enrolled", _("enrolled")
    CLOSED = "closed", _("closed")


class ReachBy(models.TextChoices):
    PHONE = "phone", _("a call")
    EMAIL = "email", _("an e-mail")


class CallTime(models.TextChoices):
    ANY = "any", _("any time")
    MORNING = "morning", _("in the morning")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")


class ClosedReason(models.TextChoices):
    """Why a request went no further."""

    NOT_SUITABLE = "not_suitable", _("another kind of care fits better")
    NOT_COVERED = "not_covered", _("not covered")
    WITHDREW = "withdrew", _("they decided against it")
    NO_ANSWER = "no_answer", _("we could not reach them")
    DUPLICATE = "duplicate", _("asked twice")


@pghistory.track()
class ConsultationRequest(models.Model):
    """What somebody left on the public page, which is as little as it takes to call them back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    reach_by = models.CharField(max_length=8, choices=ReachBy.choices)
    call_time = models.CharField(max_length=12, choices=CallTime.choices, default=CallTime.ANY)
    state = models.CharField(max_length=2)
    language = models.CharField(max_length=8, default="en")
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=RequestStatus.choices, default=RequestStatus.NEW)
    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="requests_assigned", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=16, choices=ClosedReason.choices, blank=True)
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, related_name="consultation_request", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="request_can_be_answered"),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")
                | ~Q(status=RequestStatus.CLOSED) & Q(closed_at=None, closed_reason=""),
                name="request_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.ENROLLED) ^ Q(enrolment=None),
                name="request_leads_to_enrolment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "asked_at"], name="request_board"),
        ]

    def __str__(self) -> str:
        return f"consultation request {self.pk}"


class Decision(models.TextChoices):
    """What the clinician decided after screening."""

    ACCEPT = "accept", _("suitable for this care")
    HIGHER = "higher", _("needs a higher level of care")
    ELSEWHERE = "elsewhere", _("another kind of care fits better")


@pghistory.track()
class Screening(models.Model):
    """The clinician's decision. Care at home rests on all four answers, so none is suitable without them."""

    request = models.OneToOneField(ConsultationRequest, on_delete=models.PROTECT, related_name="screening")
    stable_home = models.BooleanField()
    motivated = models.BooleanField()
    detox_done = models.BooleanField()
    safe_without_supervision = models.BooleanField()
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    note = models.TextField(blank=True)
    decision = models.CharField(max_length=12, choices=Decision.choices)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="screenings_decided")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision=Decision.ACCEPT)
                | Q(
                    stable_home=True,
                    motivated=True,
                    detox_done=True,
                    safe_without_supervision=True,
                    weekly_hours__gt=0,
                ),
                name="screening_accepts_only_the_safe",
            ),
        ]

    def __str__(self) -> str:
        return f"screening {self.pk}"


class Coverage(models.TextChoices):
    """What the insurance check found so far."""

    ASKED = "asked", _("asked, no answer yet")
    COVERED = "covered", _("covered")
    SELF_PAY = "self_pay", _("pays without insurance")
    NOT_COVERED = "not_covered", _("not covered")


COVERED = frozenset({Coverage.COVERED, Coverage.SELF_PAY})


@pghistory.track()
class InsuranceCheck(models.Model):
    """Whether somebody pays, and who. ``payer`` is null where the client pays or it is not known yet."""

    request = models.OneToOneField(
        ConsultationRequest, on_delete=models.PROTECT, related_name="insurance_check"
    )
    coverage = models.CharField(max_length=12, choices=Coverage.choices)
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, related_name="insurance_checks", null=True, blank=True
    )
    member_number = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="insurance_checks_made")
    checked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(coverage=Coverage.COVERED) | Q(payer__isnull=False),
                name="insurance_covered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"insurance check {self.pk}"

"""What is planned to be told to whom, and every attempt to tell it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from notifications.domain.delivery import Outcome, Reason, Status
from notifications.domain.planning import Channel, Tier
from sessions.models.people import User
from sessions.models.schedule import Session


class Reminder(models.Model):
    """One message to one person in one channel. ``starts_at`` is the start, or the period's start, that it speaks of.

    Most are about one revision of one session. Those that are not (a week's digest, a word to the staff) have no
    session; ``occasion`` tells them apart: the digest's first date, the id of the task or of the alert. A session's
    guest has both: there it is the id of the invitation.

    Whoever claims it holds it until ``lease_until`` under the number ``fence``, which every claim raises: what a
    claimer writes later under an older number finds no row. ``sending_at`` is set just before the provider is asked, so
    a lease that runs out with it set means that nobody knows whether the message went.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="reminders", null=True, blank=True
    )
    occasion = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    tier = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Tier])
    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Channel])
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stale_at = models.DateTimeField()
    # due_at at first, later after each attempt that may be repeated.
    try_at = models.DateTimeField()
    status = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Status], default=Status.SCHEDULED.value
    )
    reason = models.CharField(
        max_length=24, choices=[(each.value, each.value) for each in Reason], blank=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # What the provider calls the message; its later reports name it.
    provider_id = models.CharField(max_length=120, blank=True)
    # The row whose message spoke of this one's session too.
    carried_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried"
    )
    # The row in another channel that this one stands in for.
    fallback_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="fallbacks"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "occasion", "revision", "recipient", "tier", "channel"],
                name="reminder_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False) | ~Q(occasion=""), name="reminder_about_something"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLAIMED.value) ^ Q(lease_until=None),
                name="reminder_claimed_has_lease",
            ),
            models.CheckConstraint(condition=Q(stale_at__gt=F("due_at")), name="reminder_stale_after_due"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "try_at"],
                condition=Q(status=Status.SCHEDULED.value),
                name="reminder_waiting",
            ),
            models.Index(
                fields=["stale_at"], condition=Q(status=Status.SCHEDULED.value), name="reminder_going_stale"
            ),
            models.Index(
                fields=["recipient", "tier", "channel", "starts_at"],
                condition=Q(status__in=[Status.SCHEDULED.value, Status.CLAIMED.value]),
                name="reminder_to_share",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(status=Status.CLAIMED.value), name="reminder_leased"
            ),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="reminder_at_provider"),
            models.Index(fields=["due_at"], name="reminder_by_time"),
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"

    @property
    def is_for_guest(self) -> bool:
        """Whether its recipient is a guest of its session."""
        return self.session_id is not None and self.occasion != ""


class Attempt(models.Model):
    """One asking of the provider. ``answer`` is its reply code or our reason, never an address or content."""

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="attempt_log")
    fence = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Outcome], default=Outcome.UNDER_WAY.value
    )
    answer = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reminder", "fence"], name="attempt_once_per_claim"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk} of reminder {self.reminder_id}"

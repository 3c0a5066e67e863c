"""The treatment plan: its versions, their goals, how each goal goes, and the reviews."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from sessions.models.people import User

# Every column of a plan but its next review and the client's agreement, which come after the signature.
FINAL_ONCE_SIGNED = (
    *("id", "client_id", "version", "summary", "strengths"),
    *("drafted_by_id", "drafted_at", "signed_by_id", "signed_at"),
)


class TreatmentPlan(models.Model):
    """One version of a client's plan: a draft until it is signed, then final but for its next review's date.

    The version in force is the signed one with the highest number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="treatment_plans")
    version = models.PositiveSmallIntegerField()
    summary = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    review_due_date = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    # When the client said that they had read it and agreed.
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "version"], name="plan_version_once_per_client"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(signed_at=None), name="plan_one_draft_per_client"
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False, review_due_date__isnull=False),
                name="plan_signed_by_someone_with_a_review",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.UpdateOf(*FINAL_ONCE_SIGNED),
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="signed_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"treatment plan {self.pk}"


class Goal(models.Model):
    """A goal of one version. ``thread`` is the same in every version that carries the goal on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(TreatmentPlan, on_delete=models.CASCADE, related_name="goals")
    thread = models.UUIDField(default=uuid.uuid4, db_index=True)
    position = models.PositiveSmallIntegerField()
    statement = models.CharField(max_length=300)
    steps = models.TextField(blank=True)
    target_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "thread"], name="goal_once_per_version"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="of_signed_plan_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM vip_sessions_treatmentplan
                        WHERE id IN (NEW.plan_id, OLD.plan_id) AND signed_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'a signed plan and its goals stay as they are';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class GoalProgress(models.Model):
    """What somebody noted on a goal: how near it is, from 0 (not begun) to 10 (there), and their words."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="progress")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rating__lte=10), name="goal_rating_from_0_to_10"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="noted_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"goal progress {self.pk}"


class PlanReview(models.Model):
    """A plan was gone through with the client: what came of it, and when the next review is due."""

    plan = models.ForeignKey(TreatmentPlan, on_delete=models.PROTECT, related_name="reviews")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    outcome = models.TextField()
    next_due_date = models.DateField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="review_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"plan review {self.pk}"

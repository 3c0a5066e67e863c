"""What a person is needed for, and the calls they made for it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.models.reminders import Reminder
from sessions.models.people import User
from sessions.models.schedule import Session


class StaffTask(models.Model):
    """Something that only a person can do. ``key`` names the occasion, so that none is opened twice.

    It is for the staff of its session, or for whoever looks after its client, and coordinators see all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=24, choices=[(each.value, each.value) for each in TaskKind])
    client = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="staff_tasks", null=True, blank=True
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="staff_tasks", null=True, blank=True
    )
    # The message that could not be sent, where there is one.
    reminder = models.ForeignKey(
        Reminder, on_delete=models.PROTECT, related_name="staff_tasks", null=True, blank=True
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    # Null where the program itself ended it.
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(
        max_length=16, choices=[(each.value, each.value) for each in TaskOutcome], blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at=None, outcome="", done_by=None)
                | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="staff_task_done_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("opened_at")), name="staff_task_done_after"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="staff_task_open"),
            models.Index(fields=["client", "kind", "opened_at"], name="staff_task_of_client"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class TaskCall(models.Model):
    """A call that somebody made for a task, and how it went."""

    task = models.ForeignKey(StaffTask, on_delete=models.PROTECT, related_name="calls")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=[(each.value, each.value) for each in TaskOutcome])
    note = models.TextField(max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"call {self.pk} for task {self.task_id}"

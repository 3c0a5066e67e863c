"""The room's row: the one place where its facts live."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sessions.models import Session


class Room(models.Model):
    """One session's room. Whoever changes it holds this row's lock, and raises ``version`` by one.

    ``state`` is a ``rooms.protocol.state.RoomState`` (ADR 1) but for its ``chat``, which is emptied when the session
    ends unless the program keeps it. ``due_at``: when something happens in it by itself. ``node`` is the media server
    the room lives on, empty until somebody makes an offer; ``epoch`` counts how often it moved.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, primary_key=True, related_name="room")
    state = models.JSONField()
    chat = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)
    node = models.CharField(max_length=80, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(node="") | models.Q(epoch__gt=0), name="room_on_a_node_has_an_epoch"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="room_due"),
        ]

    def __str__(self) -> str:
        return f"room {self.pk}"

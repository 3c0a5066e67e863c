"""How people read what is for them: in a calendar of their own, in the list of notices, on a phone proved theirs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sessions.models.people import User


class CalendarFeed(models.Model):
    """The private address at which a person's calendar app finds their appointments. The token is stored as SHA-256."""

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar feed of person {self.person_id}"


class NoticesSeen(models.Model):
    """Until when a person has looked at what was sent to them; what is newer counts as new."""

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="notices_seen"
    )
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"notices seen by person {self.person_id}"


class NumberCheck(models.Model):
    """A mobile number that a person wants texts at, and the code that is to prove it theirs, as a keyed hash.

    ``tries`` counts the wrong codes and ``sent`` the texts since ``began_at``: no code can be guessed, and nobody's
    phone be rung time and again.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="number_check"
    )
    number = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField()
    sent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code_hash="") | Q(code_sent_at__isnull=False), name="number_check_code_was_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"number check of person {self.person_id}"

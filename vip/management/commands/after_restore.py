"""``manage.py after_restore``: makes a restored database safe to send from. docs/operations.md says when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.services.restoring import settle
from sessions.models import Session, SessionStatus
from vip import relay

# What people may rely on before somebody has looked through it.
LOOK_AHEAD = timedelta(hours=72)


class Command(BaseCommand):
    help = "After a backup was restored, before workers start: hold back what may have been sent since it was made."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        # First, since handlers plan messages: what they plan for the past must be held back with the rest.
        while relay.drain():
            pass
        settled = settle(now=now)
        soon = Session.objects.filter(
            status=SessionStatus.SCHEDULED, ends_at__gt=now, starts_at__lt=now + LOOK_AHEAD
        ).count()
        self.stdout.write(f"Held back: {settled.held_back} messages that were due before now.")
        self.stdout.write(f"Uncertain: {settled.uncertain} that were being sent when the backup was made.")
        self.stdout.write(
            f"Workers may start. Look through the {soon} sessions of the next three days first: what was moved or "
            "cancelled after the backup is back as it was, and its reminders go out as planned."
        )

"""What Celery does for the rooms."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from rooms import services
from rooms.notices import publish_now
from sessions.services import presence


@shared_task
def end_expired_presence() -> int:
    """End the presence of everyone whose lease ran out, also where no web process is left to notice.

    Where the database has just come back, whoever holds a lease has the first word: they were there all the time.
    """
    if presence.database_up_for() < timedelta(seconds=settings.PRESENCE_SETTLE_S):
        return 0
    rooms = services.end_expired(now=timezone.now())
    for room in rooms:
        publish_now(room.notices)
    return len(rooms)

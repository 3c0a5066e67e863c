"""What Celery does for the rooms."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from rooms import services
from rooms.notices import publish_now


@shared_task
def end_expired_presence() -> int:
    """End the presence of everyone whose lease ran out, also where no web process is left to notice."""
    rooms = services.end_expired(now=timezone.now())
    for room in rooms:
        publish_now(room.notices)
    return len(rooms)

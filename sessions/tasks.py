"""The care domain's jobs. Each wakes a service that finds its own work; running twice at once does no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from sessions.services.attendance import finalize_due


@shared_task
def finalize_attendance() -> None:
    """Make the attendance of sessions final that have been over for long enough."""
    finalize_due(timezone.now())

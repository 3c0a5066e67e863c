"""The care domain's jobs. Each wakes a service that finds its own work; running twice at once does no harm."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from sessions.management.demo import clinic
from sessions.services.attendance import finalize_due
from sessions.services.exports import exports_to_make, forget_old_exports, make_export
from sessions.services.presence import database_up_for
from sessions.services.series import lay_out_ahead
from sessions.services.webhooks import call_due


@shared_task
def finalize_attendance() -> None:
    """Make the attendance of sessions final that have been over for long enough.

    Not while the database has only just come back: who was there all the time has yet to say so.
    """
    if database_up_for() >= timedelta(seconds=settings.PRESENCE_SETTLE_S):
        finalize_due(timezone.now())


@shared_task
def lay_out_sessions() -> None:
    """Lay out what series without an end lack of the weeks ahead."""
    lay_out_ahead(timezone.now())


@shared_task
def make_exports() -> None:
    """Make the tables of attendance that somebody waits for, and throw away those that nobody fetched."""
    for export in exports_to_make(now=timezone.now()):
        make_export(export.pk, clock=timezone.now)
    forget_old_exports(now=timezone.now())


@shared_task
def tell_other_systems() -> None:
    """Make the webhook calls that are due."""
    call_due(now=timezone.now())


@shared_task
def keep_demo_live() -> None:
    """In a demo that runs for days, let the next group begin when the last is over. Nothing outside the demo."""
    if settings.DEMO:
        clinic.load(now=timezone.now())

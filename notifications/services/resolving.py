"""What a person decides about a message that the program can't decide about: send it again, or say what became of it.

Each decision is an attempt of its own under the next number, so a worker that comes back late finds its number too old,
and the record tells that a person spoke.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from notifications.domain.delivery import Outcome, Status
from notifications.errors import ResolutionRefused
from notifications.models import Attempt, Reminder
from sessions.models import User

log = structlog.get_logger(__name__)

AGAIN = frozenset({Status.FAILED, Status.UNCERTAIN})


@transaction.atomic
def send_again(*, reminder_id: UUID, by: User, now: datetime) -> None:
    """Due at once, once more; whether it may still go is asked anew when it does. Raises ``ResolutionRefused``."""
    row = _locked(reminder_id)
    if row.status not in AGAIN:
        raise ResolutionRefused("not_open")
    if now >= row.stale_at:
        raise ResolutionRefused("too_late")
    _decide(row, Outcome.DEFERRED, "again, said by staff", by=by, now=now)
    row.status, row.reason, row.try_at, row.attempts = Status.SCHEDULED, "", now, 0
    row.save(update_fields=["status", "reason", "try_at", "attempts", "fence"])


@transaction.atomic
def resolve(*, reminder_id: UUID, arrived: bool, by: User, now: datetime) -> None:
    """Of an uncertain one, what became of it, as its reader said. Raises ``ResolutionRefused``."""
    row = _locked(reminder_id)
    if row.status != Status.UNCERTAIN:
        raise ResolutionRefused("not_open")
    outcome = Outcome.ACCEPTED if arrived else Outcome.REFUSED
    _decide(
        row, outcome, "arrived, said by staff" if arrived else "did not arrive, said by staff", by=by, now=now
    )
    row.status = Status.DELIVERED if arrived else Status.FAILED
    row.save(update_fields=["status", "fence"])


def _locked(reminder_id: UUID) -> Reminder:
    return Reminder.objects.select_for_update().get(pk=reminder_id)


def _decide(row: Reminder, outcome: Outcome, answer: str, *, by: User, now: datetime) -> None:
    row.fence += 1
    Attempt.objects.create(
        reminder=row, fence=row.fence, began_at=now, ended_at=now, outcome=outcome, answer=answer
    )
    log.info("message_decided", reminder=str(row.pk), answer=answer, by=str(by.pk))

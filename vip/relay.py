"""The outbox relay: hands each announced event to its handlers, after the change that it tells of was committed.

Any number of relays may run at once: the row lock that one holds while it delivers makes the others pass the event
over, so no event is delivered twice at the same time. What handlers write is committed together with the note that
the event was delivered. An event may be delivered again after a failure, and events may overtake each other then, so
handlers are idempotent and compare revisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from sessions.domain import events
from sessions.domain.events import Event
from sessions.models import OutboxEvent
from vip.subscriptions import SUBSCRIPTIONS, Handler

log = structlog.get_logger(__name__)

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
# So that one call ends in good time however much is announced meanwhile; the next tick goes on.
AT_MOST = 500

Subscriptions = Mapping[type[Event], tuple[Handler, ...]]


def drain(*, subscriptions: Subscriptions = SUBSCRIPTIONS, at_most: int = AT_MOST) -> int:
    """Deliver what is due, oldest first; returns how many events were tried."""
    tried = 0
    while tried < at_most and deliver_next(subscriptions):
        tried += 1
    return tried


def deliver_next(subscriptions: Subscriptions) -> bool:
    """Deliver the oldest event that is due and that no other relay holds; False if there is none."""
    with transaction.atomic():
        due = Q(retry_at=None) | Q(retry_at__lte=Now())
        rows = OutboxEvent.objects.select_for_update(skip_locked=True).filter(due, delivered_at=None)
        row = rows.order_by("id").first()
        if row is None:
            return False
        failures = deliver(row, subscriptions)
        row.attempts += 1
        row.last_error = ", ".join(failures)[:200]
        if failures:
            row.retry_at = Now() + wait_after(row.attempts)
            log.warning(
                "event not delivered", row=row.pk, kind=row.name, attempts=row.attempts, error=row.last_error
            )
        else:
            row.delivered_at = Now()
        row.save(update_fields=["attempts", "last_error", "retry_at", "delivered_at"])
        return True


def deliver(row: OutboxEvent, subscriptions: Subscriptions) -> list[str]:
    """Call every handler, each in a savepoint of its own; returns what failed."""
    try:
        event = events.parse(row.name, row.payload)
    except (KeyError, ValueError, TypeError) as error:
        return [described(error)]
    failures = []
    for handler in subscriptions.get(type(event), ()):
        try:
            with transaction.atomic():
                handler(event)
        except Exception as error:  # recorded and tried again; the other handlers must not suffer from it
            failures.append(described(error))
    return failures


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, up to an hour."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_RETRY * doublings, LONGEST_RETRY)


def described(error: Exception) -> str:
    """The error without its words, which may hold personal data: its class, and its code where it has one."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__}({code})" if isinstance(code, str) else type(error).__name__

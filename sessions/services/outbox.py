"""Announcing domain events: a row in the same transaction as the change, delivered after it by the relay."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from sessions.domain.errors import OutsideTransaction
from sessions.domain.events import Event
from sessions.models import OutboxEvent

# Called after a commit that announced something. The composition root puts the relay's nudge here; without one the
# relay finds the rows at its next tick, so a nudge may be lost.
nudges: list[Callable[[], None]] = []


def announce(*events: Event) -> None:
    """Write ``events`` beside the change they tell of. Raises ``OutsideTransaction`` where none is open."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("outside_transaction")
    if not events:
        return
    OutboxEvent.objects.bulk_create(OutboxEvent(name=event.name, payload=event.payload()) for event in events)
    # However often a transaction announces, one nudge is enough.
    if not any(hook[1] is _nudge for hook in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    for nudge in nudges:
        nudge()

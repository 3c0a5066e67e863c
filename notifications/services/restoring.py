"""After a backup was restored: nothing is sent that may have been sent already, and nothing before somebody said so.

A restored database believes it is two days ago. What fell due since then was most likely sent in the life that was
lost, and would go out again; so it is held back for good (`RESTORED`). What is due later stays, and is asked again just
before it goes, as always.

That nothing goes out before ``settle`` ran is watched from outside the database: each run notes in Redis how many
attempts there have been, and a database that knows of fewer has gone back in time. Redis may lose the note, as it may
lose anything; then only the order of the steps in docs/operations.md protects.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from notifications.domain.delivery import Outcome, Reason, Status
from notifications.models import Attempt, Reminder

MARK = "notifications:attempts-begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many messages were held back, and how many that were being sent when the backup was made are uncertain."""

    held_back: int
    uncertain: int


def went_back() -> bool:
    """Whether the database knows of fewer attempts than there have been; notes how many there are, where not."""
    # In this order: what another worker noted it had read before, so the sequence has come at least as far.
    known = cache.get(MARK)
    begun = _attempts_begun()
    if known is not None and begun < known:
        return True
    cache.set(MARK, begun, timeout=None)
    return False


@transaction.atomic
def settle(*, now: datetime) -> Settled:
    """Hold back whatever was due by ``now``; from here on messages go out again. Run twice, it changes nothing more."""
    claimed = Reminder.objects.filter(status=Status.CLAIMED).select_for_update()
    asked = [row.pk for row in claimed if row.sending_at is not None]
    Reminder.objects.filter(pk__in=asked).update(status=Status.UNCERTAIN, lease_until=None)
    Attempt.objects.filter(reminder__in=asked, outcome=Outcome.UNDER_WAY).update(
        outcome=Outcome.UNKNOWN, ended_at=now, answer="restored from a backup"
    )
    waiting = Reminder.objects.filter(status__in=[Status.SCHEDULED, Status.CLAIMED], due_at__lte=now)
    held_back = waiting.update(status=Status.SUPPRESSED, reason=Reason.RESTORED, lease_until=None)
    Reminder.objects.filter(status=Status.CLAIMED).update(status=Status.SCHEDULED, lease_until=None)
    transaction.on_commit(lambda: cache.set(MARK, _attempts_begun(), timeout=None))
    return Settled(held_back=held_back, uncertain=len(asked))


def _attempts_begun() -> int:
    """The last attempt's number. A row that is seen was committed, so a server that crashed still has it; the sequence
    itself may fall back by a few then.
    """
    return Attempt.objects.aggregate(last=Max("pk"))["last"] or 0

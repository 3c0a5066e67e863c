"""Writing down what came of a message. Only the latest claimer's word changes a row's fate, but for one truth: that a
message was accepted is recorded however late it is learnt, as long as nobody has claimed the row since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from notifications.domain.delivery import Outcome, Reason, Status, retry_at
from notifications.domain.planning import LAST
from notifications.models import Attempt, Reminder
from notifications.services.claims import Claim
from notifications.transports import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is ready to go, and the claims that it speaks for; the first leads."""

    claims: tuple[Claim, ...]
    message: Message


@transaction.atomic
def record_accepted(letter: Letter, *, now: datetime) -> None:
    """The provider took it, for all the rows that it speaks for."""
    _rows(letter).update(status=Status.SENT, sent_at=now, lease_until=None, reason="")
    _end_attempt(letter, Outcome.ACCEPTED, "", now=now)


@transaction.atomic
def record_refused(letter: Letter, *, now: datetime, answer: str) -> None:
    """The provider will never take it."""
    _claimed(letter).update(status=Status.FAILED, reason=Reason.REFUSED, lease_until=None)
    _end_attempt(letter, Outcome.REFUSED, answer, now=now)


@transaction.atomic
def record_deferred(letter: Letter, *, now: datetime, answer: str) -> None:
    """The provider did not take it now: again later, unless that were too late or too often."""
    _end_attempt(letter, Outcome.DEFERRED, answer, now=now)
    _try_again(letter, otherwise=(Status.FAILED, Reason.RETRIES_USED_UP), now=now)


@transaction.atomic
def record_unknown(letter: Letter, *, now: datetime, answer: str) -> None:
    """It may have been taken: once more under the same id where no later message will follow, else uncertain."""
    _end_attempt(letter, Outcome.UNKNOWN, answer, now=now)
    lead = _claimed(letter).filter(pk=letter.claims[0].reminder_id).first()
    if lead is not None and lead.tier in LAST:
        _try_again(letter, otherwise=(Status.UNCERTAIN, ""), now=now)
    else:
        _claimed(letter).update(status=Status.UNCERTAIN, lease_until=None)


def _try_again(letter: Letter, *, otherwise: tuple[Status, str], now: datetime) -> None:
    lead = _claimed(letter).filter(pk=letter.claims[0].reminder_id).first()
    if lead is None:
        return
    again = retry_at(attempts=lead.attempts, now=now, stale_at=lead.stale_at)
    carried = _claimed(letter).exclude(pk=lead.pk)
    # Those it carried go back to their own time, though not before it, so that they can be carried again.
    carried.update(
        status=Status.SCHEDULED,
        lease_until=None,
        carried_by=None,
        try_at=Greatest("try_at", again) if again else F("try_at"),
    )
    if again is None:
        status, reason = otherwise
        Reminder.objects.filter(pk=lead.pk).update(status=status, reason=reason, lease_until=None)
    else:
        Reminder.objects.filter(pk=lead.pk).update(status=Status.SCHEDULED, try_at=again, lease_until=None)


def _rows(letter: Letter) -> QuerySet[Reminder]:
    """Its rows, as far as nobody has claimed them since."""
    under_claim = Q()
    for claim in letter.claims:
        under_claim |= Q(pk=claim.reminder_id, fence=claim.fence)
    return Reminder.objects.filter(under_claim)


def _claimed(letter: Letter) -> QuerySet[Reminder]:
    return _rows(letter).filter(status=Status.CLAIMED)


def _end_attempt(letter: Letter, outcome: Outcome, answer: str, *, now: datetime) -> None:
    lead = letter.claims[0]
    Attempt.objects.filter(reminder=lead.reminder_id, fence=lead.fence).update(
        outcome=outcome, answer=answer, ended_at=now
    )

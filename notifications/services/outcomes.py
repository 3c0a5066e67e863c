"""Writing down what came of a message. Only the latest claimer's word changes a row's fate, but for one truth: that a
message was accepted is recorded however late it is learnt, as long as nobody has claimed the row since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from notifications.domain.blocking import BlockReason
from notifications.domain.delivery import REPORTED, Outcome, Reason, Status, retry_at
from notifications.domain.planning import LAST, Channel
from notifications.models import Attempt, Reminder
from notifications.services.blocking import block, end_browsers
from notifications.services.claims import Claim
from notifications.services.fallback import ask_about_a_change, fall_back
from notifications.transports import Message, Taken

_TAKEN = Taken()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is ready to go, and the claims that it speaks for; the first leads."""

    claims: tuple[Claim, ...]
    message: Message


@transaction.atomic
def record_accepted(letter: Letter, *, now: datetime, taken: Taken = _TAKEN) -> None:
    """The provider took it, for all the rows that it speaks for.

    Its report of the delivery may have overtaken this: what it said stays.
    """
    rows = _rows(letter)
    rows.update(sent_at=now, provider_id=taken.provider_id)
    rows.exclude(status__in=REPORTED).update(status=Status.SENT, lease_until=None, reason="")
    end_browsers(taken.gone, now=now)
    _end_attempt(letter, Outcome.ACCEPTED, "", now=now)


@transaction.atomic
def record_refused(
    letter: Letter,
    *,
    now: datetime,
    answer: str,
    blocked: BlockReason | None = None,
    gone: tuple[str, ...] = (),
) -> None:
    """The provider will never take it: it goes another way. Where the address is to blame, that is blocked."""
    rows = _failed(letter, Reason.REFUSED)
    _end_attempt(letter, Outcome.REFUSED, answer, now=now)
    end_browsers(gone, now=now)
    if blocked is not None and rows:
        block(Channel(rows[0].channel), letter.message.to, blocked, now=now, answer=answer)
    for row in rows:
        fall_back(row, now=now)


@transaction.atomic
def record_deferred(letter: Letter, *, now: datetime, answer: str) -> None:
    """The provider did not take it now: again later, unless that were too late or too often."""
    _end_attempt(letter, Outcome.DEFERRED, answer, now=now)
    _try_again(letter, otherwise=(Status.FAILED, Reason.RETRIES_USED_UP), now=now)


@transaction.atomic
def record_unknown(letter: Letter, *, now: datetime, answer: str, repeatable: bool = False) -> None:
    """It may have been taken: once more under the same id where no later message will follow, else uncertain.

    ``repeatable`` says that the provider takes the id as a key, so that asking again sends once.
    """
    _end_attempt(letter, Outcome.UNKNOWN, answer, now=now)
    lead = _claimed(letter).filter(pk=letter.claims[0].reminder_id).first()
    if lead is not None and (repeatable or lead.tier in LAST):
        _try_again(letter, otherwise=(Status.UNCERTAIN, ""), now=now)
    else:
        _claimed(letter).update(status=Status.UNCERTAIN, lease_until=None)


def _try_again(letter: Letter, *, otherwise: tuple[Status, str], now: datetime) -> None:
    lead = _claimed(letter).filter(pk=letter.claims[0].reminder_id).first()
    if lead is None:
        return
    again = retry_at(attempts=lead.attempts, now=now, stale_at=lead.stale_at)
    if again is None:
        _give_up(letter, *otherwise, now=now)
        return
    carried = _claimed(letter).exclude(pk=lead.pk)
    # Those it carried go back to their own time, though not before it, so that they can be carried again.
    carried.update(
        status=Status.SCHEDULED,
        lease_until=None,
        carried_by=None,
        try_at=Greatest("try_at", again),
    )
    Reminder.objects.filter(pk=lead.pk).update(status=Status.SCHEDULED, try_at=again, lease_until=None)


def _give_up(letter: Letter, status: Status, reason: str, *, now: datetime) -> None:
    """The lead ends here; those it carried go back to their own time, to be tried on their own."""
    lead_id = letter.claims[0].reminder_id
    _claimed(letter).exclude(pk=lead_id).update(status=Status.SCHEDULED, lease_until=None, carried_by=None)
    ended = _claimed(letter).select_related("recipient", "session").get(pk=lead_id)
    ended.status, ended.reason, ended.lease_until = status, reason, None
    ended.save(update_fields=["status", "reason", "lease_until"])
    if status == Status.FAILED:
        fall_back(ended, now=now)
    else:
        ask_about_a_change(ended, now=now)


def _failed(letter: Letter, reason: Reason) -> list[Reminder]:
    """The rows that end with the letter, as far as they are still its own."""
    rows = list(_claimed(letter).select_related("recipient", "session"))
    _claimed(letter).update(status=Status.FAILED, reason=reason, lease_until=None)
    return rows


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

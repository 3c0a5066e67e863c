"""Sending what is due, each message once.

A run claims a few due rows at a time, and then for each:

1. in one transaction locks the row, looks again whether it should still go, and notes ``sending_at``;
2. asks the provider;
3. writes down what came of it.

A worker that dies before 1 has committed loses nothing: the lease runs out and the row is claimed again. One that
dies between 1 and 3 leaves a row of which nobody knows whether the provider took it, since plain SMTP has no way to
ask. Such a row ends as ``uncertain``; only where no later message will follow is it sent once more, under the same
Message-ID.

Sessions that start within four hours of each other share one message per tier: the earliest due row leads, and carries
the others along under its own attempt.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from notifications.domain.delivery import Reason, Status
from notifications.domain.planning import JOINING, Tier
from notifications.errors import OutcomeUnknown, TransportError
from notifications.models import Attempt, Reminder
from notifications.services import links, outcomes
from notifications.services.claims import (
    Claim,
    claim_due,
    companions,
    due,
    expire_stale,
    held,
    hold,
    settle_lost_claims,
)
from notifications.services.composing import Appointment, reminder_message
from notifications.services.outcomes import Letter
from notifications.services.standing import objection_to
from notifications.transports import Message, Transport

log = structlog.get_logger(__name__)

# Longer than an SMTP conversation can last: a handful of steps, each under EMAIL_TIMEOUT (20 s).
SENDING_LEASE = timedelta(seconds=150)
# Beat wakes another run soon, so a run need not last; short ones let a worker stop gently.
RUN_FOR = timedelta(seconds=20)

Clock = Callable[[], datetime]


def send_due(*, transport: Transport, clock: Clock) -> int:
    """Send what is due until nothing is or the run has lasted long enough; returns how many messages were accepted.

    While the provider can't be reached nothing is claimed, so that waiting for it uses up no row's attempts.
    """
    now = began_at = clock()
    settle_lost_claims(now=now)
    expire_stale(now=now)
    if not due(now).exists():
        return 0
    accepted = 0
    try:
        transport.open()
        while now - began_at < RUN_FOR and (claims := claim_due(now=now)):
            accepted += sum(_send(claim, transport=transport, clock=clock) for claim in claims)
            now = clock()
    except TransportError as error:
        log.warning("provider_unreachable", code=error.code, answer=str(error))
    finally:
        transport.close()
    return accepted


def _send(claim: Claim, *, transport: Transport, clock: Clock) -> bool:
    letter = begin_sending(claim, now=clock())
    if letter is None:
        return False
    try:
        transport.send(letter.message)
    except OutcomeUnknown as error:
        outcomes.record_unknown(letter, now=clock(), answer=str(error))
    except TransportError as error:
        record = outcomes.record_refused if error.permanent else outcomes.record_deferred
        record(letter, now=clock(), answer=str(error))
    else:
        outcomes.record_accepted(letter, now=clock())
        return True
    return False


@transaction.atomic
def begin_sending(claim: Claim, *, now: datetime) -> Letter | None:
    """Look again, and note that the provider is about to be asked. None where the row is not to be sent (any more)."""
    locked = held(claim, now=now).select_related("session", "recipient").select_for_update(of=("self",))
    lead = locked.first()
    if lead is None or not _may_go(lead, now=now):
        return None
    # Skipped where another claimer has one in its hands: then that session gets its own message.
    near = companions(lead).select_related("session", "recipient")
    carried = [row for row in near.select_for_update(of=("self",), skip_locked=True) if _may_go(row, now=now)]
    message = _composed(lead, carried, now=now)
    if message is None:
        return None
    claims = (claim, *hold(carried, until=now + SENDING_LEASE))
    Reminder.objects.filter(pk__in=[row.pk for row in carried]).update(carried_by=lead)
    Reminder.objects.filter(pk=lead.pk).update(attempts=F("attempts") + 1)
    Reminder.objects.filter(pk__in=[each.reminder_id for each in claims]).update(
        sending_at=now, lease_until=now + SENDING_LEASE
    )
    Attempt.objects.create(reminder=lead, fence=claim.fence, began_at=now)
    return Letter(claims, message)


def _may_go(row: Reminder, *, now: datetime) -> bool:
    """Whether nothing speaks against sending the row; where something does, the row ends here."""
    objection = objection_to(row)
    if objection is not None:
        _end(row, objection.status, objection.reason)
    elif row.stale_at <= now:
        _end(row, Status.SCHEDULED)  # back to expire_stale, which knows what follows
    else:
        return True
    return False


def _composed(lead: Reminder, carried: list[Reminder], *, now: datetime) -> Message | None:
    tier = Tier(lead.tier)
    appointments = [
        Appointment(
            starts_at=row.starts_at,
            link=links.issue(session=row.session, person=row.recipient, now=now) if tier in JOINING else "",
        )
        for row in (lead, *carried)
    ]
    try:
        return reminder_message(
            reminder_id=lead.pk, tier=tier, recipient=lead.recipient, appointments=appointments
        )
    except Exception:  # Whatever a broken template raises must not stop everyone else's messages.
        log.exception("not_composed", reminder=str(lead.pk))
        _end(lead, Status.FAILED, Reason.NOT_COMPOSED)
        return None


def _end(row: Reminder, status: Status, reason: Reason | None = None) -> None:
    Reminder.objects.filter(pk=row.pk).update(status=status, reason=reason or "", lease_until=None)

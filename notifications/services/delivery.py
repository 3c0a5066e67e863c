"""Sending what is due, each message once.

A run claims a few due rows at a time, and then for each:

1. in one transaction locks the row, looks again whether it should still go, and notes ``sending_at``;
2. asks the provider;
3. writes down what came of it.

A worker that dies before 1 has committed loses nothing: the lease runs out and the row is claimed again. One that
dies between 1 and 3 leaves a row of which nobody knows whether the provider took it, since plain SMTP has no way to
ask. Such a row ends as ``uncertain``; only where no later message will follow is it sent once more, under the same
Message-ID. A provider that takes the row's id as an idempotency key can be asked again, and sends once.

Sessions that start within four hours of each other share one message per tier: the earliest due row leads, and carries
the others along under its own attempt.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from notifications.domain.delivery import UNTOLD, Reason, Status
from notifications.domain.planning import Channel
from notifications.errors import OutcomeUnknown, TransportError
from notifications.models import Attempt, Reminder
from notifications.services import outcomes
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
from notifications.services.contents import message_for
from notifications.services.fallback import fall_back
from notifications.services.outcomes import Letter
from notifications.services.reaching import Reach, reach_of
from notifications.services.standing import objection_to
from notifications.transports import Message, SmtpTransport, Transport

log = structlog.get_logger(__name__)

# Where a transport names none: longer than an SMTP conversation can last.
SENDING_LEASE = SmtpTransport.lease
# Beat wakes another run soon, so a run need not last; short ones let a worker stop gently.
RUN_FOR = timedelta(seconds=20)

Clock = Callable[[], datetime]


def send_due(*, transport: Transport, clock: Clock, channel: Channel = Channel.EMAIL) -> int:
    """Send what is due until nothing is or the run has lasted long enough; returns how many messages were accepted.

    While the provider can't be reached nothing is claimed, so that waiting for it uses up no row's attempts.
    """
    now = began_at = clock()
    settle_lost_claims(now=now, channel=channel, repeatable=transport.takes_key)
    expire_stale(now=now)
    if not due(now, channel).exists():
        return 0
    accepted = 0
    try:
        transport.open()
        while now - began_at < RUN_FOR and (claims := claim_due(now=now, channel=channel)):
            accepted += sum(_send(claim, transport=transport, clock=clock) for claim in claims)
            now = clock()
    except TransportError as error:
        log.warning("provider_unreachable", channel=channel, code=error.code, answer=str(error))
    finally:
        transport.close()
    return accepted


def _send(claim: Claim, *, transport: Transport, clock: Clock) -> bool:
    letter = begin_sending(claim, now=clock(), lease=transport.lease)
    if letter is None:
        return False
    try:
        taken = transport.send(letter.message)
    except OutcomeUnknown as error:
        outcomes.record_unknown(letter, now=clock(), answer=str(error), repeatable=transport.takes_key)
    except TransportError as error:
        if error.permanent:
            outcomes.record_refused(
                letter, now=clock(), answer=str(error), blocked=error.block, gone=error.gone
            )
        else:
            outcomes.record_deferred(letter, now=clock(), answer=str(error))
    else:
        outcomes.record_accepted(letter, now=clock(), taken=taken)
        return True
    return False


@transaction.atomic
def begin_sending(claim: Claim, *, now: datetime, lease: timedelta = SENDING_LEASE) -> Letter | None:
    """Look again, and note that the provider is about to be asked. None where the row is not to be sent (any more)."""
    locked = held(claim, now=now).select_related("session__program", "recipient")
    lead = locked.select_for_update(of=("self",)).first()
    if lead is None:
        return None
    reach = reach_of(lead.recipient)
    if not _may_go(lead, reach=reach, now=now):
        return None
    # Skipped where another claimer has one in its hands: then that session gets its own message.
    near = companions(lead).select_related("session__program", "recipient")
    near = near.select_for_update(of=("self",), skip_locked=True)
    carried = [row for row in near if _may_go(row, reach=reach, now=now)]
    message = _composed(lead, carried, reach=reach, now=now)
    if message is None:
        return None
    until = now + lease
    claims = (claim, *hold(carried, until=until))
    Reminder.objects.filter(pk__in=[row.pk for row in carried]).update(carried_by=lead)
    Reminder.objects.filter(pk=lead.pk).update(attempts=F("attempts") + 1)
    Reminder.objects.filter(pk__in=[each.reminder_id for each in claims]).update(
        sending_at=now, lease_until=until
    )
    Attempt.objects.create(reminder=lead, fence=claim.fence, began_at=now)
    return Letter(claims, message)


def _may_go(row: Reminder, *, reach: Reach, now: datetime) -> bool:
    """Whether nothing speaks against sending the row; where something does, the row ends here."""
    objection = objection_to(row, reach=reach, now=now)
    if objection is not None:
        _end(row, objection.status, objection.reason)
        if objection.reason in UNTOLD:
            fall_back(row, now=now)
    elif row.stale_at <= now:
        _end(row, Status.SCHEDULED)  # back to expire_stale, which knows what follows
    else:
        return True
    return False


def _composed(lead: Reminder, carried: list[Reminder], *, reach: Reach, now: datetime) -> Message | None:
    try:
        with transaction.atomic():
            message = message_for(lead, carried, reach=reach, now=now)
    except Exception:  # Whatever a broken template raises must not stop everyone else's messages.
        log.exception("not_composed", reminder=str(lead.pk))
        _end(lead, Status.FAILED, Reason.NOT_COMPOSED)
        fall_back(lead, now=now)
        return None
    if message is None:
        _end(lead, Status.SUPPRESSED, Reason.NOTHING_TO_TELL)
    return message


def _end(row: Reminder, status: Status, reason: Reason | None = None) -> None:
    Reminder.objects.filter(pk=row.pk).update(status=status, reason=reason or "", lease_until=None)

"""Holding rows for a short while: a lease under a number that every claim raises, so that a late writer finds nothing.

Claimers at the same time get different rows and never wait for each other. A claimer that dies loses its rows when the
lease runs out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from notifications.domain.delivery import MAX_ATTEMPTS, Outcome, Status
from notifications.domain.planning import (
    LAST,
    NOTICES,
    SHARED,
    SHARED_BY_MAIL_ALONE,
    SHARED_WITHIN,
    Channel,
    Tier,
)
from notifications.models import Attempt, Reminder
from notifications.services.fallback import ask_about_a_change, fall_back
from notifications.services.planning import plan_missed_start

log = structlog.get_logger(__name__)

BATCH = 10
# So many due rows are looked at to find a batch: several claimers at once find different ones among them.
WINDOW = 100
EXPIRED_AT_ONCE = 500
# Long enough for the messages before it in the batch; short, since a dead worker's rows wait for it.
CLAIM_LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row held under a number."""

    reminder_id: UUID
    fence: int


def due(now: datetime, channel: Channel) -> QuerySet[Reminder]:
    """Rows to send now by that channel, the longest waiting first."""
    return Reminder.objects.filter(
        channel=channel, status=Status.SCHEDULED, try_at__lte=now, stale_at__gt=now
    ).order_by("try_at", "pk")


def companions(lead: Reminder) -> QuerySet[Reminder]:
    """Unsent rows that the lead's message can speak for too: same person and tier, starting soon after its session."""
    if lead.tier not in _shared(Channel(lead.channel)):
        return Reminder.objects.none()
    after = Q(starts_at__gt=lead.starts_at) | Q(starts_at=lead.starts_at, pk__gt=lead.pk)
    return Reminder.objects.filter(
        after,
        status=Status.SCHEDULED,
        recipient=lead.recipient_id,
        tier=lead.tier,
        channel=lead.channel,
        starts_at__lte=lead.starts_at + SHARED_WITHIN,
    ).order_by("starts_at", "pk")


def _shared(channel: Channel) -> frozenset[Tier]:
    """The tiers in which one message may speak of several sessions."""
    return SHARED if channel is Channel.EMAIL else SHARED - SHARED_BY_MAIL_ALONE


def claim_due(*, now: datetime, channel: Channel = Channel.EMAIL, at_most: int = BATCH) -> list[Claim]:
    """Hold some due rows until ``now`` + CLAIM_LEASE, but for those that had better wait (see ``_free``).

    Rows are looked at a hundred at a time, and what each has to wait for is compared here: as one query it took the
    square of all that was due wherever the database did not know yet how much that is.
    """
    seen = due(now, channel)
    with transaction.atomic():
        while window := list(seen[:WINDOW]):
            free = due(now, channel).filter(pk__in=_free(window, channel=channel, now=now))
            rows = list(free.select_for_update(skip_locked=True, of=("self",))[:at_most])
            if rows:
                return hold(rows, until=now + CLAIM_LEASE)
            last = window[-1]
            seen = due(now, channel).filter(Q(try_at__gt=last.try_at) | Q(try_at=last.try_at, pk__gt=last.pk))
    return []


def _free(window: Sequence[Reminder], *, channel: Channel, now: datetime) -> list[UUID]:
    """Those that need not wait. A row does where an earlier session's row will carry it along: one that is due as well,
    or is held by a claimer who has not come to it yet. So does news, while what it corrects is on its way this moment.
    """
    people = {row.recipient_id for row in window}
    under_way = Reminder.objects.filter(recipient__in=people, channel=channel)
    leaders: dict[tuple[UUID, str], list[tuple[datetime, UUID]]] = defaultdict(list)
    for row in under_way.filter(
        Q(status=Status.SCHEDULED, try_at__lte=now, stale_at__gt=now)
        | Q(status=Status.CLAIMED, sending_at=None),
        tier__in=_shared(channel),
    ):
        leaders[row.recipient_id, row.tier].append((row.starts_at, row.pk))
    news = {row.session_id for row in window if row.tier in NOTICES}
    on_its_way = set(
        Reminder.objects.filter(session__in=news, recipient__in=people, status=Status.CLAIMED)
        .exclude(sending_at=None)
        .values_list("session_id", "recipient_id")
    )
    return [
        row.pk
        for row in window
        if not any(
            row.starts_at - SHARED_WITHIN <= starts_at and (starts_at, pk) < (row.starts_at, row.pk)
            for starts_at, pk in leaders.get((row.recipient_id, row.tier), ())
        )
        and not (row.tier in NOTICES and (row.session_id, row.recipient_id) in on_its_way)
    ]


def hold(rows: Sequence[Reminder], *, until: datetime) -> list[Claim]:
    """Claim rows that the caller has locked."""
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=Status.CLAIMED, fence=F("fence") + 1, lease_until=until, sending_at=None
    )
    return [Claim(row.pk, row.fence + 1) for row in rows]


def held(claim: Claim, *, now: datetime) -> QuerySet[Reminder]:
    """The row of a claim, while it is still the claimer's."""
    return Reminder.objects.filter(
        pk=claim.reminder_id, fence=claim.fence, status=Status.CLAIMED, lease_until__gt=now
    )


def settle_lost_claims(*, now: datetime, channel: Channel = Channel.EMAIL, repeatable: bool = False) -> None:
    """Take back rows whose lease ran out: to try again where nothing can have gone, or where it is worth the risk.

    With a provider that takes a key (``repeatable``) there is no risk: asked again under it, it sends once.
    """
    with transaction.atomic():
        leased_out = Reminder.objects.filter(channel=channel, status=Status.CLAIMED, lease_until__lte=now)
        for row in leased_out.select_for_update(skip_locked=True):
            worth_it = row.tier in LAST and row.attempts < MAX_ATTEMPTS
            again = row.sending_at is None or repeatable or worth_it
            row.status = Status.SCHEDULED if again else Status.UNCERTAIN
            row.carried_by = None if again else row.carried_by
            row.lease_until = None
            row.save(update_fields=["status", "carried_by", "lease_until"])
            Attempt.objects.filter(reminder=row, fence=row.fence, outcome=Outcome.UNDER_WAY).update(
                outcome=Outcome.UNKNOWN, ended_at=now, answer="worker lost"
            )
            log.warning("claim_lost", reminder=str(row.pk), status=str(row.status))
            if row.status == Status.UNCERTAIN:
                ask_about_a_change(row, now=now)


def expire_stale(*, now: datetime) -> None:
    """End what is too late to send. Who thereby missed the last rung is to hear when the session has started, and a
    change that nobody could be told of in time is for a person to tell.
    """
    stale = Reminder.objects.filter(status=Status.SCHEDULED, stale_at__lte=now)
    with transaction.atomic():
        waiting = stale.exclude(tier=Tier.MINUTES).select_related("recipient", "session")
        rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:EXPIRED_AT_ONCE])
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.EXPIRED)
        for row in rows:
            if row.tier in NOTICES:
                fall_back(row, now=now)
    missed = stale.filter(tier=Tier.MINUTES).order_by("session_id").values_list("session_id", flat=True)
    for session_id in missed.distinct():
        plan_missed_start(session_id=session_id, now=now)

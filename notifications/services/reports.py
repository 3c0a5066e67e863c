"""What providers tell us later: that a message was delivered or came back, and what people answered to an SMS.

Each report counts once, by the provider's own name for it, so one that is posted twice or played back changes nothing.
Reports come in any order: the last word of a message is delivered or bounced, and what comes after that is only noted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from notifications.domain.blocking import BlockReason
from notifications.domain.delivery import REPORTED, Reason, Status
from notifications.domain.keywords import Keyword, keyword_in
from notifications.domain.planning import ANSWERS, Channel, Tier
from notifications.models import Reminder, WebhookReceipt
from notifications.services.blocking import block, lift, owners
from notifications.services.fallback import fall_back
from notifications.services.planning import plan_person
from sessions.models import User

log = structlog.get_logger(__name__)

# The answer to a text is of use while its sender still looks at the phone.
_ANSWER_LASTS = timedelta(minutes=10)


class Fate(StrEnum):
    """What a report says became of a message."""

    TAKEN = "taken"
    DELIVERED = "delivered"
    BOUNCED = "bounced"


@transaction.atomic
def record_report(
    *,
    provider: str,
    key: str,
    fate: Fate,
    now: datetime,
    reminder_id: UUID | None = None,
    provider_id: str = "",
    blocked: BlockReason | None = None,
    address: str = "",
    answer: str = "",
) -> bool:
    """Note it, and what follows from it; False where it is known already or about no message of ours.

    The message is named by our id where the provider knows it, else by its own. A bounce goes another way, and where
    the address is to blame (``blocked``) nothing more is sent there.
    """
    lead = _about(reminder_id, provider_id)
    if lead is None:
        log.info("report_about_nothing", provider=provider, fate=fate)
        return False
    if not _is_new(provider, key, report=fate, now=now, reminder=lead):
        return False
    rows = _rows_of(lead)
    channel = Channel(lead.channel)
    if blocked is not None:
        block(channel, address, blocked, now=now, answer=answer)
    open_rows = [row for row in rows if row.status not in REPORTED]
    match fate:
        case Fate.TAKEN:
            _settle([row for row in open_rows if row.status == Status.UNCERTAIN], Status.SENT, now=now)
        case Fate.DELIVERED:
            _settle(open_rows, Status.DELIVERED, now=now)
        case Fate.BOUNCED:
            _settle(open_rows, Status.BOUNCED, now=now)
            for row in open_rows:
                fall_back(row, now=now)
    return True


def record_answer(*, provider: str, key: str, number: str, text: str, answered: bool, now: datetime) -> None:
    """Obey what somebody texted back. ``answered`` says that the provider itself has confirmed it already."""
    keyword = keyword_in(text)
    with transaction.atomic():
        if keyword is None or not _is_new(provider, key, report=keyword, now=now):
            return
        people = owners(Channel.SMS, number)
        if keyword is Keyword.STOP:
            changed = block(Channel.SMS, number, BlockReason.STOPPED, now=now)
            _suppress_texts(people, now=now)
            tier = Tier.STOP_HEARD
        else:
            changed = lift(Channel.SMS, number, BlockReason.STOPPED, now=now)
            tier = Tier.START_HEARD
        if people and changed and not answered:
            _answer(people[0], tier, occasion=key, now=now)
    if keyword is Keyword.START:
        # Each session in a transaction of its own: planning locks the session before its rows.
        for person in people:
            plan_person(person=person, now=now, anew=True)


def _is_new(provider: str, key: str, *, report: str, now: datetime, reminder: Reminder | None = None) -> bool:
    _, is_new = WebhookReceipt.objects.get_or_create(
        provider=provider,
        key=key[:200],
        defaults={"report": report, "reminder": reminder, "received_at": now},
    )
    return is_new


def _about(reminder_id: UUID | None, provider_id: str) -> Reminder | None:
    """The message, locked. One whose answer we missed learns here what the provider calls it."""
    locked = Reminder.objects.select_for_update(of=("self",)).select_related("recipient", "session")
    if reminder_id is None:
        named = locked.filter(provider_id=provider_id, carried_by=None) if provider_id else locked.none()
        return named.order_by("-created_at").first()
    row = locked.filter(pk=reminder_id).filter(Q(provider_id=provider_id) | Q(provider_id="")).first()
    if row is not None and not row.provider_id:
        Reminder.objects.filter(pk=row.pk).update(provider_id=provider_id)
    return row


def _rows_of(lead: Reminder) -> list[Reminder]:
    carried = Reminder.objects.select_for_update(of=("self",)).filter(carried_by=lead)
    return [lead, *carried.select_related("recipient", "session").order_by("pk")]


def _settle(rows: list[Reminder], status: Status, *, now: datetime) -> None:
    settled = Reminder.objects.filter(pk__in=[row.pk for row in rows])
    settled.update(
        status=status,
        reason=Reason.BOUNCED if status is Status.BOUNCED else "",
        lease_until=None,
        delivered_at=now if status is Status.DELIVERED else None,
    )
    settled.filter(sent_at=None).update(sent_at=now)


def _suppress_texts(people: tuple[User, ...], *, now: datetime) -> None:
    """What still waits to be texted to them goes another way, where one is open."""
    pending = Q(status=Status.SCHEDULED) | Q(status=Status.CLAIMED, sending_at=None)
    rows = Reminder.objects.select_for_update(of=("self",)).select_related("recipient", "session")
    waiting = rows.filter(pending, channel=Channel.SMS, recipient__in=people).exclude(tier__in=ANSWERS)
    for row in list(waiting.order_by("pk")):
        Reminder.objects.filter(pk=row.pk).update(
            status=Status.SUPPRESSED, reason=Reason.STOPPED, lease_until=None
        )
        fall_back(row, now=now)


def _answer(person: User, tier: Tier, *, occasion: str, now: datetime) -> None:
    answer = Reminder(
        recipient=person,
        occasion=occasion[:40],
        tier=tier,
        channel=Channel.SMS,
        starts_at=now,
        due_at=now,
        stale_at=now + _ANSWER_LASTS,
        try_at=now,
    )
    Reminder.objects.bulk_create([answer], ignore_conflicts=True)

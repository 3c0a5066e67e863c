"""Addresses to which nothing more is sent: blocking one, and lifting the block."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from notifications.domain.blocking import BlockReason
from notifications.domain.planning import Channel
from notifications.domain.tasks import TaskKind
from notifications.models import ChannelBlock, Preference, PushSubscription
from notifications.services.tasks import open_task
from sessions.models import Role, User

# Somebody should ask for another address; whoever answered STOP meant it.
_TO_ASK_FOR = frozenset({BlockReason.BOUNCED, BlockReason.INVALID, BlockReason.REASSIGNED})


@transaction.atomic
def block(channel: Channel, address: str, reason: BlockReason, *, now: datetime, answer: str = "") -> bool:
    """Send nothing more there; False where that was so before. A client's bad address opens a task."""
    address = normal(channel, address)
    if not address:
        return False
    row = ChannelBlock(channel=channel, address=address, reason=reason, answer=answer, blocked_at=now)
    ChannelBlock.objects.bulk_create([row], ignore_conflicts=True)
    made = ChannelBlock.objects.filter(
        channel=channel, address=address, lifted_at=None, blocked_at=now
    ).first()
    if made is None or made.reason != reason:
        return False
    if reason in _TO_ASK_FOR:
        for person in owners(channel, address):
            if person.role == Role.CLIENT:
                open_task(TaskKind.BAD_ADDRESS, key=f"{made.pk}:{person.pk}", client=person, now=now)
    return True


def lift(channel: Channel, address: str, reason: BlockReason, *, now: datetime) -> bool:
    """Send there again, where it was blocked for this reason; False where it was not."""
    blocked = ChannelBlock.objects.filter(
        channel=channel, address=normal(channel, address), reason=reason, lifted_at=None
    )
    return bool(blocked.update(lifted_at=now))


def end_browsers(endpoints: tuple[str, ...], *, now: datetime) -> None:
    """The push services say that these are gone."""
    if endpoints:
        live = PushSubscription.objects.filter(endpoint__in=endpoints, ended_at=None)
        live.update(ended_at=now, ended_reason="gone")


def owners(channel: Channel, address: str) -> tuple[User, ...]:
    """Whose address it is, in the order of their accounts' ages: two people of one home may share a number."""
    people = User.objects.filter(is_active=True).order_by("joined_at", "pk")
    if channel is Channel.EMAIL:
        return tuple(people.filter(email__iexact=address))
    numbers = Preference.objects.filter(sms_number=address, sms_verified_at__isnull=False)
    return tuple(people.filter(pk__in=numbers.values("person")))


def normal(channel: Channel, address: str) -> str:
    return address.strip().lower() if channel is Channel.EMAIL else address.strip()

"""When a message could not go its way: another channel, else a person."""

from __future__ import annotations

from datetime import datetime

from notifications.domain.delivery import TOLD, Status
from notifications.domain.planning import FIXED_CHANNELS, KIND_OF, LADDER, NOTICES, RINGING, Channel, Tier
from notifications.domain.tasks import TaskKind
from notifications.models import Reminder
from notifications.services.reaching import IN_PLACE, Reach, reach_of
from notifications.services.tasks import open_task

# What somebody should be told by a person where it could not be written; a week's digest is not worth a call.
WORTH_A_CALL = frozenset({*LADDER, Tier.STARTED, Tier.CHANGED, Tier.CANCELLED, Tier.WELCOME})
_UNDER_WAY = frozenset({Status.SCHEDULED, Status.CLAIMED}) | TOLD


def fall_back(row: Reminder, *, now: datetime) -> None:
    """Send it another way, unless it is on another way already. Where none is left a task asks for a call.

    Runs in the transaction that ended ``row``.
    """
    twins = Reminder.objects.filter(
        session=row.session_id,
        occasion=row.occasion,
        revision=row.revision,
        recipient=row.recipient_id,
        tier=row.tier,
    ).exclude(pk=row.pk)
    used = {row.channel}
    for twin in twins:
        if twin.status in _UNDER_WAY:
            return
        used.add(twin.channel)
    used |= set(Channel) - set(FIXED_CHANNELS.get(Tier(row.tier), Channel))
    due_at = max(now, row.due_at)
    channel = None if due_at >= row.stale_at else _next_channel(reach_of(row.recipient), used, at=due_at)
    if channel is not None:
        Reminder.objects.bulk_create(
            [
                Reminder(
                    session_id=row.session_id,
                    occasion=row.occasion,
                    revision=row.revision,
                    recipient_id=row.recipient_id,
                    tier=row.tier,
                    channel=channel,
                    starts_at=row.starts_at,
                    due_at=due_at,
                    stale_at=row.stale_at,
                    try_at=due_at,
                    fallback_for=row,
                )
            ],
            ignore_conflicts=True,
        )
    elif due_at <= now:
        ask_for_a_call(row, now=now)


def ask_for_a_call(row: Reminder, *, now: datetime) -> None:
    """A person is to tell what could not be written: once for each session, whatever of it failed."""
    if (
        row.tier in WORTH_A_CALL
        and row.tier in {*KIND_OF, Tier.WELCOME}
        and not row.recipient.is_staff_member
    ):
        about = row.session_id or row.occasion
        open_task(
            TaskKind.NOT_TOLD,
            key=f"{row.recipient_id}:{about}:{row.revision}",
            client=row.recipient,
            session=row.session,
            reminder=row,
            now=now,
        )


def ask_about_a_change(row: Reminder, *, now: datetime) -> None:
    """Nobody knows whether this news arrived. Of a reminder that is told on the page of messages; of a change somebody
    makes sure.
    """
    if row.tier in NOTICES and not row.recipient.is_staff_member:
        open_task(
            TaskKind.CHANGE_UNCERTAIN,
            key=f"{row.recipient_id}:{row.session_id}:{row.revision}",
            client=row.recipient,
            session=row.session,
            reminder=row,
            now=now,
        )


def _next_channel(reach: Reach, used: set[str], *, at: datetime) -> Channel | None:
    for channel in IN_PLACE:
        if channel in used or reach.obstacle(channel) is not None:
            continue
        if channel in RINGING and reach.zone is not None and not reach.hours.hold(at, zone=reach.zone):
            continue
        return channel
    return None

"""How messages fare, in counts by channel, and the rows behind a count. No names: ids, times, states and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from notifications.domain.delivery import Status
from notifications.domain.planning import Channel
from notifications.models import Reminder

# A sender is woken every few seconds, so whatever waits for longer waits for a reason.
LATE_AFTER = timedelta(minutes=2)
PAGE_ROWS = 50


class Measure(StrEnum):
    """What is counted."""

    DUE = "due"
    LATE = "late"
    SENT = "sent"
    SENT_LATE = "sent_late"
    DELIVERED = "delivered"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    EXPIRED = "expired"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCounts:
    """One channel's counts by measure."""

    channel: Channel
    counts: Mapping[Measure, int]


def _conditions(now: datetime) -> dict[Measure, Q]:
    waiting = Q(status__in=[Status.SCHEDULED, Status.CLAIMED], due_at__lte=now)
    told = Q(status__in=[Status.SENT, Status.DELIVERED, Status.BOUNCED])
    return {
        Measure.DUE: waiting,
        Measure.LATE: waiting & Q(due_at__lte=now - LATE_AFTER),
        Measure.SENT: told,
        Measure.SENT_LATE: told & Q(sent_at__gt=F("due_at") + LATE_AFTER),
        Measure.DELIVERED: Q(status=Status.DELIVERED),
        Measure.UNCERTAIN: Q(status=Status.UNCERTAIN),
        Measure.FAILED: Q(status__in=[Status.FAILED, Status.BOUNCED]),
        Measure.EXPIRED: Q(status=Status.EXPIRED),
        Measure.HELD_BACK: Q(status=Status.SUPPRESSED),
    }


def channel_counts(*, since: datetime, now: datetime) -> tuple[ChannelCounts, ...]:
    """Of what was due from ``since`` to now, every channel, in one query."""
    counted = {
        measure.value: Count("pk", filter=condition) for measure, condition in _conditions(now).items()
    }
    grouped = _due_between(since, now).order_by().values("channel").annotate(**counted)
    rows: dict[str, Mapping[str, Any]] = {row["channel"]: row for row in grouped}
    nothing: dict[str, Any] = dict.fromkeys(Measure, 0)
    return tuple(
        ChannelCounts(
            channel=channel,
            counts={measure: rows.get(channel.value, nothing)[measure.value] for measure in Measure},
        )
        for channel in Channel
    )


def rows_of(
    *, channel: Channel | None, measure: Measure | None, since: datetime, now: datetime
) -> QuerySet[Reminder]:
    """The rows behind a count, the newest first."""
    rows = _due_between(since, now).order_by("-due_at", "pk")
    if channel is not None:
        rows = rows.filter(channel=channel)
    return rows.filter(_conditions(now)[measure]) if measure is not None else rows


def oldest_waiting_s(*, now: datetime) -> float:
    """For how many seconds the longest waiting row has been due; 0 where none waits."""
    waiting = Reminder.objects.filter(status=Status.SCHEDULED, try_at__lte=now, stale_at__gt=now)
    oldest = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    return (now - oldest).total_seconds() if oldest is not None else 0.0


def _due_between(since: datetime, now: datetime) -> QuerySet[Reminder]:
    return Reminder.objects.filter(due_at__gt=since, due_at__lte=now)

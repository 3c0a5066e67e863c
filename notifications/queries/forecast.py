"""What would go out on a day if nothing changed until then: counts by minute, kind and channel, and never a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.delivery import Status
from notifications.domain.localtime import wall_clock
from notifications.domain.planning import Channel, Tier
from notifications.models import Reminder
from notifications.services.reaching import reaches
from notifications.services.standing import objection_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many messages of one kind in one channel in one minute; ``held_back`` would not go, for ``reason``."""

    at: datetime
    tier: Tier
    channel: Channel
    number: int
    reason: str = ""


def forecast(*, on: date, zone: ZoneInfo) -> tuple[Line, ...]:
    """The lines of that local day, in order. Those that would be held back are told apart by their reason.

    Sessions that share a message count once, as their reader will get one.
    """
    counted: Counter[tuple[datetime, Tier, Channel, str]] = Counter()
    for row, reason in _rows(on, zone):
        minute = row.due_at.astimezone(zone).replace(second=0, microsecond=0)
        counted[minute, Tier(row.tier), Channel(row.channel), reason] += 1
    return tuple(
        Line(at=at, tier=tier, channel=channel, number=number, reason=reason)
        for (at, tier, channel, reason), number in sorted(
            counted.items(), key=lambda item: (item[0][0], item[0][1], item[0][2], item[0][3])
        )
    )


def _rows(on: date, zone: ZoneInfo) -> Iterator[tuple[Reminder, str]]:
    begins = wall_clock(on, time(0), zone=zone)
    ends = wall_clock(on + timedelta(days=1), time(0), zone=zone)
    planned = Reminder.objects.filter(status=Status.SCHEDULED, due_at__gte=begins, due_at__lt=ends)
    rows = list(planned.select_related("session", "recipient").order_by("due_at", "starts_at", "pk"))
    reach = reaches({row.recipient for row in rows})
    told: set[tuple[object, ...]] = set()
    for row in rows:
        objection = objection_to(row, reach=reach[row.recipient_id], now=row.due_at)
        if objection is not None:
            yield row, objection.reason.value if objection.reason else objection.status.value
        elif (key := (row.recipient_id, row.tier, row.channel, row.due_at)) not in told:
            told.add(key)
            yield row, ""

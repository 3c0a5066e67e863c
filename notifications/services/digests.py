"""Planning the digests: on Sunday the week ahead for clients, each morning the day for those who lead its sessions.

A tick plans those that are due within the next hours, zone by zone, for whoever has anything in them. What they tell is
read when they go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.domain.digests import Digest, next_day_digest, next_week_digest
from notifications.domain.planning import Planned, Tier
from notifications.models import Reminder
from notifications.services.reaching import reaches
from notifications.services.spreading import spread
from sessions.models import RosterEntry, RosterPart, SessionStatus, User

# Planned so long before they are due: a few ticks may be missed.
AHEAD = timedelta(hours=3)
_LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)


def plan_digests(*, now: datetime) -> None:
    """Rows for the digests that are due soon, each once."""
    _plan(Tier.WEEK, next_week_digest, parts=(RosterPart.CLIENT,), now=now)
    _plan(Tier.TODAY, next_day_digest, parts=_LEADING, now=now)


def _plan(
    tier: Tier, digest_of: Callable[..., Digest], *, parts: Collection[RosterPart], now: datetime
) -> None:
    for name in _zones():
        try:
            zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue  # nobody knows when Sunday is there; planning a session asks for the zone to be corrected
        digest = digest_of(now=now, zone=zone)
        if digest.due_at - now <= AHEAD:
            _plan_for(tier, digest, zone_name=name, parts=parts, now=now)


def _plan_for(
    tier: Tier, digest: Digest, *, zone_name: str, parts: Collection[RosterPart], now: datetime
) -> None:
    occasion = f"{tier}:{digest.covers_from:%Y-%m-%dT%H%M}"
    expected = RosterEntry.objects.filter(
        part__in=parts,
        session__starts_at__gte=digest.covers_from,
        session__starts_at__lt=digest.covers_until,
    ).exclude(session__status=SessionStatus.CANCELLED)
    planned_for = Reminder.objects.filter(tier=tier, occasion=occasion)
    people = list(
        User.objects.filter(pk__in=expected.values("person"), time_zone=zone_name, is_active=True)
        .exclude(pk__in=planned_for.values("recipient"))
        .order_by("pk")
    )
    reach = reaches(people)
    word = Planned(tier=tier, due_at=digest.due_at, stale_at=digest.stale_at)
    rows = []
    for person in people:
        about = Reminder(recipient=person, occasion=occasion, starts_at=digest.covers_from)
        rows += spread(about, [word], reach=reach[person.pk], now=now)
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _zones() -> list[str]:
    zones = User.objects.filter(is_active=True).order_by("time_zone").values_list("time_zone", flat=True)
    return list(zones.distinct())

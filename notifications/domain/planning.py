"""Which reminders are due for a session, and when: the ladder, its staleness, and when a change is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How a message travels. Quiet hours bind what rings in a pocket; e-mail waits unread, so they don't bind it."""

    EMAIL = "email"


class Tier(StrEnum):
    """Why a message is sent: a rung of the ladder, or news about the session."""

    DAY = "24h"
    HOUR = "1h"
    MINUTES = "10m"
    STARTED = "started"
    CHANGED = "changed"
    CANCELLED = "cancelled"


LADDER = (Tier.DAY, Tier.HOUR, Tier.MINUTES)
NOTICES = frozenset({Tier.CHANGED, Tier.CANCELLED})
# They carry a join link, and nobody who is already there needs them.
JOINING = frozenset({Tier.MINUTES, Tier.STARTED})
# No rung comes after these, so one whose fate is unknown is worth the risk of arriving twice.
LAST = JOINING | NOTICES
# Sessions this close together share one message per tier. "It has started" is true of one session only.
SHARED_WITHIN = timedelta(hours=4)
SHARED = frozenset(Tier) - {Tier.STARTED}

_BEFORE = {Tier.DAY: timedelta(hours=24), Tier.HOUR: timedelta(hours=1), Tier.MINUTES: timedelta(minutes=10)}
_STALE_AFTER = {
    Tier.DAY: timedelta(hours=6),
    Tier.HOUR: timedelta(minutes=30),
    Tier.MINUTES: timedelta(minutes=8),
}
# A change so close is told even to someone who was never reminded: they may have planned around it.
_CLOSE = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message to send in the half-open interval from ``due_at`` to ``stale_at``; after that it is worse than none."""

    tier: Tier
    due_at: datetime
    stale_at: datetime


def rung(tier: Tier, *, starts_at: datetime) -> Planned:
    """That rung of the ladder, for a session that starts then."""
    due_at = starts_at - _BEFORE[tier]
    return Planned(tier=tier, due_at=due_at, stale_at=due_at + _STALE_AFTER[tier])


def ladder(*, starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[Planned, ...]:
    """What is still worth sending about a session, the soonest first.

    A rung whose time has passed but that is not stale is due at once. Where even the last rung is stale and the session
    has not ended, one "it has started" takes its place.
    """
    fresh = tuple(planned for tier in LADDER if now < (planned := rung(tier, starts_at=starts_at)).stale_at)
    if fresh or now >= ends_at:
        return fresh
    return (Planned(tier=Tier.STARTED, due_at=starts_at, stale_at=ends_at),)


def notice(tier: Tier, *, ends_at: datetime, now: datetime) -> Planned:
    """News of a change or a cancellation: due at once, and worth having until the session would have ended."""
    return Planned(tier=tier, due_at=now, stale_at=ends_at)


def without_repeats(planned: tuple[Planned, ...], *, now: datetime) -> tuple[Planned, ...]:
    """The ladder beside a notice, which tells the time itself: a rung due already would repeat it, but for the link."""
    return tuple(each for each in planned if each.due_at > now or each.tier in JOINING)


def is_close(*starts_at: datetime, now: datetime) -> bool:
    """Whether one of these starts is so close that a change must be told in any case."""
    return min(starts_at) - now < _CLOSE

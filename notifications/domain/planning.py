"""Which reminders are due for a session, and when: the ladder, its staleness, and when a change is told. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How a message travels. Quiet hours bind what rings in a pocket; e-mail waits unread, so they don't bind it."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


# What rings in a pocket.
RINGING = frozenset({Channel.SMS, Channel.PUSH})


class Tier(StrEnum):
    """Why a message is sent: a rung of the ladder, news about a session or a week, or a word to the staff."""

    WEEK = "week"
    THREE_DAYS = "72h"
    DAY = "24h"
    HOUR = "1h"
    MINUTES = "10m"
    STARTED = "started"
    NUDGE = "nudge"
    MISSED = "missed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    WELCOME = "welcome"
    INVITED = "invited"
    TODAY = "today"
    TASK = "task"
    ALERT = "alert"
    STOP_HEARD = "stop_heard"
    START_HEARD = "start_heard"


class Kind(StrEnum):
    """What a client chooses channels for: several tiers that are alike to them."""

    DIGEST = "digest"
    REMINDER = "reminder"
    JOIN = "join"
    CHANGE = "change"
    MISSED = "missed"


KIND_OF = {
    Tier.WEEK: Kind.DIGEST,
    Tier.THREE_DAYS: Kind.REMINDER,
    Tier.DAY: Kind.REMINDER,
    Tier.HOUR: Kind.REMINDER,
    Tier.MINUTES: Kind.JOIN,
    Tier.STARTED: Kind.JOIN,
    Tier.NUDGE: Kind.JOIN,
    Tier.CHANGED: Kind.CHANGE,
    Tier.CANCELLED: Kind.CHANGE,
    Tier.MISSED: Kind.MISSED,
}
# Where the rest goes is nobody's choice.
FIXED_CHANNELS = {
    Tier.WELCOME: (Channel.EMAIL,),
    Tier.INVITED: (Channel.EMAIL,),
    Tier.TODAY: (Channel.EMAIL,),
    Tier.TASK: (Channel.EMAIL, Channel.PUSH),
    Tier.ALERT: (Channel.EMAIL, Channel.SMS, Channel.PUSH),
    Tier.STOP_HEARD: (Channel.SMS,),
    Tier.START_HEARD: (Channel.SMS,),
}
# They answer what somebody just sent from that very number, whatever else is stopped there.
ANSWERS = frozenset({Tier.STOP_HEARD, Tier.START_HEARD})
# They ring at night too: somebody may be in danger, or has just sent us a text.
AT_ANY_HOUR = ANSWERS | {Tier.ALERT}
LADDER = (Tier.THREE_DAYS, Tier.DAY, Tier.HOUR, Tier.MINUTES)
USUAL = frozenset({Tier.DAY, Tier.HOUR, Tier.MINUTES})
NOTICES = frozenset({Tier.CHANGED, Tier.CANCELLED})
# They carry a join link, and nobody who is already there needs them.
JOINING = frozenset({Tier.MINUTES, Tier.STARTED, Tier.NUDGE})
# No rung comes after these, so one whose fate is unknown is worth the risk of arriving twice.
LAST = JOINING | NOTICES | {Tier.MISSED, Tier.WELCOME, Tier.INVITED, Tier.TASK, Tier.ALERT}
# Sessions this close together share one message per tier. "It has started" is true of one session only.
SHARED_WITHIN = timedelta(hours=4)
SHARED = frozenset({*LADDER, Tier.MISSED}) | NOTICES
# Nor are these where one line is all there is: it holds one link, and each session has its own.
SHARED_BY_MAIL_ALONE = frozenset({Tier.MINUTES})

_BEFORE = {
    Tier.THREE_DAYS: timedelta(hours=72),
    Tier.DAY: timedelta(hours=24),
    Tier.HOUR: timedelta(hours=1),
    Tier.MINUTES: timedelta(minutes=10),
}
_STALE_AFTER = {
    Tier.THREE_DAYS: timedelta(hours=24),
    Tier.DAY: timedelta(hours=6),
    Tier.HOUR: timedelta(minutes=30),
    Tier.MINUTES: timedelta(minutes=8),
}
# News that could not be sent for a day is for a person to tell: by then it may be news no more.
_NEWS_LASTS = timedelta(hours=24)
_NUDGE_LASTS = timedelta(minutes=30)
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


def rungs_for(tiers: Collection[Tier], *, is_first: bool, is_individual: bool) -> frozenset[Tier]:
    """The rungs of a session whose kind has these: three days ahead only a client's first one and individual ones."""
    rungs = frozenset(tiers) & frozenset(LADDER)
    return rungs | {Tier.THREE_DAYS} if is_first or is_individual else rungs


def ladder(
    *, starts_at: datetime, ends_at: datetime, now: datetime, tiers: Collection[Tier] = USUAL
) -> tuple[Planned, ...]:
    """What is still worth sending about a session, of these rungs, the soonest first.

    A rung whose time has passed but that is not stale is due at once. Where even the last rung is stale and the session
    has not ended, one "it has started" takes its place.
    """
    fresh = tuple(
        planned
        for tier in LADDER
        if tier in tiers and now < (planned := rung(tier, starts_at=starts_at)).stale_at
    )
    if fresh or now < rung(Tier.MINUTES, starts_at=starts_at).stale_at or now >= ends_at:
        return fresh
    return (Planned(tier=Tier.STARTED, due_at=starts_at, stale_at=ends_at),)


def notice(tier: Tier, *, ends_at: datetime, now: datetime) -> Planned:
    """News of a change or a cancellation: due at once, and worth having for a day, or until the session's end."""
    return Planned(tier=tier, due_at=now, stale_at=min(ends_at, now + _NEWS_LASTS))


def invitation(*, ends_at: datetime, now: datetime) -> Planned:
    """A guest's way in: due at once, and worth having until the session's end."""
    return Planned(tier=Tier.INVITED, due_at=now, stale_at=ends_at)


def nudge(*, due_at: datetime, ends_at: datetime) -> Planned:
    """A word to whoever is not there yet, worth having while there is much to come for."""
    return Planned(tier=Tier.NUDGE, due_at=due_at, stale_at=min(ends_at, due_at + _NUDGE_LASTS))


def spoken_for(told: Collection[Tier]) -> frozenset[Tier]:
    """The rungs that need not be said any more once these were told: a later one speaks for those before it."""
    heard = frozenset(told)
    if heard & JOINING:
        heard |= JOINING
    reached = [number for number, tier in enumerate(LADDER) if tier in heard]
    return heard | frozenset(LADDER[: max(reached) + 1] if reached else ())


def without_repeats(planned: tuple[Planned, ...], *, now: datetime) -> tuple[Planned, ...]:
    """The ladder beside a notice, which tells the time itself: a rung due already would repeat it, but for the link."""
    return tuple(each for each in planned if each.due_at > now or each.tier in JOINING)


def is_close(*starts_at: datetime, now: datetime) -> bool:
    """Whether one of these starts is so close that a change must be told in any case."""
    return min(starts_at) - now < _CLOSE

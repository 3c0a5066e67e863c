"""What becomes of one message: its statuses, how an attempt ends, and when to try again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """scheduled → claimed → sent → delivered | bounced; or one of the ends that are not sent."""

    SCHEDULED = "scheduled"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    UNCERTAIN = "uncertain"


# The client has heard it, or may have.
TOLD = frozenset({Status.SENT, Status.DELIVERED, Status.UNCERTAIN})
# What the provider itself has reported; no later word of ours counts beside it.
REPORTED = frozenset({Status.DELIVERED, Status.BOUNCED})


class Reason(StrEnum):
    """Why a row ended unsent."""

    SESSION_CANCELLED = "session_cancelled"
    SESSION_OVER = "session_over"
    NOT_ON_ROSTER = "not_on_roster"
    NOT_ENROLLED = "not_enrolled"
    ACCOUNT_INACTIVE = "account_inactive"
    ALREADY_THERE = "already_there"
    ALREADY_TOLD = "already_told"
    EXCUSED = "excused"
    NOTHING_TO_TELL = "nothing_to_tell"
    SETTLED = "settled"
    NOT_CHOSEN = "not_chosen"
    QUIET_HOURS = "quiet_hours"
    ZONE_UNKNOWN = "zone_unknown"
    STOPPED = "stopped"
    NO_ADDRESS = "no_address"
    ADDRESS_BLOCKED = "address_blocked"
    NO_CHANNEL = "no_channel"
    RESTORED = "restored"
    NOT_COMPOSED = "not_composed"
    REFUSED = "refused"
    RETRIES_USED_UP = "retries_used_up"
    BOUNCED = "bounced"


# A row that ended so leaves somebody untold who should have been: it goes another way.
UNTOLD = frozenset(
    {
        Reason.QUIET_HOURS,
        Reason.STOPPED,
        Reason.ADDRESS_BLOCKED,
        Reason.NO_ADDRESS,
        Reason.ZONE_UNKNOWN,
    }
)


class Outcome(StrEnum):
    """How one attempt ended. ``unknown`` is plain SMTP's weakness: it went away between taking and saying so."""

    UNDER_WAY = "under_way"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
MAX_ATTEMPTS = len(RETRY_AFTER) + 1


def retry_at(*, attempts: int, now: datetime, stale_at: datetime) -> datetime | None:
    """When to try again after that many attempts; None where it would be one too many, or too late to be of use."""
    if attempts >= MAX_ATTEMPTS:
        return None
    at = now + RETRY_AFTER[attempts - 1]
    return at if at < stale_at else None

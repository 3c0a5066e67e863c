"""What was told to a person, for the list on their own pages: sent in any channel, or changed without a word sent.

The list is the one channel that cannot fail, so a change or a cancellation is in it whatever became of its messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from notifications.domain.delivery import TOLD
from notifications.domain.planning import NOTICES, Tier
from notifications.models import NoticesSeen, Reminder
from sessions.models import SessionStatus, User

# What is older helps nobody; the record of attempts keeps it.
KEPT_FOR = timedelta(days=30)
AT_MOST = 50

_is_notice = Q(status__in=TOLD, sent_at__isnull=False) | Q(tier__in=NOTICES)
_told_at = Coalesce("sent_at", "due_at")
# What is the same for all channels of one notice.
_ONE_NOTICE = ("tier", "session_id", "starts_at", "revision", "occasion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing told, once for all its channels; ``starts_at`` is the start that it spoke of."""

    tier: Tier
    session_id: UUID | None
    starts_at: datetime
    at: datetime
    is_new: bool
    joinable: bool


def notices(*, person: User, now: datetime) -> tuple[Notice, ...]:
    """The newest first."""
    seen_at = _seen_at(person)
    rows = (
        Reminder.objects.filter(_is_notice, recipient=person)
        .annotate(told_at=_told_at)
        .filter(told_at__gt=now - KEPT_FOR, told_at__lte=now)
        .values(*_ONE_NOTICE)
        .annotate(at=Min("told_at"), ends_at=Min("session__ends_at"), status=Min("session__status"))
        .order_by("-at", "starts_at")[:AT_MOST]
    )
    return tuple(
        Notice(
            tier=Tier(row["tier"]),
            session_id=row["session_id"],
            starts_at=row["starts_at"],
            at=row["at"],
            is_new=seen_at is None or row["at"] > seen_at,
            joinable=row["status"] == SessionStatus.SCHEDULED and row["ends_at"] > now,
        )
        for row in rows
    )


def new_notices(*, person: User, now: datetime) -> int:
    """How many they have not looked at yet. One query, since every visit to the start page asks."""
    seen = NoticesSeen.objects.filter(person=OuterRef("recipient")).values("seen_at")
    told = Reminder.objects.filter(_is_notice, recipient=person).annotate(
        told_at=_told_at, seen_at=Coalesce(Subquery(seen), Value(now - KEPT_FOR))
    )
    unseen = told.filter(told_at__gt=F("seen_at"), told_at__lte=now).filter(told_at__gt=now - KEPT_FOR)
    number: int = unseen.values(*_ONE_NOTICE).distinct().count()
    return number


def _seen_at(person: User) -> datetime | None:
    return NoticesSeen.objects.filter(person=person).values_list("seen_at", flat=True).first()

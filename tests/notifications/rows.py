"""Reminder rows for tests, and what is asked of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from notifications.domain.planning import LADDER, Channel, Tier, rung
from notifications.models import Reminder
from sessions.models import Session, User


def reminder(session: Session, recipient: User, tier: Tier, **fields: Any) -> Reminder:
    """A row as planning makes it."""
    planned = rung(tier, starts_at=session.starts_at) if tier in LADDER else None
    due_at = planned.due_at if planned else session.starts_at
    defaults: dict[str, Any] = {
        "session": session,
        "revision": session.revision,
        "recipient": recipient,
        "tier": tier,
        "channel": Channel.EMAIL,
        "starts_at": session.starts_at,
        "due_at": due_at,
        "stale_at": planned.stale_at if planned else session.ends_at,
        "try_at": due_at,
    }
    return Reminder.objects.create(**defaults | fields)


def statuses(**filters: Any) -> Counter[tuple[str, str]]:
    """How many rows there are of each tier and status."""
    return Counter(Reminder.objects.filter(**filters).values_list("tier", "status"))


def moved(session: Session, by: timedelta) -> Session:
    """The session at another time, as rescheduling leaves it."""
    return changed(session, starts_at=session.starts_at + by, ends_at=session.ends_at + by)


def changed(session: Session, **fields: Any) -> Session:
    """The session with other facts and the next revision."""
    for name, value in fields.items():
        setattr(session, name, value)
    session.revision += 1
    session.save()
    return session


def at(session: Session, **before: float) -> datetime:
    """A time before the session's start."""
    return session.starts_at - timedelta(**before)

"""Which day it is where somebody is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sessions.domain.recurrence import zone_or_utc
from sessions.models import User


def zone_of(person: User) -> ZoneInfo:
    """The person's zone; UTC where this machine's tables do not know it."""
    return zone_or_utc(person.time_zone)


def local_date(person: User, now: datetime) -> date:
    return now.astimezone(zone_of(person)).date()

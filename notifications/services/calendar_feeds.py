"""The private address at which a person's calendar app finds their appointments.

The address is all that the app has to show, so it holds 192 random bits and only their SHA-256 is stored: it can be
told once, when it is made. Made anew, the one before is dead at once; so it is when the account is closed.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from notifications.models import CalendarFeed
from notifications.services import calendars
from sessions.models import Session, User

TOKEN_BYTES = 24


def make_feed(*, person: User, now: datetime) -> str:
    """A new address for this person, the only one from now on; it is stored nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"token_hash": _hash(token), "made_at": now, "read_at": None}
    )
    return settings.PUBLIC_URL + reverse("notifications:feed", args=[token])


def end_feed(*, person: User) -> None:
    """Their calendar apps find nothing any more."""
    CalendarFeed.objects.filter(person=person).delete()


def read_feed(*, token: str, now: datetime) -> bytes | None:
    """What the app that knows this token gets to see; None where no feed has it (any more)."""
    found = CalendarFeed.objects.select_related("person").filter(
        token_hash=_hash(token), person__is_active=True
    )
    feed = found.first()
    if feed is None:
        return None
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    expected = Session.objects.filter(
        roster__person=feed.person,
        ends_at__gt=now - calendars.FEED_BEHIND,
        starts_at__lt=now + calendars.FEED_AHEAD,
    )
    return calendars.feed(sessions=list(expected.order_by("starts_at", "pk")), person=feed.person, now=now)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()

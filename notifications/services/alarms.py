"""Calling whom an alert concerns: by every channel that is open, at any hour, without a word of what it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.domain.planning import Planned, Tier
from notifications.services.staff import tell
from sessions.models import SafetyAlert
from sessions.queries.alerts import people_to_call

# Whoever has not heard by then is told by those who have; the alert itself stays on everybody's page.
_LASTS = timedelta(minutes=30)


def page_for(alert: SafetyAlert, *, now: datetime) -> None:
    """Rows for everyone to be called; none where somebody has seen it already, or it is long past."""
    if alert.seen_at is not None or now >= alert.raised_at + _LASTS:
        return
    news = Planned(tier=Tier.ALERT, due_at=now, stale_at=alert.raised_at + _LASTS)
    tell(people_to_call(alert), news, occasion=str(alert.pk), now=now)

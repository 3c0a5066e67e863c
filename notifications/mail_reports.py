"""What anymail reads out of e-mail providers' webhooks, passed on to what counts each report once."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.dispatch import receiver
from django.utils import timezone

from notifications.domain.blocking import BlockReason
from notifications.services.reports import Fate, record_report

_FATES = {
    EventType.QUEUED: Fate.TAKEN,
    EventType.SENT: Fate.TAKEN,
    EventType.DELIVERED: Fate.DELIVERED,
    EventType.BOUNCED: Fate.BOUNCED,
    EventType.REJECTED: Fate.BOUNCED,
    EventType.FAILED: Fate.BOUNCED,
    EventType.COMPLAINED: Fate.DELIVERED,
}
_BLOCKS = {
    RejectReason.INVALID: BlockReason.INVALID,
    RejectReason.BOUNCED: BlockReason.BOUNCED,
    RejectReason.SPAM: BlockReason.COMPLAINED,
}


@receiver(tracking, dispatch_uid="notifications.mail_reports")
def pass_on(event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    fate = _FATES.get(event.event_type)
    if fate is None or not event.message_id:
        return
    blocked = _BLOCKS.get(event.reject_reason)
    if event.event_type == EventType.BOUNCED and blocked is None:
        blocked = BlockReason.BOUNCED
    if event.event_type == EventType.COMPLAINED:
        blocked = BlockReason.COMPLAINED
    record_report(
        provider=esp_name.lower()[:24],
        key=event.event_id or _made_up(event),
        fate=fate,
        provider_id=str(event.message_id)[:120],
        blocked=blocked,
        address=event.recipient or "",
        answer=f"report {event.event_type}",
        now=timezone.now(),
    )


def _made_up(event: AnymailTrackingEvent) -> str:
    """A name for a report of a provider that gives none: the same report has the same."""
    said = f"{event.message_id}|{event.event_type}|{event.timestamp}|{event.recipient}"
    return sha256(said.encode()).hexdigest()

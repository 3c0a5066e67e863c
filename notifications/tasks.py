"""What Celery runs. Nothing here carries a fact: a task that is lost or doubled changes nothing."""

from __future__ import annotations

from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.domain.planning import Channel
from notifications.services import delivery, digests, links, no_shows, numbers
from notifications.services.places import place_to_send
from notifications.services.restoring import went_back
from notifications.transports import email_transport, transport_for

log = structlog.get_logger(__name__)


@shared_task
def send_due(channel: str = Channel.EMAIL) -> None:
    """Send what is due by that channel, unless enough others are at it."""
    if went_back():
        log.error("database_went_back", remedy="run manage.py after_restore, see docs/operations.md")
        return
    way = Channel(channel)
    with place_to_send(way, places=settings.MAIL_SENDERS) as free:
        if free:
            delivery.send_due(transport=transport_for(way), clock=timezone.now, channel=way)
            went_back()  # which notes this run's attempts too


@shared_task
def plan_ahead() -> None:
    """Plan the digests that are due soon, and follow up on whoever is expected somewhere and not there."""
    now = timezone.now()
    no_shows.follow_up(now=now)
    digests.plan_digests(now=now)


@shared_task
def send_join_code(link_id: str) -> None:
    """E-mail a join link's client the code for a second device. The code itself never passes the queue."""
    links.send_code(link_id=UUID(link_id), transport=email_transport(), now=timezone.now())


@shared_task
def send_number_code(person_id: str) -> None:
    """Text a code to the number that a person says is theirs. Neither passes the queue."""
    way = transport_for(Channel.SMS)
    numbers.send_number_code(person_id=UUID(person_id), transport=way, now=timezone.now())

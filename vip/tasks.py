"""The jobs of the composition root."""

from __future__ import annotations

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from vip import relay

log = structlog.get_logger(__name__)


@shared_task
def drain_outbox() -> None:
    """Deliver the events that are due. Run by beat every two seconds, and at once after a commit that announced."""
    relay.drain()


def nudge_relay() -> None:
    """Ask for the outbox to be drained now. Where the broker is away the next tick does it."""
    try:
        drain_outbox.apply_async(expires=10, retry=False)
    except OperationalError:
        log.warning("relay not nudged", error="broker away")

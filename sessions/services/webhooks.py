"""Telling other systems when attendance changes: once for each event, signed, and again until they took it.

What is told is ids and times alone; whoever needs more reads it by the API, with a key. The signature is that of the
Standard Webhooks specification: HMAC-SHA256 over ``id.timestamp.body``, so that a receiver can tell a replay. A call
that was taken by a receiver whose answer got lost is made again with the same id.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import json
import secrets
import socket
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

import requests
from django.conf import settings
from django.db import transaction

from sessions.domain.errors import TokenRefused
from sessions.models import CallState, Role, User, Webhook, WebhookCall

# How long after each failed try the next is due; after the last it is given up.
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
PATIENCE_S = 10
AT_ONCE = 20
SECRET_PREFIX = "whsec_"
SECRET_BYTES = 24


def add_webhook(*, url: str, by: User, now: datetime) -> Webhook:
    """From now on this address is told; its ``secret`` is for the receiver. Raises ``TokenRefused``."""
    if not by.is_active or by.role != Role.SUPERVISOR:
        raise TokenRefused("not_a_supervisor")
    if settings.PRODUCTION and urlsplit(url).scheme != "https":
        raise TokenRefused("not_https")
    if settings.PRODUCTION and not _reachable_from_outside(url):
        raise TokenRefused("own_network")
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return Webhook.objects.create(url=url, secret=secret, made_by=by, made_at=now)


@transaction.atomic
def end_webhook(webhook_id: UUID, *, by: User, now: datetime) -> None:
    """It is told nothing more, not even what waits. Raises ``TokenRefused``."""
    if not by.is_active or by.role != Role.SUPERVISOR:
        raise TokenRefused("not_a_supervisor")
    Webhook.objects.filter(pk=webhook_id, ended_at=None).update(ended_at=now)
    waiting = WebhookCall.objects.filter(webhook=webhook_id, state=CallState.WAITING)
    waiting.update(state=CallState.GIVEN_UP, answer="ended")


def tell(*, event: str, session_id: UUID, key: str, now: datetime) -> None:
    """Let every address be told. ``key`` names what happened: told again, it makes no second call."""
    body = json.dumps(
        {"type": event, "timestamp": now.isoformat(), "data": {"session": str(session_id)}},
        separators=(",", ":"),
    )
    WebhookCall.objects.bulk_create(
        (
            WebhookCall(webhook=webhook, event=event, key=key, body=body, made_at=now, due_at=now)
            for webhook in Webhook.objects.filter(ended_at=None)
        ),
        ignore_conflicts=True,
    )


def call_due(*, now: datetime) -> int:
    """Make the calls that are due, oldest first; how many were tried. Several workers share them."""
    tried = 0
    while tried < AT_ONCE and _call_next(now):
        tried += 1
    return tried


@transaction.atomic
def _call_next(now: datetime) -> bool:
    # The lock is kept while the other side answers, so that nobody else makes the same call meanwhile.
    due = WebhookCall.objects.select_for_update(skip_locked=True, of=("self",)).select_related("webhook")
    call = due.filter(state=CallState.WAITING, due_at__lte=now).order_by("due_at", "id").first()
    if call is None:
        return False
    call.answer = _post(call, now)
    call.tries += 1
    if call.answer.startswith("2"):
        call.state = CallState.DELIVERED
    elif call.tries > len(AGAIN_AFTER):
        call.state = CallState.GIVEN_UP
    else:
        call.due_at = now + AGAIN_AFTER[call.tries - 1]
    call.save(update_fields=["answer", "tries", "state", "due_at"])
    return True


def _post(call: WebhookCall, now: datetime) -> str:
    """The other side's status, or why there is none. Nothing of what it says is kept: it may be anything."""
    if settings.PRODUCTION and not _reachable_from_outside(call.webhook.url):
        return "own network"
    try:
        answer = requests.post(
            call.webhook.url,
            data=call.body.encode(),
            headers=signed(call, now),
            timeout=PATIENCE_S,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return type(error).__name__
    return str(answer.status_code)


def signed(call: WebhookCall, now: datetime) -> dict[str, str]:
    """The headers by which the receiver knows that it was us, and when."""
    at = str(int(now.timestamp()))
    key = base64.b64decode(call.webhook.secret.removeprefix(SECRET_PREFIX))
    mac = hmac.digest(key, f"{call.pk}.{at}.{call.body}".encode(), sha256)
    return {
        "Content-Type": "application/json",
        "webhook-id": str(call.pk),
        "webhook-timestamp": at,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }


def _reachable_from_outside(url: str) -> bool:
    """Whether its host is on the internet: a mistyped address must not reach into our own network."""
    host = urlsplit(url).hostname or ""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(address[4][0]).is_global for address in found)

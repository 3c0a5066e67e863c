"""Browsers that show pushed messages: taking one in, and letting it go.

The address to post to comes from the browser, and our own machines will post there: so only the services that browsers
really use are taken, or anyone could aim our requests at an address inside the clinic's network.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from notifications.domain.planning import Channel
from notifications.errors import PreferenceRefused
from notifications.models import PushSubscription
from notifications.services.preferences import drop_channel
from sessions.models import User

# An uncompressed point on P-256, and the secret beside it (RFC 8291, 3.1 and 3.2).
P256DH_BYTES, AUTH_BYTES = 65, 16
# A person has a few devices; more are kept in order by letting the oldest go.
MOST_BROWSERS = 10
UNSUBSCRIBED = "unsubscribed"


@transaction.atomic
def subscribe(
    *, person: User, endpoint: str, p256dh: str, auth: str, label: str, now: datetime
) -> PushSubscription:
    """Push this person's messages to that browser too. A browser that changed hands goes with its new user.

    Raises ``PreferenceRefused``.
    """
    if not (is_push_service(endpoint) and _has(p256dh, P256DH_BYTES) and _has(auth, AUTH_BYTES)):
        raise PreferenceRefused("not_a_push_service", field="push")
    subscription, _ = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "person": person,
            "p256dh": p256dh,
            "auth": auth,
            "label": label[:80],
            "created_at": now,
            "ended_at": None,
            "ended_reason": "",
        },
    )
    live = PushSubscription.objects.filter(person=person, ended_at=None).order_by("-created_at", "-pk")
    surplus = live.values_list("pk", flat=True)[MOST_BROWSERS:]
    PushSubscription.objects.filter(pk__in=list(surplus)).update(ended_at=now, ended_reason="too_many")
    return subscription


@transaction.atomic
def unsubscribe(
    *, person: User, subscription_id: int | None = None, endpoint: str = "", now: datetime
) -> None:
    """No more to that browser; with the last one gone, what came by push comes another way."""
    own = PushSubscription.objects.filter(person=person, ended_at=None)
    which = own.filter(pk=subscription_id) if subscription_id is not None else own.filter(endpoint=endpoint)
    which.update(ended_at=now, ended_reason=UNSUBSCRIBED)
    if not own.exists():
        drop_channel(person=person, channel=Channel.PUSH)


def is_push_service(endpoint: str) -> bool:
    """Whether the address is one of a push service that the settings name."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    on_the_web = parts.scheme == "https" and parts.port in (None, 443) and parts.username is None
    return any(
        origin == service
        if "://" in service  # a whole origin, for a push service of one's own
        else on_the_web and (host == service or (service.startswith(".") and host.endswith(service)))
        for service in settings.PUSH_SERVICES
    )


def _has(key: str, length: int) -> bool:
    """Whether the base64url text (RFC 4648, 5; padding left out) holds so many bytes."""
    try:
        return len(urlsafe_b64decode(key + "=" * (-len(key) % 4))) == length
    except (NotBase64, ValueError):
        return False

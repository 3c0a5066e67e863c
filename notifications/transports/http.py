"""What a failed HTTP request says about whether a provider took a message.

A request that never reached the provider is safe to ask again. One whose answer was missed, or came from a proxy in
between, may have been taken (RFC 9110, 9.2.2: a POST must not be repeated without knowing).
"""

from __future__ import annotations

from datetime import timedelta

import requests
from django.conf import settings
from urllib3.exceptions import NewConnectionError

from notifications.errors import OutcomeUnknown, TransportError

# The gateway's own answers: what is behind it may have taken the message.
_GATEWAY = (502, 504)
# Nothing is wrong with the message: our credentials are, or it is too much at once, or the provider is ill.
_NOT_NOW = (401, 402, 403, 408, 425, 429, 500, 503)


def timeout_s() -> float:
    """How long to wait for a connection, and then for an answer."""
    return float(settings.PROVIDER_TIMEOUT_S)


def lease(*, requests_each: int = 1) -> timedelta:
    """Longer than so many requests can last: to connect and to answer may each take the timeout."""
    return requests_each * timedelta(seconds=2 * timeout_s()) + timedelta(seconds=10)


def not_answered(error: requests.RequestException) -> TransportError:
    """What a request that got no answer means."""
    name = type(error).__name__
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return TransportError(f"no connection: {name}", permanent=False)
    return OutcomeUnknown(f"no answer: {name}")


def refused(status: int, *, code: str = "") -> TransportError:
    """What an answer that is not a success means. ``code`` is the provider's own, kept beside the status."""
    answer = f"answer {status} {code}".strip()
    if status in _GATEWAY:
        return OutcomeUnknown(answer)
    return TransportError(answer, permanent=400 <= status < 500 and status not in _NOT_NOW)


def _never_connected(error: BaseException) -> bool:
    causes = [error, *error.args, getattr(error.args[0] if error.args else None, "reason", None)]
    return any(isinstance(cause, NewConnectionError) for cause in causes)

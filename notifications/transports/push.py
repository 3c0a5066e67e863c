"""Web push: to each of a person's browsers through its own push service (RFC 8030, 8291, 8292).

A push is shown under a tag that is the row's id, so a browser that gets it twice shows it once; the same id is the
Topic, by which a push service keeps only the newest of what it could not deliver yet.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from notifications.errors import TransportError
from notifications.transports import http
from notifications.transports.contract import Message, Subscription, Taken

_GONE = (404, 410)
# So many browsers of one person are posted to; of more, those that subscribed last.
AT_MOST = 5


def public_key() -> str:
    """The application server's key, as a browser's ``pushManager.subscribe`` takes it."""
    raw = _vapid().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class WebPushTransport:
    """One HTTP session with the push services."""

    takes_key = True

    def __init__(self) -> None:
        self._session: requests.Session | None = None

    @property
    def lease(self) -> timedelta:
        return http.lease(requests_each=AT_MOST)

    def open(self) -> None:
        self._session = self._session or requests.Session()

    def send(self, message: Message) -> Taken:
        """Taken as soon as one browser's service took it. Refused for good where all the browsers are gone."""
        self.open()
        gone: list[str] = []
        failures: list[TransportError] = []
        taken = ""
        for browser in message.browsers[:AT_MOST]:
            try:
                taken = self._post(message, browser) or taken or "taken"
            except _Gone:
                gone.append(browser.endpoint)
            except TransportError as failure:
                failures.append(failure)
        if taken:
            return Taken(gone=tuple(gone))
        if failures:
            raise min(failures, key=lambda failure: failure.permanent)
        raise TransportError("no browser left", permanent=True, gone=tuple(gone))

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None

    def _post(self, message: Message, browser: Subscription) -> str:
        if settings.PRODUCTION and urlsplit(browser.endpoint).scheme != "https":
            raise _Gone("not https", permanent=True)
        shown = {"tag": message.id, "title": message.subject, "body": message.text, "url": message.url}
        try:
            webpush(
                {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
                data=json.dumps(shown),
                vapid_private_key=_vapid(),
                vapid_claims={"sub": settings.VAPID_SUBJECT},
                ttl=max(60, int(message.lasts.total_seconds())),
                timeout=http.timeout_s(),
                headers={"Urgency": "high", "Topic": message.id.replace("-", "")[:32]},
                requests_session=self._session,
            )
        except requests.RequestException as error:
            raise http.not_answered(error) from error
        except WebPushException as error:
            status = error.response.status_code if error.response is not None else 0
            if status in _GONE or status == 0:  # 0: its keys are none
                raise _Gone(f"answer {status}", permanent=True) from error
            raise http.refused(status) from error
        except ValueError as error:  # keys that are no point of the curve
            raise _Gone(f"bad keys: {type(error).__name__}", permanent=True) from error
        return "taken"


class _Gone(TransportError):
    """This browser will never show anything again."""


def _vapid() -> Vapid02:
    key: Vapid02 = Vapid02.from_string(settings.VAPID_PRIVATE_KEY)
    return key

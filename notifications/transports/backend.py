"""E-mail through any of Django's or anymail's back ends: an e-mail provider's own API instead of SMTP.

Where the provider takes an idempotency key as an HTTP header (``EMAIL_KEY_HEADERS`` knows which), the row's id is that
key and asking again is safe.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications.domain.blocking import BlockReason
from notifications.errors import OutcomeUnknown, TransportError
from notifications.transports import http
from notifications.transports.contract import Message, Taken

# Of anymail's back ends those whose provider takes a key. https://resend.com/docs/dashboard/emails/idempotency-keys
_KEY_HEADERS = {"anymail.backends.resend.EmailBackend": "Idempotency-Key"}


class BackendTransport:
    """One connection of the back end that ``EMAIL_BACKEND`` names."""

    def __init__(self) -> None:
        self._backend: Any = None
        self._key_header = settings.EMAIL_KEY_HEADER or _KEY_HEADERS.get(settings.EMAIL_BACKEND, "")

    @property
    def takes_key(self) -> bool:
        return bool(self._key_header)

    @property
    def lease(self) -> timedelta:
        return http.lease()

    def open(self) -> None:
        if self._backend is None:
            self._backend = get_connection()
            try:
                self._backend.open()
            except OSError as error:
                self._backend = None
                raise TransportError(f"no connection: {type(error).__name__}", permanent=False) from error

    def send(self, message: Message) -> Taken:
        self.open()
        if self._key_header:
            self._backend.session.headers[self._key_header] = message.id.strip("<>")
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.text,
            from_email=message.sender,
            to=[message.to],
            headers={"Message-ID": message.id, "Auto-Submitted": "auto-generated", **message.headers},
        )
        for entry in message.calendar:
            mail.attach(entry.as_mime())
        mail.attach_alternative(message.html, "text/html")
        try:
            self._backend.send_messages([mail])
        except Exception as error:
            self.close()
            raise _meaning(error) from error
        status = getattr(mail, "anymail_status", None)
        return Taken(provider_id=str(getattr(status, "message_id", None) or message.id)[:120])

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except OSError:
                return  # the messages' fates are known by now; a farewell that fails changes none


def _meaning(error: Exception) -> TransportError:
    match error:
        case AnymailRecipientsRefused():
            return TransportError("recipient refused", permanent=True, block=BlockReason.INVALID)
        case AnymailAPIError():
            status = getattr(error, "status_code", None)
            if status is None or 200 <= status < 300:
                cause = error.__cause__
                if isinstance(cause, requests.RequestException):
                    return http.not_answered(cause)
                return OutcomeUnknown(f"unreadable answer: {status}")
            return http.refused(status)
        case AnymailError() | ValueError() | TypeError():
            # Raised before anything is sent: an address or a header that no mail can have.
            return TransportError(f"not a mail: {type(error).__name__}", permanent=True)
        case _:
            return OutcomeUnknown(f"no answer: {type(error).__name__}")

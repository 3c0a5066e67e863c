"""E-mail through Django's SMTP backend, with one thing added: knowing whether an answer was missed.

A server takes responsibility with its reply to the end of DATA (RFC 5321 §4.2.5, §6.1). A connection lost before DATA
was begun is safe to try again; lost after it, the message may have been taken, and only a reply tells.
"""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from notifications.errors import OutcomeUnknown, TransportError
from notifications.transports.contract import Message, Taken


class _Watched:
    """Remembers that DATA was begun."""

    data_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.data_begun = True
        return super().data(msg)  # type: ignore[misc,no-any-return]


class _Smtp(_Watched, smtplib.SMTP):
    pass


class _SmtpOverTls(_Watched, smtplib.SMTP_SSL):
    pass


class _Backend(EmailBackend):
    connection: _Smtp | _SmtpOverTls | None

    @property
    def connection_class(self) -> type[_Smtp | _SmtpOverTls]:
        return _SmtpOverTls if self.use_ssl else _Smtp


class SmtpTransport:
    """One SMTP connection, opened when first needed and anew after it was lost."""

    takes_key = False
    # A conversation is a handful of steps, each under EMAIL_TIMEOUT (20 s).
    lease = timedelta(seconds=150)

    def __init__(self) -> None:
        self._backend = _Backend()

    def open(self) -> None:
        try:
            self._backend.open()
        except OSError as error:  # smtplib's errors are OSErrors
            raise TransportError(f"no connection: {_name(error)}", permanent=False) from error

    def send(self, message: Message) -> Taken:
        self.open()
        smtp = self._backend.connection
        assert smtp is not None, "open() raises where there is no connection"
        smtp.data_begun = False
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
        except OSError as error:
            reply = _reply_code(error)
            # Whatever is left of this connection, the next message gets a new one.
            self.close()
            if reply is not None:
                raise TransportError(f"reply {reply}", permanent=500 <= reply < 600) from error
            if smtp.data_begun:
                raise OutcomeUnknown(f"no reply: {_name(error)}") from error
            raise TransportError(f"connection lost: {_name(error)}", permanent=False) from error
        return Taken(provider_id=message.id)

    def close(self) -> None:
        try:
            self._backend.close()
        except OSError:
            # The messages' fates are known by now; a farewell that fails changes none.
            self._backend.connection = None


def _reply_code(error: OSError) -> int | None:
    """The server's reply, where it gave one that SMTP knows; smtplib says -1 for nonsense."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = max(code for code, _ in error.recipients.values())
        case smtplib.SMTPResponseException():
            code = error.smtp_code
        case _:
            return None
    return code if 400 <= code < 600 else None


def _name(error: OSError) -> str:
    """The kind of error. Its text may quote an address."""
    return type(error).__name__

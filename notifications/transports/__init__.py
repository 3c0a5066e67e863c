"""How messages leave: one small module per channel, behind one contract."""

from __future__ import annotations

from django.conf import settings

from notifications.transports.console import ConsoleTransport
from notifications.transports.contract import Message, Transport
from notifications.transports.email import SmtpTransport

__all__ = ["Message", "Transport", "email_transport"]


def email_transport() -> Transport:
    """What EMAIL_URL names: SMTP, or the console for ``consolemail://``."""
    if settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend":
        return ConsoleTransport()
    return SmtpTransport()

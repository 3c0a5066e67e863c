"""How messages leave: one small module per channel, behind one contract.

The providers' libraries are loaded when they are first needed: a worker that never texts need not wait for them.
"""

from __future__ import annotations

from django.conf import settings

from notifications.domain.planning import Channel
from notifications.transports.console import ConsoleTransport
from notifications.transports.contract import CalendarPart, Message, Subscription, Taken, Transport
from notifications.transports.email import SmtpTransport

__all__ = [
    "CalendarPart",
    "Message",
    "SmtpTransport",
    "Subscription",
    "Taken",
    "Transport",
    "email_transport",
    "offered",
    "transport_for",
]

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_CONSOLE = "django.core.mail.backends.console.EmailBackend"


def offered(channel: Channel) -> bool:
    """Whether the settings name a provider for the channel."""
    match channel:
        case Channel.EMAIL:
            return True
        case Channel.SMS:
            return bool(settings.TWILIO_ACCOUNT_SID) or settings.SMS_TO_CONSOLE
        case Channel.PUSH:
            return bool(settings.VAPID_PRIVATE_KEY)


def transport_for(channel: Channel) -> Transport:
    """What the settings name for the channel."""
    match channel:
        case Channel.EMAIL:
            return email_transport()
        case Channel.SMS:
            if not settings.TWILIO_ACCOUNT_SID:
                return ConsoleTransport()
            from notifications.transports.sms import TwilioTransport

            return TwilioTransport()
        case Channel.PUSH:
            from notifications.transports.push import WebPushTransport

            return WebPushTransport()


def email_transport() -> Transport:
    """SMTP, the console for ``consolemail://``, or the back end that ``EMAIL_BACKEND`` names."""
    if settings.EMAIL_BACKEND == _SMTP:
        return SmtpTransport()
    if settings.EMAIL_BACKEND == _CONSOLE:
        return ConsoleTransport()
    from notifications.transports.backend import BackendTransport

    return BackendTransport()

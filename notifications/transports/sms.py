"""SMS through Twilio's API (https://www.twilio.com/docs/messaging/api/message-resource).

Its Messages resource takes no idempotency key. What became of a message whose answer was missed is learnt from the
report that Twilio posts to ``report_to``, an address which names the row.
"""

from __future__ import annotations

from datetime import timedelta

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notifications.domain.blocking import BlockReason
from notifications.errors import OutcomeUnknown, TransportError
from notifications.transports import http
from notifications.transports.contract import Message, Taken

# https://www.twilio.com/docs/api/errors: the number is none, is no mobile, or has no such subscriber.
NO_SUCH_NUMBER = frozenset({21211, 21214, 21217, 21614, 30005, 30006})
# Its owner has sent STOP to Twilio.
UNSUBSCRIBED = 21610


class TwilioTransport:
    """One HTTP session with Twilio."""

    takes_key = False

    def __init__(self) -> None:
        self._client: Client | None = None

    @property
    def lease(self) -> timedelta:
        return http.lease()

    def open(self) -> None:
        if self._client is None:
            self._client = Client(
                settings.TWILIO_ACCOUNT_SID,
                settings.TWILIO_AUTH_TOKEN,
                http_client=TwilioHttpClient(timeout=http.timeout_s()),
            )
            self._client.api.base_url = settings.TWILIO_API_URL

    def send(self, message: Message) -> Taken:
        self.open()
        assert self._client is not None
        from_service = message.sender.startswith("MG")
        sender = {"messaging_service_sid" if from_service else "from_": message.sender}
        try:
            made = self._client.messages.create(
                to=message.to, body=message.text, status_callback=message.report_to, **sender
            )
        except requests.RequestException as error:
            raise http.not_answered(error) from error
        except TwilioRestException as error:
            raise _refused(error) from error
        except (TwilioException, ValueError, KeyError, TypeError, AttributeError) as error:
            # It answered with a success and said nothing that can be read.
            raise OutcomeUnknown(f"unreadable answer: {type(error).__name__}") from error
        if not isinstance(made.sid, str) or not made.sid:
            raise OutcomeUnknown("unreadable answer: no id")
        return Taken(provider_id=made.sid[:120])

    def close(self) -> None:
        if self._client is not None and isinstance(self._client.http_client, TwilioHttpClient):
            session = self._client.http_client.session
            if session is not None:
                session.close()
        self._client = None


def block_for(code: int | None) -> BlockReason | None:
    """Whether a code of Twilio's means that this number takes nothing (any more)."""
    if code == UNSUBSCRIBED:
        return BlockReason.STOPPED
    return BlockReason.INVALID if code in NO_SUCH_NUMBER else None


def _refused(error: TwilioRestException) -> TransportError:
    block = block_for(error.code)
    if block is not None:
        return TransportError(f"answer {error.status} {error.code}", permanent=True, block=block)
    if 200 <= error.status < 300:
        return OutcomeUnknown(f"unreadable answer: {error.status}")
    return http.refused(error.status, code=str(error.code or ""))

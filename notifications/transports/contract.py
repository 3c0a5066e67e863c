"""What every transport takes and promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.mime.text import MIMEText
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A browser that shows pushed messages: where to post, and the keys that only it and we know (RFC 8291)."""

    endpoint: str
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPart:
    """A calendar entry beside a mail's words (RFC 6047, 2): ``method`` is REQUEST or CANCEL, as the entry has it."""

    method: str
    content: bytes

    def as_mime(self) -> MIMEText:
        """As mail carries it."""
        part = MIMEText(self.content.decode(), "calendar", "utf-8")
        part.set_param("method", self.method)
        part.add_header("Content-Disposition", "attachment", filename="appointment.ics")
        return part


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A composed message. ``id`` is the same at every attempt, so that a receiver can drop a repetition.

    ``to`` is an e-mail address or a number (E.164); a push goes to ``browsers`` instead. ``subject`` is a push's title.
    ``url`` is what a push opens. ``headers`` and ``calendar`` are an e-mail's. ``report_to`` is the address that a
    provider should tell what became of the message. After ``lasts`` it is worth nothing.
    """

    id: str
    to: str
    sender: str
    subject: str
    text: str
    html: str = ""
    url: str = ""
    report_to: str = ""
    lasts: timedelta = timedelta(hours=1)
    browsers: tuple[Subscription, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: tuple[CalendarPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The provider has taken responsibility. ``provider_id`` is its name for the message, empty where it gave none.

    ``gone`` are the endpoints of browsers that will never show anything again.
    """

    provider_id: str = ""
    gone: tuple[str, ...] = ()


class Transport(Protocol):
    """Opened once for many messages. Whatever goes wrong is a TransportError; OutcomeUnknown only where it is.

    ``takes_key`` says that a message asked for twice under one id reaches its reader once, so that asking again is
    safe. ``lease`` is longer than sending one message can last.
    """

    @property
    def takes_key(self) -> bool: ...

    @property
    def lease(self) -> timedelta: ...

    def open(self) -> None:
        """Reach the provider; does nothing when it is reached already."""

    def send(self, message: Message) -> Taken:
        """Returns once the provider has taken responsibility for the message."""

    def close(self) -> None:
        """Let go of the provider; never raises."""

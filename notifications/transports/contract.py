"""What every transport takes and promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A composed message. ``id`` is the same at every attempt, so that a receiver can drop a repetition."""

    id: str
    to: str
    sender: str
    subject: str
    text: str
    html: str


class Transport(Protocol):
    """Opened once for many messages. Whatever goes wrong is a TransportError; OutcomeUnknown only where it is."""

    def open(self) -> None:
        """Reach the provider; does nothing when it is reached already."""

    def send(self, message: Message) -> None:
        """Returns once the provider has taken responsibility for the message."""

    def close(self) -> None:
        """Let go of the provider; never raises."""

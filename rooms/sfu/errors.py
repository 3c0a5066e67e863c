"""What can go wrong in the media server.

SfuError                     code for machines, sentence for people
├── PortInUse                the node's UDP port belongs to somebody else
└── OfferRefused             a browser's offer was not accepted (codes: `Refusal`)
Malformed                    a datagram that cannot be read; counted and dropped, never leaves the package
"""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why an offer was refused."""

    NOT_ADMITTED = "not_admitted"
    BAD_OFFER = "bad_offer"
    NO_COMMON_CODEC = "no_common_codec"
    ROOM_FULL = "room_full"
    CLOSING = "closing"


SENTENCES: dict[Refusal, str] = {
    Refusal.NOT_ADMITTED: "You are not admitted to this room. Wait for the host to let you in, then try again.",
    Refusal.BAD_OFFER: "The connection offer could not be understood. Reload the page and join again.",
    Refusal.NO_COMMON_CODEC: "This browser offers neither Opus nor VP8. Use a current Chrome, Firefox, Edge or Safari.",
    Refusal.ROOM_FULL: "This room has no place left. Ask the host to make room, then join again.",
    Refusal.CLOSING: "The media server is shutting down. Join again in a moment.",
}


class SfuError(Exception):
    """An error with a stable `code` for programs and a `sentence` that tells people what to do next."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class PortInUse(SfuError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            "port_in_use",
            f"UDP port {port} on {host} is already in use. Stop the other program, or choose another media port.",
        )


class OfferRefused(SfuError):
    """An offer was not accepted. `detail` is for logs: it says what was wrong, and holds nothing personal."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal.value, SENTENCES[refusal])
        self.refusal = refusal
        self.detail = detail


class Malformed(ValueError):
    """Bytes from the network that break their format. The message names the rule that was broken."""

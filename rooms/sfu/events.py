"""What a node tells the rest of the program. Rooms, people and connections are opaque ids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class DownReason(StrEnum):
    """Why a connection's media ended."""

    CONSENT_LOST = "consent_lost"  # nothing was heard from the browser for too long (RFC 7675)
    NEVER_CONNECTED = "never_connected"  # ICE or DTLS did not finish in time
    DTLS_FAILED = "dtls_failed"  # the handshake failed, or the certificate is not the offer's
    CLOSED = "closed"  # the browser closed the connection
    REPLACED = "replaced"  # the person joined with another connection
    REMOVED = "removed"  # the room's policy has no place for the person any more
    LEFT = "left"
    ROOM_CLOSED = "room_closed"
    NODE_STOPPED = "node_stopped"


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """The whole seating of a subscriber: (seat number, person). The share's seat has the number after the last pair."""

    room: str
    connection: str
    seats: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class MediaUp:
    """The DTLS handshake is done: media flows both ways."""

    room: str
    connection: str


@dataclass(frozen=True, slots=True)
class MediaDown:
    """The media of a connection ended. Said once for each connection, unless it joined again itself."""

    room: str
    connection: str
    reason: DownReason


@dataclass(frozen=True, slots=True)
class QualityChanged:
    """How well a connection's media goes through now: shares of packets lost, the budget (0: no limit is known), and
    whether pictures are withheld for want of it."""

    room: str
    connection: str
    loss_up: float
    loss_down: float
    down_bps: int
    video_paused: bool


@dataclass(frozen=True, slots=True)
class EncodingsWanted:
    """The encodings (rids) of a connection's camera that are worth sending; whatever isn't named is for nobody."""

    room: str
    connection: str
    rids: tuple[str, ...]


NodeEvent: TypeAlias = SeatsChanged | MediaUp | MediaDown | QualityChanged | EncodingsWanted

"""Counters of a node. They hold no ids and no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .errors import Refusal
from .events import DownReason


class Drop(StrEnum):
    """Why a datagram or a packet went nowhere."""

    UNKNOWN_ADDRESS = "unknown_address"
    NOT_A_PROTOCOL = "not_a_protocol"
    STUN_MALFORMED = "stun_malformed"
    STUN_STRANGER = "stun_stranger"
    STUN_FORGED = "stun_forged"
    DTLS_FLOOD = "dtls_flood"
    BEFORE_HANDSHAKE = "before_handshake"
    SRTP_REJECTED = "srtp_rejected"
    MALFORMED = "malformed"
    UNKNOWN_STREAM = "unknown_stream"
    DUPLICATE = "duplicate"
    GATED = "gated"
    UNHEARD = "unheard"  # silence, or a voice beyond those that are heard at a time
    TOO_LONG = "too_long"
    TOO_MANY_STREAMS = "too_many_streams"
    SOCKET_FULL = "socket_full"
    INTERNAL = "internal"


@dataclass(slots=True)
class Counters:
    """Counted while it happens."""

    packets_in: int = 0
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    voice_forwarded: int = 0
    video_forwarded: int = 0
    retransmitted: int = 0
    replayed: int = 0  # of those forwarded: for somebody who came a moment after they did
    nacks_in: int = 0
    nacks_out: int = 0
    key_frame_requests_in: int = 0
    key_frame_requests_out: int = 0
    moves: int = 0  # browsers that were found at another address by their media
    dropped: Counter[Drop] = field(default_factory=Counter)
    refused: Counter[Refusal] = field(default_factory=Counter)  # offers
    ended: Counter[DownReason] = field(default_factory=Counter)  # connections


@dataclass(frozen=True, slots=True)
class NodeStats:
    """A node at one moment. `connections` have finished DTLS; `people` have joined."""

    rooms: int
    people: int
    connections: int
    packets_in: int
    bytes_in: int
    packets_out: int
    bytes_out: int
    voice_forwarded: int
    video_forwarded: int
    retransmitted: int
    replayed: int
    nacks_in: int
    nacks_out: int
    key_frame_requests_in: int
    key_frame_requests_out: int
    moves: int
    dropped: Mapping[str, int]
    refused: Mapping[str, int]
    ended: Mapping[str, int]

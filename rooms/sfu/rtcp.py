"""RTCP: feedback read from browsers, and reports and requests written to them (RFC 3550, 4585, 5104; REMB draft-03).

Reading walks the compound without building objects for what nobody needs, and does not mind profile extensions,
reduced-size packets or types it does not know.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .errors import Malformed

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION = 200, 201, 202
TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 205, 206
NACK, ARRIVALS = 1, 15
PLI, FIR, APPLICATION = 1, 4, 15

PADDED = 0x20
# Our own SSRC, where a packet must have a sender and no stream of ours is meant.
NOBODY = 1

NTP_FRACTION = 1 << 32
_WORD = struct.Struct("!I")
_REPORT = struct.Struct("!II")
_SENDER = struct.Struct("!IQIII")


@dataclass(frozen=True, slots=True)
class SenderReport:
    """When (NTP, 32.32 fixed point) a stream was at which timestamp."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class ReceptionReport:
    """How a receiver gets one of our streams."""

    ssrc: int
    fraction_lost: float  # since the last report, 0..1
    highest: int  # extended sequence number
    last_report: int
    delay: int  # 1/65536 s
    jitter: int  # ticks of the stream's clock


@dataclass(frozen=True, slots=True)
class Nack:
    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRequest:
    ssrc: int


@dataclass(frozen=True, slots=True)
class Remb:
    bitrate_bps: int


Feedback: TypeAlias = SenderReport | ReceptionReport | Nack | KeyFrameRequest | Remb


def read(data: bytes) -> Iterator[Feedback]:
    """What a compound packet says. Raises Malformed where it stops making sense."""
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise Malformed("RTCP header is cut short")
        first, kind, words = data[at], data[at + 1], data[at + 2] << 8 | data[at + 3]
        end = at + 4 + 4 * words
        if first >> 6 != 2:
            raise Malformed("RTCP version is not 2")
        if end > len(data):
            raise Malformed("RTCP packet is longer than its compound")
        yield from _read_one(kind, first & 0x1F, data[at + 4 : end])
        at = end


def _read_one(kind: int, count: int, body: bytes) -> Iterator[Feedback]:
    try:
        if kind == SENDER_REPORT:
            ssrc, ntp, timestamp, _, _ = _SENDER.unpack_from(body)
            yield SenderReport(ssrc, ntp, timestamp)
            yield from _reports(body, _SENDER.size, count)
        elif kind == RECEIVER_REPORT:
            yield from _reports(body, 4, count)
        elif kind == TRANSPORT_FEEDBACK and count == NACK:
            yield Nack(_WORD.unpack_from(body, 4)[0], _lost(body))
        elif kind == PAYLOAD_FEEDBACK and count == PLI:
            yield KeyFrameRequest(_WORD.unpack_from(body, 4)[0])
        elif kind == PAYLOAD_FEEDBACK and count == FIR:
            for at in range(8, len(body) - 7, 8):
                yield KeyFrameRequest(_WORD.unpack_from(body, at)[0])
        elif kind == PAYLOAD_FEEDBACK and count == APPLICATION and body[8:12] == b"REMB":
            bits = _WORD.unpack_from(body, 12)[0]
            yield Remb((bits & 0x3FFFF) << (bits >> 18 & 0x3F))
    except struct.error:
        raise Malformed("RTCP packet is cut short") from None


def _reports(body: bytes, start: int, count: int) -> Iterator[ReceptionReport]:
    for at in range(start, start + 24 * count, 24):
        ssrc, loss, highest, jitter, last_report, delay = struct.unpack_from("!6I", body, at)
        yield ReceptionReport(ssrc, (loss >> 24) / 256, highest, last_report, delay, jitter)


def _lost(body: bytes) -> tuple[int, ...]:
    sequences = []
    for at in range(8, len(body) - 3, 4):
        first, mask = struct.unpack_from("!HH", body, at)
        sequences.append(first)
        sequences += [(first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1]
    # Of a list: cut to size, tuples of all lengths would gather in Python's free lists.
    return tuple(sequences)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) >> 2) + body


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    body = _SENDER.pack(ssrc, ntp, timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packet(SENDER_REPORT, 0, body)


def receiver_report(blocks: list[bytes]) -> bytes:
    """At most 31 report blocks, see `reception.Reception.report`."""
    return _packet(RECEIVER_REPORT, len(blocks), _WORD.pack(NOBODY) + b"".join(blocks))


def key_frame_request(ssrc: int) -> bytes:
    return _packet(PAYLOAD_FEEDBACK, PLI, _REPORT.pack(NOBODY, ssrc))


def nack(ssrc: int, sequences: Iterable[int]) -> bytes:
    """Ask for these 16-bit sequence numbers again, in as few words as ascending order allows."""
    body = bytearray(_REPORT.pack(NOBODY, ssrc))
    first, mask = -1, 0
    for sequence in sequences:
        distance = (sequence - first) & 0xFFFF
        if first >= 0 and 0 < distance <= 16:
            mask |= 1 << (distance - 1)
            continue
        if first >= 0:
            body += struct.pack("!HH", first, mask)
        first, mask = sequence, 0
    if first >= 0:
        body += struct.pack("!HH", first, mask)
    return _packet(TRANSPORT_FEEDBACK, NACK, bytes(body))


def transport_feedback(body: bytes) -> bytes:
    """When packets arrived, see `arrivals`; padded to whole words (RFC 3550 section 6.4: how far is said last)."""
    fill = -len(body) % 4
    if not fill:
        return _packet(TRANSPORT_FEEDBACK, ARRIVALS, body)
    padded = body + bytes(fill - 1) + bytes((fill,))
    return _packet(TRANSPORT_FEEDBACK, PADDED | ARRIVALS, padded)


def remb(bitrate_bps: int, ssrcs: list[int]) -> bytes:
    """The receiver's estimate of what the path carries (draft-alvestrand-rmcat-remb-03)."""
    exponent, mantissa = 0, bitrate_bps
    while mantissa > 0x3FFFF:
        mantissa >>= 1
        exponent += 1
    body = _REPORT.pack(NOBODY, 0) + b"REMB" + _WORD.pack(len(ssrcs) << 24 | exponent << 18 | mantissa)
    return _packet(PAYLOAD_FEEDBACK, APPLICATION, body + b"".join(_WORD.pack(ssrc) for ssrc in ssrcs))

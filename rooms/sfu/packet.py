"""RTP packets as views over bytes: only what forwarding needs is read (RFC 3550 section 5.1, RFC 8285).

`RtpView` is read into again and again, so that a packet costs no object until somebody wants it. `Packet` is what is
kept of a packet that is forwarded: its numbers and its body without header, padding and payload descriptor. All
subscribers share one `Packet`.
"""

from __future__ import annotations

import struct
from typing import TypeAlias

from .errors import Malformed

Buffer: TypeAlias = bytes | bytearray | memoryview

HEADER = struct.Struct("!BBHII")
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000


def is_rtcp(data: Buffer) -> bool:
    """Whether a packet of the RTP range is RTCP (RFC 5761 section 4: payload types 64-95 are kept free for it)."""
    return 192 <= data[1] <= 223


class RtpView:
    """The header of one RTP packet, and where its parts lie in the buffer it was read from."""

    __slots__ = (
        "end", "extension_end", "extension_start", "marker", "payload_type", "profile", "sequence", "ssrc", "start",
        "timestamp",
    )  # fmt: skip

    def __init__(self) -> None:
        self.marker = False
        self.payload_type = self.sequence = self.timestamp = self.ssrc = 0
        self.start = self.end = 0
        self.profile = self.extension_start = self.extension_end = 0

    def read(self, data: Buffer, length: int) -> None:
        """Read the header of the packet in `data[:length]`. Raises Malformed."""
        if length < 12:
            raise Malformed("RTP header is cut short")
        first, second, self.sequence, self.timestamp, self.ssrc = HEADER.unpack_from(data)
        if first >> 6 != 2:
            raise Malformed("RTP version is not 2")
        self.marker = second > 127
        self.payload_type = second & 0x7F
        start = 12 + ((first & 0x0F) << 2)
        self.profile = self.extension_start = self.extension_end = 0
        if first & 0x10:
            if start + 4 > length:
                raise Malformed("RTP header extension is cut short")
            self.profile = data[start] << 8 | data[start + 1]
            self.extension_start = start + 4
            start = self.extension_end = start + 4 + ((data[start + 2] << 8 | data[start + 3]) << 2)
        if first & 0x20 and length > start:
            padding = data[length - 1]
            if padding == 0:
                raise Malformed("RTP padding has no length")
            length -= padding
        if start > length:
            raise Malformed("RTP header is longer than the packet")
        self.start, self.end = start, length

    def extension(self, data: Buffer, wanted: int) -> tuple[int, int] | None:
        """Where the value of the header extension with this id lies, as (start, end); None when it is absent."""
        at, end = self.extension_start, self.extension_end
        if self.profile == ONE_BYTE_PROFILE:
            while at < end:
                head = data[at]
                if head == 0:
                    at += 1
                    continue
                identifier, stop = head >> 4, at + 2 + (head & 0x0F)
                if identifier == 15 or stop > end:
                    return None
                if identifier == wanted:
                    return at + 1, stop
                at = stop
        elif self.profile & 0xFFF0 == TWO_BYTE_PROFILE:
            while at + 1 < end:
                if data[at] == 0:
                    at += 1
                    continue
                stop = at + 2 + data[at + 1]
                if stop > end:
                    return None
                if data[at] == wanted:
                    return at + 2, stop
                at = stop
        return None


class Packet:
    """What is kept of one incoming packet: shared by every subscriber it is forwarded to, and never changed."""

    __slots__ = ("body", "descriptor", "level", "marker", "picture_id", "seq", "starts", "timestamp", "tl0")

    def __init__(self, seq: int, timestamp: int, marker: bool, body: bytes, starts: bool = True) -> None:
        self.seq = seq  # extended
        self.timestamp = timestamp
        self.marker = marker
        self.body = body
        self.starts = (
            starts  # a stream may begin with this packet: any audio, the first packet of a key frame
        )
        self.descriptor: bytes = b""  # the VP8 payload descriptor as it came; empty for audio
        self.level: int | None = None  # of a voice: dB below overload, if its sender says (RFC 6464)
        self.picture_id = -1
        self.tl0 = -1


def two_byte_extension(values: list[tuple[int, bytes]]) -> bytes:
    """A two-byte-form header extension block, with its four-byte head (RFC 8285 section 4.3)."""
    body = b"".join(bytes((identifier, len(value))) + value for identifier, value in values)
    return _block(TWO_BYTE_PROFILE, body)


def one_byte_extension(values: list[tuple[int, bytes]]) -> bytes:
    """A one-byte-form header extension block, with its four-byte head (RFC 8285 section 4.2)."""
    body = b"".join(bytes((identifier << 4 | len(value) - 1,)) + value for identifier, value in values)
    return _block(ONE_BYTE_PROFILE, body)


def _block(profile: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack("!HH", profile, len(body) >> 2) + body

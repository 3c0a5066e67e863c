"""The VP8 payload descriptor (RFC 7741 section 4.2): read, and written with other picture numbers.

Nothing beyond the descriptor is read, except the first ten bytes of a frame that tell a key frame and its size: groups
are to be end-to-end encrypted, and encryption leaves those in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Malformed
from .packet import Buffer

PICTURE_IDS = 1 << 15
TL0_IDS = 1 << 8

_X, _S, _PARTITION = 0x80, 0x10, 0x07
_I, _L, _T, _K = 0x80, 0x40, 0x20, 0x10
_START_CODE = b"\x9d\x01\x2a"


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One payload descriptor. A number that is absent is -1."""

    size: int  # bytes it takes in the payload
    picture_id: int
    tl0: int
    temporal_layer: int
    starts_frame: bool


def read(data: Buffer, start: int, end: int) -> Descriptor:
    """The descriptor at `data[start:end]`. Raises Malformed."""
    try:
        return _read(data[start : min(end, start + 6)])
    except IndexError:
        raise Malformed("VP8 payload descriptor is cut short") from None


def _read(data: Buffer) -> Descriptor:
    first = data[0]
    at, picture_id, tl0, temporal_layer = 1, -1, -1, 0
    if first & _X:
        flags = data[1]
        at = 2
        if flags & _I:
            picture_id = data[at]
            at += 1
            if picture_id & 0x80:
                picture_id = (picture_id & 0x7F) << 8 | data[at]
                at += 1
        if flags & _L:
            tl0 = data[at]
            at += 1
        if flags & (_T | _K):
            temporal_layer = data[at] >> 6
            at += 1
    return Descriptor(at, picture_id, tl0, temporal_layer, first & _S != 0 and first & _PARTITION == 0)


def write(descriptor: bytes, picture_id: int, tl0: int) -> bytes:
    """The same descriptor with these numbers in place of its own.

    A picture id is always written with 15 bits, so that a stream whose source changes never changes its width.
    """
    flags = descriptor[1]
    at = 2
    out = bytearray(descriptor[:2])
    if flags & _I:
        at += 2 if descriptor[at] & 0x80 else 1
        out += bytes((0x80 | picture_id >> 8, picture_id & 0xFF))
    if flags & _L:
        at += 1
        out.append(tl0)
    return bytes(out + descriptor[at:])


def is_key_frame(body: bytes, descriptor: Descriptor) -> bool:
    """Whether this packet begins a key frame (RFC 6386 section 9.1: the P bit of the frame tag)."""
    return descriptor.starts_frame and len(body) > 0 and body[0] & 0x01 == 0


def key_frame_height(body: bytes) -> int | None:
    """The height in pixels that a key frame announces; None when it isn't there to be read."""
    if len(body) < 10 or body[3:6] != _START_CODE:
        return None
    return (body[9] << 8 | body[8]) & 0x3FFF

"""Serial number arithmetic: 16-bit RTP sequence numbers and 32-bit timestamps that wrap around (RFC 1982).

Inside the media server sequence numbers are *extended*: plain integers that never wrap, so that "later" is `>`.
They are cut to 16 bits only where a packet is written.
"""

from __future__ import annotations

SEQUENCES = 1 << 16
TIMESTAMPS = 1 << 32


def difference(later: int, earlier: int, modulus: int) -> int:
    """How far `later` is ahead of `earlier` on a circle of `modulus` numbers: in [-modulus/2, modulus/2)."""
    half = modulus >> 1
    return (later - earlier + half) % modulus - half


def extend(sequence: int, near: int) -> int:
    """The extended number closest to `near` whose low 16 bits are `sequence` (RFC 3550, A.1)."""
    return near + ((sequence - near + 0x8000) & 0xFFFF) - 0x8000


def timestamp_difference(later: int, earlier: int) -> int:
    """Ticks from `earlier` to `later`, negative when `later` is in fact older."""
    return difference(later, earlier, TIMESTAMPS)

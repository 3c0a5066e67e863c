"""SRTP in place, in the node's own buffers: what pylibsrtp does, without its two copies and allocation a packet."""

from __future__ import annotations

from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

# libsrtp writes its trailer behind the packet: SRTP_MAX_TRAILER_LEN, and the SRTCP index.
TRAILER = 148


class Buffer:
    """Memory that Python and libsrtp share."""

    def __init__(self, size: int = 2048) -> None:
        self.bytes = bytearray(size)
        self.view = memoryview(self.bytes)
        self.pointer: Any = ffi.from_buffer("char[]", self.bytes)
        self.length: Any = ffi.new("int *")


class Srtp:
    """The keys of one session, both ways."""

    __slots__ = ("_inbound", "_outbound", "_rx", "_rx_session", "_tx", "_tx_session")

    def __init__(self, rx: Session, tx: Session, inbound: Buffer, outbound: Buffer) -> None:
        self._rx_session, self._tx_session = rx, tx  # they own the memory that _rx and _tx point to
        self._rx: Any = rx._srtp[0]
        self._tx: Any = tx._srtp[0]
        self._inbound, self._outbound = inbound, outbound

    def sealing_with(self, tx: Session) -> Srtp:
        """The same, but for the session that seals."""
        return Srtp(self._rx_session, tx, self._inbound, self._outbound)

    def open_rtp(self, length: int) -> int:
        """Decrypt the packet in the inbound buffer. Returns its new length; 0 if it is forged or replayed."""
        buffer = self._inbound
        buffer.length[0] = length
        if lib.srtp_unprotect(self._rx, buffer.pointer, buffer.length):
            return 0
        return int(buffer.length[0])

    def open_rtcp(self, length: int) -> int:
        buffer = self._inbound
        buffer.length[0] = length
        if lib.srtp_unprotect_rtcp(self._rx, buffer.pointer, buffer.length):
            return 0
        return int(buffer.length[0])

    def seal_rtp(self, length: int) -> int:
        """Encrypt the packet in the outbound buffer. Returns its new length, 0 if that failed."""
        buffer = self._outbound
        buffer.length[0] = length
        if lib.srtp_protect(self._tx, buffer.pointer, buffer.length):
            return 0
        return int(buffer.length[0])

    def seal_rtcp(self, length: int) -> int:
        buffer = self._outbound
        buffer.length[0] = length
        if lib.srtp_protect_rtcp(self._tx, buffer.pointer, buffer.length):
            return 0
        return int(buffer.length[0])

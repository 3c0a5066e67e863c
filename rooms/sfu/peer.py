"""One browser: its way in and out (ICE, DTLS, SRTP), and the two roles it plays, publisher and subscriber."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Protocol

from . import cells
from .cells import ADDRESS, ADDRESS_CELLS, RX, TX, Arena
from .ice import Address, credentials
from .native import pointer, sockaddr
from .publisher import Publisher
from .quality import PathQuality
from .srtp import Srtp
from .stats import Counters, Drop
from .subscriber import Subscriber
from .udp import UdpSocket

# Streams of one browser that are decrypted: libsrtp remembers each for ever, and finds them one after another.
STREAMS_MOST = 64


class Closable(Protocol):
    """The DTLS side of a peer, as far as peers know it."""

    def receive(self, data: bytes) -> bool: ...

    async def stop(self) -> None: ...


class Peer:
    """Implements `ice.Session` and `contract.Wire`. Its roles and DTLS are given to it right after it is made."""

    publisher: Publisher
    subscriber: Subscriber
    dtls: Closable

    def __init__(
        self,
        *,
        room: str,
        person: str,
        connection: str,
        remote_ufrag: str,
        socket: UdpSocket,
        counters: Counters,
        now: float,
        arena: Arena | None = None,
    ) -> None:
        self.room, self.person, self.connection = room, person, connection
        self.ufrag, self.password = credentials()
        self.remote_ufrag = remote_ufrag
        self.row = cells.way(arena)
        self._address: Address | None = None
        self.joined_at = self.heard_at = now
        self.up = False
        self.quality = PathQuality()
        self.outbound = socket.outbound.view
        self._inbound = socket.inbound.bytes
        self._socket = socket
        self._counters = counters
        self._srtp: Srtp | None = None
        self._another: Callable[[], Any] | None = None
        self._sealing: dict[bytes, Srtp] = {}  # by SSRC: sessions that seal one stream
        self._streams: set[bytes] = set()  # the SSRCs of what was decrypted

    def secure(self, rx: Any, tx: Any, another: Callable[[], Any] | None = None) -> None:
        """The handshake is done: these are the SRTP sessions, and `another` makes more that send."""
        self._srtp = Srtp(rx, tx, self._socket.inbound, self._socket.outbound)
        self._another = another
        self.row.n[RX], self.row.n[TX] = pointer(rx._srtp[0]), pointer(tx._srtp[0])
        self.up = True

    def close(self) -> None:
        """Nothing goes in or out any more."""
        self.row.n[RX] = self.row.n[TX] = 0
        self._srtp = self._another = None
        self.up = False

    @property
    def place(self) -> int:
        """1 + its number where C knows it, else 0."""
        return self.row.place

    @property
    def address(self) -> Address | None:
        return self._address

    @address.setter
    def address(self, address: Address | None) -> None:
        self._address = address
        packed = sockaddr(address) if address is not None else b""
        told = packed.ljust(28, b"\0") + len(packed).to_bytes(4, sys.byteorder)
        self.row.n[ADDRESS : ADDRESS + ADDRESS_CELLS] = memoryview(told).cast("q")

    def send_dtls(self, data: bytes) -> bool:
        return self.address is not None and self._socket.send(data, self.address)

    def keys_for(self, ssrc: int) -> int:
        if self._another is None or self._srtp is None:
            return 0
        session = self._another()
        self._sealing[ssrc.to_bytes(4, "big")] = self._srtp.sealing_with(session)
        return pointer(session._srtp[0])

    def send_rtp(self, length: int) -> bool:
        """Encrypt and send the packet in `outbound`."""
        if self._srtp is None or self.address is None:
            return False
        sealed = self._sealing.get(bytes(self.outbound[8:12]), self._srtp).seal_rtp(length)
        return sealed > 0 and self._socket.send_outbound(sealed, self.address)

    def send_rtcp(self, data: bytes) -> None:
        if self._srtp is None or self.address is None or self._socket.tell(self.place, data):
            return
        self.outbound[: len(data)] = data
        sealed = self._srtp.seal_rtcp(len(data))
        if sealed:
            self._socket.send_outbound(sealed, self.address)

    def pass_on(self, now: float) -> None:
        """Tell the browser when what its seats show was captured, where that was said anew."""
        for reports in self.subscriber.reports(now):
            self.send_rtcp(reports)

    def open(self, length: int, *, rtcp: bool) -> int:
        """Decrypt the packet in the inbound buffer; its length, 0 if it was not this browser's to send."""
        if self._srtp is None:
            self._counters.dropped[Drop.BEFORE_HANDSHAKE] += 1
            return 0
        ssrc = bytes(self._inbound[4:8] if rtcp else self._inbound[8:12])
        if ssrc not in self._streams and len(self._streams) >= STREAMS_MOST:
            self._counters.dropped[Drop.TOO_MANY_STREAMS] += 1
            return 0
        opened = self._srtp.open_rtcp(length) if rtcp else self._srtp.open_rtp(length)
        if opened:
            self._streams.add(ssrc)
        else:
            self._counters.dropped[Drop.SRTP_REJECTED] += 1
        return opened

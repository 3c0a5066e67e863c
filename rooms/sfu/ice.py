"""ICE-lite: the browser's connectivity checks answered, and its address learned from them (RFC 8445, 8489, 7675).

A node has one UDP port for everybody. A binding request names its session by the ufrag in USERNAME and proves it
with MESSAGE-INTEGRITY; media is then told apart by its source address. Nothing is ever sent to an address that has
not proved itself, by a check or by media that only its browser can have sealed, so the node can't be made to flood a
stranger.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from aioice import stun

from .stats import Counters, Drop

Address = tuple[Any, ...]

# A browser may check from several addresses at once. Without a nomination the newest only counts when the one in
# use has been silent for this long.
SILENT_S = 3.0
ADDRESSES_MOST = 8


class Session(Protocol):
    """What ICE needs to know of the one it serves, and what it tells."""

    ufrag: str
    password: str
    remote_ufrag: str
    address: Address | None
    heard_at: float


S = TypeVar("S", bound=Session)


def credentials() -> tuple[str, str]:
    """A fresh (ufrag, password); RFC 8839 section 5.4 wants 24 and 128 bits at least."""
    return secrets.token_hex(8), secrets.token_hex(16)


class IceLite(Generic[S]):
    """All sessions of one UDP port, by ufrag and by address."""

    def __init__(
        self,
        counters: Counters,
        send: Callable[[bytes, Address], object],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_change`: an address that was somebody's is so no more."""
        self._on_change = on_change
        self.by_address: dict[Address, S] = {}
        self._by_ufrag: dict[str, S] = {}
        self._addresses: dict[str, list[Address]] = {}
        self._counters = counters
        self._send = send

    def add(self, session: S) -> None:
        self._by_ufrag[session.ufrag] = session
        self._addresses[session.ufrag] = []

    def remove(self, session: S) -> None:
        self._by_ufrag.pop(session.ufrag, None)
        for address in self._addresses.pop(session.ufrag, []):
            if self.by_address.get(address) is session:
                del self.by_address[address]
        self._on_change()

    def receive(self, data: bytes, address: Address, now: float) -> S | None:
        """Answer one STUN datagram. Returns the session whose consent it renewed, if it did."""
        try:
            request = stun.parse_message(data)
        except Exception:  # whatever a forged datagram provokes in the parser, it is one bad datagram
            self._counters.dropped[Drop.STUN_MALFORMED] += 1
            return None
        if request.message_method != stun.Method.BINDING or request.message_class != stun.Class.REQUEST:
            self._counters.dropped[Drop.STUN_STRANGER] += 1
            return None
        ours, _, theirs = str(request.attributes.get("USERNAME", "")).partition(":")
        session = self._by_ufrag.get(ours)
        if session is None or theirs != session.remote_ufrag:
            self._counters.dropped[Drop.STUN_STRANGER] += 1
            return None
        if not request.check_message_integrity(session.password.encode()):
            self._counters.dropped[Drop.STUN_FORGED] += 1
            return None
        self._accept(session, address, nominated="USE-CANDIDATE" in request.attributes, now=now)
        self._send(self._response(request, session, address), address)
        return session

    def follow(self, session: S, address: Address) -> None:
        """The session's media comes from here now: a packet that only its browser can have sealed, and only once,
        came from an address that nobody is known at, as after Wi-Fi gave way to mobile data or a router forgot it.

        Consent (RFC 7675) is not renewed by it: an address that never answers a check is given up like any other.
        """
        self._learn(session, address)
        session.address = address

    def _response(self, request: stun.Message, session: S, address: Address) -> bytes:
        host = str(address[0]).removeprefix("::ffff:").partition("%")[0]
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": (host, address[1])},
        )
        response.add_message_integrity(session.password.encode())
        return bytes(response)

    def _accept(self, session: S, address: Address, *, nominated: bool, now: float) -> None:
        self._learn(session, address)
        if session.address is None or nominated or now - session.heard_at > SILENT_S:
            session.address = address
        if session.address == address:
            session.heard_at = now

    def _learn(self, session: S, address: Address) -> None:
        """What comes from here is this session's. The oldest address is forgotten when there are too many."""
        known = self._addresses[session.ufrag]
        if self.by_address.get(address) is not session:
            self.by_address[address] = session
            self._on_change()
            known.append(address)
            if len(known) > ADDRESSES_MOST:
                oldest = known.pop(0 if known[0] != session.address else 1)
                if self.by_address.get(oldest) is session:
                    del self.by_address[oldest]

"""A media node: one UDP port, many rooms. This is what the rest of the program uses.

The node reads the clock and the socket; everything within is told the time. Browsers' datagrams are told apart by
their first byte (RFC 7983), and no datagram, however strange, raises past `_on_datagram`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping

from aiortc.rate import RemoteBitrateEstimator
from aiortc.rtcdtlstransport import RTCCertificate

from . import native
from .cells import Arena
from .dtls import Dtls
from .errors import Malformed, OfferRefused, Refusal
from .events import DownReason, EncodingsWanted, MediaDown, NodeEvent
from .fanout import Fanout
from .ice import Address, IceLite
from .layout import Layout, lay_out
from .packet import is_rtcp
from .paths import Paths
from .peer import Peer
from .policy import RoomPolicy
from .publisher import Publisher
from .rounds import Rounds
from .router import Room
from .sdp import Answer, Offer, parse_offer, write_answer
from .settings import NodeSettings
from .stats import Counters, Drop, NodeStats
from .subscriber import Subscriber
from .udp import UdpSocket, others

log = logging.getLogger(__name__)

# Packets from unknown addresses that are looked into between two rounds of telling: a flood is dropped unseen.
STRAYS_MOST = 24
# A room is at most so many connections, seated or not.
PEERS_MOST = 64


class Node:
    """Browsers join with an offer; what they may send and receive is decided by `apply` alone."""

    def __init__(self, *, settings: NodeSettings, on_event: Callable[[NodeEvent], None]) -> None:
        self._settings = settings
        self._on_event = on_event
        self._counters = Counters()
        self.paths = Paths()
        self._fanout = Fanout(self._counters)
        self._socket = UdpSocket(self._counters, self._on_datagram, lambda: self._rounds.asking)
        self._ice: IceLite[Peer] = IceLite(self._counters, self._socket.send, self._forget_addresses)
        self._arena: Arena | None = None
        self._forwarder: native.Forwarder | None = None
        self._placed: dict[int, Peer] = {}  # those whom C knows, by their place
        self._rooms: dict[str, Room] = {}
        self._certificate: RTCCertificate | None = None
        self._rounds = Rounds(self._rooms, on_told=self._forget_strays, check_life=self._check_life)
        self._farewells: set[asyncio.Task[None]] = set()
        self._strays = 0  # packets from unknown addresses that were looked into in this round

    @property
    def port(self) -> int:
        """The UDP port in use: what settings say, or what the system chose for port 0."""
        return self._socket.port

    async def start(self) -> None:
        """Raises PortInUse."""
        self._socket.open(self._settings.host, self._settings.port)
        library = native.library() if self._settings.accelerate else None
        if library is not None:
            self._arena = Arena()
            self._forwarder = native.Forwarder(
                library,
                self._arena,
                self._counters,
                file=self._socket.fileno(),
                others=others(asyncio.get_running_loop()),
            )
            self._fanout.accelerate(self._forwarder)
            self._socket.accelerate(self._forwarder, self._on_record)
        self._certificate = RTCCertificate.generateCertificate()
        self._rounds.start()

    async def stop(self) -> None:
        """Say goodbye to everybody and free the port."""
        self._certificate = None
        await self._rounds.stop()
        for room in list(self._rooms):
            self._close(room, DownReason.NODE_STOPPED)
        await asyncio.gather(*self._farewells, return_exceptions=True)
        self._socket.close()

    # The room's commands

    async def join(self, *, room: str, person: str, connection: str, offer: str) -> str:
        """The answer to a browser's offer. Replaces what the person or the connection had before.

        Raises OfferRefused.
        """
        try:
            return self._join(room, person, connection, offer)
        except OfferRefused as refused:
            self._counters.refused[refused.refusal] += 1
            raise

    def _join(self, room: str, person: str, connection: str, offer: str) -> str:
        place = self._rooms.get(room)
        if self._certificate is None:
            raise OfferRefused(Refusal.CLOSING)
        if place is None or not place.policy.admits(person, connection):
            raise OfferRefused(Refusal.NOT_ADMITTED)
        parsed = parse_offer(offer)
        layout = lay_out(parsed, most_seats=self._settings.seats)
        earlier = [p for p in place.peers.values() if p.person == person or p.connection == connection]
        if len(place.peers) - len(earlier) >= PEERS_MOST:
            raise OfferRefused(Refusal.ROOM_FULL)
        peer = self._make_peer(place, person, connection, parsed, layout)
        for old in earlier:
            self._forget(place, old, None if old.connection == connection else DownReason.REPLACED)
        place.add(peer)
        self._ice.add(peer)
        place.arrange(time.monotonic())
        return self._answer(peer, layout)

    def leave(self, *, room: str, connection: str) -> None:
        """End a connection's media. Unknown ones are ignored."""
        place = self._rooms.get(room)
        peer = place.peers.get(connection) if place else None
        if peer is not None:
            self._remove(peer, DownReason.LEFT)

    def apply(self, policy: RoomPolicy) -> None:
        """Follow the whole policy of a room from the very next packet on; older versions are ignored."""
        room = self._rooms.get(policy.room)
        if room is None:
            room = self._rooms[policy.room] = Room(
                policy.room,
                voices=self._settings.voices,
                fanout=self._fanout,
                counters=self._counters,
                paths=self.paths,
                on_event=self._on_event,
            )
        for peer, reason in room.apply(policy, time.monotonic()):
            self._remove(peer, reason)

    def watch(self, *, room: str, connection: str, heights: Mapping[str, int]) -> None:
        """The height of each person's tile in pixels, 0 for no picture wanted; those not named get a middling one."""
        place = self._rooms.get(room)
        peer = place.peers.get(connection) if place else None
        if place is not None and peer is not None:
            peer.subscriber.heights = dict(heights)
            if peer.up:
                place.assign(peer, time.monotonic())

    def seats(self, *, room: str, connection: str) -> tuple[tuple[int, str], ...] | None:
        """The seating of a connection as last told by SeatsChanged; None while its media isn't up."""
        place = self._rooms.get(room)
        peer = place.peers.get(connection) if place else None
        return place.seats(peer) if place is not None and peer is not None and peer.up else None

    def encodings(self, *, room: str, connection: str) -> tuple[str, ...] | None:
        """What EncodingsWanted last told of a connection; None while its media isn't up."""
        place = self._rooms.get(room)
        peer = place.peers.get(connection) if place else None
        return peer.publisher.wanted() if peer is not None and peer.up else None

    def close_room(self, room: str) -> None:
        """End all media of a room and forget its policy."""
        self._close(room, DownReason.ROOM_CLOSED)

    def stats(self) -> NodeStats:
        peers = [peer for room in self._rooms.values() for peer in room.peers.values()]
        counted = {field.name: getattr(self._counters, field.name) for field in dataclasses.fields(Counters)}
        for name in ("dropped", "refused", "ended"):
            counted[name] = {reason.value: count for reason, count in counted[name].items()}
        return NodeStats(
            rooms=len(self._rooms), people=len(peers), connections=sum(peer.up for peer in peers), **counted
        )

    def pictures(self) -> Counter[str]:
        """How many seats show a picture of which size now (`paths.size`)."""
        return sum((room.pictures() for room in self._rooms.values()), Counter())

    # Peers

    def _make_peer(self, room: Room, person: str, connection: str, offer: Offer, layout: Layout) -> Peer:
        assert self._certificate is not None
        peer = Peer(
            room=room.name,
            person=person,
            connection=connection,
            remote_ufrag=offer.ufrag,
            socket=self._socket,
            counters=self._counters,
            now=time.monotonic(),
            arena=self._arena,
        )
        if peer.place:
            self._placed[peer.place] = peer
        peer.publisher = Publisher(
            person=person,
            layout=layout,
            relay=self._fanout.relay,
            on_source=room.new_source,
            on_sound=self._fanout.sounded,
            send_rtcp=peer.send_rtcp,
            estimator=RemoteBitrateEstimator(),
            counters=self._counters,
            on_trouble=self._rounds.ask_soon,
            on_demand=lambda rids: self._on_event(EncodingsWanted(room.name, peer.connection, rids)),
            row=peer.row,
            arena=self._arena,
        )
        peer.subscriber = Subscriber(layout, person, peer, self._arena)

        def up(rx: object, tx: object, another: Callable[[], object]) -> None:
            if room.peers.get(peer.connection) is peer:  # it may have been replaced during the handshake
                peer.secure(rx, tx, another)
                room.up(peer, time.monotonic())

        def down(connected: bool) -> None:
            self._remove(peer, DownReason.CLOSED if connected else DownReason.DTLS_FAILED)

        dtls = Dtls(
            certificate=self._certificate,
            fingerprints=offer.fingerprints,
            send=peer.send_dtls,
            on_up=up,
            on_down=down,
        )
        peer.dtls = dtls
        dtls.start()
        return peer

    def _answer(self, peer: Peer, layout: Layout) -> str:
        assert self._certificate is not None
        fingerprints = [(f.algorithm, f.value) for f in self._certificate.getFingerprints()]
        return write_answer(
            Answer(
                ufrag=peer.ufrag,
                password=peer.password,
                fingerprints=fingerprints[:1],
                candidates=[(address, self.port) for address in self._settings.announced],
                media=layout.answer,
            )
        )

    def _remove(self, peer: Peer, reason: DownReason) -> None:
        """End a peer's media, and let others have its seats."""
        room = self._rooms.get(peer.room)
        if room is not None and room.peers.get(peer.connection) is peer:
            self._forget(room, peer, reason)
            room.arrange(time.monotonic())

    def _forget(self, room: Room, peer: Peer, reason: DownReason | None) -> None:
        room.remove(peer)
        self._ice.remove(peer)
        self._placed.pop(peer.place, None)
        peer.up = False
        farewell = asyncio.get_running_loop().create_task(self._farewell(peer))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)
        if reason is not None:
            self._counters.ended[reason] += 1
            self._on_event(MediaDown(room.name, peer.connection, reason))

    async def _farewell(self, peer: Peer) -> None:
        await peer.dtls.stop()
        peer.close()

    def _close(self, name: str, reason: DownReason) -> None:
        room = self._rooms.pop(name, None)
        if room is not None:
            for peer in list(room.peers.values()):
                self._forget(room, peer, reason)

    # Datagrams

    def _on_datagram(self, length: int, address: Address, at: float) -> None:
        self._guarded(self._dispatch, length, address, at)

    def _on_record(self, record: native.Record) -> None:
        self._guarded(self._take_record, record)

    def _guarded(self, handle: Callable[..., None], *arguments: object) -> None:
        counters = self._counters
        try:
            handle(*arguments)
        except Malformed:
            counters.dropped[Drop.MALFORMED] += 1
        except Exception:  # one browser's packet must not stop everybody's
            counters.dropped[Drop.INTERNAL] += 1
            times = counters.dropped[Drop.INTERNAL]
            if times & (times - 1) == 0:  # the 1st, 2nd, 4th, 8th ... time: a flood must not fill the log
                log.exception("a datagram could not be handled (%s so far)", times)

    def _take_record(self, record: native.Record) -> None:
        """A datagram that C has opened, or how loud a voice was that it took in."""
        assert self._forwarder is not None
        peer, what = self._placed.get(record[native.WAY]), record[native.WHAT]
        if what == native.FORGED:
            self._counters.dropped[Drop.SRTP_REJECTED] += 1
        elif peer is None:
            self._counters.dropped[Drop.UNKNOWN_ADDRESS] += 1  # gone since this turn began
        elif what in (native.HEARD, native.SILENT):
            heard = what == native.HEARD
            peer.publisher.sounded(record[native.STREAM], record[native.LEVEL], heard, record[native.AT])
        else:
            peer.publisher.receive(self._forwarder.data(record), record[native.END], record[native.AT])

    def _forget_addresses(self) -> None:
        if self._forwarder is not None:
            self._forwarder.forget_addresses()

    def _dispatch(self, length: int, address: Address, now: float) -> None:
        inbound, counters = self._socket.inbound, self._counters
        first = inbound.bytes[0] if length else 255
        if 128 <= first <= 191 and length >= 12:
            rtcp = is_rtcp(inbound.bytes)
            peer = self._ice.by_address.get(address)
            if peer is None:
                self._find(length, address, now, rtcp=rtcp)
            elif rtcp:
                opened = peer.open(length, rtcp=True)
                if opened:
                    self._rooms[peer.room].feedback(peer, bytes(inbound.view[:opened]), now)
            else:
                if self._forwarder is not None and peer.place:
                    self._forwarder.know(address, peer.place)
                opened = peer.open(length, rtcp=False)
                if opened:
                    peer.publisher.receive(inbound.view, opened, now)
        elif first <= 3:
            self._ice.receive(bytes(inbound.view[:length]), address, now)
        elif 20 <= first <= 63:
            peer = self._ice.by_address.get(address)
            if peer is None:
                counters.dropped[Drop.UNKNOWN_ADDRESS] += 1
            elif not peer.dtls.receive(bytes(inbound.view[:length])):
                counters.dropped[Drop.DTLS_FLOOD] += 1
        else:
            counters.dropped[Drop.NOT_A_PROTOCOL] += 1

    def _find(self, length: int, address: Address, now: float, *, rtcp: bool) -> None:
        """Media from an address that nobody is known at: whoever sends that stream may have moved (`IceLite.follow`).

        A browser that checks its path every few seconds would be neither heard nor reached until then.
        """
        counters = self._counters
        at = 4 if rtcp else 8
        ssrc = int.from_bytes(self._socket.inbound.view[at : at + 4], "big")
        peer = None
        if self._strays < STRAYS_MOST:
            everybody = (p for room in self._rooms.values() for p in room.peers.values())
            peer = next((p for p in everybody if p.up and p.publisher.sends(ssrc)), None)
        if peer is None:
            counters.dropped[Drop.UNKNOWN_ADDRESS] += 1
            return
        self._strays += 1
        opened = peer.open(length, rtcp=rtcp)
        if not opened:
            return
        self._ice.follow(peer, address)
        counters.moves += 1
        if rtcp:
            self._rooms[peer.room].feedback(peer, bytes(self._socket.inbound.view[:opened]), now)
        else:
            peer.publisher.receive(self._socket.inbound.view, opened, now)

    # From time to time

    def _forget_strays(self) -> None:
        self._strays = 0

    def _check_life(self, peer: Peer, now: float) -> None:
        if not peer.up and now - peer.joined_at > self._settings.connect_s:
            self._remove(peer, DownReason.NEVER_CONNECTED)
        elif peer.up and now - peer.heard_at > self._settings.consent_s:
            self._remove(peer, DownReason.CONSENT_LOST)

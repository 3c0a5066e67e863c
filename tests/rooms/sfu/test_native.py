"""What is sent by C is what is sent in Python, byte for byte, and refusals are counted the same."""

from __future__ import annotations

import os
import shutil
import socket
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from rooms.sfu import native, rtcp
from rooms.sfu.cells import LANE_SENT, SEQ_DELTA, Arena
from rooms.sfu.fanout import Fanout, connect, regate
from rooms.sfu.layout import SeatLine, lay_out
from rooms.sfu.packet import Packet
from rooms.sfu.peer import Peer
from rooms.sfu.policy import Kind, PersonPolicy, RoomPolicy
from rooms.sfu.sdp import parse_offer
from rooms.sfu.stats import Counters, Drop
from rooms.sfu.subscriber import SeatOutlet
from rooms.sfu.tracks import Encoding, PublishedTrack
from rooms.sfu.udp import UdpSocket

from .builders import browser_offer

KEYS = [os.urandom(28) for _ in range(3)]
LAYOUT = lay_out(parse_offer(browser_offer(2)), most_seats=15)
EVERYONE = RoomPolicy("room", 1, {name: PersonPolicy(True, True) for name in ("ana", "0", "1", "2")})


@pytest.fixture(scope="module")
def library() -> native.Library:
    found = native.library()
    assert found is not None, (
        "this machine has a C compiler (bin/test looks for one), yet nothing was compiled"
    )
    return found


class Side:
    """Ana's track, and three receivers whose sockets say what came, sealed with the same keys on either side."""

    def __init__(self, *, by_c: bool, kind: Kind = Kind.PICTURE) -> None:
        self.counters = Counters()
        self.udp = UdpSocket(self.counters, lambda length, address, at: None)
        self.udp._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp._socket.setblocking(False)
        self.fanout = Fanout(self.counters)
        library = native.library()
        self.arena = Arena() if by_c and library is not None else None
        if self.arena is not None and library is not None:
            file = self.udp.fileno()
            self.udp._forwarder = native.Forwarder(library, self.arena, self.counters, file=file)
            self.fanout.accelerate(self.udp._forwarder)
        line = next(line for line in LAYOUT.own if line.kind is kind)
        self.track = PublishedTrack("ana", line)
        self.source = Encoding(
            line,
            "l",
            1,
            height=180,
            send_rtcp=lambda data: None,
            counters=self.counters,
            now=0.0,
            arena=self.arena,
        )
        self.track.add(self.source)
        self.sockets: list[socket.socket] = []
        self.peers: list[Peer] = []
        self.outlets: list[SeatOutlet] = []
        regate(self.track, EVERYONE)
        for number, key in enumerate(KEYS):
            self._receiver(number, key, kind)

    def _receiver(self, number: int, key: bytes, kind: Kind) -> None:
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind(("127.0.0.1", 0))
        receiver.setblocking(False)
        peer = Peer(room="room", person=str(number), connection=str(number), remote_ufrag="them",
                    socket=self.udp, counters=self.counters, now=0.0, arena=self.arena)  # fmt: skip
        profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        inbound = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=profile))
        outbound = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile))
        peer.address = receiver.getsockname()
        peer.secure(inbound, outbound)
        # Each numbers its types, extensions and seats differently.
        line = SeatLine(kind, 0, 96 + number, 110, 90_000, 3 + number if number else None, 500 + number, 600)
        outlet = SeatOutlet(line, str(number), peer, self.arena, due={})
        assert connect(self.track, outlet, EVERYONE)
        outlet.track = self.track
        outlet.aim(self.source, 0.0)
        self.sockets.append(receiver)
        self.peers.append(peer)
        self.outlets.append(outlet)

    def relay(self, packets: list[Packet]) -> None:
        for number, packet in enumerate(packets):
            self.fanout.relay(self.track, self.source, packet, 1.0 + number / 50)

    def came(self) -> list[list[bytes]]:
        return [list(waiting(receiver)) for receiver in self.sockets]

    def close(self) -> None:
        for sock in (*self.sockets, self.udp._socket):
            assert sock is not None
            sock.close()


def waiting(receiver: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            yield receiver.recv(2048)
        except BlockingIOError:
            return


@st.composite
def streams(draw: st.DrawFn) -> list[Packet]:
    """A key frame and what follows, some of it out of order, with any descriptor that browsers send."""
    packets = []
    for number in range(draw(st.integers(1, 8))):
        seq = 70_000 + number + draw(st.sampled_from([0, 0, 0, 2, -1 if number > 2 else 0]))
        packet = Packet(seq, draw(st.integers(0, 2**32 - 1)), draw(st.booleans()),
                        draw(st.binary(max_size=1200)), number == 0)  # fmt: skip
        kind = draw(st.sampled_from(["long", "short", "tl0 alone", "none"]))
        picture, tl0 = draw(st.integers(0, 127)), draw(st.integers(0, 255))
        if kind == "long":
            packet.descriptor = bytes((0x90, 0xE0)) + struct.pack("!HBB", 0x8000 | picture, tl0, 0x20)
        elif kind == "short":
            packet.descriptor = bytes((0x90, 0xC0, picture, tl0))
        elif kind == "tl0 alone":
            packet.descriptor = bytes((0x80, 0x80, picture))
        if packet.descriptor:
            packet.picture_id, packet.tl0 = picture, tl0
        packets.append(packet)
    return packets


@settings(max_examples=60, deadline=None)
@given(streams())
def test_both_send_the_same_bytes(library: object, packets: list[Packet]) -> None:
    in_python, by_c = Side(by_c=False), Side(by_c=True)
    in_python.relay(packets)
    by_c.relay(packets)

    expected, found = in_python.came(), by_c.came()
    in_python.close()
    by_c.close()

    assert found == expected
    assert any(expected)
    assert by_c.counters == in_python.counters
    assert [o.totals() for o in by_c.outlets] == [o.totals() for o in in_python.outlets]
    assert [o.rewriter.cells.n.tolist()[SEQ_DELTA:LANE_SENT] for o in by_c.outlets] == [
        o.rewriter.cells.n.tolist()[SEQ_DELTA:LANE_SENT] for o in in_python.outlets
    ]


def test_what_one_cannot_be_sent_the_others_get(library: object) -> None:
    side = Side(by_c=True)
    side.peers[0].address = ("127.0.0.1", 0)  # nowhere
    side.peers[1].close()
    side.relay([Packet(70_000 + number, 960 * number, False, b"picture", number == 0) for number in range(5)])

    nothing, gone, whole = side.came()
    side.close()

    assert (nothing, gone, len(whole)) == ([], [], 5)
    assert side.counters.dropped[Drop.SOCKET_FULL] == 5
    assert side.counters.video_forwarded == side.counters.packets_out == 5
    assert [outlet.totals()[0] for outlet in side.outlets] == [0, 0, 5]


def test_both_say_the_same_by_rtcp(library: object) -> None:
    in_python, by_c = Side(by_c=False), Side(by_c=True)
    for side in (in_python, by_c):
        for said in (rtcp.key_frame_request(7), rtcp.nack(7, [1, 2, 900]), rtcp.receiver_report([])):
            for peer in side.peers:
                peer.send_rtcp(said)
        side.peers[0].close()
        side.peers[0].send_rtcp(rtcp.key_frame_request(7))
        side.relay([Packet(70_000, 0, False, b"picture", True)])  # after which C has told what it counted

    expected, found = in_python.came(), by_c.came()
    in_python.close()
    by_c.close()

    assert found == expected
    assert [len(packets) for packets in found] == [3, 4, 4]
    assert by_c.counters == in_python.counters


def test_while_c_stays_with_the_socket_rtcp_goes_with_what_is_sent_next(library: object) -> None:
    side = Side(by_c=True)
    side.udp._staying = cast(Any, "it does")
    side.peers[2].send_rtcp(rtcp.key_frame_request(7))
    before = side.came()
    side.relay([Packet(70_000 + number, 0, False, b"picture", number == 0) for number in range(2)])

    after = side.came()
    side.close()

    assert before == [[], [], []]
    assert [len(packets) for packets in after] == [2, 2, 3]


def test_a_number_is_never_sent_twice_with_other_bytes(library: object) -> None:
    side = Side(by_c=True)
    first, again = (Packet(70_000, 0, False, body, True) for body in (b"one", b"two"))
    side.relay([first, again])

    came = side.came()
    side.close()

    assert [len(packets) for packets in came] == [1, 1, 1]


@pytest.mark.parametrize(
    "address",
    [("127.0.0.1", 7100), ("203.0.113.9", 65535), ("::1", 7100, 0, 0), ("::ffff:192.0.2.1", 9, 0, 0)],
    ids=str,
)
def test_addresses_are_written_as_the_system_reads_them(address: tuple[str, int]) -> None:
    family = socket.AF_INET if len(address) == 2 else socket.AF_INET6
    packed = native.sockaddr(address)

    assert struct.unpack("=H", packed[:2]) == (family,)
    assert struct.unpack("!H", packed[2:4]) == (address[1],)
    host = packed[4:8] if family == socket.AF_INET else packed[8:24]
    assert socket.inet_ntop(family, host) == address[0]
    assert len(packed) == (16 if family == socket.AF_INET else 28)


def test_a_library_beside_the_source_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = shutil.which("cc")
    assert compiler is not None
    built = tmp_path / "fanout.so"
    native.compile_to(built, compiler)
    monkeypatch.setattr(native, "BUILT", built)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    assert native.library.__wrapped__() is not None
    built.unlink()
    assert native.library.__wrapped__() is None, "without a compiler there is none, and nothing fails"


def test_a_node_can_be_told_to_do_without() -> None:
    from rooms.sfu import Node, NodeSettings

    settings = replace(NodeSettings(), accelerate=False)
    assert Node(settings=settings, on_event=lambda event: None)._fanout._native is None


def test_however_many_there_are_everybody_is_known_by_their_address(library: native.Library) -> None:
    inside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    inside.bind(("127.0.0.1", 0))
    inside.setblocking(False)
    forwarder = native.Forwarder(library, Arena(), Counters(), file=inside.fileno())
    everybody = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(300)]

    def known(place: int) -> int:
        """Whose what this one sends is taken for."""
        everybody[place - 1].sendto(b"\x80\x60 something like media", inside.getsockname())
        (record,) = forwarder.turn(0.0, 0.0).records
        forwarder.know(forwarder.address(record), place)
        return int(record[native.WAY])

    places = range(1, len(everybody) + 1)
    before, after = ([known(place) for place in places] for _ in range(2))
    for sock in (inside, *everybody):
        sock.close()

    assert before == [0] * len(everybody)
    assert after == list(places)

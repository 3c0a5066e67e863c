"""Synthetic participants: real ICE checks, a real DTLS handshake and SRTP, each over a UDP socket of its own.

They use the pieces of aioice, aiortc and libsrtp that the media server itself uses (`rooms.sfu.dtls` says which of
aiortc's names are private), so that they cost little: the machine is the server's.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
import secrets
import socket
import struct
from collections.abc import Sequence
from typing import Any, cast

from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from benchmarks.media_streams import PICTURE_TYPE, Shape, Stream, Tally
from rooms.sfu import rtcp
from rooms.sfu.dtls import PROFILES
from rooms.sfu.packet import is_rtcp
from rooms.sfu.peer import STREAMS_MOST
from rooms.sfu.router import ntp_time
from rooms.sfu.srtp import Buffer, Srtp

# Linux's numbers, which Python does not name: when the kernel got a datagram, and how many it had no room for.
SO_TIMESTAMPNS, SO_RXQ_OVFL = 35, 40
KERNEL_BUFFER = 4 << 20
DRAIN_MOST = 64
# Moments that are due at once and sent without a look at what has come.
BEHIND_MOST = 8
# Packets that a sender keeps to send again, some seconds' worth.
KEPT_MOST = 1024
# Consent is asked for again this often (RFC 7675 section 5.1), reports are sent this often.
CONSENT_S, REPORT_S = 5.0, 1.0
ASK_S = 0.02
HANDSHAKE_S = 20.0
# What everybody says their path carries: enough, for paths are not what is measured.
PLENTY_BPS = 20_000_000

# Where a STUN message has its transaction (RFC 8489 section 5).
TRANSACTION = slice(8, 20)

_TIMESPEC = struct.Struct("@qq")
_COUNT = struct.Struct("@I")
_WORD = struct.Struct("!I")

INBOUND, OUTBOUND = Buffer(), Buffer()


class Participant:
    """One person in one room. Implements what aiortc takes for an ICE transport."""

    role = "controlling"

    def __init__(
        self,
        number: int,
        certificate: RTCCertificate,
        tally: Tally,
        shapes: Sequence[Shape],
        *,
        loss: float = 0.0,
    ) -> None:
        """`loss`: the share of packets that get lost on their way, there and back, of those that can be repaired."""
        self.number = number
        self.sent = 0  # packets
        self.ufrag, self.own_password = secrets.token_hex(4), secrets.token_hex(16)
        self.fingerprint = next(
            f.value for f in certificate.getFingerprints() if f.algorithm.lower() == "sha-256"
        )
        numbers = itertools.count(1)
        self.streams = [Stream(shape, 1000 + line, numbers) for line, shape in enumerate(shapes)]
        self._way = Way(loss, number)
        self._certificate = certificate
        self._tally = tally
        self._datagrams: asyncio.Queue[bytes] = asyncio.Queue()
        self._checked = asyncio.Event()
        self._answered = b""  # the transaction of the check that was last answered
        self._srtp: Srtp | None = None
        self._sealed = {stream.ssrc for stream in self.streams}  # those libsrtp remembers
        self._transport: RTCDtlsTransport | None = None
        self._dropped = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, option, KERNEL_BUFFER)
        for option in (SO_TIMESTAMPNS, SO_RXQ_OVFL):
            self.socket.setsockopt(socket.SOL_SOCKET, option, 1)

    async def connect(self, answer: str, *, role: str) -> None:
        """ICE, then DTLS in this role, as the answer says. Raises TimeoutError or RuntimeError where that fails."""
        said = _attributes(answer)
        address = candidate(answer)
        self.socket.connect((address[4], int(address[5])))
        asyncio.get_running_loop().add_reader(self.socket.fileno(), self._drain)
        self.username, self.password = f"{said['ice-ufrag']}:{self.ufrag}", said["ice-pwd"].encode()
        async with asyncio.timeout(HANDSHAKE_S):
            await self.heard()
            algorithm, _, value = said["fingerprint"].partition(" ")
            transport = self._transport = RTCDtlsTransport(cast(Any, self), [self._certificate])
            transport._set_role(role)
            transport._srtp_profiles = PROFILES
            await transport.start(
                RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm=algorithm, value=value)])
            )
        if transport.state != "connected":
            raise RuntimeError("A participant's DTLS handshake failed.")
        self._srtp = Srtp(transport._rx_srtp, transport._tx_srtp, INBOUND, OUTBOUND)

    @property
    def loses(self) -> bool:
        return self._way.loss > 0

    def send_only(self, rids: Sequence[str]) -> None:
        """As the page does with its encodings: those that come back begin with a key frame."""
        for stream in self.streams:
            if stream.shape.rid:
                asleep = stream.shape.rid not in rids
                stream.key_due |= stream.asleep and not asleep
                stream.asleep = asleep

    async def close(self) -> None:
        self._srtp = None
        if self._transport is not None:
            await self._transport.stop()
        asyncio.get_running_loop().remove_reader(self.socket.fileno())
        self.socket.close()

    async def _recv(self) -> bytes:
        return await self._datagrams.get()

    async def _send(self, data: bytes) -> None:
        self.socket.send(data)

    # What it sends

    def check(self) -> bytes:
        """Ask for consent, and nominate (RFC 8445 section 7.2). The transaction."""
        request = self.binding_request(username=self.username, password=self.password)
        self.socket.send(request)
        return request[TRANSACTION]

    async def heard(self) -> None:
        """Wait until the server has read what was sent so far: it answers a check, and reads in order."""
        transaction = self.check()
        while self._answered != transaction:
            self._checked.clear()
            await self._checked.wait()

    def binding_request(self, *, username: str, password: bytes) -> bytes:
        request = stun.Message(
            stun.Method.BINDING,
            stun.Class.REQUEST,
            attributes={
                "USERNAME": username,
                "PRIORITY": 1,
                "ICE-CONTROLLING": self.number,
                "USE-CANDIDATE": None,
            },
        )
        request.add_message_integrity(password)
        return bytes(request)

    def _answer_check(self, data: bytes) -> None:
        """Not every server contents itself with our checks."""
        request = stun.parse_message(data)
        response = stun.Message(
            stun.Method.BINDING,
            stun.Class.RESPONSE,
            transaction_id=request.transaction_id,
            attributes={"XOR-MAPPED-ADDRESS": self.socket.getpeername()},
        )
        response.add_message_integrity(self.own_password.encode())
        self.socket.send(bytes(response))

    def send(self, stream: Stream) -> None:
        """The next moment of a stream."""
        if self._srtp is None:
            return
        if stream.asleep:
            return
        burst = stream.burst()
        for number in range(burst):
            length = stream.write(OUTBOUND, number, burst)
            if self._way.loses(stream, length):
                continue
            self.socket.send(OUTBOUND.view[: self._srtp.seal_rtp(length)])
            self.sent += 1

    def report(self) -> None:
        """What a browser reports each second, of what it sends and of what it gets."""
        if self._srtp is None:
            return
        for stream in self.streams:
            if not stream.packets or stream.asleep:
                continue
            told = ntp_time(stream.at), stream.timestamp, stream.packets, stream.octets
            self._send_rtcp(rtcp.sender_report(stream.ssrc, *told))
        got = [(ssrc, seq) for (who, ssrc), seq in self._tally.streams.items() if who == self.number]
        blocks = [struct.pack("!6I", ssrc, 0, seq, 0, 0, 0) for ssrc, seq in got]
        estimate = rtcp.remb(PLENTY_BPS, [ssrc for ssrc, _ in got])
        self._send_rtcp(rtcp.receiver_report(blocks[:31]) + estimate)

    def ask_again(self) -> None:
        """Ask for what got lost on its way here (RFC 4585 section 6.2.1)."""
        for ssrc, sequences in self._way.take_lost():
            self._send_rtcp(rtcp.nack(ssrc, sequences))

    def _repeat(self, nack: rtcp.Nack) -> None:
        assert self._srtp is not None
        for stream in self.streams:
            for packet in self._way.kept(stream, nack):
                length = stream.repeat(OUTBOUND, packet)
                self.socket.send(OUTBOUND.view[: self._srtp.seal_rtp(length)])
                self.sent += 1

    def sealed(self, data: bytes, *, rtcp_: bool) -> bytes:
        """Any bytes as this person's own; as they are where libsrtp refuses them."""
        assert self._srtp is not None
        OUTBOUND.view[: len(data)] = data
        length = self._srtp.seal_rtcp(len(data)) if rtcp_ else self._srtp.seal_rtp(len(data))
        if length:
            self._remember(int.from_bytes(data[4:8] if rtcp_ else data[8:12], "big"))
        return bytes(OUTBOUND.view[: length or len(data)])

    def _remember(self, ssrc: int) -> None:
        """libsrtp looks through all streams of a session for each packet: it keeps as many as the server opens."""
        if len(self._sealed) < STREAMS_MOST:
            self._sealed.add(ssrc)
        elif ssrc not in self._sealed:
            assert self._transport is not None
            self._transport._tx_srtp.remove_stream(ssrc)

    def _send_rtcp(self, data: bytes) -> None:
        assert self._srtp is not None
        OUTBOUND.view[: len(data)] = data
        self.socket.send(OUTBOUND.view[: self._srtp.seal_rtcp(len(data))])

    # What it gets

    def _drain(self) -> None:
        for _ in range(DRAIN_MOST):
            try:
                length, told, _, _ = self.socket.recvmsg_into([INBOUND.bytes], 96)
            except (BlockingIOError, InterruptedError):
                return
            arrived = 0
            for _, kind, value in told:
                if kind == SO_TIMESTAMPNS:
                    seconds, nanoseconds = _TIMESPEC.unpack(value)
                    arrived = seconds * 1_000_000_000 + nanoseconds
                elif kind == SO_RXQ_OVFL:
                    self._overflowed(_COUNT.unpack(value)[0])
            self._receive(length, arrived)

    def _overflowed(self, so_far: int) -> None:
        if self._tally.counting:
            self._tally.unread += so_far - self._dropped
        self._dropped = so_far

    def _receive(self, length: int, arrived_ns: int) -> None:
        first = INBOUND.bytes[0]
        if first == 0:
            self._answer_check(bytes(INBOUND.view[:length]))
        elif first <= 3:
            self._answered = bytes(INBOUND.view[TRANSACTION])
            self._checked.set()
        elif first < 64:
            self._datagrams.put_nowait(bytes(INBOUND.view[:length]))
        elif self._srtp is None:
            return
        elif is_rtcp(INBOUND.bytes):
            opened = self._srtp.open_rtcp(length)
            for item in rtcp.read(bytes(INBOUND.view[:opened])):
                if isinstance(item, rtcp.KeyFrameRequest):
                    for stream in self.streams:
                        stream.key_due |= stream.ssrc == item.ssrc
                elif isinstance(item, rtcp.SenderReport):
                    self._tally.report(self.number, item.ssrc, item.ntp, item.timestamp)
                elif isinstance(item, rtcp.Nack):
                    self._repeat(item)
        elif self._srtp.open_rtp(length):
            self._tally.take(self.number, INBOUND.bytes, arrived_ns)
            if self._way.loss:
                self._way.lose_one(INBOUND.bytes, self._tally)


class Way:
    """A way on which packets of pictures get lost, by chance. What is taken for lost arrived all the same, so that the
    server's own losses can be told from these."""

    def __init__(self, loss: float, number: int) -> None:
        self.loss = loss
        self._chance = random.Random(number)
        self._kept: dict[
            tuple[int, int], bytes
        ] = {}  # (SSRC, sequence number): what was sent, or should have been
        self._lost: dict[int, list[int]] = {}  # SSRC: what didn't come

    def loses(self, stream: Stream, length: int) -> bool:
        """Whether the packet in the outbound buffer gets lost. It is kept to be asked for."""
        if not self.loss or not stream.shape.height:
            return False
        packet = bytes(OUTBOUND.view[:length])
        self._kept[stream.ssrc, int.from_bytes(packet[2:4], "big")] = packet
        if len(self._kept) > KEPT_MOST:
            del self._kept[next(iter(self._kept))]
        return self._chance.random() < self.loss

    def kept(self, stream: Stream, nack: rtcp.Nack) -> list[bytes]:
        if stream.ssrc != nack.ssrc:
            return []
        found = (self._kept.get((nack.ssrc, sequence)) for sequence in nack.sequences)
        return [packet for packet in found if packet is not None]

    def lose_one(self, data: bytearray, tally: Tally) -> None:
        """Take a packet that came for lost, by chance."""
        if data[1] & 0x7F == PICTURE_TYPE and self._chance.random() < self.loss:
            tally.dropped += tally.counting
            ssrc = int.from_bytes(data[8:12], "big")
            self._lost.setdefault(ssrc, []).append(int.from_bytes(data[2:4], "big"))

    def take_lost(self) -> list[tuple[int, list[int]]]:
        lost, self._lost = self._lost, {}
        return list(lost.items())


def candidate(description: str) -> list[str]:
    """The words of its first IPv4 UDP candidate."""
    words = (line[12:].split() for line in description.splitlines() if line.startswith("a=candidate:"))
    return next(said for said in words if said[2].lower() == "udp" and ":" not in said[4])


def _attributes(answer: str) -> dict[str, str]:
    """The first value of each attribute of a session description."""
    found: dict[str, str] = {}
    for line in answer.splitlines():
        if line.startswith("a="):
            name, _, value = line[2:].partition(":")
            found.setdefault(name, value)
    return found


async def perform(people: Sequence[Participant], chance: random.Random) -> None:
    """Let everybody send until cancelled, each at their own moments of a timetable."""
    loop = asyncio.get_running_loop()
    began, behind = loop.time(), 0
    agenda: list[tuple[float, int, float, Any, tuple[Any, ...]]] = []
    for person in people:
        for stream in person.streams:
            every = stream.shape.every_ms / 1000
            agenda.append((began + chance.random() * every, len(agenda), every, person.send, (stream,)))
        if person.loses:
            agenda.append((began + chance.random() * ASK_S, len(agenda), ASK_S, person.ask_again, ()))
        agenda.append((began + chance.random() * REPORT_S, len(agenda), REPORT_S, person.report, ()))
        agenda.append((began + chance.random() * CONSENT_S, len(agenda), CONSENT_S, person.check, ()))
    heapq.heapify(agenda)
    while True:
        due, order, every, act, arguments = agenda[0]
        wait, behind = due - loop.time(), behind + 1
        # However late it is, everybody must get to read what has come.
        if wait > 0 or behind >= BEHIND_MOST:
            await asyncio.sleep(max(0.0, wait))
            behind = 0
        act(*arguments)
        heapq.heapreplace(agenda, (due + every, order, every, act, arguments))

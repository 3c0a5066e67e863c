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
import time
from collections.abc import Sequence
from typing import Any, cast

from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from benchmarks.media_streams import CAMERA, VOICE, Stream, Tally
from rooms.sfu import rtcp
from rooms.sfu.dtls import PROFILES
from rooms.sfu.packet import is_rtcp
from rooms.sfu.router import ntp_time
from rooms.sfu.srtp import Buffer, Srtp

# Linux's numbers, which Python does not name: when the kernel got a datagram, and how many it had no room for.
SO_TIMESTAMPNS, SO_RXQ_OVFL = 35, 40
KERNEL_BUFFER = 4 << 20
DRAIN_MOST = 64
# Moments that are due at once and sent without a look at what has come.
BEHIND_MOST = 8
# Consent is asked for again this often (RFC 7675 section 5.1), reports are sent this often.
CONSENT_S, REPORT_S = 5.0, 1.0
HANDSHAKE_S = 20.0
# What everybody says their path carries: enough, for paths are not what is measured.
PLENTY_BPS = 20_000_000

_TIMESPEC = struct.Struct("@qq")
_COUNT = struct.Struct("@I")
_WORD = struct.Struct("!I")

INBOUND, OUTBOUND = Buffer(), Buffer()


class Participant:
    """One person in one room. Implements what aiortc takes for an ICE transport."""

    role = "controlling"

    def __init__(self, number: int, certificate: RTCCertificate, tally: Tally) -> None:
        self.number = number
        self.ufrag = secrets.token_hex(4)
        self.fingerprint = next(
            f.value for f in certificate.getFingerprints() if f.algorithm.lower() == "sha-256"
        )
        numbers = itertools.count(1)
        self.streams = [Stream(shape, 1000 + line, numbers) for line, shape in enumerate((VOICE, *CAMERA))]
        self._certificate = certificate
        self._tally = tally
        self._datagrams: asyncio.Queue[bytes] = asyncio.Queue()
        self._checked = asyncio.Event()
        self._srtp: Srtp | None = None
        self._dropped = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, option, KERNEL_BUFFER)
        for option in (SO_TIMESTAMPNS, SO_RXQ_OVFL):
            self._socket.setsockopt(socket.SOL_SOCKET, option, 1)

    async def connect(self, answer: str) -> None:
        """ICE, then DTLS, as the answer says. Raises TimeoutError or RuntimeError where that fails."""
        said = _attributes(answer)
        address = said["candidate"].split()
        self._socket.connect((address[4], int(address[5])))
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._drain)
        self._username, self._password = f"{said['ice-ufrag']}:{self.ufrag}", said["ice-pwd"].encode()
        async with asyncio.timeout(HANDSHAKE_S):
            self.check()
            await self._checked.wait()
            algorithm, _, value = said["fingerprint"].partition(" ")
            self._transport = RTCDtlsTransport(cast(Any, self), [self._certificate])
            self._transport._set_role("client")
            self._transport._srtp_profiles = PROFILES
            await self._transport.start(
                RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm=algorithm, value=value)])
            )
        if self._transport.state != "connected":
            raise RuntimeError("A participant's DTLS handshake failed.")
        self._srtp = Srtp(self._transport._rx_srtp, self._transport._tx_srtp, INBOUND, OUTBOUND)

    async def close(self) -> None:
        self._srtp = None
        await self._transport.stop()
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    async def _recv(self) -> bytes:
        return await self._datagrams.get()

    async def _send(self, data: bytes) -> None:
        self._socket.send(data)

    # What it sends

    def check(self) -> None:
        """Ask for consent, and nominate (RFC 8445 section 7.2)."""
        request = stun.Message(
            stun.Method.BINDING,
            stun.Class.REQUEST,
            attributes={
                "USERNAME": self._username,
                "PRIORITY": 1,
                "ICE-CONTROLLING": self.number,
                "USE-CANDIDATE": None,
            },
        )
        request.add_message_integrity(self._password)
        self._socket.send(bytes(request))

    def send(self, stream: Stream) -> None:
        """The next moment of a stream."""
        if self._srtp is None:
            return
        burst = stream.burst()
        for number in range(burst):
            length = self._srtp.seal_rtp(stream.write(OUTBOUND, number, burst))
            self._socket.send(OUTBOUND.view[:length])

    def report(self) -> None:
        """What a browser reports each second, of what it sends and of what it gets."""
        if self._srtp is None:
            return
        for stream in self.streams:
            told = ntp_time(time.time()), stream.timestamp, stream.packets, stream.octets
            self._send_rtcp(rtcp.sender_report(stream.ssrc, *told))
        got = [(ssrc, seq) for (who, ssrc), seq in self._tally.streams.items() if who == self.number]
        blocks = [struct.pack("!6I", ssrc, 0, seq, 0, 0, 0) for ssrc, seq in got]
        estimate = rtcp.remb(PLENTY_BPS, [ssrc for ssrc, _ in got])
        self._send_rtcp(rtcp.receiver_report(blocks[:31]) + estimate)

    def _send_rtcp(self, data: bytes) -> None:
        assert self._srtp is not None
        OUTBOUND.view[: len(data)] = data
        self._socket.send(OUTBOUND.view[: self._srtp.seal_rtcp(len(data))])

    # What it gets

    def _drain(self) -> None:
        for _ in range(DRAIN_MOST):
            try:
                length, told, _, _ = self._socket.recvmsg_into([INBOUND.bytes], 96)
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
        if first <= 3:
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
        elif self._srtp.open_rtp(length):
            self._tally.take(self.number, INBOUND.bytes, arrived_ns)


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

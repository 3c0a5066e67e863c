"""DTLS and SRTP keys for one browser, by aiortc's RTCDtlsTransport over datagrams of our own (RFC 5764).

aiortc's transport takes any object with `_recv`, `_send` and `role`. It does the handshake and checks the
certificate against the offer; then its `_rx_srtp` and `_tx_srtp` are used directly, more sessions are made of its
`_ssl`, and it only sees DTLS again (the browser's goodbye). Those names are private: the version is pinned, and
`tests/rooms/sfu/test_aiortc_names.py` fails loudly when they change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from pylibsrtp import Policy, Session

# A handshake takes a handful of datagrams; more than this waiting is not a handshake.
QUEUE_MOST = 32

# As the DTLS server we choose: GCM needs half the CPU of the older profile.
PROFILES = [p for p in (SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80) if p in SRTP_PROFILES]

# How far out of their order packets may be sealed: what was asked for again comes half a second late. libsrtp pushes
# that many bits along for each packet; aiortc has four times as many.
SEALED_WINDOW = 256


class _Datagrams:
    """What aiortc takes for an ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_MOST)
        self._deliver = send

    async def _recv(self) -> bytes:
        return await self.queue.get()

    async def _send(self, data: bytes) -> None:
        self._deliver(data)


class Dtls:
    """The DTLS server side of one session. `on_up` gets the (receiving, sending) SRTP sessions, and what makes more
    that send: each stream must be sealed by one of them alone."""

    def __init__(
        self,
        *,
        certificate: RTCCertificate,
        fingerprints: Sequence[tuple[str, str]],
        send: Callable[[bytes], object],
        on_up: Callable[[Any, Any, Callable[[], Session]], None],
        on_down: Callable[[bool], None],
    ) -> None:
        self._datagrams = _Datagrams(send)
        self._transport = RTCDtlsTransport(cast(Any, self._datagrams), [certificate])
        self._transport._set_role("server")
        self._transport._srtp_profiles = PROFILES
        self._parameters = RTCDtlsParameters(
            fingerprints=[RTCDtlsFingerprint(algorithm=name, value=value) for name, value in fingerprints]
        )
        self._on_up = on_up
        self._on_down = on_down
        self._up = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._handshake())

    def receive(self, data: bytes) -> bool:
        """Take a DTLS record from the browser. False when too many are waiting."""
        try:
            self._datagrams.queue.put_nowait(data)
        except asyncio.QueueFull:
            return False
        return True

    async def stop(self) -> None:
        """Say goodbye. Nothing is called back afterwards."""
        self._on_down = lambda _: None
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._transport.stop()

    async def _handshake(self) -> None:
        try:
            await self._transport.start(self._parameters)
        except Exception:  # OpenSSL's opinion of a hostile handshake; the session is over, the node is not
            self._on_down(False)
            return
        if self._transport.state != "connected":
            self._on_down(False)
            return
        self._transport.on("statechange", self._changed)
        self._on_up(self._transport._rx_srtp, self._transport._tx_srtp, self._another)

    def _another(self) -> Session:
        """RFC 5764 section 4.2, as aiortc does it."""
        tls = cast(Any, self._transport._ssl)
        profile = next(p for p in PROFILES if p.openssl_profile == tls.get_selected_srtp_profile())
        exported = tls.export_keying_material(
            b"EXTRACTOR-dtls_srtp", 2 * (profile.key_length + profile.salt_length)
        )
        key = profile.get_key_and_salt(exported, 1)  # the server's
        kind = Policy.SSRC_ANY_OUTBOUND
        policy = Policy(key=key, ssrc_type=kind, srtp_profile=profile.libsrtp_profile)
        policy.allow_repeat_tx, policy.window_size = True, SEALED_WINDOW
        return Session(policy)

    def _changed(self) -> None:
        if self._transport.state in ("closed", "failed"):
            self._on_down(True)

"""aiortc's private names that the media server leans on are still what they were.

If this fails, read `rooms/sfu/dtls.py` and the new version's source before anything else.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pylibsrtp
from aiortc.rate import RemoteBitrateEstimator
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport
from pylibsrtp._binding import ffi, lib

from rooms.sfu.dtls import PROFILES, Dtls


async def test_the_dtls_transport_has_what_we_use() -> None:
    transport = RTCDtlsTransport(
        type("Ice", (), {"role": "controlled"})(), [RTCCertificate.generateCertificate()]
    )

    assert {"_rx_srtp", "_tx_srtp", "_srtp_profiles", "_ssl", "_role"} <= vars(transport).keys()
    assert inspect.iscoroutinefunction(transport.start)
    assert inspect.iscoroutinefunction(transport.stop)
    assert transport.state == "new"
    transport._set_role("server")
    assert transport._role == "server"


def test_gcm_is_preferred_and_the_old_profile_is_there_for_others() -> None:
    assert [profile.openssl_profile for profile in PROFILES] == [
        b"SRTP_AEAD_AES_128_GCM",
        b"SRTP_AES128_CM_SHA1_80",
    ]


def test_srtp_sessions_are_used_in_place() -> None:
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    session: Any = pylibsrtp.Session(policy)
    buffer = bytearray(200)
    buffer[0] = 0x80
    length = ffi.new("int *", 20)

    assert lib.srtp_protect(session._srtp[0], ffi.from_buffer("char[]", buffer), length) == 0
    assert length[0] == 30


def test_the_estimator_says_bits_per_second_and_whose() -> None:
    estimator = RemoteBitrateEstimator()
    said = [estimator.add(ms, (ms << 18) // 1000 & 0xFFFFFF, 1000, 7) for ms in range(0, 8000, 10)]

    bitrate, ssrcs = next(news for news in reversed(said) if news is not None)
    assert 400_000 < bitrate < 3_000_000
    assert ssrcs == [7]


async def test_two_of_ours_shake_hands_and_agree_on_keys() -> None:
    """Our server side against aiortc's own client side, over queues."""
    certificate = RTCCertificate.generateCertificate()
    to_client: asyncio.Queue[bytes] = asyncio.Queue()
    up: asyncio.Future[tuple[Any, Any, Any]] = asyncio.get_running_loop().create_future()

    class ClientIce:
        role = "controlling"

        async def _recv(self) -> bytes:
            return await to_client.get()

        async def _send(self, data: bytes) -> None:
            server.receive(data)

    client_certificate = RTCCertificate.generateCertificate()
    client = RTCDtlsTransport(ClientIce(), [client_certificate])  # type: ignore[arg-type]
    client._set_role("client")
    server = Dtls(
        certificate=certificate,
        fingerprints=[(f.algorithm, f.value) for f in client_certificate.getFingerprints()],
        send=to_client.put_nowait,
        on_up=lambda *sessions: up.set_result(sessions),
        on_down=lambda connected: None,
    )
    server.start()
    remote = RTCDtlsTransport(ClientIce(), [certificate]).getLocalParameters()  # type: ignore[arg-type]
    await client.start(remote)
    rx, tx, another = await asyncio.wait_for(up, 5)

    packet = bytes([0x80, 111]) + bytes(10) + b"hello"
    assert client._rx_srtp.unprotect(tx.protect(packet)) == packet
    other = packet[:8] + b"more" + packet[12:]
    assert client._rx_srtp.unprotect(another().protect(other)) == other
    assert rx.unprotect(client._tx_srtp.protect(packet)) == packet
    await server.stop()
    await client.stop()

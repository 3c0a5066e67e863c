"""Packets and offers for tests, written from the RFCs rather than with the code under test."""

from __future__ import annotations

import struct
from collections.abc import Iterable

SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"


def rtp(
    *,
    seq: int,
    timestamp: int = 0,
    ssrc: int = 1,
    payload_type: int = 96,
    marker: bool = False,
    payload: bytes = b"",
    extensions: Iterable[tuple[int, bytes]] = (),
    csrcs: Iterable[int] = (),
    padding: int = 0,
) -> bytes:
    """RFC 3550 section 5.1, with one-byte header extensions (RFC 8285 section 4.2)."""
    sources = list(csrcs)
    block = b"".join(bytes([identifier << 4 | len(value) - 1]) + value for identifier, value in extensions)
    block += bytes(-len(block) % 4)
    first = 0x80 | (0x20 if padding else 0) | (0x10 if block else 0) | len(sources)
    head = struct.pack(
        "!BBHII", first, marker << 7 | payload_type, seq & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
    )
    head += b"".join(struct.pack("!I", source) for source in sources)
    if block:
        head += struct.pack("!HH", 0xBEDE, len(block) // 4) + block
    return head + payload + (bytes(padding - 1) + bytes([padding]) if padding else b"")


def vp8(
    *, picture_id: int, tl0: int, key: bool, start: bool = True, height: int = 360, rest: bytes = b"picture"
) -> bytes:
    """A VP8 payload with 15-bit picture id, TL0PICIDX and temporal layer 0 (RFC 7741), as Chromium sends it."""
    descriptor = bytes([0x80 | (0x10 if start else 0), 0xE0]) + struct.pack(
        "!HBB", 0x8000 | picture_id, tl0, 0
    )
    if not start:
        return descriptor + rest
    tag = bytes([0 if key else 1, 0, 0])
    return descriptor + tag + (b"\x9d\x01\x2a" + struct.pack("<HH", 640, height) if key else b"") + rest


_TRANSPORT = [
    "a=ice-ufrag:them",
    "a=ice-pwd:theirpasswordtheirpassword",
    "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
    "a=setup:actpass",
    "a=rtcp-mux",
    "a=rtcp-rsize",
]


def audio_line(mid: int, direction: str, *, extra: Iterable[str] = ()) -> list[str]:
    return [
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{mid}",
        f"a={direction}",
        *_TRANSPORT,
        f"a=extmap:2 {SEND_TIME_URI}",
        f"a=extmap:4 {MID_URI}",
        "a=rtpmap:111 opus/48000/2",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        *extra,
    ]


def video_line(
    mid: int, direction: str, *, simulcast: bool = False, rtx: bool = True, extra: Iterable[str] = ()
) -> list[str]:
    lines = [
        "m=video 9 UDP/TLS/RTP/SAVPF 96" + (" 97" if rtx else ""),
        "c=IN IP4 0.0.0.0",
        f"a=mid:{mid}",
        f"a={direction}",
        *_TRANSPORT,
        f"a=extmap:2 {SEND_TIME_URI}",
        f"a=extmap:4 {MID_URI}",
        f"a=extmap:10 {RID_URI}",
        f"a=extmap:11 {REPAIRED_RID_URI}",
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 goog-remb",
        "a=rtcp-fb:96 transport-cc",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
    ]
    lines += ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"] if rtx else []
    lines += ["a=rid:l send", "a=rid:m send", "a=rid:h send", "a=simulcast:send l;m;h"] if simulcast else []
    return [*lines, *extra]


def offer(*sections: list[str]) -> str:
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    for section in sections:
        lines += section
    return "\r\n".join(lines) + "\r\n"


def browser_offer(seats: int = 15, *, simulcast: bool = True, rtx: bool = True) -> str:
    """An offer with the lines of the room's page."""
    sections = [audio_line(0, "sendonly"), video_line(1, "sendonly", simulcast=simulcast, rtx=rtx)]
    sections.append(video_line(2, "sendonly", rtx=rtx))
    for seat in range(seats):
        sections.append(audio_line(3 + 2 * seat, "recvonly"))
        sections.append(video_line(4 + 2 * seat, "recvonly", rtx=rtx))
    sections.append(video_line(3 + 2 * seats, "recvonly", rtx=rtx))
    return offer(*sections)

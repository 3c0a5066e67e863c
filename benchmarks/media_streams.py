"""What synthetic participants send, and what they note of what they get.

A stream is packets made beforehand, in the sizes and at the pace of the room's page in Chromium: a voice of 32 kbit/s
in packets of 20 ms, and a camera in the page's three encodings at 25 pictures a second. Each packet carries the time at
which it left, where a forwarding server has no reason to look.
"""

from __future__ import annotations

import struct
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rooms.sfu.srtp import Buffer

VOICE_TYPE, PICTURE_TYPE, REPAIR_TYPE = 111, 96, 97
REPAIRED_RID_ID = 11
LEVEL_ID, SEND_TIME_ID, TRANSPORT_ID, MID_ID, RID_ID = 1, 2, 3, 4, 10
SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

# A key frame is so many times the size of another picture.
KEY_FRAME_TIMES = 6
DESCRIPTOR = 6  # bytes, with a picture id of 15 bits, TL0PICIDX and temporal layer (RFC 7741)
KEY_FRAME_HEAD = 10  # bytes (RFC 6386 section 9.1)

_HEADER = struct.Struct("!BBHIIHH")
_SHORT_HEADER = struct.Struct("!BBHII")
_DESCRIPTOR = struct.Struct("!BBHBB")
_STAMP = struct.Struct("!Q")
_MOST = 0xFFFF
_NTP_1970 = 2_208_988_800
# How far a stream's retransmissions are from its own SSRC.
REPAIR_SSRC = 10_000


@dataclass(frozen=True, slots=True)
class Shape:
    """One stream: `packets` of `size` bytes of payload every `every_ms`."""

    mid: str
    rid: str
    height: int  # pixels; 0 for a voice
    packets: int
    size: int
    every_ms: int
    clock_rate: int
    level: int = 30  # of a voice: dB below overload (RFC 6464)


VOICE = Shape(mid="0", rid="", height=0, packets=1, size=80, every_ms=20, clock_rate=48_000)
# An open microphone in a quiet room: Opus sends a little from time to time (RFC 7587 section 3.1.3).
QUIET = Shape(mid="0", rid="", height=0, packets=1, size=12, every_ms=400, clock_rate=48_000, level=127)
CAMERA = (
    Shape(mid="1", rid="l", height=180, packets=1, size=600, every_ms=40, clock_rate=90_000),
    Shape(mid="1", rid="m", height=360, packets=2, size=875, every_ms=40, clock_rate=90_000),
    Shape(mid="1", rid="h", height=720, packets=4, size=1125, every_ms=40, clock_rate=90_000),
)


class Stream:
    """One stream on its way out. `write` puts the next packet into a buffer; the caller seals and sends it."""

    def __init__(self, shape: Shape, ssrc: int, numbers: Iterator[int]) -> None:
        self.shape = shape
        self.ssrc = ssrc
        self.timestamp = 0
        self.at = 0.0  # when its last moment was, in seconds since 1970
        self.packets = self.octets = 0
        self.key_due = True
        self.asleep = False  # nobody looks at it
        self._seq = 0
        self._numbers = numbers  # of all packets of a person, whatever their stream
        self._picture = 0
        self._extensions = _extensions(shape)
        self._repair_extensions = _extensions(shape, repair=True)
        self._repair_seq = 0
        self._body = bytes(range(256)) * 6

    def burst(self) -> int:
        """Begin the next moment of the stream; how many packets it takes."""
        self.at = time.time()
        self.timestamp = (self.timestamp + self.shape.clock_rate * self.shape.every_ms // 1000) & 0xFFFFFFFF
        self._picture = (self._picture + 1) & 0x7FFF
        self._key, self.key_due = self.key_due and self.shape.height > 0, False
        return self.shape.packets * (KEY_FRAME_TIMES if self._key else 1)

    def write(self, buffer: Buffer, number: int, of: int) -> int:
        """The packet with this number in its burst; its length."""
        out, shape = buffer.bytes, self.shape
        self._seq = (self._seq + 1) & _MOST
        payload_type = PICTURE_TYPE if shape.height else VOICE_TYPE
        marker = 0x80 if shape.height and number == of - 1 else 0
        _HEADER.pack_into(
            out, 0, 0x90, marker | payload_type, self._seq, self.timestamp, self.ssrc, 0xBEDE,
            len(self._extensions) // 4,
        )  # fmt: skip
        start = 16 + len(self._extensions)
        out[16:start] = self._extensions
        out[17:19] = (next(self._numbers) & _MOST).to_bytes(2, "big")
        end = start + shape.size
        out[start:end] = self._body[: shape.size]
        at = start + 1
        if shape.height:
            first = 0x90 if number == 0 else 0x80
            _DESCRIPTOR.pack_into(out, start, first, 0xE0, 0x8000 | self._picture, self._picture & 0xFF, 0)
            at = start + DESCRIPTOR
            if number == 0:
                out[at] = 0 if self._key else 1
                struct.pack_into("<3sHH", out, at + 3, b"\x9d\x01\x2a", 2 * shape.height, shape.height)
            at += KEY_FRAME_HEAD
        _STAMP.pack_into(out, at, time.time_ns())
        self.packets += 1
        self.octets += shape.size
        return end

    def leap(self, packets: int) -> None:
        """As if so many had been lost."""
        self._seq = (self._seq + packets) & _MOST

    def repeat(self, buffer: Buffer, packet: bytes) -> int:
        """This packet once more, over RTX (RFC 4588); its length."""
        out, extensions = buffer.bytes, self._repair_extensions
        self._repair_seq = (self._repair_seq + 1) & _MOST
        _HEADER.pack_into(
            out, 0, 0x90, packet[1] & 0x80 | REPAIR_TYPE, self._repair_seq, int.from_bytes(packet[4:8], "big"),
            self.ssrc + REPAIR_SSRC, 0xBEDE, len(extensions) // 4,
        )  # fmt: skip
        start = 16 + len(extensions)
        out[16:start] = extensions
        out[17:19] = (next(self._numbers) & _MOST).to_bytes(2, "big")
        payload = packet[2:4] + packet[16 + len(self._extensions) :]
        end = start + len(payload)
        out[start:end] = payload
        return end


def _extensions(shape: Shape, *, repair: bool = False) -> bytes:
    """The one-byte header extensions (RFC 8285); the first is the transport's number, to be filled in."""
    block = bytes((TRANSPORT_ID << 4 | 1, 0, 0, MID_ID << 4)) + shape.mid.encode()
    if shape.rid:
        block += bytes(((REPAIRED_RID_ID if repair else RID_ID) << 4,)) + shape.rid.encode()
    elif not shape.height:
        block += bytes((LEVEL_ID << 4, (0x80 if shape.level < 127 else 0) | shape.level))
    return block + bytes(-len(block) % 4)


class Tally:
    """What all participants of a run got, while it is `counting`."""

    def __init__(self) -> None:
        self.counting = False
        self.missing = 0  # gaps in sequence numbers, less what came late
        self.unread = 0  # datagrams that the participants' own sockets had no room for
        self.dropped = 0  # pictures' packets that a participant took for lost on their way
        self.repaired = 0  # of these, those that came again over RTX
        self.delays_ms = array("d")
        self.streams: dict[tuple[int, int], int] = {}  # (participant, SSRC) -> highest sequence number
        self.gaps: dict[tuple[int, int], int] = {}  # `missing`, by (participant, SSRC)
        self.taken: dict[tuple[int, int], int] = {}  # packets, by the same
        self._pictures: set[tuple[int, int]] = set()
        self._reported: dict[
            tuple[int, int], tuple[int, int]
        ] = {}  # the last sender report: (NTP, timestamp)
        self._captured: dict[
            tuple[int, int], tuple[int, int]
        ] = {}  # the last packet: (timestamp, sender's clock, ns)

    def pictures(self) -> int:
        """How many pictures arrived, each at each of those who should see it."""
        return len(self._pictures)

    def take(self, who: int, data: bytearray, arrived_ns: int) -> None:
        """Note one decrypted RTP packet."""
        first, kind, seq, timestamp, ssrc = _SHORT_HEADER.unpack_from(data)
        kind &= 0x7F
        if kind == REPAIR_TYPE:
            self.repaired += self.counting
            return
        key = who, ssrc
        last = self.streams.get(key)
        step = 1 if last is None else (seq - last) & _MOST
        if step < 0x8000:
            self.streams[key] = seq
        if not self.counting:
            return
        if kind == PICTURE_TYPE:
            self._pictures.add(key)
        gap = step - 1 if step < 0x8000 else -1
        self.missing += gap
        self.gaps[key] = self.gaps.get(key, 0) + gap
        self.taken[key] = self.taken.get(key, 0) + 1
        at = 12 + (4 + 4 * (data[14] << 8 | data[15]) if first & 0x10 else 0)
        at += 1 if kind == VOICE_TYPE else DESCRIPTOR + KEY_FRAME_HEAD
        stamp = _STAMP.unpack_from(data, at)[0]
        self._captured[key] = timestamp, stamp
        self.delays_ms.append((arrived_ns - stamp) / 1e6)

    def report(self, who: int, ssrc: int, ntp: int, timestamp: int) -> None:
        """Note a sender report of the server's."""
        self._reported[who, ssrc] = ntp, timestamp

    def apart(self) -> dict[tuple[int, int], float]:
        """By (participant, SSRC of the voice): how much later a person's picture would be played than was right, in ms.

        What a browser does for lip-sync: by the reports, when was each last packet captured? Then the stamps, which say
        when it truly was.
        """
        return {
            (who, ssrc): self._offset_ms((who, ssrc + 1), 90_000) - self._offset_ms((who, ssrc), 48_000)
            for who, ssrc in self._captured
            if ssrc % 4 == 0
            and {(who, ssrc), (who, ssrc + 1)} <= self._captured.keys() & self._reported.keys()
        }

    def _offset_ms(self, key: tuple[int, int], clock_rate: int) -> float:
        (ntp, reported), (timestamp, stamp) = self._reported[key], self._captured[key]
        ticks = (timestamp - reported + (1 << 31)) % (1 << 32) - (1 << 31)
        by_report_ms = (ntp / (1 << 32) - _NTP_1970 + ticks / clock_rate) * 1000
        return by_report_ms - stamp / 1e6


def offer(ufrag: str, fingerprint: str, seats: int, camera: Sequence[Shape] = CAMERA) -> str:
    """The offer of the room's page, as far as the media server reads it: own lines first, then seats."""
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    transport = (f"a=ice-ufrag:{ufrag}", f"a=fingerprint:sha-256 {fingerprint}", "a=setup:actpass")
    kinds = ["audio", "video", "video", *["audio", "video"] * seats, "video"]
    for mid, kind in enumerate(kinds):
        direction = "sendonly" if mid < 2 else "inactive" if mid == 2 else "recvonly"
        lines += _line(kind, mid, direction, transport, [shape.rid for shape in camera if shape.rid])
    return "\r\n".join(lines) + "\r\n"


def _line(kind: str, mid: int, direction: str, transport: tuple[str, ...], rids: list[str]) -> list[str]:
    types = str(VOICE_TYPE) if kind == "audio" else f"{PICTURE_TYPE} {REPAIR_TYPE}"
    lines = [f"m={kind} 9 UDP/TLS/RTP/SAVPF {types}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", f"a={direction}"]
    lines += [*transport, "a=rtcp-mux", "a=rtcp-rsize"]
    lines += [f"a=extmap:{SEND_TIME_ID} {SEND_TIME_URI}", f"a=extmap:{MID_ID} {MID_URI}"]
    lines += [f"a=extmap:{TRANSPORT_ID} {TRANSPORT_URI}"]
    if kind == "audio":
        lines += [f"a=extmap:{LEVEL_ID} {LEVEL_URI}", f"a=rtpmap:{VOICE_TYPE} opus/48000/2"]
        return [*lines, f"a=rtcp-fb:{VOICE_TYPE} transport-cc"]
    lines += [f"a=extmap:{REPAIRED_RID_ID} {REPAIRED_RID_URI}"]
    lines += [f"a=extmap:{RID_ID} {RID_URI}", f"a=rtpmap:{PICTURE_TYPE} VP8/90000"]
    lines += [
        f"a=rtcp-fb:{PICTURE_TYPE} {kind}" for kind in ("goog-remb", "transport-cc", "nack", "nack pli")
    ]
    lines += [f"a=rtpmap:{REPAIR_TYPE} rtx/90000", f"a=fmtp:{REPAIR_TYPE} apt={PICTURE_TYPE}"]
    if mid == 1 and rids:
        lines += [*(f"a=rid:{rid} send" for rid in rids), f"a=simulcast:send {';'.join(rids)}"]
    return lines

"""One continuous stream out of many sources.

A seat shows one person after another, and of each person one simulcast layer after another. The browser must see a
single stream: sequence numbers, timestamps and VP8 picture numbers that never jump back and never skip because of us.
Within a *segment* (one source, uninterrupted) everything is moved by constants, so that loss and reordering before us
stay visible to the receiver and it can ask for what is missing. A segment begins only at a packet a decoder can start
from, and takes numbers above all that were sent before. Packets that are older than their segment are refused:
no sequence number is ever sent twice with different bytes, which AES-GCM would not forgive.
"""

from __future__ import annotations

from typing import Protocol

from .packet import Packet
from .sequence import timestamp_difference
from .vp8 import PICTURE_IDS, TL0_IDS

# Two clocks that disagree by more about the time between two packets aren't believed; the arrival times are.
CLOCK_TRUST_S = 1.0


class Clock(Protocol):
    """A source of packets that may know when a timestamp was captured."""

    def media_time(self, timestamp: int) -> float | None:
        """Seconds on a time line that all the sources of a person share; None when it isn't known yet."""


class Rewriter:
    """The numbers of one outgoing stream. `accept` decides; `seq`, `timestamp`, `picture_id`, `tl0` are the answer."""

    __slots__ = (
        "_clock_rate",
        "_last_arrival",
        "_last_picture_id",
        "_last_seq",
        "_last_source_timestamp",
        "_last_timestamp",
        "_last_tl0",
        "_picture_delta",
        "_segment_start",
        "_seq_delta",
        "_timestamp_delta",
        "_tl0_delta",
        "current",
        "interrupted",
        "picture_id",
        "segments",
        "seq",
        "target",
        "timestamp",
        "tl0",
    )  # fmt: skip

    def __init__(self, *, clock_rate: int, first_seq: int = 0, first_timestamp: int = 0) -> None:
        self._clock_rate = clock_rate
        self.current: Clock | None = None  # whose packets flow
        self.target: Clock | None = None  # whose packets should flow
        self.interrupted = False
        self.segments = 0
        self.seq, self.timestamp, self.picture_id, self.tl0 = first_seq, first_timestamp, -1, -1
        self._last_seq, self._last_timestamp = first_seq, first_timestamp
        self._last_picture_id = self._last_tl0 = -1
        self._last_source_timestamp, self._last_arrival = 0, 0.0
        self._segment_start = 0
        self._seq_delta = self._timestamp_delta = self._picture_delta = self._tl0_delta = 0

    @property
    def waiting(self) -> bool:
        """Whether a switch is due that only a key frame can bring about."""
        return self.target is not None and (self.interrupted or self.target is not self.current)

    def aim(self, source: Clock | None) -> None:
        """Switch to `source` at its next packet that a stream can begin with. None: stop at once."""
        self.target = source
        if source is None:
            self.interrupt()

    def interrupt(self) -> None:
        """Packets were or will be left out: go on only where a stream can begin, without a gap."""
        self.interrupted = True

    def accept(self, source: Clock, packet: Packet, now: float) -> bool:
        """Whether to send this packet, and if so under which numbers. `now` is its arrival in seconds."""
        if source is not self.current or self.interrupted:
            if source is not self.target or not packet.starts:
                return False
            self._begin(source, packet, now)
        elif packet.seq < self._segment_start:
            return False
        seq = packet.seq + self._seq_delta
        self.seq = seq
        self.timestamp = (packet.timestamp + self._timestamp_delta) & 0xFFFFFFFF
        if packet.picture_id >= 0:
            self.picture_id = (packet.picture_id + self._picture_delta) % PICTURE_IDS
            self.tl0 = (packet.tl0 + self._tl0_delta) % TL0_IDS
        if seq > self._last_seq:
            self._last_seq = seq
            self._last_timestamp = self.timestamp
            self._last_source_timestamp = packet.timestamp
            self._last_arrival = now
            self._last_picture_id, self._last_tl0 = self.picture_id, self.tl0
        return True

    def outgoing(self, timestamp: int) -> int:
        """A timestamp of the current source as this stream says it, for sender reports."""
        return (timestamp + self._timestamp_delta) & 0xFFFFFFFF

    def _begin(self, source: Clock, packet: Packet, now: float) -> None:
        if self.segments == 0:
            self._timestamp_delta = self._last_timestamp - packet.timestamp
        elif source is not self.current:
            elapsed = max(1, round(self._elapsed(source, packet, now) * self._clock_rate))
            self._timestamp_delta = self._last_timestamp + elapsed - packet.timestamp
        elif timestamp_difference(packet.timestamp + self._timestamp_delta, self._last_timestamp) <= 0:
            self._timestamp_delta = self._last_timestamp + 1 - packet.timestamp
        self._seq_delta = self._last_seq + 1 - packet.seq
        if packet.picture_id >= 0:
            self._picture_delta = self._last_picture_id + 1 - packet.picture_id
            self._tl0_delta = self._last_tl0 + 1 - packet.tl0
        self._segment_start = packet.seq
        self.current, self.interrupted = source, False
        self.segments += 1

    def _elapsed(self, source: Clock, packet: Packet, now: float) -> float:
        """Seconds between the capture of the last packet sent and of this one, of another source."""
        arrival = now - self._last_arrival
        old = self.current.media_time(self._last_source_timestamp) if self.current else None
        new = source.media_time(packet.timestamp)
        if old is None or new is None or abs(new - old - arrival) > CLOCK_TRUST_S:
            return arrival
        return new - old

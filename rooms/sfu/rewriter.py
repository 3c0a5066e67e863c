"""One continuous stream out of many sources.

A seat shows one person after another, and of each person one simulcast layer after another. The browser must see a
single stream: sequence numbers, timestamps and VP8 picture numbers that never jump back and never skip because of us.
Within a *segment* (one source, uninterrupted) everything is moved by constants, so that loss and reordering before us
stay visible to the receiver and it can ask for what is missing. A segment begins only at a packet a decoder can start
from, and takes numbers above all that were sent before. Packets that are older than their segment are refused:
no sequence number is ever sent twice with different bytes, which AES-GCM would not forgive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from . import cells
from .cells import (
    FLOWING,
    LAST_ARRIVAL,
    LAST_PICTURE_ID,
    LAST_SEQ,
    LAST_SOURCE_TIMESTAMP,
    LAST_TIMESTAMP,
    LAST_TL0,
    PICTURE_DELTA,
    SEGMENT_START,
    SEQ_DELTA,
    TIMESTAMP_DELTA,
    TL0_DELTA,
    Cells,
)
from .packet import Packet
from .sequence import extend, timestamp_difference
from .vp8 import PICTURE_IDS, TL0_IDS

# Two clocks that disagree by more about the time between two packets aren't believed; the arrival times are.
CLOCK_TRUST_S = 1.0
# So many segments are remembered, to find again what was sent: switches are rarer than requests for repair are late.
SEGMENTS_MOST = 4


class Clock(Protocol):
    """A source of packets that may know when a timestamp was captured."""

    @property
    def place(self) -> int:
        """1 + its number where C knows it, else 0."""

    def find(self, number: int) -> Packet | None:
        """Its packet with this extended number, if that is remembered; those of voices never are."""

    def media_time(self, timestamp: int) -> float | None:
        """Seconds on a time line that all the sources of a person share; None when it isn't known yet."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One source, uninterrupted: `first` is the first number that was sent of it, `start` the same one's own."""

    source: Clock
    first: int
    start: int
    seq_delta: int
    timestamp_delta: int
    picture_delta: int
    tl0_delta: int


class Rewriter:
    """The numbers of one outgoing stream. `accept` decides; `seq`, `timestamp`, `picture_id`, `tl0` are the answer.

    What moves with each packet lies in a row of cells, where C goes on from it (`fanout.c`).
    """

    __slots__ = (
        "_clock_rate",
        "_f",
        "_n",
        "_recent",
        "cells",
        "current",
        "interrupted",
        "picture_id",
        "segments",
        "seq",
        "target",
        "timestamp",
        "tl0",
    )  # fmt: skip

    def __init__(
        self, *, clock_rate: int, first_seq: int = 0, first_timestamp: int = 0, row: Cells | None = None
    ) -> None:
        self._clock_rate = clock_rate
        self.current: Clock | None = None  # whose packets flow
        self.target: Clock | None = None  # whose packets should flow
        self.interrupted = False
        self.segments = 0
        self.seq, self.timestamp, self.picture_id, self.tl0 = first_seq, first_timestamp, -1, -1
        self.cells = row or cells.lane(None)
        self._n, self._f = self.cells.n, self.cells.f
        self._n[LAST_SEQ], self._n[LAST_TIMESTAMP] = first_seq, first_timestamp
        self._n[LAST_PICTURE_ID] = self._n[LAST_TL0] = -1
        self._recent: list[Segment] = []  # ascending

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
        self._n[FLOWING] = 0

    def flows(self, source: Clock) -> bool:
        """Whether the packets of this source are sent as they come."""
        return source is self.current and not self.interrupted

    def accept(self, source: Clock, packet: Packet, now: float) -> bool:
        """Whether to send this packet, and if so under which numbers. `now` is its arrival in seconds."""
        if source is not self.current or self.interrupted:
            if source is not self.target or not packet.starts:
                return False
            self._begin(source, packet, now)
        n = self._n
        if packet.seq < n[SEGMENT_START]:
            return False
        seq = self.seq = packet.seq + n[SEQ_DELTA]
        self.timestamp = (packet.timestamp + n[TIMESTAMP_DELTA]) & 0xFFFFFFFF
        if packet.picture_id >= 0:
            self.picture_id = (packet.picture_id + n[PICTURE_DELTA]) % PICTURE_IDS
            self.tl0 = (packet.tl0 + n[TL0_DELTA]) % TL0_IDS
        else:
            self.picture_id, self.tl0 = n[LAST_PICTURE_ID], n[LAST_TL0]
        if seq > n[LAST_SEQ]:
            n[LAST_SEQ] = seq
            n[LAST_TIMESTAMP] = self.timestamp
            n[LAST_SOURCE_TIMESTAMP] = packet.timestamp
            self._f[LAST_ARRIVAL] = now
            n[LAST_PICTURE_ID], n[LAST_TL0] = self.picture_id, self.tl0
        return True

    def sent_as(self, sequence: int) -> tuple[Segment, int] | None:
        """Of which segment the packet that was sent with this 16-bit number was, and its own number in it.

        None where it was not sent of late.
        """
        seq = extend(sequence, self._n[LAST_SEQ])
        if seq > self._n[LAST_SEQ]:
            return None
        segment = next((segment for segment in reversed(self._recent) if segment.first <= seq), None)
        return None if segment is None else (segment, seq - segment.seq_delta)

    def forget(self) -> None:
        """What was sent so far is not to be found any more."""
        self._recent.clear()

    def outgoing(self, timestamp: int) -> int:
        """A timestamp of the current source as this stream says it, for sender reports."""
        return (timestamp + self._n[TIMESTAMP_DELTA]) & 0xFFFFFFFF

    def _begin(self, source: Clock, packet: Packet, now: float) -> None:
        n = self._n
        if self.segments == 0:
            n[TIMESTAMP_DELTA] = n[LAST_TIMESTAMP] - packet.timestamp
        elif source is not self.current:
            elapsed = max(1, round(self._elapsed(source, packet, now) * self._clock_rate))
            n[TIMESTAMP_DELTA] = n[LAST_TIMESTAMP] + elapsed - packet.timestamp
        elif timestamp_difference(packet.timestamp + n[TIMESTAMP_DELTA], n[LAST_TIMESTAMP]) <= 0:
            n[TIMESTAMP_DELTA] = n[LAST_TIMESTAMP] + 1 - packet.timestamp
        n[SEQ_DELTA] = n[LAST_SEQ] + 1 - packet.seq
        if packet.picture_id >= 0:
            n[PICTURE_DELTA] = n[LAST_PICTURE_ID] + 1 - packet.picture_id
            n[TL0_DELTA] = n[LAST_TL0] + 1 - packet.tl0
        n[SEGMENT_START] = packet.seq
        self.current, self.interrupted = source, False
        n[FLOWING] = source.place
        self.segments += 1
        segment = Segment(
            source,
            n[LAST_SEQ] + 1,
            packet.seq,
            n[SEQ_DELTA],
            n[TIMESTAMP_DELTA],
            n[PICTURE_DELTA],
            n[TL0_DELTA],
        )
        self._recent = [*self._recent[1 - SEGMENTS_MOST :], segment]

    def _elapsed(self, source: Clock, packet: Packet, now: float) -> float:
        """Seconds between the capture of the last packet sent and of this one, of another source."""
        arrival = now - self._f[LAST_ARRIVAL]
        old = self.current.media_time(self._n[LAST_SOURCE_TIMESTAMP]) if self.current else None
        new = source.media_time(packet.timestamp)
        if old is None or new is None or abs(new - old - arrival) > CLOCK_TRUST_S:
            return arrival
        return new - old

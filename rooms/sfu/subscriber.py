"""The receiving side of one browser: its seats, each a stream of its own for voice and for picture."""

from __future__ import annotations

import itertools
import struct
from collections import deque
from collections.abc import Iterator, Mapping

from . import cells, rtcp
from .budget import Budget
from .cells import (
    LANE_OCTETS,
    LANE_PACKETS,
    LANE_SENT,
    LANE_SSRC,
    LANE_TX,
    LANE_TYPE,
    LANE_WAY,
    LAST_SEQ,
    REMEMBERED,
    SEND_TIME_HEAD,
    Arena,
)
from .contract import Source, Track, Wire
from .layout import Layout, SeatLine
from .overrun import Overrun
from .packet import HEADER, ONE_BYTE_PROFILE, Packet
from .policy import Kind
from .rewriter import Rewriter, Segment
from .sequence import SEQUENCES, difference
from .tracks import AROUND
from .vp8 import PICTURE_IDS, TL0_IDS
from .vp8 import write as write_descriptor

# The height assumed of a tile that the browser hasn't told of yet.
ASSUMED_HEIGHT = 360
# The longest packet we send before encryption: libsrtp needs room after it, and paths carry 1,500 bytes.
LONGEST = 1400
# What a packet has around its body on its path, our own headers before it included, about.
HEADERS = 24 + AROUND

# Packets a browser may ask for again: at most so many at once, and so many a second.
REPEATS_MOST = 64.0
REPEATS_PER_S = 150.0
# Where the path is narrow, repeats take so much of it at most.
REPEATS_SHARE = 0.2
# Sender reports in one datagram.
REPORTS_AT_ONCE = 40
# Sender reports that are remembered, to tell how long the way there and back takes.
TOLD_MOST = 4

_WITH_SEND_TIME = struct.Struct("!BBHIIHHI")
_SEQUENCE = struct.Struct("!H")


class SeatOutlet:
    """One stream of one seat. Implements `contract.Outlet`."""

    __slots__ = (
        "_asked_to",
        "_due",
        "_highest",
        "_line",
        "_n",
        "_repair_seq",
        "_said",
        "_send_time_head",
        "_told",
        "_wire",
        "expected",
        "jitter_s",
        "lost",
        "receiver",
        "rewriter",
        "round_trip_s",
        "source",
        "track",
    )  # fmt: skip

    def __init__(
        self,
        line: SeatLine,
        receiver: str,
        wire: Wire,
        arena: Arena | None = None,
        *,
        due: dict[SeatOutlet, None],
    ) -> None:
        """`due`: what is to be reported soon, of all seats."""
        self._due = due
        self.receiver = receiver
        self.track: Track | None = None
        self.source: Source | None = None  # what it is aimed at
        row = cells.lane(arena)
        self.rewriter, self._n = Rewriter(clock_rate=line.clock_rate, row=row), row.n
        self.lost, self.expected = 0.0, 0  # packets, since the last look at the budget
        self.jitter_s: float | None = None  # as the browser last reported it
        self.round_trip_s: float | None = None
        # The middles of the last reports' NTP times, and when they were sent: an answer may be about an older one.
        self._told: deque[tuple[int, float]] = deque(maxlen=TOLD_MOST)
        self._said = 0, 0  # what the last one told: an NTP time and a timestamp
        self._asked_to = 0  # the newest packet that was asked for again
        self._highest = 0
        self._line = line
        self._wire = wire
        self._repair_seq = 0
        self._send_time_head = 0 if line.send_time is None else (line.send_time << 4 | 2) << 24
        n = self._n
        n[LANE_WAY], n[LANE_SSRC], n[LANE_TYPE] = wire.place, line.ssrc, line.payload_type
        n[SEND_TIME_HEAD] = self._send_time_head

    @property
    def ssrc(self) -> int:
        return self._line.ssrc

    @property
    def kind(self) -> Kind:
        return self._line.kind

    @property
    def repairs(self) -> bool:
        """Whether lost packets can be sent again."""
        return self._line.repair_payload_type is not None

    @property
    def place(self) -> int:
        return self.rewriter.cells.place if self._n[LANE_WAY] else 0

    def flows(self, source: Source) -> bool:
        return self.rewriter.flows(source)

    @property
    def seat(self) -> int:
        return self._line.seat

    @property
    def waiting(self) -> bool:
        return self.rewriter.waiting

    def wants(self, source: Source) -> bool:
        """Whether packets of this source are shown, or will be from one that a stream can begin with."""
        return source is self.rewriter.current or source is self.rewriter.target

    def take(self, source: Source, packet: Packet, send_time: int, now: float) -> bool:
        """Send this packet if it is of the source that the seat shows. Says whether it was sent."""
        rewriter = self.rewriter
        segments = rewriter.segments
        if not rewriter.accept(source, packet, now):
            return False
        seq = rewriter.seq & 0xFFFF
        line = self._line
        length = self._write_header(
            line.payload_type, packet.marker, seq, rewriter.timestamp, line.ssrc, send_time
        )
        length = self._write_payload(length, packet, rewriter.picture_id, rewriter.tl0)
        if not length:
            return False
        begun = rewriter.segments != segments
        if begun:
            self._reroute()
        if not self._n[LANE_TX]:
            self._n[LANE_TX] = self._wire.keys_for(line.ssrc)
        if not self._wire.send_rtp(length):
            return False
        self._n[LANE_SENT] += length + AROUND
        self._n[LANE_PACKETS] += 1
        self._n[LANE_OCTETS] += len(packet.body)
        if begun and (report := self.report(now)):
            self._wire.send_rtcp(report)
        return True

    def repeat(self, sequence: int, send_time: int) -> bool:
        """Send a packet once more, over RTX (RFC 4588). False when it is no longer known, or RTX isn't agreed on."""
        line = self._line
        found = self._sent(sequence)
        if found is None or line.repair_payload_type is None:
            return False
        segment, packet = found
        timestamp = (packet.timestamp + segment.timestamp_delta) & 0xFFFFFFFF
        picture_id = (packet.picture_id + segment.picture_delta) % PICTURE_IDS
        tl0 = (packet.tl0 + segment.tl0_delta) % TL0_IDS
        self._repair_seq = (self._repair_seq + 1) & 0xFFFF
        length = self._write_header(
            line.repair_payload_type, packet.marker, self._repair_seq, timestamp, line.repair_ssrc, send_time
        )
        _SEQUENCE.pack_into(self._wire.outbound, length, sequence)
        length = self._write_payload(length + 2, packet, picture_id, tl0)
        if not length or not self._wire.send_rtp(length):
            return False
        self._n[LANE_SENT] += length + AROUND
        return True

    def take_sent_bytes(self) -> int:
        """What was sent since this was last asked, repeats and about so much for headers included."""
        sent, self._n[LANE_SENT] = self._n[LANE_SENT], 0
        return sent

    def show(self, track: Track | None) -> None:
        """Show another track from now on, or none. What was sent before is not repeated any more."""
        if track is self.track:
            return
        self.track, self.source = track, None
        self.rewriter.aim(None)
        self.rewriter.forget()

    def pause(self) -> None:
        self.rewriter.interrupt()

    def aim(self, source: Source | None, now: float) -> None:
        """Show this encoding of the track. None: pause."""
        self.source = source
        if source is not self.rewriter.target:
            self.rewriter.aim(source)
            self._reroute()

    def refresh(self, now: float) -> None:
        """A key frame is wanted of what the seat shows."""
        if (
            self.source is not None
            and self.kind is not Kind.VOICE
            and self.track is not None
            and self.track.open
        ):
            self.source.request_key_frame(now)

    def report_soon(self) -> None:
        self._due[self] = None

    def report(self, now: float) -> bytes:
        """When what the seat shows was at which timestamp, in this stream's numbers (RFC 3550 section 6.4.1); empty
        where there is nothing new to say."""
        report = (
            self.source.report() if self.source is not None and self.rewriter.flows(self.source) else None
        )
        if report is None or (track := self.track) is None or not track.open:
            return b""
        ntp, timestamp = report
        said = ntp, self.rewriter.outgoing(timestamp)
        if said == self._said:
            return b""
        self._said = said
        self._told.append((ntp >> 16 & 0xFFFFFFFF, now))
        return rtcp.sender_report(self._line.ssrc, *said, *self.totals())

    def totals(self) -> tuple[int, int]:
        """(packets, octets) sent so far, repeats apart."""
        return self._n[LANE_PACKETS], self._n[LANE_OCTETS]

    def missed(self, sequences: tuple[int, ...]) -> int:
        """How many of these were sent of late, and are asked for for the first time."""
        fresh = 0
        for sequence in sequences:
            ahead = difference(sequence, self._asked_to, SEQUENCES)
            # What is known is one of the last few: if it seems far behind, the numbers went round in a quiet time.
            new = ahead > 0 or ahead <= -REMEMBERED
            if new and self._sent(sequence) is not None:
                self._asked_to = sequence
                fresh += 1
        return fresh

    def write_off(self) -> None:
        """Whatever was sent so far is not missed for the first time any more."""
        self._asked_to = self._n[LAST_SEQ] & 0xFFFF

    def reported(self, report: rtcp.ReceptionReport, now: float) -> float | None:
        """What the browser got of this stream since it last said so. How long the way there and back takes, in seconds,
        where it tells that.

        Reports tell when something was captured, not when they were sent, so that the latter is remembered here.
        """
        round_trip_s = None
        told_at = next((at for told, at in reversed(self._told) if told and told == report.last_report), None)
        if told_at is not None:
            # Each tells once: a browser that got no newer one goes on answering it, and that way is history.
            self._told = deque((known for known in self._told if known[1] > told_at), maxlen=TOLD_MOST)
            round_trip_s = self.round_trip_s = max(0.0, now - told_at - report.delay / 65536)
        self.jitter_s = report.jitter / self._line.clock_rate
        expected = max(0, difference(report.highest & 0xFFFF, self._highest & 0xFFFF, SEQUENCES))
        self._highest = report.highest
        self.expected += expected
        self.lost += expected * report.fraction_lost
        return round_trip_s

    def _sent(self, sequence: int) -> tuple[Segment, Packet] | None:
        """The packet of a picture that was sent with this number, if it is still remembered where it came from."""
        known = self.rewriter.sent_as(sequence) if self.repairs else None
        if known is None:
            return None
        segment, number = known
        packet = segment.source.find(number)
        return None if packet is None or number < segment.start else (segment, packet)

    def _reroute(self) -> None:
        if self.track is not None:
            self.track.reroute()

    def _write_header(
        self, payload_type: int, marker: bool, seq: int, timestamp: int, ssrc: int, send_time: int
    ) -> int:
        second = payload_type | 0x80 if marker else payload_type
        if self._send_time_head:
            _WITH_SEND_TIME.pack_into(
                self._wire.outbound, 0,
                0x90, second, seq, timestamp, ssrc, ONE_BYTE_PROFILE, 1, self._send_time_head | send_time,
            )  # fmt: skip
            return 20
        HEADER.pack_into(self._wire.outbound, 0, 0x80, second, seq, timestamp, ssrc)
        return 12

    def _write_payload(self, at: int, packet: Packet, picture_id: int, tl0: int) -> int:
        """Where the packet ends; 0 when it would be too long."""
        out = self._wire.outbound
        descriptor = packet.descriptor
        if packet.picture_id >= 0:
            descriptor = write_descriptor(descriptor, picture_id, tl0)
        start = at + len(descriptor)
        end = start + len(packet.body)
        if end > LONGEST:
            return 0
        out[at:start] = descriptor
        out[start:end] = packet.body
        return end


class Subscriber:
    """All seats of one browser, and what it said about its tiles and its path."""

    def __init__(self, layout: Layout, person: str, wire: Wire, arena: Arena | None = None) -> None:
        self._due: dict[SeatOutlet, None] = {}
        self.outlets = {
            line.ssrc: SeatOutlet(line, person, wire, arena, due=self._due) for line in layout.seats
        }
        self.voices = [outlet for outlet in self.outlets.values() if outlet.kind is Kind.VOICE]
        self.pictures = [outlet for outlet in self.outlets.values() if outlet.kind is not Kind.VOICE]
        self.pairs = layout.pairs
        self.heights: Mapping[str, int] = {}
        self.budget = Budget()
        self.paused = False  # pictures that are wanted are withheld, for want of bandwidth
        self.lost, self.expected = 0.0, 0  # packets, ever
        self.voice_bps = 0.0  # measured; it is sent whatever the budget
        self.sent_bps = 0.0  # measured, voice and pictures
        self._overrun = Overrun()
        self._repeats, self._repeats_at = REPEATS_MOST, 0.0

    def reports(self, now: float) -> Iterator[bytes]:
        """What there is to say of the seats whose sources have reported, in as few datagrams as a path carries."""
        reports = iter([report for outlet in self._due if (report := outlet.report(now))])
        self._due.clear()
        while together := b"".join(itertools.islice(reports, REPORTS_AT_ONCE)):
            yield together

    def outlet(self, seat: int, kind: Kind) -> SeatOutlet | None:
        return next((o for o in self.outlets.values() if o.seat == seat and o.kind is kind), None)

    def height(self, person: str) -> int:
        return self.heights.get(person, ASSUMED_HEIGHT)

    def video_budget(self, now: float) -> float | None:
        """What voice leaves for pictures, in bits per second; None when no limit is known."""
        if self.budget.draining(now):
            return 0.0
        return None if self.budget.bps is None else self.budget.bps - self.voice_bps

    def mark(self, now: float) -> None:
        """Remember what was sent so far, to tell how much of it is missed later."""
        packets, octets = self._pictures_sent()
        self._overrun.mark(packets=packets, octets=octets, now=now)

    def missed(self, fresh: int, now: float) -> bool:
        """So many more packets are missing. Says whether the path turns out to be overrun; the budget knows it then."""
        packets, octets = self._pictures_sent()
        arrived_bps = self._overrun.missed(fresh, packets=packets, octets=octets, now=now)
        if arrived_bps is None:
            return False
        self.budget.overrun(self.voice_bps + arrived_bps, now)
        self.write_off()
        return True

    def measured(self, round_trip_s: float, now: float) -> bool:
        """So long took the way to the browser and back. Says whether the path turns out to be full."""
        if not self.budget.observe_round_trip(round_trip_s, now, self._suspected):
            return False
        self.write_off()
        return True

    def write_off(self) -> None:
        """The path was full: what was sent so far is neither missed nor sent again."""
        self._repeats = 0.0
        for outlet in self.outlets.values():
            outlet.write_off()

    def _pictures_sent(self) -> tuple[int, int]:
        """Packets and octets of what can be asked for again; what is missing of voices nobody says."""
        totals = [outlet.totals() for outlet in self.pictures]
        packets = sum(packets for packets, _ in totals)
        return packets, HEADERS * packets + sum(octets for _, octets in totals)

    def _suspected(self) -> bool:
        return self._overrun.suspected(packets=self._pictures_sent()[0])

    def collect_losses(self) -> None:
        """Tell the budget what was lost on the way to the browser."""
        for outlet in self.outlets.values():
            self.budget.observe_loss(outlet.lost, outlet.expected)
            self.lost += outlet.lost
            self.expected += outlet.expected
            outlet.lost, outlet.expected = 0.0, 0

    def take_sent_bytes(self) -> tuple[int, int]:
        """(voice, video) bytes sent since this was last asked."""
        voice, video = (
            sum(outlet.take_sent_bytes() for outlet in outlets) for outlets in (self.voices, self.pictures)
        )
        return voice, video

    def allow_repeats(self, wanted: int, now: float) -> int:
        """How many of so many packets may be sent again now: nobody multiplies traffic by asking for it."""
        per_s, most = REPEATS_PER_S, REPEATS_MOST
        if self.budget.bps is not None:  # what is sent again comes out of the same budget
            per_s = min(per_s, REPEATS_SHARE * self.budget.bps / (8 * LONGEST))
            most = min(most, per_s)
        self._repeats = min(most, self._repeats + (now - self._repeats_at) * per_s)
        self._repeats_at = now
        allowed = min(wanted, int(self._repeats))
        self._repeats -= allowed
        return allowed

"""What one browser sends on one line: a track, and the encodings it comes in."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from . import cells, rtcp
from .cache import PacketCache
from .cells import (
    ARMED,
    CLOCK_RATE,
    FIRST_LANE,
    IS_VOICE,
    LANES,
    LANES_MOST,
    LAST_AT,
    LEVEL_ID,
    REMEMBERED,
    SERIAL,
    STREAM_OCTETS,
    STREAM_SSRC,
    STREAM_TYPE,
    Arena,
)
from .contract import Outlet, Source
from .demand import Demand
from .layout import AUDIO_LEVEL, OwnLine
from .packet import Packet
from .policy import Kind
from .reception import Reception
from .sequence import timestamp_difference
from .speakers import Speakers
from .stats import Counters

# The height assumed of an encoding whose key frame hasn't told it yet, by how many encodings there are.
_ASSUMED_HEIGHTS = {1: (360,), 2: (360, 720), 3: (180, 360, 720)}
# An encoding that sent nothing for this long is not offered to anybody: browsers pause the upper ones at need.
IDLE_S = 1.5
# A key frame is large: ask for one no more often than this.
KEY_FRAME_EVERY_S = 0.5
# Whoever comes while the last key frame is no older begins with it: no other could be had sooner. So many packets at
# most, which is a burst that a path takes; a browser shows them at once, and is in the present a moment later.
RECENT_S, RECENT_MOST = 0.6, 96
# What C does with a stream's next packet: leave it to Python, forward it, or only listen while it is silent.
LEFT, FORWARDS, LISTENS = range(3)
# What a path carries around each packet: IPv4's and UDP's headers, and SRTP's tag.
AROUND = 44

SendRtcp = Callable[[bytes], object]

_serials = itertools.count(1)


class Encoding:
    """One stream of a track. Implements `contract.Source`."""

    __slots__ = (
        "_clock_rate",
        "_counters",
        "_f",
        "_forgotten",
        "_kept",
        "_key_frame",
        "_key_frame_asked_at",
        "_key_frame_at",
        "_measured",
        "_n",
        "_on_wake",
        "_remembered",
        "_reported",
        "_send_rtcp",
        "bitrate_bps",
        "demand",
        "height",
        "key_frame_due",
        "reception",
        "rid",
        "ssrc",
    )  # fmt: skip

    def __init__(
        self, line: OwnLine, rid: str, ssrc: int, *, height: int, send_rtcp: SendRtcp, counters: Counters, now: float,
        on_wake: Callable[[], None] = lambda: None, arena: Arena | None = None,
    ) -> None:  # fmt: skip
        row = cells.stream(arena)
        self._n, self._f = row.n, row.f
        self.rid = rid
        self.ssrc = ssrc
        self.height = height
        self.bitrate_bps = 0.0
        n = self._n
        n[SERIAL] = next(_serials)
        n[STREAM_SSRC], n[STREAM_TYPE], n[CLOCK_RATE] = ssrc, line.payload_type, line.clock_rate
        n[IS_VOICE], n[LEVEL_ID] = line.kind is Kind.VOICE, line.extensions.get(AUDIO_LEVEL, 0)
        self._f[LAST_AT] = now
        self.key_frame_due = False
        self.reception = Reception(
            ssrc, line.clock_rate, repairs=line.repair_payload_type is not None, row=row
        )
        self._clock_rate = line.clock_rate
        self._send_rtcp = send_rtcp
        self._counters = counters
        self._key_frame_asked_at = now  # a new stream begins with a key frame by itself
        self._reported: tuple[int, int] | None = None
        self._measured = 0  # packets, when the bitrate was
        self.demand = Demand(now)
        self._on_wake = on_wake
        self._remembered: PacketCache[Packet] = PacketCache(REMEMBERED if line.kind is not Kind.VOICE else 1)
        self._kept = arena.kept if arena is not None else None
        self._forgotten = -1  # what has this number or a lower one is for nobody any more
        self._key_frame, self._key_frame_at = (
            -1,
            -math.inf,
        )  # the number of its first packet, and when it came

    @property
    def place(self) -> int:
        return self.reception.cells.place

    @property
    def last_at(self) -> float:
        """When its last packet came."""
        return self._f[LAST_AT]

    def came(self, octets: int, now: float) -> None:
        """A packet of so many octets."""
        self._f[LAST_AT] = now
        self._n[STREAM_OCTETS] += octets

    def arm(self, lanes: Sequence[int]) -> None:
        """Let C forward from the next packet on, to these."""
        n = self._n
        n[LANES] = min(len(lanes), LANES_MOST)
        for number, lane in enumerate(lanes[:LANES_MOST]):
            n[FIRST_LANE + number] = lane
        n[ARMED] = FORWARDS

    def listen(self) -> None:
        self._n[ARMED] = LISTENS

    def disarm(self) -> None:
        self._n[ARMED] = LEFT

    @property
    def armed(self) -> bool:
        return self._n[ARMED] == FORWARDS

    def active(self, now: float) -> bool:
        return now - self.last_at < IDLE_S

    def available(self, now: float) -> bool:
        return self.active(now) or self.demand.may_come(now)

    def want(self, now: float) -> None:
        if self.demand.want(now):
            self._on_wake()

    def keep(self, packet: Packet, now: float) -> None:
        self._remembered.put(packet.seq & 0xFFFF, packet)
        if packet.starts:
            self._key_frame, self._key_frame_at = packet.seq, now

    def recent(self, since: float, now: float) -> Sequence[Packet]:
        began, numbers = self._key_frame_at, range(self._key_frame, self.reception.highest + 1)
        if began <= since or now - began > RECENT_S or len(numbers) > RECENT_MOST:
            return ()
        return [packet for number in numbers if (packet := self.find(number)) is not None]

    def find(self, number: int) -> Packet | None:
        if number <= self._forgotten:
            return None
        packet = self._remembered.get(number & 0xFFFF)
        if packet is not None and packet.seq == number:
            return packet
        return self._kept.find(self.reception.cells, number) if self._kept is not None else None

    def forget(self) -> None:
        self._forgotten = self.reception.highest
        self._key_frame_at = -math.inf
        self._remembered.clear()

    def media_time(self, timestamp: int) -> float | None:
        if self._reported is None:
            return None
        ntp, reported = self._reported
        return ntp / rtcp.NTP_FRACTION + timestamp_difference(timestamp, reported) / self._clock_rate

    def report(self) -> tuple[int, int] | None:
        return self._reported

    def reported(self, ntp: int, timestamp: int) -> None:
        """The sender said when (on this node's clock) the stream was at which timestamp."""
        self._reported = (ntp, timestamp)

    def request_key_frame(self, now: float) -> None:
        self.key_frame_due = True
        self.ask_for_key_frame(now)

    def ask_for_key_frame(self, now: float) -> None:
        """Send the request that is due, unless one was sent a moment ago."""
        if self.key_frame_due and now - self._key_frame_asked_at >= KEY_FRAME_EVERY_S:
            self.key_frame_due = False
            self._key_frame_asked_at = now
            self._counters.key_frame_requests_out += 1
            self._send_rtcp(rtcp.key_frame_request(self.ssrc))

    def measure(self, elapsed: float) -> None:
        """Smooth the bitrate over the last few measurements, `elapsed` seconds after the previous one.

        While it sleeps or pauses it is what it was: so much would come if it were wanted.
        """
        if self.demand.asleep or self.demand.waking:
            self._n[STREAM_OCTETS], self._measured = 0, self.reception.received
            return
        packets = self.reception.received - self._measured
        if not packets:
            return
        bps = (self._n[STREAM_OCTETS] + AROUND * packets) * 8 / elapsed
        self._n[STREAM_OCTETS], self._measured = 0, self.reception.received
        self.bitrate_bps = bps if self.bitrate_bps == 0 else self.bitrate_bps + (bps - self.bitrate_bps) / 2


class PublishedTrack:
    """What the person sends on one line. Implements `contract.Track`; shut until a policy opens it."""

    __slots__ = (
        "_outlets",
        "_routes",
        "_sources",
        "encodings",
        "kind",
        "line",
        "open",
        "person",
        "speakers",
        "unheard",
    )

    def __init__(self, person: str, line: OwnLine) -> None:
        self.person = person
        self.kind = line.kind
        self.line = line
        self.open = False
        self.speakers: Speakers | None = None
        self.unheard = True
        self.encodings: dict[str, Encoding] = {}
        self._sources: list[Encoding] = []
        self._outlets: tuple[Outlet, ...] = ()
        self._routes: dict[Source, tuple[Outlet, ...]] = {}

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        return self._outlets

    @outlets.setter
    def outlets(self, outlets: tuple[Outlet, ...]) -> None:
        self._outlets = outlets
        self.reroute()

    def takers(self, source: Source) -> tuple[Outlet, ...]:
        routes = self._routes
        if source not in routes:
            routes[source] = tuple(outlet for outlet in self._outlets if outlet.wants(source))
        return routes[source]

    def reroute(self) -> None:
        self._routes = {}
        for encoding in self.encodings.values():
            encoding.disarm()

    def forget(self) -> None:
        for encoding in self.encodings.values():
            encoding.forget()

    def look_at_demand(self, now: float) -> None:
        """Let those encodings fall asleep that nobody takes, but the smallest."""
        for encoding in self.sources()[1:]:
            if self.takers(encoding):
                encoding.want(now)
            encoding.demand.look(flowing=encoding.active(now), now=now)

    def wanted(self) -> tuple[str, ...]:
        """The encodings that are to be sent, of those that were offered."""
        return tuple(
            rid
            for rid in self.line.rids
            if rid not in self.encodings or not self.encodings[rid].demand.asleep
        )

    def add(self, encoding: Encoding) -> None:
        self.encodings[encoding.rid] = encoding
        self.sort()

    def sort(self) -> None:
        """Anew, for an encoding's height turned out to be another."""
        self._sources = sorted(self.encodings.values(), key=lambda e: (e.height, self._rank(e)))

    def sources(self) -> Sequence[Encoding]:
        """Ascending by height; the offer's order decides where heights aren't known."""
        return self._sources

    def last_at(self) -> float:
        return max((encoding.last_at for encoding in self.encodings.values()), default=0.0)

    def assumed_height(self, rid: str) -> int:
        rids = self.line.rids
        return _ASSUMED_HEIGHTS[len(rids)][rids.index(rid)] if rid in rids and len(rids) <= 3 else 360

    def _rank(self, encoding: Encoding) -> int:
        return self.line.rids.index(encoding.rid) if encoding.rid in self.line.rids else 0

"""The sending side of one browser: its voice, its picture in up to three encodings, its screen share."""

from __future__ import annotations

from collections.abc import Callable

from . import rtcp, vp8
from .arrivals import Arrivals
from .cells import FIRST_STREAM, STREAMS_MOST, TRANSPORT_ID, Arena, Cells
from .contract import Estimator
from .errors import Malformed
from .layout import AUDIO_LEVEL, MID, REPAIRED_RID, RID, SEND_TIME, TRANSPORT_SEQUENCE, Layout, OwnLine
from .packet import Packet, RtpView
from .policy import Kind
from .stats import Counters, Drop
from .tracks import Encoding, PublishedTrack, SendRtcp

# Unknown streams of one browser that are tried to be understood, before the rest is dropped unseen.
UNKNOWN_MOST = 32
# What fits a path after we put our own header, a descriptor that may have grown, and SRTP's trailer around it.
LONGEST_PAYLOAD = 1360
# Fewer packets than this wait for more before their arrival is told, for so many rounds.
FEW, PATIENCE = 8, 2


Relay = Callable[[PublishedTrack, Encoding, Packet, float], None]
NewSource = Callable[[PublishedTrack, float], None]
OnSound = Callable[[PublishedTrack, int | None, bool, float], None]


class Publisher:
    """Reads the packets of one browser and hands them on, each once."""

    def __init__(
        self,
        *,
        person: str,
        layout: Layout,
        relay: Relay,
        on_source: NewSource,
        send_rtcp: SendRtcp,
        estimator: Estimator,
        counters: Counters,
        on_demand: Callable[[tuple[str, ...]], None] = lambda wanted: None,
        on_trouble: Callable[[], None] = lambda: None,
        on_sound: OnSound = lambda track, level, forwarded, now: None,
        row: Cells | None = None,
        arena: Arena | None = None,
    ) -> None:
        """`on_demand` is told the whole list of the camera's encodings that are to be sent, when it changed;
        `on_trouble` that there is something to ask for, where there was nothing; `on_sound` how loud a voice was
        that C took in, and whether it was forwarded. `row`: the browser's own."""
        self.tracks = {line.kind: PublishedTrack(person, line) for line in layout.own}
        self._relay = relay
        self._on_source = on_source
        self._on_demand = on_demand
        self._on_trouble = on_trouble
        self._wanted = self.wanted()
        self._send_rtcp = send_rtcp
        self._estimator = estimator
        self._counters = counters
        self._view = RtpView()
        self._on_sound = on_sound
        self._streams: dict[int, tuple[PublishedTrack, Encoding]] = {}
        self._placed: dict[int, PublishedTrack] = {}  # by the places of the streams that C may take in
        self._unknown: dict[int, int] = {}
        self._troubled: dict[Encoding, PublishedTrack] = {}  # those with something to ask for
        self._arrivals = Arrivals(row)
        self._row, self._arena = row, arena
        self._patience = PATIENCE
        self._transport_id = _extension_id(layout, TRANSPORT_SEQUENCE)
        if row is not None:
            row.n[TRANSPORT_ID] = self._transport_id
        self._send_time_id = 0 if self._transport_id else _extension_id(layout, SEND_TIME)
        self._clock_offset: int | None = None  # this node's NTP time minus the browser's, 32.32 fixed point

    def encodings(self) -> list[Encoding]:
        return [encoding for track in self.tracks.values() for encoding in track.encodings.values()]

    def wanted(self) -> tuple[str, ...]:
        """Which of the camera's encodings are to be sent: all that somebody wants, and the smallest."""
        camera = self.tracks.get(Kind.PICTURE)
        return camera.wanted() if camera is not None else ()

    def look_at_demand(self, now: float) -> None:
        """Twice a second: find out what nobody wants any more."""
        camera = self.tracks.get(Kind.PICTURE)
        if camera is not None:
            camera.look_at_demand(now)
            self._tell_demand()

    def sends(self, ssrc: int) -> bool:
        """Whether this is a stream of this browser's."""
        return ssrc in self._streams

    def receive(self, data: memoryview, length: int, now: float) -> None:
        """Take one decrypted RTP packet from `data[:length]`. Raises Malformed."""
        view = self._view
        view.read(data, length)
        known = self._streams.get(view.ssrc) or self._recognise(data, now)
        if known is None:
            self._counters.dropped[Drop.UNKNOWN_STREAM] += 1
            return
        if self._transport_id:
            self._note_arrival(data, now)
        elif self._send_time_id:
            self._estimate(data, length, now)
        track, encoding = known
        line = track.line
        start, end, sequence = view.start, view.end, view.sequence
        if view.payload_type == line.repair_payload_type:
            if end - start < 3:
                return  # padding that probes the path
            sequence = data[start] << 8 | data[start + 1]
            start += 2
        elif view.payload_type != line.payload_type:
            self._counters.dropped[Drop.UNKNOWN_STREAM] += 1
            return
        reception = encoding.reception
        number = reception.receive(sequence, view.timestamp, now)
        if number is None:
            self._counters.dropped[Drop.DUPLICATE] += 1
            return
        if reception.missing or reception.hopeless:
            if not self._troubled:
                self._on_trouble()
            self._troubled[encoding] = track
        if end - start > LONGEST_PAYLOAD:
            self._counters.dropped[Drop.TOO_LONG] += 1
            return
        encoding.came(length, now)
        if line.kind is Kind.VOICE:
            packet = Packet(number, view.timestamp, view.marker, bytes(data[start:end]))
            packet.level = self._level(data, line)
        else:
            packet = self._video(track, encoding, number, data, start, end)
        self._relay(track, encoding, packet, now)

    def sounded(self, place: int, level: int, forwarded: bool, now: float) -> None:
        """C took in a packet of a voice, so loud (as `Packet.level`, -1: it isn't said)."""
        track = self._placed.get(place)
        if track is not None:
            self._on_sound(track, None if level < 0 else level, forwarded, now)

    def sender_reported(self, report: rtcp.SenderReport, node_ntp: int, now: float) -> None:
        """Take a sender report, to be passed on to those who get the stream.

        All of a browser's streams are moved to this node's clock by the same amount, found once: so they stay in
        sync with each other exactly, and people who follow each other in a seat share one time line.
        """
        known = self._streams.get(report.ssrc)
        if known is None or report.ntp == 0:
            return
        encoding = known[1]
        encoding.reception.sender_reported(report.ntp, now)
        offset = node_ntp - report.ntp
        if self._clock_offset is None or abs(offset - self._clock_offset) > rtcp.NTP_FRACTION:
            self._clock_offset = offset
        encoding.reported((report.ntp + self._clock_offset) & 0xFFFFFFFFFFFFFFFF, report.timestamp)
        for outlet in known[0].takers(encoding):
            outlet.report_soon()

    def ask_for_repairs(self, now: float) -> bool:
        """Ask for lost packets that are due, and for key frames where repair failed. Whether any are still missing."""
        for encoding, track in list(self._troubled.items()):
            reception = encoding.reception
            sequences = reception.due(now)
            if sequences:
                self._counters.nacks_out += 1
                self._send_rtcp(rtcp.nack(encoding.ssrc, sequences))
            if reception.hopeless:
                reception.hopeless = False
                if track.kind is not Kind.VOICE and track.outlets:
                    encoding.request_key_frame(now)
            if not reception.missing:
                del self._troubled[encoding]
        return bool(self._troubled)

    def tell_arrivals(self) -> None:
        """Tell the browser when what it sent arrived, by which it finds out what its path carries.

        A little waits for more, for two rounds at most: whoever sends little has no use for knowing it at once.
        """
        if not self._streams or (self._arrivals.waiting < FEW and self._patience):
            self._patience -= 1
            return
        self._patience = PATIENCE
        if (told := self._arrivals.feedback(next(iter(self._streams)))) is not None:
            self._send_rtcp(told)

    def report(self, now: float) -> None:
        """Tell the browser how its streams arrive."""
        blocks = [e.reception.report(now) for e in self.encodings() if e.reception.received][:31]
        if blocks:
            self._send_rtcp(rtcp.receiver_report(blocks))

    def _level(self, data: memoryview, line: OwnLine) -> int | None:
        """How loud a voice is, in dB below overload (RFC 6464 section 3: the bit above is the sender's own guess)."""
        identifier = line.extensions.get(AUDIO_LEVEL)
        place = self._view.extension(data, identifier) if identifier else None
        return data[place[0]] & 0x7F if place is not None and place[0] < place[1] else None

    def _video(
        self, track: PublishedTrack, encoding: Encoding, number: int, data: memoryview, start: int, end: int
    ) -> Packet:
        view = self._view
        if start == end:
            return Packet(number, view.timestamp, view.marker, b"", starts=False)  # padding: keeps its number
        descriptor = vp8.read(data, start, end)
        body_start = start + descriptor.size
        if body_start > end:
            raise Malformed("VP8 payload descriptor is longer than the payload")
        body = bytes(data[body_start:end])
        starts = vp8.is_key_frame(body, descriptor)
        packet = Packet(number, view.timestamp, view.marker, body, starts)
        packet.descriptor = bytes(data[start:body_start])
        packet.picture_id, packet.tl0 = descriptor.picture_id, descriptor.tl0
        if starts:
            encoding.key_frame_due = False
            height = vp8.key_frame_height(body) or encoding.height
            if height != encoding.height:
                encoding.height = height
                track.sort()
            if encoding.demand.waking:
                encoding.demand.waking = False
                self._on_source(track, encoding.last_at)
        return packet

    def _tell_demand(self) -> None:
        wanted = self.wanted()
        if wanted != self._wanted:
            self._wanted = wanted
            self._on_demand(wanted)

    def _note_arrival(self, data: memoryview, now: float) -> None:
        place = self._view.extension(data, self._transport_id)
        if place is not None and place[1] - place[0] == 2:
            self._arrivals.note(data[place[0]] << 8 | data[place[0] + 1], now)

    def _estimate(self, data: memoryview, length: int, now: float) -> None:
        place = self._view.extension(data, self._send_time_id)
        if place is None or place[1] - place[0] != 3:
            return
        send_time = int.from_bytes(data[place[0] : place[1]], "big")
        news = self._estimator.add(int(now * 1000), send_time, length, self._view.ssrc)
        if news is not None:
            self._send_rtcp(rtcp.remb(news[0], news[1][:255]))

    def _recognise(self, data: memoryview, now: float) -> tuple[PublishedTrack, Encoding] | None:
        """Find out what a new SSRC is: by mid and rid (RFC 8852), by the offer's SSRCs, by its payload type."""
        ssrc = self._view.ssrc
        tried = self._unknown.get(ssrc, 0)
        if len(self._streams) >= UNKNOWN_MOST or (tried == 0 and len(self._unknown) >= UNKNOWN_MOST):
            return None
        track = self._track_of(data)
        if track is None:
            self._unknown[ssrc] = tried + 1
            return None
        line = track.line
        repair = self._view.payload_type == line.repair_payload_type
        rid = self._text(data, line, REPAIRED_RID if repair else RID) or ""
        if repair or (line.rids and rid not in line.rids):
            known = self._repaired(track, rid)
            if not repair or known is None:
                return None
        else:
            encoding = Encoding(
                line,
                rid,
                ssrc,
                height=track.assumed_height(rid),
                send_rtcp=self._send_rtcp,
                counters=self._counters,
                now=now,
                on_wake=self._tell_demand,
                arena=self._arena,
            )
            track.add(encoding)
            self._streams = {s: k for s, k in self._streams.items() if k[0] is not track or k[1].rid != rid}
            known = track, encoding
        self._unknown.pop(ssrc, None)
        self._streams[ssrc] = known
        if not repair:
            self._list_streams()
            self._on_source(track, now)
        return known

    def _list_streams(self) -> None:
        """Which of its streams C may take in: all that are not to be estimated here."""
        if self._row is None or self._send_time_id:
            return
        self._placed = {e.place: track for track in self.tracks.values() for e in track.encodings.values()}
        places = [encoding.place for encoding in self.encodings()][:STREAMS_MOST]
        for number in range(STREAMS_MOST):
            self._row.n[FIRST_STREAM + number] = places[number] if number < len(places) else 0

    def _track_of(self, data: memoryview) -> PublishedTrack | None:
        ssrc, payload_type = self._view.ssrc, self._view.payload_type
        fitting = [
            track
            for track in self.tracks.values()
            if payload_type in (track.line.payload_type, track.line.repair_payload_type)
        ]
        for track in fitting:
            mid = self._text(data, track.line, MID)
            if mid is not None:
                return next((t for t in fitting if t.line.mid == mid), None)
            if ssrc in track.line.ssrcs or ssrc in track.line.repairs.values():
                return track
        return fitting[0] if len(fitting) == 1 else None

    def _repaired(self, track: PublishedTrack, rid: str) -> tuple[PublishedTrack, Encoding] | None:
        """The encoding that a stream of retransmissions repairs."""
        repaired = [s for s, repair in track.line.repairs.items() if repair == self._view.ssrc]
        if repaired:
            return self._streams.get(repaired[0])
        encoding = track.encodings.get(rid)
        return (track, encoding) if encoding is not None else None

    def _text(self, data: memoryview, line: OwnLine, uri: str) -> str | None:
        identifier = line.extensions.get(uri)
        place = self._view.extension(data, identifier) if identifier else None
        return bytes(data[place[0] : place[1]]).decode("ascii", "replace") if place else None


def _extension_id(layout: Layout, uri: str) -> int:
    """Its id, the same on all lines of a bundle (RFC 9143 section 7.1.3); 0 if none has it."""
    return next((identifier for line in layout.own if (identifier := line.extensions.get(uri))), 0)

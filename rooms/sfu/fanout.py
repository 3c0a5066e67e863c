"""The one seam through which every outgoing media packet passes, and the gate in it.

Whether a packet may go out depends on the room's policy alone, never on what a browser says of itself. `regate` turns
a policy into an open or shut gate for a track, and cuts the outlets that it must not reach; it runs when the policy
changes, so that the very next packet is treated as decided while no packet pays for the decision.
"""

from __future__ import annotations

from .cells import LANES_MOST
from .contract import Forwarder, Outlet, Source, Track
from .packet import Packet
from .policy import Kind, RoomPolicy
from .speakers import Speakers
from .stats import Counters, Drop
from .subscriber import SeatOutlet

SEND_TIME_TICKS = 1 << 18  # abs-send-time counts 2^-18 s, in 24 bits
SEND_TIME_MASK = 0xFFFFFF


def regate(track: Track, policy: RoomPolicy, speakers: Speakers | None = None) -> None:
    """Open or shut a track, and keep only the outlets that the policy lets it reach.

    Of the voices that share `speakers`, only so many are heard at a time; without it each is.
    """
    track.open = policy.sends(track.person, track.kind)
    if track.speakers is not None and (track.speakers is not speakers or not track.open):
        track.speakers.leave(track.person)
        silence(track)
    track.speakers = speakers
    if not track.open:
        track.forget()
        for outlet in track.outlets:
            outlet.pause()
    track.outlets = tuple(outlet for outlet in track.outlets if policy.reaches(track.person, outlet.receiver))


def silence(track: Track) -> None:
    """A voice is not heard from its next packet on. Its outlets are told, so that no gap will show."""
    track.unheard = True
    track.reroute()
    for outlet in track.outlets:
        outlet.pause()


class Fanout:
    """Sends packets to whoever may have them."""

    __slots__ = ("_counters", "_native")

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._native: Forwarder | None = None

    def accelerate(self, native: Forwarder | None) -> None:
        """Forward in C from now on; in Python with None."""
        self._native = native

    def relay(self, track: Track, source: Source, packet: Packet, now: float) -> None:
        """Offer one packet of one source to every outlet of its track that wants it."""
        counters = self._counters
        if not track.open:
            counters.dropped[Drop.GATED] += 1
            return
        if track.speakers is not None and not self._hear(track, track.speakers, packet, now):
            if self._native is not None and source.place:
                source.listen()
            return
        if track.kind is not Kind.VOICE:
            source.keep(packet, now)
        send_time = int(now * SEND_TIME_TICKS) & SEND_TIME_MASK
        takers, sent = track.takers(source), 0
        if self._native is not None and source.place and (source.armed or self._arm(source, takers)):
            flowing = self._native.relay(source.place, packet, send_time, now)
            begin = packet.starts and flowing < len(takers)
            takers = tuple(outlet for outlet in takers if not outlet.flows(source)) if begin else ()
        for outlet in takers:
            if outlet.take(source, packet, send_time, now):
                sent += 1
        if track.kind is Kind.VOICE:
            counters.voice_forwarded += sent
            if track.speakers is not None and not track.speakers.hears(track.person):
                silence(track)
        else:
            counters.video_forwarded += sent

    def _arm(self, source: Source, takers: tuple[Outlet, ...]) -> bool:
        """Let C forward this source, where it knows all who take it."""
        places = [outlet.place for outlet in takers]
        if len(places) > LANES_MOST or 0 in places:
            return False
        source.arm(places)
        return True

    def sounded(self, track: Track, level: int | None, forwarded: bool, now: float) -> None:
        """C took in a packet of a voice. It forwarded it if the voice was heard until then."""
        if track.speakers is None or not track.open:
            return
        heard = track.speakers.hear(track.person, level, now)
        if not forwarded:
            self._counters.dropped[Drop.UNHEARD] += 1
        elif not heard:
            silence(track)

    def _hear(self, track: Track, speakers: Speakers, packet: Packet, now: float) -> bool:
        """Whether to forward this packet of a voice."""
        if speakers.hear(track.person, packet.level, now):
            track.unheard = False
        elif track.unheard:
            self._counters.dropped[Drop.UNHEARD] += 1
            return False
        return True

    def begin(self, outlet: Outlet, source: Source, since: float, now: float) -> None:
        """Let an outlet that waits for a key frame of this source have the last one, with what followed.

        `since`: who may be shown to whom was last decided then; what came before is not repeated. Where nothing is
        remembered, a key frame is asked for.
        """
        track = outlet.track
        if track is None or not track.open or outlet not in track.outlets:
            return
        send_time = int(now * SEND_TIME_TICKS) & SEND_TIME_MASK
        packets = source.recent(since, now)
        sent = sum(outlet.take(source, packet, send_time, now) for packet in packets)
        self._counters.video_forwarded += sent
        self._counters.replayed += sent
        if outlet.waiting:
            outlet.refresh(now)

    def resend(self, outlet: SeatOutlet, sequences: tuple[int, ...], now: float) -> None:
        """Answer a NACK from the outlet's cache, if what it shows may still be shown to it."""
        track = outlet.track
        if track is None or not track.open or outlet not in track.outlets:
            self._counters.dropped[Drop.GATED] += len(sequences)
            return
        send_time = int(now * SEND_TIME_TICKS) & SEND_TIME_MASK
        self._counters.retransmitted += sum(outlet.repeat(sequence, send_time) for sequence in sequences)


def connect(track: Track, outlet: Outlet, policy: RoomPolicy) -> bool:
    """Attach an outlet to a track, if the policy lets the one reach the other."""
    if not policy.reaches(track.person, outlet.receiver):
        return False
    if outlet not in track.outlets:
        track.outlets = (*track.outlets, outlet)
    return True


def disconnect(track: Track, outlet: Outlet) -> None:
    track.outlets = tuple(other for other in track.outlets if other is not outlet)

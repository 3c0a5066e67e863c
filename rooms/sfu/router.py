"""A room: who is in it, who sits where at whom, and which encoding goes to which seat."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from . import pictures, rtcp
from .contract import Source, Track
from .events import DownReason, MediaUp, NodeEvent, SeatsChanged
from .fanout import Fanout, connect, disconnect, regate
from .paths import Paths, size
from .peer import Peer
from .policy import Kind, RoomPolicy, nobody
from .seats import Seating
from .speakers import Speakers
from .stats import Counters
from .subscriber import SeatOutlet
from .tracks import PublishedTrack

# A screen share that sends nothing for this long has ended: its seat is free for another's.
SHARE_IDLE_S = 5.0
# Packets asked for in one NACK that are answered; a burst beyond that is better repaired by a key frame.
REPEATS_AT_ONCE = 64

_NTP_1970 = 2_208_988_800


def ntp_time(unix_s: float) -> int:
    """Seconds since 1970 as NTP's 32.32 fixed point since 1900 (RFC 5905 section 6)."""
    return int((unix_s + _NTP_1970) * rtcp.NTP_FRACTION)


class Room:
    """The media of one room."""

    def __init__(
        self,
        name: str,
        *,
        voices: int,
        fanout: Fanout,
        counters: Counters,
        paths: Paths,
        on_event: Callable[[NodeEvent], None],
    ) -> None:
        self.name = name
        self.policy = nobody(name)
        self.peers: dict[str, Peer] = {}  # by connection
        self._placed_at: dict[str, float] = {}  # since when people are where they are
        self._arrived: dict[str, None] = {}  # people who have been up, in the order they came
        self._seatings: dict[str, Seating] = {}  # by connection
        self._sharer: dict[str, str | None] = {}  # by connection: who sits in the share's seat
        self._voices = voices
        self._speakers: dict[str, Speakers] = {}  # by zone
        self._fanout = fanout
        self._counters = counters
        self._paths = paths
        self._on_event = on_event

    def apply(self, policy: RoomPolicy, now: float) -> list[tuple[Peer, DownReason]]:
        """Follow a newer policy from the next packet on. Returns those who have no place in it."""
        if policy.version <= self.policy.version:
            return []
        before, self.policy = self.policy.people, policy
        self._placed_at = {
            person: self._placed_at[person] if person in before and before[person].zone == place.zone else now
            for person, place in policy.people.items()
        }
        zones = {person.zone for person in policy.people.values()}
        self._speakers = {zone: self._speakers.get(zone) or Speakers(self._voices) for zone in zones}
        for peer in self.peers.values():
            self._regate(peer)
        gone = [
            (peer, DownReason.REPLACED if peer.person in policy.people else DownReason.REMOVED)
            for peer in self.peers.values()
            if not policy.admits(peer.person, peer.connection)
        ]
        if not gone:
            self.arrange(now)
        return gone

    def add(self, peer: Peer) -> None:
        """Take in somebody whose handshake is still to come."""
        self.peers[peer.connection] = peer
        self._seatings[peer.connection] = Seating(peer.subscriber.pairs)
        self._sharer[peer.connection] = None
        self._regate(peer)

    def up(self, peer: Peer, now: float) -> None:
        self._arrived.setdefault(peer.person)
        self._on_event(MediaUp(self.name, peer.connection))
        self.arrange(now, new=peer)

    def remove(self, peer: Peer) -> None:
        """Forget a peer. Its person's seats stay theirs if they are here again when `arrange` is next called."""
        if self.peers.get(peer.connection) is not peer:
            return
        del self.peers[peer.connection], self._seatings[peer.connection], self._sharer[peer.connection]
        for outlet in peer.subscriber.outlets.values():
            self._show(outlet, None)
        for track in peer.publisher.tracks.values():
            regate(track, nobody(self.name))

    # Seats

    def arrange(self, now: float, *, new: Peer | None = None) -> None:
        """Seat everybody at everybody who may receive them, and tell those for whom something changed."""
        publishers = {peer.person: peer for peer in self.peers.values()}
        self._arrived = {person: None for person in self._arrived if person in publishers}
        for peer in self.peers.values():
            if not peer.up:
                continue
            reachable = [p for p in self._arrived if p in publishers and self.policy.reaches(p, peer.person)]
            sending = [p for p in reachable if publishers[p].publisher.tracks]
            changed = self._seatings[peer.connection].arrange(sending)
            changed |= self._arrange_share(peer, reachable, publishers, now)
            self._connect(peer, publishers)
            if changed or peer is new:
                self._on_event(SeatsChanged(self.name, peer.connection, self.seats(peer)))
            self.assign(peer, now)

    def seats(self, peer: Peer) -> tuple[tuple[int, str], ...]:
        """The whole seating of a subscriber."""
        sharer = self._sharer[peer.connection]
        share = () if sharer is None else ((peer.subscriber.pairs, sharer),)
        return self._seatings[peer.connection].occupied() + share

    def _arrange_share(self, peer: Peer, people: list[str], publishers: dict[str, Peer], now: float) -> bool:
        """One share at a time: whoever sits there stays while their screen is sent, then the next may."""
        if peer.subscriber.outlet(peer.subscriber.pairs, Kind.SHARE) is None:
            return False
        before = self._sharer[peer.connection]
        sharing = [p for p in people if _is_sharing(publishers[p], now)]
        after = before if before in sharing else next(iter(sharing), None)
        self._sharer[peer.connection] = after
        return after != before

    def _connect(self, peer: Peer, publishers: dict[str, Peer]) -> None:
        seated = dict(self.seats(peer))
        for outlet in peer.subscriber.outlets.values():
            person = seated.get(outlet.seat)
            track = publishers[person].publisher.tracks.get(outlet.kind) if person is not None else None
            self._show(outlet, track)
            if track is not None and track.kind is Kind.VOICE and track.open:
                for source in track.sources():
                    outlet.aim(source, 0.0)

    def _show(self, outlet: SeatOutlet, track: Track | None) -> None:
        if outlet.track is not None and outlet.track is not track:
            disconnect(outlet.track, outlet)
        outlet.show(track if track is not None and connect(track, outlet, self.policy) else None)

    # Who is heard

    def _conversation(self, person: str) -> Speakers | None:
        """Those among whom a person speaks: the people of their zone."""
        policy = self.policy.people.get(person)
        return self._speakers[policy.zone] if policy is not None else None

    def _regate(self, peer: Peer) -> None:
        conversation = self._conversation(peer.person)
        for track in peer.publisher.tracks.values():
            regate(track, self.policy, conversation if track.kind is Kind.VOICE else None)

    # Encodings

    def assign(self, peer: Peer, now: float) -> None:
        """Choose for each of a subscriber's seats the encoding that fits its tile and the path."""
        conversation = self._conversation(peer.person)
        speaker = conversation.dominant if conversation is not None else None
        leading = [person for person in (speaker, self.policy.spotlight) if person is not None]
        for outlet, source in pictures.choose(peer.subscriber, leading=leading, now=now):
            outlet.aim(source, now)
            if source is not None and outlet.waiting:
                self._begin(outlet, source, now)

    def _begin(self, outlet: SeatOutlet, source: Source, now: float) -> None:
        sender = outlet.track.person if outlet.track is not None else ""
        since = max(self._placed_at.get(person, now) for person in (sender, outlet.receiver))
        self._fanout.begin(outlet, source, since, now)

    def new_source(self, track: PublishedTrack, now: float) -> None:
        """An encoding was heard of for the first time."""
        if track.kind is Kind.SHARE:
            self.arrange(now)
            return
        for outlet in track.outlets:
            if track.kind is Kind.VOICE:
                for source in track.sources():
                    outlet.aim(source, now)
        if track.kind is Kind.PICTURE:
            for peer in self.peers.values():
                if peer.up:
                    self.assign(peer, now)

    def pictures(self) -> Counter[str]:
        """How many seats show a picture of which size, and how many could and don't."""
        outlets = (outlet for peer in self.peers.values() for outlet in peer.subscriber.pictures)
        return Counter(
            size(None if outlet.source is None else outlet.source.height)
            for outlet in outlets
            if outlet.track is not None and outlet.track.open
        )

    # Feedback

    def feedback(self, peer: Peer, data: bytes, now: float) -> None:
        """What a browser says by RTCP, about its own streams and about those of its seats. Raises Malformed."""
        outlets = peer.subscriber.outlets
        for item in rtcp.read(data):
            if isinstance(item, rtcp.SenderReport):
                peer.publisher.sender_reported(item, ntp_time(time.time()), now)
            elif isinstance(item, rtcp.Remb):
                peer.subscriber.budget.observe_remb(item.bitrate_bps, now)
            elif (outlet := outlets.get(item.ssrc)) is None:
                continue
            elif isinstance(item, rtcp.ReceptionReport):
                round_trip_s = outlet.reported(item, now)
                if round_trip_s is not None and peer.subscriber.measured(round_trip_s, now):
                    self._relieve(peer, now)
            elif isinstance(item, rtcp.Nack):
                self._counters.nacks_in += 1
                self._repair(peer, outlet, item.sequences, now)
            else:
                self._counters.key_frame_requests_in += 1
                outlet.refresh(now)

    def _repair(self, peer: Peer, outlet: SeatOutlet, sequences: tuple[int, ...], now: float) -> None:
        if not outlet.repairs:
            outlet.refresh(now)
            return
        if outlet.source is None:
            return  # the picture was given up; it comes back with a key frame
        if peer.subscriber.missed(outlet.missed(sequences), now):
            self._relieve(peer, now)
            return
        allowed = peer.subscriber.allow_repeats(min(len(sequences), REPEATS_AT_ONCE), now)
        self._fanout.resend(outlet, sequences[:allowed], now)

    def _relieve(self, peer: Peer, now: float) -> None:
        """The path is overrun: no pictures until the queue before it is empty, and then smaller ones.

        Voices share that queue, and are lost with what is lost there.
        """
        self.assign(peer, now)
        for outlet in peer.subscriber.pictures:
            if outlet.waiting:
                outlet.pause()

    # Timers

    def tend(self, now: float, elapsed: float) -> None:
        """Twice a second: measure, follow the budgets, let ended shares go."""
        for peer in self.peers.values():
            for encoding in peer.publisher.encodings():
                encoding.measure(elapsed)
            peer.publisher.look_at_demand(now)
        if any(_has_shared(peer) for peer in self.peers.values()):
            self.arrange(now)
        for peer in self.peers.values():
            if peer.up:
                self._follow_budget(peer, now, elapsed)
                self.assign(peer, now)
                self._look_at_path(peer, now)

    def _look_at_path(self, peer: Peer, now: float) -> None:
        if not peer.quality.look(peer, now):
            return
        self._paths.observe(peer.quality.reading)
        news = peer.quality.news(peer)
        if news is not None:
            self._on_event(news)

    def _follow_budget(self, peer: Peer, now: float, elapsed: float) -> None:
        subscriber = peer.subscriber
        voice, video = (count * 8 / elapsed for count in subscriber.take_sent_bytes())
        wanted = sum(
            max((source.bitrate_bps for source in outlet.track.sources()), default=0.0)
            for outlet in subscriber.pictures
            if outlet.track is not None
        )
        subscriber.voice_bps, subscriber.sent_bps = voice, voice + video
        subscriber.collect_losses()
        subscriber.mark(now)
        subscriber.budget.update(sent_bps=voice + video, wanted_bps=voice + wanted, now=now)


def _is_sharing(peer: Peer, now: float) -> bool:
    track = peer.publisher.tracks.get(Kind.SHARE)
    return track is not None and track.open and now - track.last_at() < SHARE_IDLE_S


def _has_shared(peer: Peer) -> bool:
    track = peer.publisher.tracks.get(Kind.SHARE)
    return track is not None and bool(track.encodings)

"""The contract between those who send and those who receive, on one page.

A **publisher** has tracks (voice, picture, share). A track has one or more encodings, each a `Source`: a stream of
packets with its own numbers. A **subscriber** has outlets, each the one stream of one seat, with numbers of its own.

- The router attaches an outlet to a track, and aims it at one source of that track. From then on the publisher hands
  every packet of every source of the track to the fanout, once, and the fanout offers it to each attached outlet that
  wants the source: most encodings are for few, so who wants what is remembered, not asked for each packet.
- The outlet takes what it is aimed at. A change of aim comes true at the next packet that a stream can begin with;
  until then the old source goes on. Whoever aims lets it begin: with the last key frame and what followed if that is a
  moment old (`Fanout.begin`), else with the next one, which is asked for.
- Where there is C, a source is armed with its outlets' places, and forwarded there as long as nothing changes: whatever
  changes who gets what has the track `reroute`, which disarms it.
- A source that nobody wants may be asleep: its sender was told not to send it. Wanting it wakes it.
- What a packet is (`Packet`) is settled by the publisher and never changed by anybody. What an outlet sends is a
  matter between its rewriter and its cache.
- Nothing an outlet does can slow a publisher or another outlet: sending never waits.
- Whether a track is open, and to whom, is the fanout's to know, from the room's policy alone. Whether a voice is heard
  is the conversation's (`Speakers`): what is withheld leaves no gap in what the outlet sends. A packet that makes a
  voice heard is forwarded, and so is the one by which it ceases to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .packet import Packet
from .policy import Kind
from .rewriter import Clock
from .speakers import Speakers


class Source(Clock, Protocol):
    """One encoding of a track."""

    height: int
    bitrate_bps: float

    @property
    def armed(self) -> bool:
        """Whether C forwards its packets, to those it was armed with."""

    def arm(self, lanes: Sequence[int]) -> None:
        """Let C forward what comes from now on to these outlets (`Outlet.place`), until its track reroutes."""

    def listen(self) -> None:
        """Let C take in what comes of an unheard voice while it is silent, until its track reroutes or it is armed."""

    def active(self, now: float) -> bool:
        """Whether packets have come lately."""

    def available(self, now: float) -> bool:
        """Whether packets come, or would if somebody wanted them."""

    def want(self, now: float) -> None:
        """Somebody is to be shown it: let it be sent (`demand`)."""

    def keep(self, packet: Packet, now: float) -> None:
        """Remember a packet that was let through, for whoever comes in a moment."""

    def recent(self, since: float, now: float) -> Sequence[Packet]:
        """All packets from the last key frame on, if it came after `since` and a moment ago."""

    def forget(self) -> None:
        """What came so far is for nobody any more."""

    def request_key_frame(self, now: float) -> None:
        """Ask the sender for a key frame, as soon as the throttle allows."""

    def report(self) -> tuple[int, int] | None:
        """The last sender report: (NTP time on this node's clock, timestamp)."""


class Track(Protocol):
    """What one person sends of one kind."""

    person: str
    kind: Kind
    open: bool
    outlets: tuple[Outlet, ...]
    speakers: Speakers | None  # the conversation a voice is part of, if not everybody in it is heard
    unheard: bool  # the next packet of this voice is withheld, unless it makes it heard

    def sources(self) -> Sequence[Source]:
        """Ascending by height; empty until packets came."""

    def takers(self, source: Source) -> tuple[Outlet, ...]:
        """Those of `outlets` that may take packets of this source. Remembered until `outlets` is set or `reroute`."""

    def reroute(self) -> None:
        """An outlet has come to want other sources."""

    def forget(self) -> None:
        """What came so far is for nobody any more."""


class Outlet(Protocol):
    """The one stream of one seat of one subscriber."""

    receiver: str
    track: Track | None

    @property
    def waiting(self) -> bool:
        """Whether what it is aimed at can begin only with a key frame that is still to come."""

    @property
    def place(self) -> int:
        """1 + its number where C knows it, else 0."""

    def flows(self, source: Source) -> bool:
        """Whether the packets of this source are sent as they come."""

    def wants(self, source: Source) -> bool:
        """Whether it shows this source or waits for it. When that changes it has its track `reroute`."""

    def take(self, source: Source, packet: Packet, send_time: int, now: float) -> bool:
        """Send this packet if it is of the source that the seat shows. Says whether it was sent."""

    def aim(self, source: Source | None, now: float) -> None:
        """Show this source from its next key frame on. None: nothing, at once."""

    def refresh(self, now: float) -> None:
        """A key frame is wanted of what the seat shows."""

    def report_soon(self) -> None:
        """A source of its track has reported: what the seat shows is reported in a moment, with what others show."""

    def pause(self) -> None:
        """Packets will be withheld: go on later without a gap, and with a key frame."""


class Forwarder(Protocol):
    """Forwards in C. Sending never waits."""

    def relay(self, place: int, packet: Packet, send_time: int, now: float) -> int:
        """Send it to those outlets of an armed source that flow from it, and count it. How many these are."""


class Wire(Protocol):
    """The way to one browser. RTP is written into `outbound` and sealed in place; sending never waits."""

    outbound: memoryview

    @property
    def place(self) -> int:
        """1 + its number where C knows it, else 0."""

    def keys_for(self, ssrc: int) -> int:
        """The SRTP session that seals this stream alone, as C knows it: libsrtp looks through all streams of a session
        for each packet. 0: the browser's own does."""

    def send_rtp(self, length: int) -> bool: ...

    def send_rtcp(self, data: bytes) -> None: ...


class Estimator(Protocol):
    """Says how much a path carries, from when packets were sent and when they arrived."""

    def add(
        self, arrival_time_ms: int, abs_send_time: int, payload_size: int, ssrc: int
    ) -> tuple[int, list[int]] | None:
        """(bits per second, SSRCs) when there is something new to say."""

"""How well one browser's media goes through, as this node can measure it: for the browser's own indicator, and, with
everybody else's, for whoever runs the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .events import QualityChanged
from .paths import Reading

if TYPE_CHECKING:
    from .peer import Peer

# So often a new figure is made: long enough for some hundred packets of a voice alone.
EVERY_S = 3.0
# Of fewer packets than this, a share that was lost is chance.
SAMPLE = 50
# Shares of loss that differ for whoever listens or looks, the same at which the page's indicator changes; a change
# within a band is not told.
BANDS = (0.03, 0.1, 0.12)


class PathQuality:
    """One peer's figures since they were last made."""

    __slots__ = (
        "_down_expected",
        "_down_lost",
        "_made_at",
        "_told",
        "_up_expected",
        "_up_received",
        "reading",
    )

    def __init__(self) -> None:
        self.reading = Reading()
        self._made_at = 0.0
        self._up_expected = self._up_received = 0
        self._down_expected, self._down_lost = 0, 0.0
        self._told: tuple[int, int, bool] | None = None

    def look(self, peer: Peer, now: float) -> bool:
        """Make new figures, when it is time. Says whether there are."""
        if now - self._made_at < EVERY_S:
            return False
        self._made_at = now
        receptions = [encoding.reception for encoding in peer.publisher.encodings()]
        outlets = [outlet for outlet in peer.subscriber.outlets.values() if outlet.jitter_s is not None]
        self.reading = Reading(
            loss_up=self._loss_up(peer),
            loss_down=self._loss_down(peer),
            jitter_up=max((reception.jitter_s for reception in receptions), default=None),
            jitter_down=max((o.jitter_s for o in outlets if o.jitter_s is not None), default=None),
            round_trip=min((o.round_trip_s for o in outlets if o.round_trip_s is not None), default=None),
            bitrate_up=sum(e.bitrate_bps for e in peer.publisher.encodings() if e.active(now)),
            bitrate_down=peer.subscriber.sent_bps,
        )
        return True

    def news(self, peer: Peer) -> QualityChanged | None:
        """What is to be told of the figures, if something notable changed."""
        up, down = self.reading.loss_up or 0.0, self.reading.loss_down or 0.0
        paused = peer.subscriber.paused
        notable = band(up), band(down), paused
        if notable == (self._told or (0, 0, False)):
            return None
        self._told = notable
        down_bps = round(peer.subscriber.budget.bps or 0)
        return QualityChanged(
            peer.room, peer.connection, loss_up=up, loss_down=down, down_bps=down_bps, video_paused=paused
        )

    def _loss_up(self, peer: Peer) -> float | None:
        receptions = [encoding.reception for encoding in peer.publisher.encodings()]
        expected = sum(reception.expected for reception in receptions)
        received = sum(reception.received for reception in receptions)
        since, got = expected - self._up_expected, received - self._up_received
        self._up_expected, self._up_received = expected, received
        return share(since - got, since)

    def _loss_down(self, peer: Peer) -> float | None:
        subscriber = peer.subscriber
        since, lost = subscriber.expected - self._down_expected, subscriber.lost - self._down_lost
        self._down_expected, self._down_lost = subscriber.expected, subscriber.lost
        return share(lost, since)


def share(lost: float, expected: int) -> float | None:
    """The share that was lost, from 0 to 1; None where too few were expected to tell."""
    return round(min(1.0, max(0.0, lost / expected)), 3) if expected >= SAMPLE else None


def band(loss: float) -> int:
    """How bad this is, from 0."""
    return sum(loss > limit for limit in BANDS)

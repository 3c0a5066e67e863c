"""How well one browser's media goes through, as this node can measure it: for the browser's own indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .events import QualityChanged

if TYPE_CHECKING:
    from .peer import Peer

# So often a new figure is made: long enough for some hundred packets of a voice alone.
EVERY_S = 3.0
# Of fewer packets than this, a share that was lost is chance.
SAMPLE = 50
# Shares of loss that differ for whoever listens or looks; a change within a band is not told.
BANDS = (0.02, 0.05, 0.12)


class PathQuality:
    """One peer's figures since they were last made."""

    __slots__ = ("_down_expected", "_down_lost", "_made_at", "_told", "_up_expected", "_up_received")

    def __init__(self) -> None:
        self._made_at = 0.0
        self._up_expected = self._up_received = 0
        self._down_expected, self._down_lost = 0, 0.0
        self._told: tuple[int, int, bool] | None = None

    def look(self, peer: Peer, now: float) -> QualityChanged | None:
        """What is to be told, if enough time passed and something notable changed."""
        if now - self._made_at < EVERY_S:
            return None
        self._made_at = now
        up, down = self._loss_up(peer), self._loss_down(peer)
        paused = peer.subscriber.paused
        notable = band(up), band(down), paused
        if notable == (self._told or (0, 0, False)):
            return None
        self._told = notable
        down_bps = round(peer.subscriber.budget.bps or 0)
        return QualityChanged(
            peer.room, peer.connection, loss_up=up, loss_down=down, down_bps=down_bps, video_paused=paused
        )

    def _loss_up(self, peer: Peer) -> float:
        receptions = [encoding.reception for encoding in peer.publisher.encodings()]
        expected = sum(reception.expected for reception in receptions)
        received = sum(reception.received for reception in receptions)
        since, got = expected - self._up_expected, received - self._up_received
        self._up_expected, self._up_received = expected, received
        return share(since - got, since)

    def _loss_down(self, peer: Peer) -> float:
        subscriber = peer.subscriber
        since, lost = subscriber.expected - self._down_expected, subscriber.lost - self._down_lost
        self._down_expected, self._down_lost = subscriber.expected, subscriber.lost
        return share(lost, since)


def share(lost: float, expected: int) -> float:
    """The share that was lost, from 0 to 1; 0 where too few were expected to tell."""
    return round(min(1.0, max(0.0, lost / expected)), 3) if expected >= SAMPLE else 0.0


def band(loss: float) -> int:
    """How bad this is, from 0."""
    return sum(loss > limit for limit in BANDS)

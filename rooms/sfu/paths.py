"""How well media goes through between a node and its browsers, all of them together, for whoever runs the node.

Every connection adds one reading every few seconds, so that a share of readings is a share of connections and time.
Nothing here names anybody: a histogram knows how many had it how bad, not who.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from enum import StrEnum


class Figure(StrEnum):
    """What is read of a path. Units are Prometheus' base units."""

    LOSS_UP = "loss_up"  # share of packets, after repair: what others see of it
    LOSS_DOWN = "loss_down"  # share of packets, before repair
    JITTER_UP = "jitter_up"  # seconds (RFC 3550 section 6.4.1)
    JITTER_DOWN = "jitter_down"
    ROUND_TRIP = "round_trip"  # seconds
    BITRATE_UP = "bitrate_up"  # bits per second of media
    BITRATE_DOWN = "bitrate_down"


_LOSS = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5)
_JITTER = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
_BITRATE = (2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6)
BOUNDS = {
    Figure.LOSS_UP: _LOSS,
    Figure.LOSS_DOWN: _LOSS,
    Figure.JITTER_UP: _JITTER,
    Figure.JITTER_DOWN: _JITTER,
    Figure.ROUND_TRIP: (0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0),
    Figure.BITRATE_UP: _BITRATE,
    Figure.BITRATE_DOWN: _BITRATE,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One connection at one moment. None: nothing was sent that would tell."""

    loss_up: float | None = None
    loss_down: float | None = None
    jitter_up: float | None = None
    jitter_down: float | None = None
    round_trip: float | None = None
    bitrate_up: float | None = None
    bitrate_down: float | None = None


# Sizes of pictures that are told apart, by their lines.
SIZES = (180, 360, 720)


def size(height: int | None) -> str:
    """The size of a picture of so many lines: the least of `SIZES` that it fits into, or `larger`; None is `none`."""
    if height is None:
        return "none"
    return next((str(most) for most in SIZES if height <= most), "larger")


class Histogram:
    """How many readings were at most each bound; the last place is for those above all."""

    __slots__ = ("_bounds", "_counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self.sum += value

    def cumulative(self) -> list[tuple[str, int]]:
        """(bound, readings up to it), the last for `+Inf`, as Prometheus has them."""
        found, total = [], 0
        for bound, count in zip((*map(str, self._bounds), "+Inf"), self._counts, strict=True):
            total += count
            found.append((bound, total))
        return found


@dataclass(slots=True)
class Paths:
    """The readings of a node since it started."""

    histograms: dict[Figure, Histogram] = field(
        default_factory=lambda: {figure: Histogram(bounds) for figure, bounds in BOUNDS.items()}
    )

    def observe(self, reading: Reading) -> None:
        for figure, histogram in self.histograms.items():
            value: float | None = getattr(reading, figure.value)
            if value is not None:
                histogram.observe(value)

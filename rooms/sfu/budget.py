"""How many bits a second a subscriber may be sent, from its REMB and its losses.

A receiver's estimate (REMB) can't rise much above what it receives: it says reliably when there is too much, but never
how much more would fit. So the budget follows it down, and feels its way up again: after a quiet time it grows until
what is wanted fits, and every failed attempt doubles the quiet time before the next. What was sent is smoothed, for a
key frame is a burst, not a rate. An estimate alone may make pictures smaller; only losses take pictures away, for a
busy computer makes its browser estimate too little, but does not lose packets.

Not every browser estimates: one that sends no picture of its own says nothing. But the way there and back grows longer
while packets queue before a narrow place, and what is lost there is asked for again at once (`overrun`).
"""

from __future__ import annotations

import math
from collections import deque

# Congestion: the receiver's estimate falls below this share of what it is sent, or it loses more than this.
TIGHT = 0.85
LOSSY = 0.12
# Of fewer packets than this, a share that was lost is chance.
LOSS_SAMPLE = 100
# The longest quiet time lets everything be back within 15 s of a limit's end.
QUIET_S, QUIET_MOST_S = 3.0, 8.0
GROWTH_PER_S = 1.35
# Congestion this soon after growing means that the growth was a mistake.
PROBATION_S = 10.0
# The least that an estimate, and that losses, leave.
LEAST_BY_ESTIMATE_BPS, LEAST_BY_LOSS_BPS = 200_000.0, 30_000.0
# An estimate older than this says nothing.
STALE_S = 10.0
# A single low estimate may be a hiccup: so many updates in a row are needed.
TIGHT_UPDATES = 3
# How long after a loss it still counts as a reason to take pictures away.
LOSS_MEMORY_S = 15.0
# Of what got through when a path was overrun, so much is sent from then on: the queue before it has to empty.
AFTER_OVERRUN = 0.8
# Packets queue somewhere when the way there and back takes this much longer than its shortest of late, twice in a row.
SWOLLEN_S, SWOLLEN_TIMES = 0.1, 2
# Round trips that are remembered; a few come each second.
ROUND_TRIPS = 60
# A queue that also loses this much is full, and pictures may be taken away.
OVERFLOWING = 0.02
# How much of a new measurement enters the smoothed rate, twice a second.
SMOOTHING = 0.3


class Budget:
    """One subscriber's budget. Observations come in as they arrive; `update` runs on a timer."""

    __slots__ = (
        "_congested_at",
        "_expected",
        "_grown_at",
        "_lossy_at",
        "_lost",
        "_quiet_s",
        "_remb",
        "_remb_at",
        "_round_trips",
        "_sent_bps",
        "_swollen",
        "_tight",
        "_updated_at",
        "bps",
    )  # fmt: skip

    def __init__(self) -> None:
        self.bps: float | None = None  # None: no limit is known
        self._remb, self._remb_at = 0.0, -math.inf
        self._lost = self._expected = 0.0
        self._lossy_at = -math.inf
        self._tight = 0
        self._round_trips: deque[float] = deque(maxlen=ROUND_TRIPS)
        self._swollen = 0
        self._sent_bps = 0.0
        self._congested_at = self._grown_at = -math.inf
        self._quiet_s = QUIET_S
        self._updated_at = -math.inf

    def observe_remb(self, bitrate_bps: float, now: float) -> None:
        self._remb, self._remb_at = bitrate_bps, now

    def observe_loss(self, lost: float, expected: int) -> None:
        """Of `expected` packets so many didn't arrive at first; what is repaired later counts as well."""
        self._lost += lost
        self._expected += expected

    def observe_round_trip(self, seconds: float) -> None:
        """How long the way to the browser and back took for one report."""
        self._round_trips.append(seconds)
        self._swollen = self._swollen + 1 if seconds > min(self._round_trips) + SWOLLEN_S else 0

    def overrun(self, arrived_bps: float, now: float) -> None:
        """Much of what was sent is missing; this got through."""
        self._lossy_at = now
        self._sent_bps = min(self._sent_bps, arrived_bps)
        self._shrink(max(LEAST_BY_LOSS_BPS, AFTER_OVERRUN * arrived_bps), now)

    def update(self, *, sent_bps: float, wanted_bps: float, now: float) -> float | None:
        """The budget from now on, given what was sent since the last update and what everybody's ideal takes."""
        self._sent_bps += (sent_bps - self._sent_bps) * SMOOTHING
        elapsed = min(now - self._updated_at, 5.0)
        loss = self._take_loss()
        self._updated_at = now
        estimate = self._remb if now - self._remb_at < STALE_S else math.inf
        tight = self._sent_bps > LEAST_BY_ESTIMATE_BPS and estimate < TIGHT * self._sent_bps
        self._tight = self._tight + 1 if tight else 0
        if loss > LOSSY:
            self._lossy_at = now
            self._shrink(max(LEAST_BY_LOSS_BPS, self._sent_bps * (1 - loss / 2)), now)
        elif self._swollen >= SWOLLEN_TIMES:
            self._swollen = 0
            if loss > OVERFLOWING:
                self._lossy_at = now
            self._shrink(max(LEAST_BY_ESTIMATE_BPS, TIGHT * self._sent_bps), now)
        elif self._tight >= TIGHT_UPDATES:
            self._shrink(max(LEAST_BY_ESTIMATE_BPS, estimate), now)
        elif self.bps is not None and now - self._congested_at >= self._quiet_s:
            self._grow(elapsed, wanted_bps, now)
        return self.bps

    def _take_loss(self) -> float:
        if self._expected < LOSS_SAMPLE:
            return 0.0
        loss = self._lost / self._expected
        self._lost = self._expected = 0.0
        return loss

    def may_pause(self, now: float) -> bool:
        """Whether pictures may be taken away to stay within the budget, beyond being made smaller."""
        return now - self._lossy_at < LOSS_MEMORY_S

    def _shrink(self, limit_bps: float, now: float) -> None:
        if now - self._grown_at < PROBATION_S and now - self._congested_at > QUIET_S:
            self._quiet_s = min(self._quiet_s * 2, QUIET_MOST_S)
        self.bps = limit_bps if self.bps is None else min(self.bps, limit_bps)
        self._congested_at = now

    def _grow(self, elapsed: float, wanted_bps: float, now: float) -> None:
        assert self.bps is not None
        self.bps *= GROWTH_PER_S**elapsed
        self._grown_at = now
        if self.bps > 1.5 * wanted_bps and now - self._congested_at > PROBATION_S + self._quiet_s:
            self.bps, self._quiet_s = None, QUIET_S

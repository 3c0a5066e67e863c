"""How many bits a second a subscriber may be sent, from its REMB and its losses.

A receiver's estimate (REMB) can't rise much above what it receives: it says reliably when there is too much, but never
how much more would fit. So the budget follows it down, and feels its way up again: after a quiet time it grows until
what is wanted fits, and every failed attempt doubles the quiet time before the next. What was sent is smoothed, for a
key frame is a burst, not a rate. An estimate alone may make pictures smaller; only losses take pictures away, for a
busy computer makes its browser estimate too little, but does not lose packets.

Not every browser estimates: one that sends no picture of its own says nothing. But the way there and back grows longer
while packets queue before a narrow place, and what is lost there is asked for again at once (`overrun`). A full queue
loses voices like everything else: then no picture is sent at all until it has emptied, and little after that, for what
got through is known only roughly. All rates are the path's, headers and all.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

# Congestion: the receiver's estimate falls below this share of what it is sent, or it loses more than this.
TIGHT = 0.85
LOSSY = 0.12
# Of fewer packets than this, a share that was lost is chance.
LOSS_SAMPLE = 100
# The longest quiet time lets everything be back within 15 s of a limit's end.
QUIET_S, QUIET_MOST_S = 3.0, 5.5
GROWTH_PER_S = 1.5
# Where so much more goes through than when it was last too much, the path has become another: it is tried out faster.
FREED, FREED_GROWTH_PER_S = 1.25, 4.0
# When so much more is sent than of late, nothing is added for so long: a queue grows slowly, and is told of later.
STEP, STEP_S = 1.2, 1.0
# By how much what was sent of late is forgotten, twice a second.
FORGETTING = 0.95
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
AFTER_OVERRUN = 0.55
# And for so long it is sent voices alone: what waits in that queue keeps them back, and drops them where it is full.
DRAINING_S = 0.5
# What was lost is reported so late.
REPORTED_S = 1.5
# Packets queue somewhere when the way there and back takes this much longer than its shortest of late, in so many of
# the last few reports; a queue of `FULL_S` has no room for another large picture.
SWOLLEN_S, SWOLLEN_TIMES, SWOLLEN_OF = 0.1, 2, 3
FULL_S = 0.2
# Of what was sent when a queue was found full, so much is sent from then on. How much got through isn't known.
AFTER_FULL = 0.3
# While it takes this much longer than usual nothing is added.
CALM_S = 0.05
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
        "_congested_bps",
        "_drained_at",
        "_expected",
        "_grown_at",
        "_lossy_at",
        "_lost",
        "_most_bps",
        "_quiet_s",
        "_remb",
        "_remb_at",
        "_round_trips",
        "_sent_bps",
        "_stepped_at",
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
        self._swollen: deque[bool] = deque(maxlen=SWOLLEN_OF)
        self._sent_bps = self._most_bps = 0.0
        self._stepped_at = -math.inf
        self._congested_at = self._grown_at = self._drained_at = -math.inf
        self._congested_bps = math.inf  # what was sent when it was last too much
        self._quiet_s = QUIET_S
        self._updated_at = -math.inf

    def observe_remb(self, bitrate_bps: float, now: float) -> None:
        self._remb, self._remb_at = bitrate_bps, now

    def observe_loss(self, lost: float, expected: int) -> None:
        """Of `expected` packets so many didn't arrive at first; what is repaired later counts as well."""
        self._lost += lost
        self._expected += expected

    def observe_round_trip(
        self, seconds: float, now: float, suspected: Callable[[], bool] = lambda: False
    ) -> bool:
        """How long the way to the browser and back took for one report. Says whether the queue is full: then the budget
        has shrunk, and the queue is to be drained. Where much is missing (`suspected`) one late report is no hiccup."""
        self._round_trips.append(seconds)
        queued_s = seconds - min(self._round_trips)
        self._swollen.append(queued_s > SWOLLEN_S)
        seen_twice = sum(self._swollen) >= SWOLLEN_TIMES and self._queued_s() >= FULL_S
        if not seen_twice and not (queued_s >= FULL_S and suspected()):
            return False
        self._swollen.clear()
        self._lossy_at = now
        self._drain(now)
        self._shrink(max(LEAST_BY_ESTIMATE_BPS, AFTER_FULL * self._sent_bps), now)
        return True

    def overrun(self, arrived_bps: float, now: float) -> None:
        """Much of what was sent is missing; this got through."""
        self._lossy_at = now
        self._drain(now)
        self._sent_bps = min(self._sent_bps, arrived_bps)
        self._shrink(max(LEAST_BY_LOSS_BPS, AFTER_OVERRUN * arrived_bps), now)

    def update(self, *, sent_bps: float, wanted_bps: float, now: float) -> float | None:
        """The budget from now on, given what was sent since the last update and what everybody's ideal takes."""
        if sent_bps > STEP * self._most_bps:
            self._stepped_at = now
        self._most_bps = max(FORGETTING * self._most_bps, sent_bps)
        self._sent_bps += (sent_bps - self._sent_bps) * SMOOTHING
        elapsed = min(now - self._updated_at, 5.0)
        loss = self._take_loss(now)
        self._updated_at = now
        estimate = self._remb if now - self._remb_at < STALE_S else math.inf
        tight = self._sent_bps > LEAST_BY_ESTIMATE_BPS and estimate < TIGHT * self._sent_bps
        self._tight = self._tight + 1 if tight else 0
        if loss > LOSSY:
            self._lossy_at = now
            self._shrink(max(LEAST_BY_LOSS_BPS, self._sent_bps * (1 - loss / 2)), now)
        elif sum(self._swollen) >= SWOLLEN_TIMES:
            self._swollen.clear()
            if loss > OVERFLOWING:
                self._lossy_at = now
            self._shrink(max(LEAST_BY_ESTIMATE_BPS, TIGHT * self._sent_bps), now)
        elif self._tight >= TIGHT_UPDATES:
            self._shrink(max(LEAST_BY_ESTIMATE_BPS, estimate), now)
        elif self.bps is not None and self._may_grow(now):
            self._grow(elapsed, wanted_bps, now)
        return self.bps

    def _may_grow(self, now: float) -> bool:
        quiet = now - self._congested_at >= self._quiet_s
        return quiet and now - self._stepped_at >= STEP_S and self._calm()

    def _queued_s(self) -> float:
        """How much longer than its shortest the way there and back took last, or before that: reports overtake."""
        trips = self._round_trips
        return max(trips[-1], trips[-2]) - min(trips) if len(trips) > 1 else 0.0

    def _calm(self) -> bool:
        """Whether that is no longer than usual: computers and the air hold reports up, so the shortest is rare."""
        trips = self._round_trips
        return len(trips) < 2 or max(trips[-1], trips[-2]) < sorted(trips)[len(trips) // 4] + CALM_S

    def _drain(self, now: float) -> None:
        self._drained_at = now + DRAINING_S
        self._lost = self._expected = 0.0

    def _take_loss(self, now: float) -> float:
        if now < self._drained_at + REPORTED_S:
            self._lost = self._expected = 0.0  # of what was too much, and is known
        if self._expected < LOSS_SAMPLE:
            return 0.0
        loss = self._lost / self._expected
        self._lost = self._expected = 0.0
        return loss

    def draining(self, now: float) -> bool:
        """Whether no picture at all is to be sent for a moment."""
        return now < self._drained_at

    def may_pause(self, now: float) -> bool:
        """Whether pictures may be taken away to stay within the budget, beyond being made smaller."""
        return now - self._lossy_at < LOSS_MEMORY_S

    def _shrink(self, limit_bps: float, now: float) -> None:
        if now - self._grown_at < PROBATION_S and now - self._congested_at > QUIET_S:
            self._quiet_s = min(self._quiet_s * 2, QUIET_MOST_S)
        self.bps = limit_bps if self.bps is None else min(self.bps, limit_bps)
        self._most_bps = min(self._most_bps, self.bps)
        self._congested_at, self._congested_bps = now, self._sent_bps

    def _grow(self, elapsed: float, wanted_bps: float, now: float) -> None:
        assert self.bps is not None
        freed = self._sent_bps > FREED * self._congested_bps
        self.bps *= (FREED_GROWTH_PER_S if freed else GROWTH_PER_S) ** elapsed
        self._grown_at = now
        if self.bps > 1.5 * wanted_bps and now - self._congested_at > PROBATION_S + self._quiet_s:
            self.bps, self._quiet_s = None, QUIET_S

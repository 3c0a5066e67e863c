"""How many bits a second a subscriber may be sent, from its REMB and its losses.

A receiver's estimate (REMB) can't rise much above what it receives, so it says reliably when there is too much, but
never how much more would fit. So the budget follows it down at once, and feels its way up again: after a quiet
time it grows step by step until what is wanted fits, and every failed attempt doubles the quiet time before the next.
"""

from __future__ import annotations

import math

# Congestion: the receiver's estimate falls below this share of what it is sent, or it loses more than this.
TIGHT = 0.9
LOSSY = 0.1
QUIET_S, QUIET_MOST_S = 3.0, 24.0
GROWTH_PER_S = 1.25
# Congestion this soon after growing means that the growth was a mistake.
PROBATION_S = 10.0
LEAST_BPS = 30_000.0
# An estimate older than this says nothing.
STALE_S = 10.0


class Budget:
    """One subscriber's budget. Observations come in as they arrive; `update` runs on a timer."""

    __slots__ = ("_congested_at", "_grown_at", "_loss", "_quiet_s", "_remb", "_remb_at", "_updated_at", "bps")

    def __init__(self) -> None:
        self.bps: float | None = None  # None: no limit is known
        self._remb, self._remb_at = 0.0, -math.inf
        self._loss = 0.0
        self._congested_at = self._grown_at = -math.inf
        self._quiet_s = QUIET_S
        self._updated_at = -math.inf

    def observe_remb(self, bitrate_bps: float, now: float) -> None:
        self._remb, self._remb_at = bitrate_bps, now

    def observe_loss(self, fraction: float) -> None:
        self._loss = max(self._loss, fraction)

    def update(self, *, sent_bps: float, wanted_bps: float, now: float) -> float | None:
        """The budget from now on, given what was sent since the last update and what everybody's ideal would take."""
        elapsed = min(now - self._updated_at, 5.0)
        fresh = now - self._remb_at < STALE_S
        loss, self._loss = self._loss, 0.0
        self._updated_at = now
        if sent_bps > LEAST_BPS and ((fresh and self._remb < TIGHT * sent_bps) or loss > LOSSY):
            self._shrink(sent_bps, loss, fresh, now)
        elif self.bps is not None and now - self._congested_at >= self._quiet_s:
            self.bps *= GROWTH_PER_S**elapsed
            self._grown_at = now
            if self.bps > 1.5 * wanted_bps and now - self._congested_at > PROBATION_S + self._quiet_s:
                self.bps, self._quiet_s = None, QUIET_S
        return self.bps

    def _shrink(self, sent_bps: float, loss: float, fresh: bool, now: float) -> None:
        limit = sent_bps * (1 - loss / 2) if loss > LOSSY else sent_bps
        if fresh:
            limit = min(limit, self._remb)
        if now - self._grown_at < PROBATION_S and now - self._congested_at > QUIET_S:
            self._quiet_s = min(self._quiet_s * 2, QUIET_MOST_S)
        self.bps = max(LEAST_BPS, limit)
        self._congested_at = now

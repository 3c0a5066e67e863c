"""A bad line, one way, as arithmetic: when a datagram that is sent now arrives, how often, or whether at all.

What `tc netem` does, without a kernel that has it and without being root, the same in every run: nothing here waits
or sends (that is `emulator`), and chance comes from a seed. The steps are those of a real line, in its order: a queue
before the narrowest place, where what finds no room is lost (drop tail); then loss on the way, delay, jitter, some
datagrams overtaken by later ones, some arriving twice.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

# What IP and UDP add to each datagram on the wire (RFC 791, 768); a line's rate counts them.
OVERHEAD = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How a line is. Shares are from 0 to 1."""

    loss: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0  # anything from nothing to this is added to the delay; the order stays
    reordered: float = 0.0  # so many arrive `late_by_s` after their turn, overtaken by those behind them
    late_by_s: float = 0.03
    duplicated: float = 0.0
    bitrate_bps: float | None = None  # None: as fast as it is sent
    queue_s: float = 0.3  # the longest wait before the narrow place


CLEAR = Conditions()


class Link:
    """One way of one line. `conditions` may be set at any time, and hold for what is sent from then on."""

    def __init__(self, conditions: Conditions = CLEAR, *, seed: int = 1) -> None:
        self.conditions = conditions
        self.sent = self.lost = self.overflowed = self.reordered = self.duplicated = 0
        self._chance = random.Random(seed)
        self._free_at = 0.0  # when the narrow place has let pass what waits before it
        self._last_at = 0.0  # when the last one in order arrives

    def arrivals(self, size: int, now: float) -> tuple[float, ...]:
        """When a datagram of so many bytes arrives: once, twice, or never. `now` and arrivals are in seconds."""
        how = self.conditions
        self.sent += 1
        passed = self._pass(size, now)
        if passed is None:
            self.overflowed += 1
            return ()
        if self._chance.random() < how.loss:
            self.lost += 1
            return ()
        at = max(passed + how.delay_s + how.jitter_s * self._chance.random(), self._last_at)
        if self._chance.random() < how.reordered:
            self.reordered += 1
            at += how.late_by_s
        else:
            self._last_at = at
        if self._chance.random() < how.duplicated:
            self.duplicated += 1
            return at, at
        return (at,)

    def _pass(self, size: int, now: float) -> float | None:
        """When it is through the narrow place; None if the queue before that is full."""
        how = self.conditions
        if how.bitrate_bps is None:
            self._free_at = now
            return now
        begins = max(now, self._free_at)
        if begins - now > how.queue_s:
            return None
        self._free_at = begins + (size + OVERHEAD) * 8 / how.bitrate_bps
        return self._free_at

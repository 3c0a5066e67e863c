"""What was received of one stream: duplicates, gaps to ask for again, the report about it (RFC 3550 A.1, A.3, A.8)."""

from __future__ import annotations

import math
import struct

from . import cells
from .cells import FIRST_SEEN, HIGHEST, JITTER, RECEIVED, SEEN_MOST, TRANSIT, Cells
from .sequence import extend, timestamp_difference

# Duplicates are told apart within this many packets; what is older is too late to be of use.
WINDOW = SEEN_MOST
# A jump further than this is a sender that began anew, not a loss.
RESTART = 3000
# Ask again at most this often for one packet, first when the timer next runs, then in this rhythm.
NACK_TRIES = 8
NACK_EVERY_S = 0.06
# More missing packets than this are beyond repair: a key frame is quicker.
MISSING_MOST = 200

# No packet has the number 0: they begin a round above it.
NOTHING_SEEN = memoryview(bytes(8 * WINDOW)).cast("q")


class Reception:
    """One incoming stream. `receive` is called for each packet, the rest from timers."""

    __slots__ = (
        "_base", "_clock_rate", "_expected_before", "_f", "_last_ntp", "_last_report_at", "_n", "_received_before",
        "cells", "hopeless", "missing", "repairs", "ssrc",
    )  # fmt: skip

    def __init__(self, ssrc: int, clock_rate: int, *, repairs: bool, row: Cells | None = None) -> None:
        self.ssrc = ssrc
        self.repairs = repairs  # whether it is worth asking for lost packets
        self.missing: dict[int, tuple[int, float]] = {}  # extended number -> (times asked, when to ask next)
        self.hopeless = False  # something was lost for good since this was last looked at
        self._clock_rate = clock_rate
        self._base = 0
        self.cells = row or cells.stream(None)
        self._n, self._f = self.cells.n, self.cells.f
        self._n[HIGHEST] = -1
        self._f[TRANSIT] = math.nan
        self._expected_before = self._received_before = 0
        self._last_ntp, self._last_report_at = 0, 0.0

    def receive(self, sequence: int, timestamp: int, now: float) -> int | None:
        """The extended number of this packet; None when it is a duplicate or too late to tell."""
        n = self._n
        highest = n[HIGHEST]
        if highest < 0:
            number = sequence + (1 << 16)  # room below for packets that were overtaken by the first
            self._base, highest = number, number - 1
        else:
            number = extend(sequence, highest)
            if abs(number - highest) > RESTART:
                if number < highest:
                    number += 1 << 16  # numbers handed out never go back
                self._restart(number)
                highest = number - 1
            elif number <= highest - WINDOW:
                return None
        slot = FIRST_SEEN + number % WINDOW
        if n[slot] == number:
            return None
        n[slot] = number
        n[RECEIVED] += 1
        if number > highest:
            if number > highest + 1 and self.repairs:
                self._miss(highest + 1, number, now)
            n[HIGHEST] = number
            self._measure_jitter(timestamp, now)
        elif self.missing:
            self.missing.pop(number, None)
        return number

    @property
    def highest(self) -> int:
        """Extended; -1: nothing received yet."""
        return self._n[HIGHEST]

    @property
    def received(self) -> int:
        return self._n[RECEIVED]

    @property
    def expected(self) -> int:
        """How many packets there were from the first to the last that came."""
        return self.highest - self._base + 1 if self.highest >= 0 else 0

    @property
    def jitter_s(self) -> float:
        """How much the time that packets are under way differs (RFC 3550 section 6.4.1)."""
        return self._f[JITTER] / self._clock_rate

    def due(self, now: float) -> list[int]:
        """The 16-bit numbers to ask for now, ascending. What was asked for too often is given up: `hopeless`."""
        due = []
        for number, (tries, at) in list(self.missing.items()):
            if number <= self.highest - WINDOW or tries >= NACK_TRIES:
                del self.missing[number]
                self.hopeless = True
            elif at <= now:
                self.missing[number] = (tries + 1, now + NACK_EVERY_S)
                due.append(number)
        return [number & 0xFFFF for number in sorted(due)]

    def sender_reported(self, ntp: int, now: float) -> None:
        self._last_ntp, self._last_report_at = ntp >> 16 & 0xFFFFFFFF, now

    def report(self, now: float) -> bytes:
        """A reception report block (RFC 3550 section 6.4.1) of the time since the last one."""
        expected = self.highest - self._base + 1
        lost = max(-(1 << 23), min(expected - self.received, (1 << 23) - 1))
        expected_since = expected - self._expected_before
        lost_since = expected_since - (self.received - self._received_before)
        fraction = min(255, (max(lost_since, 0) << 8) // max(expected_since, 1))
        self._expected_before, self._received_before = expected, self.received
        delay = min(0xFFFFFFFF, round((now - self._last_report_at) * 65536)) if self._last_ntp else 0
        return struct.pack(
            "!6I",
            self.ssrc,
            fraction << 24 | lost & 0xFFFFFF,
            self.highest & 0xFFFFFFFF,
            min(round(self._f[JITTER]), 0xFFFFFFFF),
            self._last_ntp,
            delay,
        )

    def _miss(self, first: int, end: int, now: float) -> None:
        if len(self.missing) + end - first > MISSING_MOST:
            self.missing.clear()
            self.hopeless = True
            return
        for number in range(first, end):
            self.missing[number] = (0, now)

    def _measure_jitter(self, timestamp: int, now: float) -> None:
        f = self._f
        before, transit = f[TRANSIT], now * self._clock_rate - timestamp
        if not math.isnan(before):
            change = abs(timestamp_difference(round(transit) & 0xFFFFFFFF, round(before) & 0xFFFFFFFF))
            f[JITTER] += (change - f[JITTER]) / 16
        f[TRANSIT] = transit

    def _restart(self, number: int) -> None:
        """The sender jumped: count anew from here, and let nothing be asked for."""
        self.missing.clear()
        self.hopeless = True
        self._base = number - self.received
        self._n[HIGHEST] = number - 1
        self._n[FIRST_SEEN : FIRST_SEEN + WINDOW] = NOTHING_SEEN
        self._f[TRANSIT] = math.nan

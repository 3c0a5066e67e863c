"""When the packets of one browser arrived, told back to it (draft-holmer-rmcat-transport-wide-cc-extensions-01).

The browser numbers all its packets in one row and finds out for itself, from when each arrived or that it didn't, how
much its path carries: it knows when it sent them, and nobody else has to compute anything. Times are told in ticks of
250 us, each as the difference from the one before; what did not arrive has no time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence

from . import rtcp
from .cells import FIRST_LOGGED, LOGGED, Cells
from .sequence import extend

TICKS_PER_S = 4000
TICKS_PER_REFERENCE = 256  # the reference time counts 64 ms
# Packets that were overtaken by so much are history, told or not; a sender that jumps further began anew.
WINDOW = 1000
# So many more are kept before the old ones are thrown away, all at once.
SPARE = 1000
# Told of at most so many in one packet, which must fit a path; the rest is told the next time.
TOLD_MOST = 400

_HEAD = struct.Struct("!IIHHI")
_CHUNK = struct.Struct("!H")
MISSING, SMALL, LARGE = 0, 1, 2  # how a packet is told: not at all, in one byte, in two
_LONGEST_RUN = 0x1FFF
_IN_VECTOR = 7
_TICKS = (1 << 48) - 1


class Arrivals:
    """Notes each packet, and says from time to time what came since."""

    __slots__ = ("_feedbacks", "_highest", "_log", "_next", "_ticks")

    def __init__(self, log: Cells | None = None) -> None:
        """`log`: the browser's row, in which C notes what it takes in."""
        self._log = log
        self._ticks: dict[int, int] = {}  # extended number -> when
        self._next = -1  # the first number that was not told of yet; -1: nothing came
        self._highest = -1
        self._feedbacks = 0

    @property
    def waiting(self) -> int:
        """How many packets came, or went missing, that were not told of yet; about."""
        logged = self._log.n[LOGGED] if self._log is not None else 0
        return self._highest + 1 - self._next + logged

    def note(self, sequence: int, now: float) -> None:
        """A packet with this 16-bit number arrived."""
        self._read_log()
        self._note(sequence, int(now * TICKS_PER_S))

    def _read_log(self) -> None:
        if self._log is None or not self._log.n[LOGGED]:
            return
        n = self._log.n
        noted = n[FIRST_LOGGED : FIRST_LOGGED + n[LOGGED]].tolist()
        n[LOGGED] = 0
        for entry in noted:
            self._note(entry >> 48 & 0xFFFF, entry & _TICKS)

    def _note(self, sequence: int, ticks: int) -> None:
        if self._highest < 0:
            number = sequence + (1 << 16)  # room below for packets that were overtaken by the first
            self._next, self._highest = number, number
        else:
            number = extend(sequence, self._highest)
            if number > self._highest + WINDOW or number <= self._highest - WINDOW:
                self._ticks.clear()
                self._next = number
                self._highest = number
            elif number > self._highest:
                self._highest = number
            elif number < self._next:
                self._next = number  # overtaken, and told of as missing: tell again
        self._ticks.setdefault(number, ticks)

    def feedback(self, ssrc: int) -> bytes | None:
        """The RTCP packet about what came since the last one; None if nothing did. `ssrc`: any of the browser's."""
        self._read_log()
        first = max(self._next, self._highest + 1 - WINDOW)
        end = min(self._highest + 1, first + TOLD_MOST)
        if self._next < 0 or first == end:
            return None
        told = [self._ticks.get(number) for number in range(first, end)]
        self._next = end
        if len(self._ticks) > WINDOW + SPARE:
            self._ticks = {number: ticks for number, ticks in self._ticks.items() if number > end - WINDOW}
        began = next((ticks for ticks in told if ticks is not None), 0)
        reference = began // TICKS_PER_REFERENCE
        statuses, deltas = _differences(told, reference * TICKS_PER_REFERENCE)
        head = _HEAD.pack(
            rtcp.NOBODY,
            ssrc,
            first & 0xFFFF,
            len(told),
            (reference & 0xFFFFFF) << 8 | self._feedbacks,
        )
        self._feedbacks = (self._feedbacks + 1) & 0xFF
        return rtcp.transport_feedback(head + b"".join(_chunks(statuses)) + deltas)


def _differences(told: Iterable[int | None], at: int) -> tuple[list[int], bytes]:
    """(how each packet is told, the times of those that came)."""
    statuses: list[int] = []
    deltas = bytearray()
    for ticks in told:
        if ticks is None:
            statuses.append(MISSING)
            continue
        delta, at = ticks - at, ticks
        if 0 <= delta <= 0xFF:
            statuses.append(SMALL)
            deltas.append(delta)
        else:
            statuses.append(LARGE)
            deltas += max(-0x8000, min(delta, 0x7FFF)).to_bytes(2, "big", signed=True)
    return statuses, bytes(deltas)


def _chunks(statuses: Sequence[int]) -> Iterator[bytes]:
    """A run of equal ones in one word where there are many, else seven of any kind in one word."""
    at = 0
    while at < len(statuses):
        status, run = statuses[at], 1
        while at + run < len(statuses) and statuses[at + run] == status and run < _LONGEST_RUN:
            run += 1
        if run >= _IN_VECTOR or at + run == len(statuses):
            yield _CHUNK.pack(status << 13 | run)
            at += run
            continue
        word = 0b11 << 14
        for place, one in enumerate(statuses[at : at + _IN_VECTOR]):
            word |= one << (12 - 2 * place)
        yield _CHUNK.pack(word)
        at += _IN_VECTOR

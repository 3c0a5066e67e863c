"""Numbers that Python and C look at both: a row of cells for each incoming stream, outgoing stream and browser.

Where there is C (`fanout.c`), a row lies on a shelf: one piece of memory with room for many, that never moves and is
never given back, so that a row's number stays valid whatever becomes of its owner, and C checks each number that it
follows against the size of the shelf. Otherwise a row has memory of its own. Either way Python's objects keep these
numbers nowhere else, so that there is nothing to keep in step.

The constants are the places of the cells, in the order of the structs in `fanout.c`.
"""

from __future__ import annotations

import mmap
import struct

from .packet import Packet

CELL = 8  # bytes: an int64_t or a double

# struct lane: an outgoing stream, see `rewriter`
(
    LANE_WAY, FLOWING, LANE_SSRC, LANE_TYPE, SEND_TIME_HEAD,
    SEQ_DELTA, TIMESTAMP_DELTA, PICTURE_DELTA, TL0_DELTA, SEGMENT_START,
    LAST_SEQ, LAST_TIMESTAMP, LAST_SOURCE_TIMESTAMP, LAST_ARRIVAL, LAST_PICTURE_ID, LAST_TL0,
    LANE_PACKETS, LANE_OCTETS, LANE_SENT, LANE_TX,
) = range(20)  # fmt: skip
LANE = 20

# struct stream: an incoming stream, see `reception` and `tracks`
LANES_MOST, SEEN_MOST, REMEMBERED = 64, 1024, 512
(
    ARMED, STREAM_SSRC, STREAM_TYPE, IS_VOICE, LEVEL_ID, CLOCK_RATE,
    HIGHEST, RECEIVED, STREAM_OCTETS, LAST_AT, TRANSIT, JITTER, LEFT_IN, SERIAL, LANES,
) = range(15)  # fmt: skip
FIRST_LANE = 15
FIRST_SEEN = FIRST_LANE + LANES_MOST
FIRST_KEPT = FIRST_SEEN + SEEN_MOST
STREAM = FIRST_KEPT + REMEMBERED

# struct kept: a packet of a picture that C forwarded: the stream's serial, its number, its timestamp, marker, picture
# id, TL0PICIDX, the lengths of its descriptor and its body, and both of them.
_KEPT = struct.Struct("=2qI5i")
KEPT = 1408
# So many of all streams are kept: the last two seconds of the fullest node.
KEPT_MOST = 8192

# struct way: a browser, see `peer` and `arrivals`
STREAMS_MOST, LOG_MOST = 8, 512
RX, TX, ADDRESS = 0, 1, 2
ADDRESS_CELLS = 4  # 28 bytes of address, 4 of its length
TRANSPORT_ID, LOGGED = ADDRESS + ADDRESS_CELLS, ADDRESS + ADDRESS_CELLS + 1
FIRST_STREAM = LOGGED + 1
FIRST_LOGGED = FIRST_STREAM + STREAMS_MOST
WAY = FIRST_LOGGED + LOG_MOST

# A node has room for so many; beyond them everything works in Python alone.
WAYS_MOST, STREAMS_OF_NODE_MOST, LANES_OF_NODE_MOST = 1024, 4096, 32768


class Cells:
    """One row, as whole numbers `n` and as fractions `f`. `place` is 1 + its number on the shelf, 0 without one."""

    __slots__ = ("_shelf", "f", "n", "place")

    def __init__(self, memory: memoryview, place: int = 0, shelf: Shelf | None = None) -> None:
        self.n, self.f = memory.cast("q"), memory.cast("d")
        self.place = place
        self._shelf = shelf

    def __del__(self) -> None:
        if self._shelf is not None:
            self._shelf.put_back(self.place)


class Shelf:
    """Room for so many rows of one kind, all zero. Pages that were never touched take no memory."""

    def __init__(self, cells: int, most: int) -> None:
        self.memory = mmap.mmap(-1, cells * CELL * most)
        self.most = most
        self._size = cells * CELL
        self._view = memoryview(self.memory)
        self._free: list[int] = []
        self._fresh = 1

    def take(self) -> Cells | None:
        """A row; None when there are none left."""
        if self._free:
            place = self._free.pop()
        elif self._fresh <= self.most:
            place, self._fresh = self._fresh, self._fresh + 1
        else:
            return None
        return Cells(self._row(place), place, self)

    def put_back(self, place: int) -> None:
        self._row(place)[:] = bytes(self._size)
        self._free.append(place)

    def _row(self, place: int) -> memoryview:
        return self._view[(place - 1) * self._size : place * self._size]


class Kept:
    """The last packets of pictures that C forwarded, all streams' in one ring."""

    def __init__(self, most: int = KEPT_MOST) -> None:
        self.memory = mmap.mmap(-1, most * KEPT)
        self.most = most

    def find(self, stream: Cells, number: int) -> Packet | None:
        """The packet with this extended number, if it is there."""
        at = stream.n[FIRST_KEPT + number % REMEMBERED] * KEPT
        serial, kept, timestamp, marker, picture_id, tl0, size, length = _KEPT.unpack_from(self.memory, at)
        if serial != stream.n[SERIAL] or kept != number:
            return None
        start = at + _KEPT.size + size
        packet = Packet(number, timestamp, bool(marker), self.memory[start : start + length], starts=False)
        packet.descriptor = self.memory[start - size : start]
        packet.picture_id, packet.tl0 = picture_id, tl0
        return packet


class Arena:
    """The shelves of one node, and what is kept there."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.ways = Shelf(WAY, WAYS_MOST)
        self.streams = Shelf(STREAM, STREAMS_OF_NODE_MOST)
        self.lanes = Shelf(LANE, LANES_OF_NODE_MOST)


def lane(arena: Arena | None) -> Cells:
    return (arena and arena.lanes.take()) or alone(LANE)


def stream(arena: Arena | None) -> Cells:
    return (arena and arena.streams.take()) or alone(STREAM)


def way(arena: Arena | None) -> Cells:
    return (arena and arena.ways.take()) or alone(WAY)


def alone(cells: int) -> Cells:
    """A row that C knows nothing of."""
    return Cells(memoryview(bytearray(cells * CELL)))

"""`fanout.c`, where there is one: what is always the same of forwarding, in one call for each wakeup.

The library is looked for beside this file, where an image's build puts it; else it is compiled once for this process,
if the machine has a C compiler. Without either everything works the same in Python, for more CPU (ADR 9).
"""

from __future__ import annotations

import ctypes
import functools
import logging
import mmap
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from pylibsrtp._binding import ffi, lib

from . import cells
from .cells import Arena
from .ice import Address
from .packet import Packet
from .stats import Counters, Drop

log = logging.getLogger(__name__)

SOURCE = Path(__file__).with_name("fanout.c")
BUILT = Path(__file__).with_name("fanout.so")
COMPILE_S = 30.0

SLOT, BATCH = 2048, 32
_ADDRESS = 28
# What became of a datagram that Python is told of: not looked into, opened, not its sender's to send, a voice's and
# forwarded, or silence that was for nobody (all that is left of these two is how loud they were), longer than a slot.
UNREAD, OPENED, FORGED, HEARD, SILENT, TOO_LONG = range(6)
# struct record
_RECORD = struct.Struct("=9i4xd")
Record: TypeAlias = tuple[Any, ...]
WHAT, LENGTH, KNOWN, WAY, STREAM, END, LEVEL, ADDRESS_LENGTH, SLOT_NUMBER, AT = range(10)
# struct known, and the head of struct table: shelves and their sizes, functions, the socket, others' file, seven
# counters, the queue's length, the numbers of turns and of packets kept.
_KNOWN = struct.Struct("=28sIq")
_HEAD = struct.Struct("=4Q4q3Q2q7q3q")
_COUNTS = struct.Struct("=7q")
_COUNTS_AT = _HEAD.size - 24 - _COUNTS.size
CRYPTO = "srtp_protect", "srtp_unprotect", "srtp_protect_rtcp"
# Addresses whose names are remembered.
NAMES_MOST = 4096


def pointer(thing: object) -> int:
    return int(ffi.cast("uintptr_t", thing))


def sockaddr(address: Address) -> bytes:
    """What `sendto` makes of a numeric address: struct sockaddr_in, or sockaddr_in6."""
    if len(address) == 2:
        host = socket.inet_pton(socket.AF_INET, address[0])
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H", address[1]) + host + bytes(8)
    host, _, _ = address[0].partition("%")
    head = struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", address[1], address[2])
    return head + socket.inet_pton(socket.AF_INET6, host) + struct.pack("=I", address[3])


def named(packed: bytes) -> Address:
    """The numeric address of a struct sockaddr, as `recvfrom` says it."""
    (family,), (port,) = struct.unpack("=H", packed[:2]), struct.unpack("!H", packed[2:4])
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, packed[4:8]), port
    flow, scope = struct.unpack("!I", packed[4:8])[0], struct.unpack("=I", packed[24:28])[0]
    host = socket.inet_ntop(socket.AF_INET6, packed[8:24])
    if scope:
        host = socket.getnameinfo((host, port, flow, scope), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]
    return host, port, flow, scope


class Library(ctypes.PyDLL):
    """The compiled `fanout.c`."""

    vip_turn: Any

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.vip_turn = ctypes.CDLL(str(path)).vip_turn  # it waits, and lets other threads run meanwhile


class Turn(NamedTuple):
    came: int  # datagrams
    more: bool  # it left off before it had read all that came
    records: list[Record]  # what became of those that are not ordinary, in their order


class Forwarder:
    """The socket read, and forwarded from, by C. Implements `contract.Forwarder`."""

    def __init__(
        self, library: Library, arena: Arena, counters: Counters, *, file: int, others: int = -1
    ) -> None:
        """`file`: the socket's. `others`: see `udp.others`."""
        sizes = layout(library)
        self._arena = arena  # whose memory C looks at
        self._counters = counters
        self._table = mmap.mmap(-1, sizes[5])
        self._view = memoryview(self._table)
        self._at = ctypes.addressof(ctypes.c_char.from_buffer(self._table))
        self._known = self._view[sizes[6] : sizes[7]]
        self._records = self._view[sizes[7] : sizes[8]]
        self._slots = [self._view[sizes[8] + number * SLOT :][:SLOT] for number in range(BATCH)]
        self._from = [self._view[sizes[9] + number * _ADDRESS :][:_ADDRESS] for number in range(BATCH)]
        self._turn, self._relay, self._tell = library.vip_turn, library.vip_relay, library.vip_tell
        self._read, self._more = ctypes.c_int(), ctypes.c_int()
        self._told = ctypes.byref(self._read), ctypes.byref(self._more)
        self._names: dict[bytes, Address] = {}
        self._last = 0, b""  # where an address belongs in what C knows, and the address
        shelves = (arena.ways, arena.streams, arena.lanes, arena.kept)
        functions = [pointer(ffi.addressof(lib, name)) for name in CRYPTO]
        _HEAD.pack_into(
            self._table, 0, *(ctypes.addressof(ctypes.c_char.from_buffer(shelf.memory)) for shelf in shelves),
            *(shelf.most for shelf in shelves), *functions, file, others, *bytes(10),
        )  # fmt: skip

    def turn(self, now: float, stay_s: float) -> Turn:
        """Read what has come, and what comes within so many seconds while nobody else has anything to do, and forward
        what is ordinary."""
        told = self._turn(self._at, now, stay_s, *self._told)
        if self._read.value:
            self._settle()
        records = list(_RECORD.iter_unpack(self._records[: told * _RECORD.size])) if told else []
        return Turn(self._read.value, bool(self._more.value), records)

    def relay(self, place: int, packet: Packet, send_time: int, now: float) -> int:
        descriptor, body = packet.descriptor, packet.body
        flowing = self._relay(
            self._at, place, packet.seq, packet.timestamp, packet.marker, packet.picture_id, packet.tl0,
            descriptor, len(descriptor), body, len(body), now, send_time,
        )  # fmt: skip
        self._settle()
        return int(flowing)

    def tell(self, place: int, data: bytes, *, now: bool) -> bool:
        """Seal RTCP for a browser, and send it, `now` or with what is sent next. False where there is no way to it."""
        return bool(self._tell(self._at, place, data, len(data), now))

    def data(self, record: Record) -> memoryview:
        """The memory of a datagram of this turn."""
        return self._slots[record[SLOT_NUMBER]]

    def address(self, record: Record) -> Address:
        """Where a datagram of this turn came from."""
        packed = bytes(self._from[record[SLOT_NUMBER]][: record[ADDRESS_LENGTH]])
        self._last = record[KNOWN], packed
        known = self._names.get(packed)
        if known is None:
            if len(self._names) >= NAMES_MOST:
                self._names.clear()
            known = self._names[packed] = named(packed)
        return known

    def know(self, address: Address, place: int) -> None:
        """The address that was last asked for is this browser's."""
        slot, packed = self._last
        if self._names.get(packed) == address:
            _KNOWN.pack_into(self._known, slot * _KNOWN.size, packed, len(packed), place)

    def forget_addresses(self) -> None:
        self._known[:] = bytes(len(self._known))

    def _settle(self) -> None:
        """Count what came and was sent since this was last done."""
        came, octets_in, packets, octets, pictures, voices, unsent = _COUNTS.unpack_from(
            self._table, _COUNTS_AT
        )
        _COUNTS.pack_into(self._table, _COUNTS_AT, *bytes(7))
        counters = self._counters
        counters.packets_in += came
        counters.bytes_in += octets_in
        counters.packets_out += packets
        counters.bytes_out += octets
        counters.video_forwarded += pictures
        counters.voice_forwarded += voices
        if unsent:
            counters.dropped[Drop.SOCKET_FULL] += unsent


@functools.cache
def library() -> Library | None:
    """The compiled library; None where there is none to be had."""
    if not sys.platform.startswith("linux"):  # sendmmsg
        return None
    try:
        return _load(BUILT) if BUILT.exists() else _compiled()
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the fast way to send is not available: %s", error)
        return None


def _compiled() -> Library | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory(prefix="vip-fanout-") as folder:
        target = Path(folder) / BUILT.name
        compile_to(target, compiler)
        return _load(target)  # stays mapped when the file is gone


def compile_to(target: Path, compiler: str) -> None:
    subprocess.run(
        [
            compiler,
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-shared",
            "-fPIC",
            "-o",
            str(target),
            str(SOURCE),
            "-lm",
        ],
        check=True,
        capture_output=True,
        timeout=COMPILE_S,
    )


def layout(loaded: Library) -> list[int]:
    """The sizes of C's structs, and where they lie in its table. Raises OSError where they aren't what is thought."""
    sizes = (ctypes.c_int64 * 11)()
    loaded.vip_layout(sizes)
    rows = [cells.CELL * cell for cell in (cells.LANE, cells.STREAM, cells.WAY)]
    if list(sizes)[:5] != [*rows, _RECORD.size, _KNOWN.size] or sizes[10] != cells.KEPT:
        raise OSError(f"{BUILT.name} was compiled from another {SOURCE.name}")
    return list(sizes)


def _load(path: Path) -> Library:
    loaded = Library(path)
    at, number, whole, word, fraction = (
        ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_uint32, ctypes.c_double,
    )  # fmt: skip
    text = ctypes.c_char_p
    loaded.vip_turn.argtypes = [at, fraction, fraction, at, at]
    loaded.vip_relay.argtypes = [
        at, whole, whole, word, number, number, number, text, number, text, number, fraction, word,
    ]  # fmt: skip
    loaded.vip_tell.argtypes = [at, whole, text, number, number]
    loaded.vip_turn.restype = loaded.vip_relay.restype = loaded.vip_tell.restype = number
    loaded.vip_layout.restype = None
    layout(loaded)
    return loaded

"""`fanout.c`, where there is one: a packet to all its receivers in one call.

The library is looked for beside this file, where an image's build puts it; else it is compiled once for this process,
if the machine has a C compiler. Without either everything works the same in Python, for more CPU (ADR 9).
"""

from __future__ import annotations

import ctypes
import functools
import logging
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from pylibsrtp._binding import ffi, lib

from .ice import Address
from .jobs import JOB, JOBS_MOST, NOT_SENT, RESULT
from .packet import Packet
from .stats import Counters, Drop

log = logging.getLogger(__name__)

SOURCE = Path(__file__).with_name("fanout.c")
BUILT = Path(__file__).with_name("fanout.so")
COMPILE_S = 30.0

SLOT = 2048


class Destination:
    """Where a browser is and the keys for it, as C wants them. It keeps alive what it points to."""

    __slots__ = ("_session", "_sockaddr", "address", "length", "session")

    def __init__(self, session: object, address: Address) -> None:
        self._session = session
        packed = sockaddr(address)
        self._sockaddr = ctypes.create_string_buffer(packed, len(packed))
        self.session = int(ffi.cast("uintptr_t", session))
        self.address, self.length = ctypes.addressof(self._sockaddr), len(packed)


def sockaddr(address: Address) -> bytes:
    """What `sendto` makes of a numeric address: struct sockaddr_in, or sockaddr_in6."""
    if len(address) == 2:
        host = socket.inet_pton(socket.AF_INET, address[0])
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H", address[1]) + host + bytes(8)
    host, _, _ = address[0].partition("%")
    head = struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", address[1], address[2])
    return head + socket.inet_pton(socket.AF_INET6, host) + struct.pack("=I", address[3])


class NativeFanout:
    """Jobs are put in one after the other, then all sent at once."""

    def __init__(self, library: ctypes.PyDLL, counters: Counters) -> None:
        self.jobs = bytearray(JOB.size * JOBS_MOST)
        self._jobs = (ctypes.c_char * len(self.jobs)).from_buffer(self.jobs)
        self._slots = ctypes.create_string_buffer(SLOT * JOBS_MOST)
        self._octets = ctypes.c_uint64()
        self._octets_at = ctypes.addressof(self._octets)
        self._jobs_at, self._slots_at = ctypes.addressof(self._jobs), ctypes.addressof(self._slots)
        self._protect = int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_protect")))
        self._call = library.vip_fanout
        self._counters = counters

    def send(self, file: int, count: int, packet: Packet) -> int:
        """Send this packet for the first so many jobs. How many went out; the jobs' last byte says which."""
        descriptor, body = packet.descriptor, packet.body
        sent = self._call(
            file, self._protect, self._jobs_at, count, descriptor, len(descriptor), body, len(body),
            self._slots_at, self._octets_at,
        )  # fmt: skip
        if sent != count:
            refused = sum(self.result(job) == NOT_SENT for job in range(count))
            self._counters.dropped[Drop.SOCKET_FULL] += refused
        self._counters.packets_out += sent
        self._counters.bytes_out += self._octets.value
        return int(sent)

    def result(self, job: int) -> int:
        return self.jobs[job * JOB.size + RESULT]


@functools.cache
def library() -> ctypes.PyDLL | None:
    """The compiled library; None where there is none to be had."""
    if not sys.platform.startswith("linux"):  # sendmmsg
        return None
    try:
        return _load(BUILT) if BUILT.exists() else _compiled()
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the fast way to send is not available: %s", error)
        return None


def _compiled() -> ctypes.PyDLL | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory(prefix="vip-fanout-") as folder:
        target = Path(folder) / BUILT.name
        compile_to(target, compiler)
        return _load(target)  # stays mapped when the file is gone


def compile_to(target: Path, compiler: str) -> None:
    subprocess.run(
        [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(target), str(SOURCE)],
        check=True,
        capture_output=True,
        timeout=COMPILE_S,
    )


def _load(path: Path) -> ctypes.PyDLL:
    loaded = ctypes.PyDLL(str(path))
    pointer, number = ctypes.c_void_p, ctypes.c_int
    loaded.vip_fanout.argtypes = [
        number, ctypes.c_uint64, pointer, number, ctypes.c_char_p, number, ctypes.c_char_p, number, pointer, pointer,
    ]  # fmt: skip
    loaded.vip_fanout.restype = number
    return loaded

"""One UDP socket for a whole node.

asyncio's own datagram transport allocates 256 KiB for each packet it reads; here the socket is read into one buffer,
again and again until it is empty or it is somebody else's turn.

Where C reads (`fanout.c`), it stays with the socket while packets come: going through the event loop for each would
cost more than forwarding it. It leaves when something else happens that the loop waits for, and every some
milliseconds, for what is due at a time.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Callable

from .errors import PortInUse
from .ice import Address
from .native import AT, LENGTH, TOO_LONG, UNREAD, WHAT, Forwarder, Record, Turn
from .srtp import Buffer
from .stats import Counters, Drop

# Datagrams read before other work gets its turn, by C as well (`fanout.c`).
DRAIN_MOST = 128
# How long C stays with the socket while packets come: so late may come what is due at a time. While packets are missing
# that is soon, for they are asked for at a time.
STAY_S, HASTY_STAY_S = 0.06, 0.005
# Between two stays the loop is everybody else's for so long: what others do takes many rounds. It is waited for with a
# timer, since some (Playwright) do nothing while anything is ready to be called. While more comes than can be read at
# once, that is less often.
AWAY_S, AWAY_EVERY_S = 0.001, 0.05
# So many datagrams at once are reason to stay, instead of waiting to be woken by each.
MANY = 2
# More than any path carries in one piece.
LONGEST = 2048
# Bursts of key frames have to wait somewhere; the kernel grants what it may.
KERNEL_BUFFER = 4 << 20
# Linux's number, which Python does not name: tell when the kernel got a datagram. It may lie there a while.
SO_TIMESTAMPNS = 35


def others(loop: asyncio.AbstractEventLoop) -> int:
    """A file that can be read as soon as anything happens that this loop waits for; -1 where it has none.

    It is what the loop itself waits with (epoll), which neither asyncio nor uvloop has a public name for.
    """
    ask = getattr(loop, "_get_backend_id", None) or getattr(getattr(loop, "_selector", None), "fileno", None)
    return ask() if ask is not None else -1


class UdpSocket:
    """Reads into `inbound` and calls `on_datagram(length, address, at)`; sends from `outbound`."""

    def __init__(
        self,
        counters: Counters,
        on_datagram: Callable[[int, Address, float], None],
        in_haste: Callable[[], bool] = lambda: False,
    ) -> None:
        """`in_haste`: whether something is due soon."""
        self.inbound = Buffer(LONGEST)
        self.outbound = Buffer()
        self._counters = counters
        self._on_datagram = on_datagram
        self._in_haste = in_haste
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._forwarder: Forwarder | None = None
        self._on_record: Callable[[Record], None] = lambda record: None
        self._staying: asyncio.Handle | None = None  # the next time, while packets come
        self._came_at = 0.0  # when there last was a datagram, while it stays
        self._away_at = 0.0  # when the loop last was everybody else's

    @property
    def port(self) -> int:
        if self._socket is None:
            raise RuntimeError("the socket is not open")
        return int(self._socket.getsockname()[1])

    def open(self, host: str, port: int) -> None:
        """Raises PortInUse; other failures are the operating system's own."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
            sock.setblocking(False)
            sock.bind((host, port))
        except OSError as error:
            sock.close()
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(host, port) from None
            raise
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(sock.fileno(), self._awake)

    def accelerate(self, forwarder: Forwarder, on_record: Callable[[Record], None]) -> None:
        """Read by C from now on. `on_record` gets what it did not leave as it came."""
        self._forwarder, self._on_record = forwarder, on_record
        if self._socket is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    def fileno(self) -> int:
        if self._socket is None:
            raise RuntimeError("the socket is not open")
        return self._socket.fileno()

    def close(self) -> None:
        if self._staying is not None:
            self._staying.cancel()
            self._staying = None
        if self._socket is not None and self._loop is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def send_outbound(self, length: int, address: Address) -> bool:
        """Send what lies in `outbound`. Never waits: what the kernel has no room for is lost, and counted."""
        return self._send(self.outbound.view[:length], address)

    def send(self, data: bytes, address: Address) -> bool:
        return self._send(data, address)

    def tell(self, place: int, data: bytes) -> bool:
        """Let C seal RTCP for the browser at this place, and send it. False where that must be done in Python.

        While C stays with the socket it goes with what is forwarded next, in the same call to the system.
        """
        if self._forwarder is None or not place:
            return False
        return self._forwarder.tell(place, data, now=self._staying is None)

    def _send(self, data: bytes | memoryview, address: Address) -> bool:
        if self._socket is None:
            return False
        try:
            self._socket.sendto(data, address)
        except OSError:  # no room, or no route to an address that has gone
            self._counters.dropped[Drop.SOCKET_FULL] += 1
            return False
        self._counters.packets_out += 1
        self._counters.bytes_out += len(data)
        return True

    def _awake(self) -> None:
        """Something came."""
        if self._forwarder is None:
            self._drain()
            return
        turn = self._turn(self._forwarder, 0)
        if turn.came >= MANY and self._socket is not None and self._loop is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._came_at = time.monotonic()
            self._staying = self._loop.call_soon(self._stay, self._forwarder)

    def _stay(self, forwarder: Forwarder) -> None:
        """Take what comes for a while, again and again until nothing does; then wait to be woken."""
        self._staying = None
        turn = self._turn(forwarder, HASTY_STAY_S if self._in_haste() else STAY_S)
        now = time.monotonic()
        if self._socket is None or self._loop is None:
            return
        if turn.came:
            self._came_at = now
        if turn.more and now - self._away_at < AWAY_EVERY_S:
            self._staying = self._loop.call_soon(self._stay, forwarder)
        elif now - self._came_at < STAY_S:  # it may have left early, for somebody else
            self._away_at = now
            self._staying = self._loop.call_later(AWAY_S, self._stay, forwarder)
        else:
            self._loop.add_reader(self._socket.fileno(), self._awake)

    def _turn(self, forwarder: Forwarder, stay_s: float) -> Turn:
        turn = forwarder.turn(time.monotonic(), stay_s)
        for record in turn.records:
            what = record[WHAT]
            if self._socket is None:
                break
            if what == UNREAD:
                length = record[LENGTH]
                self.inbound.view[:length] = forwarder.data(record)[:length]
                self._on_datagram(length, forwarder.address(record), record[AT])
            elif what == TOO_LONG:
                self._counters.dropped[Drop.TOO_LONG] += 1
            else:
                self._on_record(record)
        return turn

    def _drain(self) -> None:
        inbound, counters = self.inbound.bytes, self._counters
        for _ in range(DRAIN_MOST):
            if self._socket is None:
                return
            try:
                length, address = self._socket.recvfrom_into(inbound)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # an ICMP error about something sent earlier
                continue
            counters.packets_in += 1
            counters.bytes_in += length
            if length == LONGEST:  # or longer: the rest of it is gone
                counters.dropped[Drop.TOO_LONG] += 1
            else:
                self._on_datagram(length, address, time.monotonic())

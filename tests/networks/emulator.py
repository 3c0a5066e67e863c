"""A bad network between browsers and a media node: a UDP relay that treats datagrams as a `Link` says.

A browser reaches the node only through it, because `redirect` puts its address in the place of the node's in the
answer that the browser is given. To the node each browser is an address of the relay's own, so `move` is what a node
sees of somebody who goes from Wi-Fi to mobile data, or whose router forgot them: all they send comes from elsewhere,
and what is sent to where they were is lost.

It has a thread and a loop of its own: the node waits in its loop, and what is under way must not wait for that.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from .link import CLEAR, Conditions, Link

Address = tuple[Any, ...]

LONGEST = 65_536
# Datagrams read from one socket before other work gets its turn.
DRAIN_MOST = 64
KERNEL_BUFFER = 1 << 20


@dataclass(slots=True)
class Way:
    """One browser's way: where it is, and the socket by which the node knows it."""

    browser: Address
    outside: socket.socket


class BadNetwork:
    """Everything between the browsers on it and one node. `up` is towards the node. An asynchronous context."""

    def __init__(
        self,
        node: tuple[str, int],
        *,
        up: Conditions = CLEAR,
        down: Conditions = CLEAR,
        seed: int = 1,
        inside: str | None = None,
    ) -> None:
        """`inside`: the address at which browsers find this network, of any family; the node's where none is said."""
        self.up, self.down = Link(up, seed=seed), Link(down, seed=seed + 1)
        self._node = node
        self._inside_host = inside or node[0]
        self._inside: socket.socket | None = None
        self._ways: dict[Address, Way] = {}
        self._left: list[
            socket.socket
        ] = []  # sockets of where browsers were: kept, so that nothing answers there
        self._host = node[0]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bad network")

    async def __aenter__(self) -> Self:
        self._thread.start()
        self._there(self._begin)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._there(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _there(self, act: Callable[[], None]) -> None:
        """Do this in the network's own loop, and wait until it is done."""

        async def acted() -> None:
            act()

        asyncio.run_coroutine_threadsafe(acted(), self._loop).result()

    def _begin(self) -> None:
        self._inside = self._open(self._inside_host)
        self._read(self._inside, self._from_browser)

    def _end(self) -> None:
        for opened in (self._inside, *(way.outside for way in self._ways.values()), *self._left):
            if opened is not None:
                self._loop.remove_reader(opened.fileno())
                opened.close()
        self._inside, self._ways, self._left = None, {}, []

    def redirect(self, answer: str) -> str:
        """The node's answer, with this network's address in the place of each of the node's."""
        assert self._inside is not None
        host, port = self._inside.getsockname()[:2]
        return re.sub(r"(?m)^(a=candidate:\S+ \d+ udp \d+) \S+ \d+ typ", rf"\1 {host} {port} typ", answer)

    def set(self, *, up: Conditions | None = None, down: Conditions | None = None) -> None:
        """Be so from now on."""
        self.up.conditions = up or self.up.conditions
        self.down.conditions = down or self.down.conditions

    def move(self, host: str | None = None) -> None:
        """Give every browser another address, on another interface if `host` is one."""
        self._host = host or self._host
        self._there(self._move)

    def _move(self) -> None:
        for way in self._ways.values():
            self._loop.remove_reader(way.outside.fileno())
            self._left.append(way.outside)
            way.outside = self._dial()
            self._listen(way)

    # Datagrams

    def _from_browser(self, data: bytes, browser: Address) -> None:
        way = self._ways.get(browser)
        if way is None:
            way = self._ways[browser] = Way(browser, self._dial())
            self._listen(way)
        self._carry(self.up, data, lambda: way.outside.send(data))

    def _from_node(self, data: bytes, way: Way) -> None:
        def deliver() -> object:
            return self._inside.sendto(data, way.browser) if self._inside is not None else None

        self._carry(self.down, data, deliver)

    def _carry(self, link: Link, data: bytes, deliver: Callable[[], object]) -> None:
        now = self._loop.time()
        for at in link.arrivals(len(data), now):
            if at <= now:
                _send(deliver)
            else:
                self._loop.call_at(at, _send, deliver)

    # Sockets

    def _dial(self) -> socket.socket:
        outside = self._open(self._host)
        outside.connect(self._node)
        return outside

    def _listen(self, way: Way) -> None:
        self._read(way.outside, lambda data, _: self._from_node(data, way))

    def _open(self, host: str) -> socket.socket:
        opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BUFFER)
        opened.setblocking(False)
        opened.bind((host, 0))
        return opened

    def _read(self, opened: socket.socket, take: Callable[[bytes, Address], None]) -> None:
        def drain() -> None:
            for _ in range(DRAIN_MOST):
                try:
                    data, address = opened.recvfrom(LONGEST)
                except (BlockingIOError, InterruptedError):
                    return
                except OSError:  # an ICMP error about something sent earlier, or closed meanwhile
                    return
                take(data, address)

        self._loop.add_reader(opened.fileno(), drain)


def _send(deliver: Callable[[], object]) -> None:
    """A network delivers or it doesn't; a socket closed meanwhile, or full, is not the sender's business."""
    with suppress(OSError):
        deliver()

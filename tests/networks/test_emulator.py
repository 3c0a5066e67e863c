"""The emulated network carries real datagrams between real sockets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from .emulator import BadNetwork
from .link import CLEAR, Conditions, Link

ANSWER = "v=0\r\na=candidate:1 1 udp 2130706431 {} {} typ host\r\na=end-of-candidates\r\n"
PATIENCE_S = 10.0


class Node(asyncio.DatagramProtocol):
    """Sends everything back, and remembers from where it came and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, tuple[Any, ...]]] = []
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        assert self.transport is not None
        self.heard.append((data, addr))
        self.transport.sendto(data, addr)


class Browser(asyncio.DatagramProtocol):
    """Knows only the address in the answer it was given."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[bytes, float]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self.came.put_nowait((data, asyncio.get_running_loop().time()))

    async def next(self) -> tuple[bytes, float]:
        return await asyncio.wait_for(self.came.get(), PATIENCE_S)


class Watched(Link):
    """Tells when something was sent on it."""

    def __init__(self, conditions: Conditions) -> None:
        super().__init__(conditions)
        self.used = asyncio.Event()

    def arrivals(self, size: int, now: float) -> tuple[float, ...]:
        self.used.set()
        return super().arrivals(size, now)


@asynccontextmanager
async def a_browser_behind(
    host: str, *, up: Conditions = CLEAR, down: Conditions = CLEAR
) -> AsyncIterator[tuple[Node, BadNetwork, Browser, asyncio.DatagramTransport]]:
    loop = asyncio.get_running_loop()
    opened, node = await loop.create_datagram_endpoint(Node, local_addr=(host, 0))
    port = opened.get_extra_info("sockname")[1]
    async with BadNetwork((host, port), up=up, down=down) as network:
        found = re.search(r"(\S+) (\d+) typ host", network.redirect(ANSWER.format(host, port)))
        assert found is not None
        assert int(found[2]) != port
        sending, browser = await loop.create_datagram_endpoint(Browser, remote_addr=(found[1], int(found[2])))
        try:
            yield node, network, browser, sending
        finally:
            sending.close()
            opened.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_datagrams_go_to_the_node_and_back(host: str) -> None:
    async with a_browser_behind(host) as (node, _, browser, sending):
        for number in range(20):
            sending.sendto(b"%d" % number)
            assert (await browser.next())[0] == b"%d" % number

        assert len({address for _, address in node.heard}) == 1


async def test_each_way_takes_its_own_time() -> None:
    up, down = Conditions(delay_s=0.04), Conditions(delay_s=0.06)
    async with a_browser_behind("127.0.0.1", up=up, down=down) as (_, _, browser, sending):
        sent_at = asyncio.get_running_loop().time()
        sending.sendto(b"there and back")

        _, came_at = await browser.next()
        assert came_at - sent_at >= 0.1 - 0.001


async def test_conditions_change_while_it_runs() -> None:
    async with a_browser_behind("127.0.0.1") as (_, network, browser, sending):
        network.down = watched = Watched(Conditions(loss=1.0))
        sending.sendto(b"lost on the way back")
        await asyncio.wait_for(watched.used.wait(), PATIENCE_S)
        assert watched.lost == 1

        network.set(down=Conditions(duplicated=1.0))
        sending.sendto(b"comes twice")

        assert [(await browser.next())[0] for _ in range(2)] == [b"comes twice"] * 2
        assert browser.came.empty()


async def test_somebody_who_moves_is_heard_from_another_address_and_not_reached_at_the_old_one() -> None:
    async with a_browser_behind("127.0.0.1") as (node, network, browser, sending):
        sending.sendto(b"here")
        await browser.next()
        before = node.heard[-1][1]

        network.move()
        assert node.transport is not None
        node.transport.sendto(b"to where it was", before)
        sending.sendto(b"there")

        assert (await browser.next())[0] == b"there"
        assert node.heard[-1][1] != before
        assert browser.came.empty()

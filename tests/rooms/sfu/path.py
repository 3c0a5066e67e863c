"""A bad network: a UDP relay between browsers and a node that loses packets, the same ones in every run."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable


class LossyPath:
    """Relays datagrams to a node's port, losing a share of the long ones (media) in both directions."""

    def __init__(self, node_port: int, *, loss: float, seed: int = 1) -> None:
        self.loss = loss
        self.lost = 0
        self._node = ("127.0.0.1", node_port)
        self._chance = random.Random(seed)
        self._front: asyncio.DatagramTransport | None = None
        self._backs: dict[tuple[str, int], asyncio.DatagramTransport] = {}
        self._waiting: dict[tuple[str, int], list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._front, _ = await loop.create_datagram_endpoint(
            lambda: _Relay(self._from_browser), local_addr=("127.0.0.1", 0)
        )

    def close(self) -> None:
        for transport in (self._front, *self._backs.values()):
            if transport is not None:
                transport.close()

    def redirect(self, answer: str) -> str:
        """The same answer, with this path's port in place of the node's."""
        assert self._front is not None
        port = self._front.get_extra_info("sockname")[1]
        return re.sub(rf"(127\.0\.0\.1) {self._node[1]} typ", rf"\1 {port} typ", answer)

    def _loses(self, data: bytes) -> bool:
        lose = len(data) > 100 and 128 <= data[0] <= 191 and self._chance.random() < self.loss
        self.lost += lose
        return lose

    def _from_browser(self, data: bytes, address: tuple[str, int]) -> None:
        if self._loses(data):
            return
        back = self._backs.get(address)
        if back is not None:
            back.sendto(data)
        elif address in self._waiting:
            self._waiting[address].append(data)
        else:
            self._waiting[address] = [data]
            task = asyncio.get_running_loop().create_task(self._dial(address))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _dial(self, address: tuple[str, int]) -> None:
        def to_browser(data: bytes, _: tuple[str, int]) -> None:
            if self._front is not None and not self._loses(data):
                self._front.sendto(data, address)

        back, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Relay(to_browser), remote_addr=self._node
        )
        self._backs[address] = back
        for data in self._waiting.pop(address):
            back.sendto(data)


class _Relay(asyncio.DatagramProtocol):
    def __init__(self, deliver: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._deliver = deliver

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._deliver(data, addr)

"""Every datagram is read once and in its order, whether the socket is waited for or looked at."""

from __future__ import annotations

import asyncio
import socket

import pytest

from rooms.sfu import native
from rooms.sfu.cells import Arena
from rooms.sfu.ice import Address
from rooms.sfu.native import Forwarder
from rooms.sfu.stats import Counters, Drop
from rooms.sfu.udp import DRAIN_MOST, LONGEST, ROUNDS_BETWEEN, STAY_S, UdpSocket


class Reader:
    """Reads what comes to a free port, by Python or by C."""

    def __init__(self, *, by_c: bool = False) -> None:
        self.counters = Counters()
        self.socket = UdpSocket(self.counters, self._take)
        self.socket.open("127.0.0.1", 0)
        if by_c:
            library = native.library()
            assert library is not None
            forwarder = Forwarder(library, Arena(), self.counters, file=self.socket.fileno())
            self.socket.accelerate(forwarder, lambda record: None)
        self.read: list[bytes] = []
        self._came = asyncio.Event()

    def _take(self, length: int, address: Address) -> None:
        self.read.append(bytes(self.socket.inbound.view[:length]))
        self._came.set()

    async def until(self, datagrams: int) -> None:
        async with asyncio.timeout(10):
            while len(self.read) < datagrams:
                self._came.clear()
                await self._came.wait()


@pytest.mark.parametrize("by_c", [False, True])
@pytest.mark.parametrize("burst", [1, 2, 3, DRAIN_MOST, DRAIN_MOST + 5])
async def test_bursts_and_pauses_are_read_alike(burst: int, by_c: bool) -> None:
    reader = Reader(by_c=by_c)
    sent = [number.to_bytes(4, "big") for number in range(6 * burst)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("127.0.0.1", reader.socket.port))
        for turn in range(6):
            for datagram in sent[turn * burst : (turn + 1) * burst]:
                out.send(datagram)
            await reader.until((turn + 1) * burst)
            if turn % 2:
                await asyncio.sleep(3 * STAY_S)  # long enough that the socket is waited for again
    reader.socket.close()

    assert reader.read == sent
    assert reader.counters.packets_in == len(sent)


async def test_the_loop_goes_round_several_times_between_two_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(by_c=True)
    forwarder = reader.socket._forwarder
    assert forwarder is not None
    stays: list[float] = []

    def something_comes(self: UdpSocket, forwarder: Forwarder, stay_s: float) -> int:
        stays.append(stay_s)
        return 1

    monkeypatch.setattr(UdpSocket, "_turn", something_comes)
    reader.socket._stay(forwarder)
    for _ in range(5 * ROUNDS_BETWEEN):
        await asyncio.sleep(0)
    reader.socket.close()

    assert stays == [STAY_S] * 6


@pytest.mark.parametrize("by_c", [False, True])
async def test_a_closed_socket_is_looked_at_no_more(by_c: bool) -> None:
    reader = Reader(by_c=by_c)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("127.0.0.1", reader.socket.port))
        for _ in range(4):
            out.send(b"media")
        await reader.until(4)
        reader.socket.close()
        await asyncio.sleep(3 * STAY_S)

    assert len(reader.read) == 4
    with pytest.raises(RuntimeError):
        reader.socket.fileno()


@pytest.mark.parametrize("by_c", [False, True])
async def test_what_is_longer_than_the_buffer_is_counted_and_not_handed_on(by_c: bool) -> None:
    reader = Reader(by_c=by_c)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("127.0.0.1", reader.socket.port))
        for length in (LONGEST - 1, LONGEST, LONGEST + 1, 10):
            out.send(bytes(length))
        await reader.until(2)
    reader.socket.close()

    assert [len(data) for data in reader.read] == [LONGEST - 1, 10]
    assert reader.counters.dropped == {Drop.TOO_LONG: 2}

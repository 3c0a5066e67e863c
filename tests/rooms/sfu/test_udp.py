"""Every datagram is read once and in its order, whether the socket is waited for or looked at."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable

import pytest
import uvloop

from rooms.sfu import native
from rooms.sfu.cells import Arena
from rooms.sfu.ice import Address
from rooms.sfu.native import Forwarder, Turn
from rooms.sfu.stats import Counters, Drop
from rooms.sfu.udp import DRAIN_MOST, LONGEST, STAY_S, UdpSocket, others


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

    def _take(self, length: int, address: Address, at: float) -> None:
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


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[Turn]:
    """What each stay from now on gets, as if it came; nothing after the last."""
    coming: list[Turn] = []

    def turn(self: UdpSocket, forwarder: Forwarder, stay_s: float) -> Turn:
        return coming.pop() if coming else Turn(0, False, [])

    monkeypatch.setattr(UdpSocket, "_turn", turn)
    return coming


async def test_between_two_stays_nothing_is_ready_to_be_called(turns: list[Turn]) -> None:
    reader = Reader(by_c=True)
    assert reader.socket._forwarder is not None
    turns.append(Turn(1, False, []))
    reader.socket._stay(reader.socket._forwarder)
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]

    assert list(ready) == []
    assert reader.socket._staying is not None, "it will be called when it is time"
    reader.socket.close()


async def test_while_more_comes_than_can_be_read_the_loop_is_others_own_less_often(turns: list[Turn]) -> None:
    reader = Reader(by_c=True)
    assert reader.socket._forwarder is not None
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    found = []
    for _ in range(3):
        turns.append(Turn(20, True, []))
        reader.socket._stay(reader.socket._forwarder)
        found.append(len(ready))
        assert reader.socket._staying is not None
        reader.socket._staying.cancel()
        await asyncio.sleep(0)
    reader.socket.close()

    assert found == [0, 1, 1]


STRANGER = bytes((0x80, 96)) + bytes(30)
CHECK, HANDSHAKE = bytes((0, 1)) + bytes(18), bytes((22, 254, 253)) + bytes(30)
REPORT, ASKED_AGAIN = (bytes((0x81, kind)) + bytes(30) for kind in (201, 205))


class Stay:
    """One stay of a minute at a socket of its own, in a thread."""

    def __init__(self, others: int = -1) -> None:
        library = native.library()
        assert library is not None
        self.inside, self.outside = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self.inside.bind(("127.0.0.1", 0))
        self.outside.connect(self.inside.getsockname())
        self._forwarder = Forwarder(library, Arena(), Counters(), file=self.inside.fileno(), others=others)

    async def takes(self) -> int:
        """How many datagrams come until it ends."""
        async with asyncio.timeout(20):
            told = await asyncio.to_thread(self._forwarder.turn, time.monotonic(), 60.0)
        self.close()
        return told.came

    def close(self) -> None:
        self.inside.close()
        self.outside.close()


@pytest.mark.parametrize("urgent", [STRANGER, CHECK, HANDSHAKE, ASKED_AGAIN])
async def test_a_stay_ends_with_what_cannot_wait_and_not_with_a_report(urgent: bytes) -> None:
    stay = Stay()
    stay.outside.send(REPORT)
    ending = asyncio.create_task(stay.takes())
    await asyncio.sleep(0.02)
    stay.outside.send(urgent)

    assert await ending == 2


@pytest.mark.parametrize(("strangers", "more"), [(1, False), (16, False), (17, True), (32, True)])
async def test_a_stay_tells_whether_it_left_off_before_all_was_read(strangers: int, more: bool) -> None:
    stay = Stay()
    for _ in range(strangers):
        stay.outside.send(STRANGER)
    told = stay._forwarder.turn(time.monotonic(), 0.0)
    stay.close()

    assert (told.came, told.more, len(told.records)) == (strangers, more, strangers)


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_stay_ends_when_anything_else_happens_that_the_loop_waits_for(
    new_loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    happens, tell = os.pipe()

    async def stayed() -> int:
        loop = asyncio.get_running_loop()
        loop.add_reader(happens, lambda: None)
        await asyncio.sleep(0)  # it is waited for from now on
        stay = Stay(others(loop))
        os.write(tell, b"!")
        told = stay._forwarder.turn(time.monotonic(), 60.0)
        loop.remove_reader(happens)
        stay.close()
        return told.came

    with asyncio.Runner(loop_factory=new_loop) as runner:
        assert runner.run(stayed()) == 0
    os.close(happens)
    os.close(tell)


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

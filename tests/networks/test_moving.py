"""Somebody whose address changes in the middle of a call, as from Wi-Fi to mobile data, goes on with it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from tests.rooms.sfu.conftest import SETTINGS, RunningNode
from tests.rooms.sfu.program import Program

from .emulator import BadNetwork


@pytest.fixture
async def running() -> AsyncIterator[RunningNode]:
    node = RunningNode(SETTINGS)
    await node.node.start()
    yield node
    await node.node.stop()
    assert node.node.stats().dropped.get("internal", 0) == 0


async def test_media_follows_before_the_next_check_of_the_path(running: RunningNode) -> None:
    """aiortc checks its path every five seconds; it is heard, and hears, long before that."""
    running.admit("ana", "ben")
    ana, ben = Program(), Program()
    async with BadNetwork(("127.0.0.1", running.node.port)) as network:
        try:
            await ana.answer(network.redirect(await running.join("ana", await ana.offer())))
            await ben.answer(await running.join("ben", await ben.offer()))
            await ana.gets(0)
            await ben.gets(0)

            network.move()

            await ben.gets(0, frames=20, within_s=2.0)
            # What was sent to the old address is lost, and aiortc asks but once for what it lost of a picture.
            await ana.gets(0, frames=20, within_s=2.0, picture=False)
            assert running.node.stats().moves == 1
        finally:
            await ana.close()
            await ben.close()


async def test_nobody_is_moved_by_a_packet_that_their_browser_did_not_seal(running: RunningNode) -> None:
    running.admit("ana", "ben")
    ana, ben = Program(), Program()
    try:
        for person, program in (("ana", ana), ("ben", ben)):
            await program.answer(await running.join(person, await program.offer()))
        await ana.gets(0)
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as stranger:
            for stats in (await ana.pc.getStats()).values():
                if stats.type == "outbound-rtp":
                    forged = bytes([0x80, 96, 0, 1]) + bytes(4) + int(stats.ssrc).to_bytes(4, "big")
                    stranger.sendto(forged + bytes(40), ("127.0.0.1", running.node.port))

            await ana.gets(0, frames=20)

        stats = running.node.stats()
        assert (stats.moves, stats.dropped["srtp_rejected"]) == (0, 2)
    finally:
        await ana.close()
        await ben.close()

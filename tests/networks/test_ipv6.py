"""A node serves IPv6, alone or beside IPv4, and tells browsers both of its addresses.

The clients are programs that only know IPv4 on some machines, so a network in between carries what they send over to
the node's IPv6.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.rooms.sfu.conftest import SETTINGS, RunningNode
from tests.rooms.sfu.program import Program

from .emulator import BadNetwork


@asynccontextmanager
async def a_node_at(host: str, *announced: str) -> AsyncIterator[RunningNode]:
    running = RunningNode(dataclasses.replace(SETTINGS, host=host, announced=announced))
    await running.node.start()
    running.admit("ana", "ben")
    try:
        yield running
    finally:
        await running.node.stop()
    assert running.node.stats().dropped.get("internal", 0) == 0


@asynccontextmanager
async def two_programs() -> AsyncIterator[tuple[Program, Program]]:
    ana, ben = Program(), Program()
    try:
        yield ana, ben
    finally:
        await ana.close()
        await ben.close()


def candidates(answer: str) -> list[tuple[str, int]]:
    """What the first line of an answer says of how the node is reached."""
    first = answer.split("m=")[1]
    found = re.findall(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", first)
    return [(host, int(port)) for host, port in found]


async def test_people_see_and_hear_each_other_over_ipv6() -> None:
    async with (
        a_node_at("::1", "::1") as running,
        two_programs() as (ana, ben),
        BadNetwork(("::1", running.node.port), inside="127.0.0.1") as network,
    ):
        for person, program in (("ana", ana), ("ben", ben)):
            answer = await running.join(person, await program.offer())
            assert candidates(answer) == [("::1", running.node.port)]
            await program.answer(network.redirect(answer))

        await ana.gets(0)
        await ben.gets(0)


async def test_one_port_serves_both_families_and_both_are_told() -> None:
    async with (
        a_node_at("::", "127.0.0.1", "::1") as running,
        two_programs() as (ana, ben),
        BadNetwork(("::1", running.node.port), inside="127.0.0.1") as six,
        BadNetwork(("127.0.0.1", running.node.port)) as four,
    ):
        for person, program, network in (("ana", ana, six), ("ben", ben, four)):
            answer = await running.join(person, await program.offer())
            assert candidates(answer) == [("127.0.0.1", running.node.port), ("::1", running.node.port)]
            await program.answer(network.redirect(answer))

        await ana.gets(0)
        await ben.gets(0)
        assert six.up.sent > 0
        assert four.up.sent > 0

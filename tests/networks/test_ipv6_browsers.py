"""Real browsers meet over IPv6: a node that tells of its IPv6 address alone is reached by it, and reaches them."""

from __future__ import annotations

from ipaddress import IPv6Address

from .lines import Wanted
from .scenes import MIDDLE
from .stage import meet, stage

# By itself a browser leaves out the addresses of the loopback interface, and many machines have no other IPv6.
LOOPBACK_AS_WELL = "--allow-loopback-in-peer-connection"


async def test_two_chromiums_see_and_hear_each_other_over_ipv6() -> None:
    async with stage(LOOPBACK_AS_WELL, host="::1") as on:
        ana = await on.enter("ana", Wanted(height=MIDDLE), clear=True)
        ben = await on.enter("ben", Wanted(height=MIDDLE), clear=True)
        await meet(on, ana, ben)

        peers = [peer for room in on.running.node._rooms.values() for peer in room.peers.values()]
        addresses = [IPv6Address(peer.address[0]) for peer in peers if peer.address is not None]
        assert len(addresses) == 2
        assert not any(address.ipv4_mapped for address in addresses)

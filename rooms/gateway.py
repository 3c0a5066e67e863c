"""How a socket talks with the media server its room lives on: over the channel layer, wherever that server runs.

Requests carry an id that their answer repeats; what a media server says by itself names the connection it is about.
``nodehost`` is the other end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from secrets import token_hex
from uuid import UUID

from django.conf import settings

from rooms.hub import Hub
from rooms.notices import Policy, node_group, send_to_group
from rooms.protocol.errors import Refused
from rooms.protocol.messages import ConnectionId, PersonId
from rooms.registry import LiveNode

# How soon an offer that waits for a media server looks again.
LOOK_AGAIN_S = 0.25


async def nodes_alive(hub: Hub) -> dict[str, LiveNode]:
    """The media servers that are alive, as soon as there is one. Raises ``Refused`` when none comes up in time."""
    try:
        async with asyncio.timeout(settings.ROOM_OFFER_WAIT_S):
            while True:
                if nodes := await hub.registry.nodes():
                    return nodes
                await asyncio.sleep(LOOK_AGAIN_S)
    except TimeoutError:
        raise Refused("media_unavailable") from None


async def join(
    hub: Hub, *, node: str, policy: Policy, person: PersonId, connection: ConnectionId, offer: str
) -> str:
    """The media server's answer to a browser's offer. Raises ``Refused`` with the server's own code, or
    ``media_unavailable`` when it does not answer in time."""
    request = token_hex(8)
    reply = hub.expect(request)
    await send_to_group(
        node_group(node),
        {
            "type": "sfu.join",
            "request": request,
            "reply_to": hub.channel,
            "policy": policy,
            "room": policy["room"],
            "person": person,
            "connection": connection,
            "offer": offer,
        },
    )
    try:
        async with asyncio.timeout(settings.ROOM_OFFER_WAIT_S):
            answer = await reply
    except TimeoutError:
        raise Refused("media_unavailable") from None
    finally:
        reply.cancel()
    if answer["type"] == "media.refused":
        raise Refused(answer["code"], answer["sentence"])
    return str(answer["sdp"])


async def attach(hub: Hub, *, node: str, room: UUID, connection: ConnectionId) -> None:
    """This connection's media tells this process from now on; it begins with ``media.seats`` or ``media.down``."""
    message = {"type": "sfu.attach", "room": str(room), "connection": connection, "reply_to": hub.channel}
    await send_to_group(node_group(node), message)


async def watch(*, node: str, room: UUID, connection: ConnectionId, heights: Mapping[PersonId, int]) -> None:
    """How tall each person's tile is on this connection's page."""
    message = {"type": "sfu.watch", "room": str(room), "connection": connection, "heights": dict(heights)}
    await send_to_group(node_group(node), message)

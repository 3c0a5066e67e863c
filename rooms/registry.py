"""Which media servers are alive, as they say themselves each second in Redis.

A node's id is new at every start (``name.random``), so that a restarted one is never taken for what it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import msgspec
from django.conf import settings
from redis.asyncio import Redis

PREFIX = "vip:sfu:"
# All ids that may be alive: looking them up costs two commands, however many keys Redis holds for others.
INDEX = "vip:sfus"


class LiveNode(msgspec.Struct, frozen=True):
    """A node's heartbeat. ``load`` is the number of connections it carries."""

    id: str
    load: int
    port: int


def new_node_id(name: str) -> str:
    """An id for this run of the node called ``name``."""
    return f"{name}.{secrets.token_hex(4)}"


def least_loaded(nodes: Iterable[LiveNode]) -> LiveNode | None:
    """The node for a new room."""
    return min(nodes, key=lambda node: (node.load, node.id), default=None)


class Registry:
    """The registry, over one Redis connection pool of its own."""

    def __init__(self, url: str | None = None) -> None:
        self._redis = Redis.from_url(
            url or settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, decode_responses=True
        )

    async def announce(self, node: LiveNode) -> None:
        """``node`` lives for another ``SFU_LIFETIME_S``."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(PREFIX + node.id, msgspec.json.encode(node), px=int(settings.SFU_LIFETIME_S * 1000))
            pipe.sadd(INDEX, node.id)
            await pipe.execute()

    async def withdraw(self, node_id: str) -> None:
        """This node takes no more rooms, and is gone for everybody who watches."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(PREFIX + node_id)
            pipe.srem(INDEX, node_id)
            await pipe.execute()

    async def nodes(self) -> dict[str, LiveNode]:
        """Every node alive now, by its id."""
        ids = sorted(str(id) for id in await self._redis.smembers(INDEX))
        if not ids:
            return {}
        beats = await self._redis.mget([PREFIX + id for id in ids])
        dead = [id for id, beat in zip(ids, beats, strict=True) if beat is None]
        if dead:
            await self._redis.srem(INDEX, *dead)
        alive = (msgspec.json.decode(beat, type=LiveNode) for beat in beats if beat is not None)
        return {node.id: node for node in alive}

    async def close(self) -> None:
        await self._redis.aclose()

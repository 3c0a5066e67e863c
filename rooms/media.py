"""The media of one socket: its offers, and which media server carries them.

An offer is a task, since it waits for a media server to be there and to answer, and the socket must go on meanwhile.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import structlog

from rooms import gateway, services
from rooms.database import OUT_OF_REACH, in_database
from rooms.hub import Hub, LiveSocket
from rooms.notices import policy
from rooms.protocol import wire
from rooms.protocol.errors import Refused
from rooms.protocol.messages import Answer, MediaElsewhere, MediaLost, Message, Offer, Watch

log = structlog.get_logger(__name__)


class SocketMedia:
    """``node`` is the media server that carries this socket's media; empty while none does."""

    def __init__(self, socket: LiveSocket, hub: Hub) -> None:
        self.node = ""
        self._since = (
            0  # the room's version in which it was taken; what was true before says nothing about it
        )
        self._socket = socket
        self._hub = hub
        self._offering: asyncio.Task[None] | None = None

    def offer(self, command: Offer) -> None:
        """Answer this offer in the background; one that is still being answered gives way to it."""
        self.stop()
        self._offering = asyncio.create_task(self._answer(command))

    def stop(self) -> None:
        """Answer no more offers."""
        if self._offering is not None:
            self._offering.cancel()

    async def watch(self, command: Watch) -> None:
        """Without media there is nothing to choose; the next offer's page says it again."""
        if self.node:
            await gateway.watch(
                node=self.node,
                room=self._socket.room,
                connection=self._socket.connection,
                heights=command.heights,
            )

    async def resume(self, node: str) -> None:
        """The media server may still have this connection's media; it answers with its seats or that it has not."""
        self.node = node
        await gateway.attach(self._hub, node=node, room=self._socket.room, connection=self._socket.connection)

    async def follow(self, node: str, version: int) -> None:
        """In this version the room lives on ``node``; media that is elsewhere is no use any more."""
        if version >= self._since and self.node != node:
            await self.lose()

    async def give_way(self, version: int) -> None:
        """In this version another connection of the same person carries their media."""
        if version >= self._since and self.node:
            self.node = ""
            await self._socket.say(MediaElsewhere())

    async def lose(self) -> None:
        """The media server let go of it, or is gone."""
        if self.node:
            self.node = ""
            await self._socket.say(MediaLost())

    async def _answer(self, command: Offer) -> None:
        reply: Message
        try:
            reply = Answer(id=command.id, sdp=await self._carried(command.sdp))
        except Refused as refusal:
            reply = wire.error(refusal, id=command.id)
        except asyncio.CancelledError:
            if self._socket.closed:
                raise
            reply = wire.error(Refused("media_superseded"), id=command.id)
        except OUT_OF_REACH as error:
            log.warning("offer failed", error=type(error).__name__)
            reply = wire.error(Refused("unavailable"), id=command.id)
        await self._socket.say(reply)

    async def _carried(self, sdp: str) -> str:
        """The media server's answer, once the room knows that this connection carries its person's media."""
        room: UUID = self._socket.room
        connection, person = self._socket.connection, self._socket.person
        nodes = await gateway.nodes_alive(self._hub)
        now = await in_database(
            services.take_media,
            room=room,
            user=self._socket.user_id,
            connection=connection,
            nodes=nodes.values(),
            now=datetime.now(UTC),
        )
        self.node, self._since = now.node, now.version
        self._hub.publish(now.notices)
        if asyncio.current_task() is not self._offering:
            raise Refused("media_superseded")  # a lost cancellation, see rooms.endings
        decided = policy(room, now.state, version=now.version, node=now.node)
        return await gateway.join(
            self._hub, node=now.node, policy=decided, person=person, connection=connection, offer=sdp
        )

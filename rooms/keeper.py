"""What this process does again and again for all of its sockets together.

ping      each socket is asked whether it is there, and given up when it was silent for too long; not all in one moment
renew     the presence of a share of them in one statement; it also returns their rooms' versions, so that a lost last
          notice is found out
recheck   who may no longer be here (``rooms.standing``)
watch     which media servers are alive
tick      breaks and countdowns that are over, rooms that no clinician came back to
lobby     whether those who wait are on hold, as the rows have it; events tell of it sooner
beat      this process can serve: it reaches Redis and the database; and silences that are over become outages
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.utils import timezone

from rooms import services
from rooms.database import in_database
from rooms.hub import Hub, LiveSocket, every
from rooms.models import Room
from rooms.protocol.audiences import Role
from rooms.standing import Here, objections
from sessions.services import presence

# In so many shares are the sockets of a process pinged, and their presence renewed. A thousand at once would hold up
# everybody's messages for a tenth of a second.
PING_SHARES = 20
RENEW_SHARES = 10


def duties(hub: Hub) -> list[Coroutine[Any, Any, None]]:
    """The keeper's tasks for the sockets of one hub."""
    return [
        every(lambda: settings.ROOM_PING_S / PING_SHARES, Pinging(), hub),
        every(lambda: settings.ROOM_RENEW_S / RENEW_SHARES, Renewing(), hub),
        every(lambda: settings.ROOM_RECHECK_S, recheck, hub),
        every(lambda: settings.SFU_HEARTBEAT_S, watch, hub),
        every(lambda: settings.ROOM_TICK_S, tick, hub),
        every(lambda: settings.ROOM_RENEW_S, lobby, hub),
        every(lambda: settings.ROOM_RENEW_S, beat, hub),
    ]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_here() -> Hub:
    """The hub of the running event loop, kept by these duties."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(duties)
    return _hubs[loop]


class Shares:
    """The sockets of a hub in so many shares, one after the other and round again."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._next = 0

    def __call__(self, hub: Hub) -> Iterator[LiveSocket]:
        """The sockets whose turn it is."""
        self._next = (self._next + 1) % self._count
        turn = self._next
        return (socket for socket in hub.sockets() if socket.number % self._count == turn)


class Pinging:
    """Ask every socket whether it is there; each looks at its own silence first.

    Not at once after this process stood still: what came meanwhile is to be read before anybody is taken for silent.
    """

    __name__ = "ping"

    def __init__(self) -> None:
        self._shares = Shares(PING_SHARES)
        self._asked_at_s = asyncio.get_running_loop().time()

    async def __call__(self, hub: Hub) -> None:
        before_s, self._asked_at_s = self._asked_at_s, asyncio.get_running_loop().time()
        if self._asked_at_s - before_s > settings.ROOM_SILENT_S / 4:
            return
        for socket in self._shares(hub):
            socket.tell({"type": "keeper.ping"})


class Renewing:
    """Keep the presence of every socket that was heard."""

    __name__ = "renew"

    def __init__(self) -> None:
        self._shares = Shares(RENEW_SHARES)

    async def __call__(self, hub: Hub) -> None:
        sockets = [socket for socket in self._shares(hub) if socket.connection]
        if sockets:
            await renew(sockets)


async def renew(sockets: list[LiveSocket]) -> None:
    """Keep the presence of these, and let each know that holds none any more or missed a version of its room."""
    now_s = asyncio.get_running_loop().time()
    heard = {UUID(socket.connection): timedelta(seconds=now_s - socket.heard_at_s) for socket in sockets}
    kept, versions = await in_database(_renew, heard, {socket.room for socket in sockets})
    for socket in sockets:
        open_ = UUID(socket.connection) in kept if socket.connection else True
        version = versions.get(socket.room, 0)
        if not open_ or version > socket.version:
            socket.tell({"type": "keeper.renewed", "open": open_, "version": version})


def _renew(heard: dict[UUID, timedelta], rooms: set[UUID]) -> tuple[set[UUID], dict[UUID, int]]:
    kept = presence.renew(heard)
    return kept, dict(Room.objects.filter(pk__in=rooms).values_list("pk", "version"))


async def recheck(hub: Hub) -> None:
    """Tell every socket whose person may no longer be here."""
    sockets = {socket.number: socket for socket in hub.sockets()}
    if not sockets:
        return
    here = [
        Here(socket.number, socket.room, socket.user_id, socket.part, socket.session_key)
        for socket in sockets.values()
    ]
    for number, code in await in_database(objections, here, now=timezone.now()):
        sockets[number].tell({"type": "keeper.refused", "code": code})


async def watch(hub: Hub) -> None:
    """Tell every socket whose media server is gone."""
    alive = await hub.registry.nodes()
    now_s = asyncio.get_running_loop().time()
    used = {socket.media.node for socket in hub.sockets() if socket.media.node}
    # Missing once proves nothing: a Redis that just restarted is empty until the nodes' next heartbeat.
    hub.missing = {node: hub.missing.get(node, now_s) for node in used if node not in alive}
    gone = {node for node, since_s in hub.missing.items() if now_s - since_s > settings.SFU_HEARTBEAT_S * 1.5}
    for socket in hub.sockets():
        if socket.media.node in gone:
            socket.tell({"type": "media.gone", "node": socket.media.node})


async def tick(hub: Hub) -> None:
    """Do what is due in any room, also in one that has no socket here."""
    for room in await in_database(services.do_what_is_due, now=timezone.now()):
        hub.publish(room.notices)


async def lobby(hub: Hub) -> None:
    """Look again at what those who wait told on their way in."""
    rooms = {socket.room for socket in hub.sockets() if socket.audience.role is Role.WAITERS}
    for room in await in_database(services.refresh_check_ins, rooms, now=timezone.now()):
        hub.publish(room.notices)


async def beat(hub: Hub) -> None:
    """Say that sockets can be served here. Raises, and is silent, where Redis or the database is out of reach."""
    await hub.registry.nodes()
    await hub.heart.beat()

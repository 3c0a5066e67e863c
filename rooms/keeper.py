"""What this process does again and again for all of its sockets together.

ping      each socket is asked whether it is there, and given up when it was silent for too long; not all in one moment
renew     the presence of all of them in one statement; it also returns their rooms' versions, so that a lost last
          notice is found out
recheck   who signed out, whose account was closed, who left the roster or has another part there: facts are rows, so
          rows are read rather than signals waited for
watch     which media servers are alive
tick      breaks and countdowns that are over, rooms that no clinician came back to
lobby     whether those who wait are on hold, as the rows have it; events tell of it sooner
beat      this process can serve: it reaches Redis and the database; and silences that are over become outages
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone

from rooms import services
from rooms.database import in_database
from rooms.hub import Hub, LiveSocket, every
from rooms.models import Room
from rooms.protocol.audiences import Role
from sessions.models import RosterEntry, SessionStatus
from sessions.services import presence

# In so many shares are the sockets of a process pinged.
PING_SHARES = 20


def duties(hub: Hub) -> list[Coroutine[Any, Any, None]]:
    """The keeper's tasks for the sockets of one hub."""
    return [
        every(lambda: settings.ROOM_PING_S / PING_SHARES, Pinging(), hub),
        every(lambda: settings.ROOM_RENEW_S, renew, hub),
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


class Pinging:
    """Ask every socket whether it is there, a share of them at a time; each looks at its own silence first.

    A thousand at once would hold up everybody's messages for a tenth of a second.
    """

    __name__ = "ping"

    def __init__(self) -> None:
        self._share = 0

    async def __call__(self, hub: Hub) -> None:
        self._share = (self._share + 1) % PING_SHARES
        for socket in hub.sockets():
            if socket.number % PING_SHARES == self._share:
                socket.tell({"type": "keeper.ping"})


async def renew(hub: Hub) -> None:
    """Keep the presence of every socket that was heard."""
    sockets = [socket for socket in hub.sockets() if socket.connection]
    if not sockets:
        return
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


class Standing(NamedTuple):
    """What the rows say of someone at a session now."""

    part: str
    active: bool
    status: str


async def recheck(hub: Hub) -> None:
    """Tell every socket whose person may no longer be here."""
    sockets = list(hub.sockets())
    if not sockets:
        return
    standings, signed_in = await in_database(
        _standings,
        {socket.room for socket in sockets},
        {socket.user_id for socket in sockets},
        {socket.session_key for socket in sockets},
    )
    for socket in sockets:
        code = _objection(socket, standings.get((socket.room, socket.user_id)), signed_in)
        if code is not None:
            socket.tell({"type": "keeper.refused", "code": code})


def _standings(
    rooms: Iterable[UUID], people: Iterable[UUID], keys: Iterable[str]
) -> tuple[dict[tuple[UUID, UUID], Standing], set[str]]:
    entries = RosterEntry.objects.filter(session_id__in=rooms, person_id__in=people).values_list(
        "session_id", "person_id", "part", "person__is_active", "session__status"
    )
    signed_in = SignIn.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return (
        {(room, person): Standing(part, active, status) for room, person, part, active, status in entries},
        set(signed_in.values_list("session_key", flat=True)),
    )


def _objection(socket: LiveSocket, standing: Standing | None, signed_in: set[str]) -> str | None:
    """One of ``CLOSINGS``, or None where all is well."""
    if socket.session_key not in signed_in:
        return "signed_out"
    if standing is None:
        return "not_on_roster"
    if not standing.active:
        return "account_inactive"
    if standing.status == SessionStatus.CANCELLED:
        return "session_cancelled"
    if standing.status == SessionStatus.ENDED:
        return "room_ended"
    return None if standing.part == socket.part else "role_changed"


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
        await hub.publish(room.notices)


async def lobby(hub: Hub) -> None:
    """Look again at what those who wait told on their way in."""
    rooms = {socket.room for socket in hub.sockets() if socket.audience.role is Role.WAITERS}
    for room in await in_database(services.refresh_check_ins, rooms, now=timezone.now()):
        await hub.publish(room.notices)


async def beat(hub: Hub) -> None:
    """Say that sockets can be served here. Raises, and is silent, where Redis or the database is out of reach."""
    await hub.registry.nodes()
    await hub.heart.beat()

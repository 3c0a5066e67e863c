"""What is published after a change: one message to the room's group, each audience's text serialised once.

The channel layer is at-most-once and only paints screens. Whoever misses a notice sees the gap in the versions, at the
latest when presence is renewed, and reads the room's row.
"""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from rooms.protocol.messages import ConnectionId, PersonId
from rooms.protocol.state import RoomState
from rooms.protocol.views import changes
from rooms.protocol.wire import serialise

log = structlog.get_logger(__name__)


class Policy(TypedDict):
    """What the media server must know of a room: who may send what, and over which connection."""

    room: str
    version: int
    node: str
    people: dict[PersonId, tuple[bool, bool, ConnectionId]]


class Notice(TypedDict):
    """``audiences`` and ``people`` hold ready text frames; see ``rooms.protocol.views.Changes``."""

    type: str
    room: str
    version: int
    node: str
    audiences: dict[str, str]
    people: dict[PersonId, str]
    afresh: list[PersonId]
    policy: Policy


def room_group(room: UUID | str) -> str:
    return f"room.{room}"


def node_group(node: str) -> str:
    return f"sfu.{node}"


def policy(room: UUID, state: RoomState, *, version: int, node: str) -> Policy:
    """Default deny: someone who is not in the room, or made no offer, is absent."""
    return Policy(
        room=str(room),
        version=version,
        node=node,
        people={
            id: (person.microphone, person.camera, person.media)
            for id, person in state.people.items()
            if person.inside and person.media is not None
        },
    )


def notice(room: UUID, before: RoomState, after: RoomState, *, version: int, node: str) -> Notice:
    """What to publish about the change from ``before`` to ``after``."""
    told = changes(before, after, version=version)
    return Notice(
        type="room.changed",
        room=str(room),
        version=version,
        node=node,
        audiences={audience.value: serialise(message) for audience, message in told.audiences.items()},
        people={person: serialise(message) for person, message in told.people.items()},
        afresh=sorted(told.afresh),
        policy=policy(room, after, version=version, node=node),
    )


async def publish(message: Notice | None) -> None:
    """Tell everyone in the room. The change is committed by now: a failure here costs a delay, never the change."""
    if message is not None:
        await send_to_group(room_group(message["room"]), dict(message))


async def send_to_group(group: str, message: dict[str, Any]) -> None:
    """Like the channel layer's, but an unreachable Redis is only noted."""
    try:
        await get_channel_layer().group_send(group, message)
    except (RedisError, OSError) as error:
        log.warning("not published", kind=message["type"], error=type(error).__name__)


publish_now = async_to_sync(publish)

"""What is published after a change: one message to the room's group, each audience's text serialised once.

The channel layer is at-most-once and only paints screens. Whoever misses a notice sees the gap in the versions, at the
latest when presence is renewed, and reads the room's row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypedDict
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from rooms.protocol.happenings import Passed
from rooms.protocol.messages import PersonId
from rooms.protocol.rights import Rights, media_rights
from rooms.protocol.state import RoomState
from rooms.protocol.views import changes, told_of
from rooms.protocol.wire import serialise

log = structlog.get_logger(__name__)


class Policy(TypedDict):
    """What the media server must know of a room: who may send what, where, and over which connection.

    ``people``: voice, picture, share, place, connection; see ``rooms.protocol.rights``.
    """

    room: str
    version: int
    node: str
    spotlight: PersonId | None
    people: dict[PersonId, Rights]


class Notice(TypedDict):
    """``audiences`` and ``people`` hold ready text frames; see ``rooms.protocol.views.Changes``."""

    type: Literal["room.changed"]
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
    """What the media server must follow from this version on."""
    return Policy(
        room=str(room),
        version=version,
        node=node,
        spotlight=state.spotlight,
        people=media_rights(state),
    )


def notice(room: UUID, before: RoomState, after: RoomState, *, version: int, node: str) -> Notice:
    """What to publish about the change from ``before`` to ``after``."""
    told = changes(before, after, version=version)
    return Notice(
        type="room.changed",
        room=str(room),
        version=version,
        node=node,
        audiences={audience.key: serialise(message) for audience, message in told.audiences.items()},
        people={person: serialise(message) for person, message in told.people.items()},
        afresh=sorted(told.afresh),
        policy=policy(room, after, version=version, node=node),
    )


class Aside(TypedDict):
    """Something that passes: told once to those who are there, and kept nowhere."""

    type: Literal["room.aside"]
    room: str
    to: list[PersonId]
    text: str


def aside(room: UUID, state: RoomState, passed: Passed) -> Aside:
    """What to publish of something that passes."""
    text = serialise(passed.message)
    return Aside(type="room.aside", room=str(room), to=list(told_of(state, passed)), text=text)


Told = Notice | Aside


async def publish(notices: Iterable[Told]) -> None:
    """Tell everyone in the room. The change is committed by now: a failure here costs a delay, never the change."""
    for told in notices:
        await send_to_group(room_group(told["room"]), dict(told))


async def send_to_group(group: str, message: dict[str, Any]) -> None:
    """Like the channel layer's, but an unreachable Redis is only noted."""
    try:
        await get_channel_layer().group_send(group, message)
    except (RedisError, OSError) as error:
        log.warning("not published", kind=message["type"], error=type(error).__name__)


async def join_group(group: str, channel: str) -> None:
    """Like the channel layer's. Raises ``RedisError`` or ``OSError`` where Redis is out of reach."""
    try:
        await get_channel_layer().group_add(group, channel)
    except RuntimeError as error:
        # Who listens and who subscribes may come back to Redis at once, and then read each other's answers.
        raise RedisConnectionError("connected twice at once") from error


async def leave_group(group: str, channel: str) -> None:
    """Like the channel layer's, but an unreachable Redis is only noted: what comes from there is for nobody here."""
    try:
        await get_channel_layer().group_discard(group, channel)
    except (RedisError, OSError, RuntimeError) as error:  # RuntimeError: see `join_group`
        log.warning("not unsubscribed", error=type(error).__name__)


publish_now = async_to_sync(publish)

"""The room's row, read and written in single statements: every command of every room passes through here.

The state is decoded straight from its text, which is several times as fast as by way of Django's JSON fields. Chat is a
column of its own, since most commands neither read nor write it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection as database
from msgspec.structs import replace

from rooms.models import Room
from rooms.protocol.messages import ChatLine, Part
from rooms.protocol.moves.clock import due_at
from rooms.protocol.state import RoomState
from sessions.models import Session

_states = msgspec.json.Decoder(RoomState)
_lines = msgspec.json.Decoder(tuple[ChatLine, ...])
_encoder = msgspec.json.Encoder()

# Parts come from the roster alone. They are read along with the room, so that each command sees them as they are.
_PART = """(
    SELECT entry.part FROM vip_sessions_rosterentry AS entry
    JOIN vip_sessions_user AS person ON person.id = entry.person_id AND person.is_active
    WHERE entry.session_id = room.session_id AND entry.person_id = %s
)"""


@dataclass(slots=True, kw_only=True)
class Row:
    """A room's row as it was read. ``part`` is that of the person it was read for, None for a stranger. ``chat`` says
    whether the state came with its chat."""

    room: UUID
    state: RoomState
    version: int
    node: str
    epoch: int
    part: Part | None
    chat: bool


def read(room: UUID, *, person: UUID | None = None, chat: bool = False, lock: bool = False) -> Row | None:
    """The row; None before anybody came. ``lock`` until the end of the transaction."""
    columns = "room.state::text, room.version, room.node, room.epoch"
    columns += ", room.chat::text" if chat else ", NULL"
    sql = f"SELECT {columns}, {_PART} FROM rooms_room AS room WHERE room.session_id = %s"
    if lock:
        sql += " FOR NO KEY UPDATE OF room"
    with database.cursor() as cursor:
        cursor.execute(sql, [person, room])
        found = cursor.fetchone()
    if found is None:
        return None
    state, version, node, epoch, lines, part = found
    decoded = _states.decode(state)
    return Row(
        room=room,
        state=decoded if lines is None else replace(decoded, chat=_lines.decode(lines)),
        version=version,
        node=node,
        epoch=epoch,
        part=Part(part) if part is not None else None,
        chat=chat,
    )


def write(row: Row, state: RoomState, *, chat: bool) -> None:
    """The room is ``state`` from now on, in ``row``'s version. ``chat``: its chat is to be written too."""
    values: dict[str, Any] = {
        "state": _text(replace(state, chat=())),
        "version": row.version,
        "node": row.node,
        "epoch": row.epoch,
        "due_at": due_at(state),
    }
    if chat:
        values["chat"] = _text(state.chat)
    assignments = ", ".join(f"{name} = %s" for name in values)
    with database.cursor() as cursor:
        cursor.execute(
            f"UPDATE rooms_room SET {assignments} WHERE session_id = %s", [*values.values(), row.room]
        )


def create(session: Session, state: RoomState) -> None:
    """The room of this session, if it has none yet."""
    room = Room(session=session, state=msgspec.to_builtins(state))
    Room.objects.bulk_create([room], ignore_conflicts=True)


def due(now: datetime) -> list[UUID]:
    """The rooms in which something happens by itself by now."""
    return list(Room.objects.filter(due_at__lte=now).values_list("pk", flat=True))


def _text(value: Any) -> str:
    return _encoder.encode(value).decode()

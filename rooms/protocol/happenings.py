"""What happens to a room's connections, who does what there, and what becomes of presence: plain values.

What a browser may ask for is in ``rooms.protocol.messages``; this is what the server itself says, and what a
transition says back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from rooms.protocol.messages import ConnectionId, Part, PersonId
from rooms.protocol.state import About, RoomState, SocketId

# --- what the server itself says ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """A socket of someone on the roster opened. A ``connection`` that the room knows already is resumed on it."""

    user: UUID
    name: str
    pronouns: str
    socket: SocketId
    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """A socket closed, or its lease ran out, ``silent_for`` after it was last heard."""

    socket: SocketId | None  # None: whichever socket the connection is on
    reason: Exit
    silent_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class TakeMedia:
    """A connection made an offer: it carries this person's media from now on."""


class Exit(StrEnum):
    """Why a presence span ends; the values of ``sessions.models.EndReason``."""

    LEFT = "left"
    REMOVED = "removed"
    LOST = "lost"
    SESSION_ENDED = "session_ended"
    SERVER = "server"


class Zone(StrEnum):
    """Where a presence span is; the values of ``sessions.models.Zone``."""

    LOBBY = "lobby"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does it, from which connection, and their part on the roster at this moment."""

    person: PersonId
    connection: ConnectionId
    part: Part


# --- what becomes of the presence spans ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SpanOpened:
    user: UUID
    connection: ConnectionId
    zone: Zone


@dataclass(frozen=True, slots=True)
class SpansMoved:
    user: UUID
    zone: Zone


@dataclass(frozen=True, slots=True)
class SpanClosed:
    """``silent_for`` None: at the moment it was last heard, whenever that was."""

    connection: ConnectionId
    reason: Exit
    silent_for: timedelta | None = timedelta(0)


@dataclass(frozen=True, slots=True)
class PersonClosed:
    user: UUID
    reason: Exit


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """All spans end, and the session itself is over."""


Effect = SpanOpened | SpansMoved | SpanClosed | PersonClosed | SessionClosed
Outcome = tuple[RoomState, tuple[Effect, ...]]

"""What happens to a room's connections, who does what there, and what becomes of it outside the room: plain values.

What a browser may ask for is in ``rooms.protocol.messages``; this is what the server itself says, and what a
transition says back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from rooms.protocol.messages import Captioned, CheckIn, ConnectionId, Part, PersonId, PlaceId, Reacted
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
    roster_name: str = ""
    check_in: CheckIn | None = None


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
    """Where a presence span is; the values of ``sessions.models.Zone``. A side room counts as a breakout."""

    LOBBY = "lobby"
    ROOM = "room"
    BREAKOUT = "breakout"


class Alarm(StrEnum):
    """What somebody on call is to be told of; values of ``sessions.models.AlertKind``."""

    NOT_OK = "not_ok"
    GROUP_HOLD = "group_hold"


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


# --- what else is recorded or told --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BreakBegan:
    """A break of this length begins; recorded with its planned end."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class BreakEnded:
    """The break that is on ends now."""


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """About ``user``, or about the room as a whole."""

    kind: Alarm
    user: UUID | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Told to everyone inside in ``place`` but its sender, and kept nowhere."""

    sender: PersonId
    place: PlaceId
    message: Reacted | Captioned


Effect = (
    SpanOpened
    | SpansMoved
    | SpanClosed
    | PersonClosed
    | SessionClosed
    | BreakBegan
    | BreakEnded
    | AlarmRaised
    | Passed
)
Outcome = tuple[RoomState, tuple[Effect, ...]]

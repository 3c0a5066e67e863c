"""What a room is at one instant: a frozen value, stored as JSON with the room's row.

Who is admitted, who waits, who is muted and who is connected are facts and live here; presence spans (who was where
from when to when) are kept beside it, in the same transaction. Someone has an open span for each of their ``sockets``.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2s
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from rooms.protocol.messages import ConnectionId, Part, PersonId, Phase, Standing

# Names one WebSocket of a connection. A browser that comes back keeps its connection's id on a new socket; this tells
# the old socket's late goodbye from the new one's.
SocketId = str


def person_id(room: UUID, user: UUID) -> PersonId:
    """The id of ``user`` within ``room``: always the same there, and no link to the same person in another room."""
    return b32encode(blake2s(user.bytes, key=room.bytes, digest_size=10).digest()).decode().lower()


class About(Struct, frozen=True):
    """What the calendar says of this session."""

    title: str
    starts_at: datetime
    ends_at: datetime


class PersonState(Struct, frozen=True, omit_defaults=True):
    """One person as the room knows them.

    ``media`` is the connection whose peer connection carries their media. ``left``: their last exit was by the button.
    """

    user: UUID
    name: str
    part: Part
    standing: Standing
    pronouns: str = ""
    microphone: bool = True
    camera: bool = True
    waiting_since: datetime | None = None
    sockets: dict[ConnectionId, SocketId] = {}
    media: ConnectionId | None = None
    left: bool = False

    @property
    def connected(self) -> bool:
        return bool(self.sockets)

    @property
    def inside(self) -> bool:
        """In the room just now, as distinct from waiting, dropped, gone or removed."""
        return self.connected and self.standing is Standing.ADMITTED

    @property
    def waiting(self) -> bool:
        """In the lobby just now."""
        return self.connected and self.standing is Standing.LOBBY


class RoomState(Struct, frozen=True, omit_defaults=True):
    """The room. People who came once stay listed, so that an admission, a mute and a removal last for the session."""

    about: About
    phase: Phase = Phase.WAITING
    locked: bool = False
    people: dict[PersonId, PersonState] = {}

    @property
    def facilitated(self) -> bool:
        return any(person.inside and person.part.facilitates for person in self.people.values())

    def waiting(self) -> Iterator[PersonId]:
        return (id for id, person in self.people.items() if person.waiting)

    def with_people(self, changed: dict[PersonId, PersonState]) -> RoomState:
        """The same room with these people replaced or added."""
        return replace(self, people=self.people | changed)

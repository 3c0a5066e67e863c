"""What a room is at one instant: a frozen value, stored as JSON with the room's row.

Who is admitted, who waits, who is muted and who is connected are facts and live here; presence spans (who was where
from when to when) are kept beside it, in the same transaction. Someone has an open span for each of their ``sockets``.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2s
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from rooms.protocol.messages import (
    MAIN,
    ChatLine,
    CheckIn,
    ConnectionId,
    Distress,
    LobbyNote,
    Material,
    Part,
    PersonId,
    Phase,
    PlaceId,
    PlaceKind,
    Quality,
    Sharing,
    Standing,
)

# Names one WebSocket of a connection. A browser that comes back keeps its connection's id on a new socket; this tells
# the old socket's late goodbye from the new one's.
SocketId = str


def person_id(room: UUID, user: UUID) -> PersonId:
    """The id of ``user`` within ``room``: always the same there, and no link to the same person in another room."""
    return b32encode(blake2s(user.bytes, key=room.bytes, digest_size=10).digest()).decode().lower()


class About(Struct, frozen=True, omit_defaults=True):
    """What the calendar says of this session, and what its program wants of the room.

    ``clients_most``: how many clients may be in it. ``hold_after_s``: how long clients may be without a clinician
    before the room is held; long enough for a page to reload.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    topic: str = ""
    materials: tuple[Material, ...] = ()
    clients_most: int | None = None
    keeps_chat: bool = False
    hold_after_s: float = 20.0

    @property
    def hold_after(self) -> timedelta:
        return timedelta(seconds=self.hold_after_s)


class PersonState(Struct, frozen=True, omit_defaults=True):
    """One person as the room knows them.

    ``came`` counts people in the order in which they first knocked, which is the order of the tiles: stored JSON keeps
    none. ``media`` is the connection whose peer connection carries their media. ``left``: their last exit was by the
    button; ``declined``: it was a clinician's "not now". ``place`` is where they are, or will be when they come back.
    """

    user: UUID
    name: str
    part: Part
    standing: Standing
    came: int = 0
    pronouns: str = ""
    microphone: bool = True
    camera: bool = True
    waiting_since: datetime | None = None
    sockets: dict[ConnectionId, SocketId] = {}
    media: ConnectionId | None = None
    left: bool = False
    declined: bool = False
    place: PlaceId = MAIN
    interrupted: bool = False
    quality: Quality = Quality.UNKNOWN
    hand: int | None = None
    share: Sharing = Sharing.NONE
    asked_to_unmute: bool = False
    distress: Distress = Distress.NONE
    distress_at: datetime | None = None
    lobby_notes: tuple[LobbyNote, ...] = ()
    roster_name: str = ""
    check_in: CheckIn | None = None

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

    @property
    def on_hold(self) -> bool:
        """No clinician here is licensed where they are, so nobody lets them in."""
        return self.check_in is not None and self.check_in.on_hold

    def sharing(self, *, on: bool) -> PersonState:
        """The same person, sharing or not: a client's grant outlasts their share, a clinician needs none."""
        if on == (self.share is Sharing.SHARING):
            return self
        rest = Sharing.NONE if self.part.facilitates else Sharing.GRANTED
        return replace(self, share=Sharing.SHARING if on else rest)

    def elsewhere(self, place: PlaceId) -> PersonState:
        """The same person in another place. A share stays behind."""
        return self if place == self.place else replace(self.sharing(on=False), place=place)

    def gone(self) -> PersonState:
        """The same person with no page open: nothing is left of what belonged to their pages."""
        return replace(
            self.sharing(on=False),
            sockets={},
            media=None,
            waiting_since=None,
            interrupted=False,
            quality=Quality.UNKNOWN,
            asked_to_unmute=False,
        )


class Round(Struct, frozen=True):
    """A turn order. ``current`` has had the turn since ``began_at``."""

    current: PersonId
    began_at: datetime
    seconds: int
    waiting: tuple[PersonId, ...] = ()
    done: tuple[PersonId, ...] = ()


class Pause(Struct, frozen=True):
    """A declared break."""

    began_at: datetime
    ends_at: datetime


class Breakout(Struct, frozen=True):
    """One breakout room and who is meant to be there. An id is never used twice in a room."""

    id: PlaceId
    name: str
    people: tuple[PersonId, ...] = ()


class Breakouts(Struct, frozen=True, omit_defaults=True):
    """A plan, or open."""

    rooms: tuple[Breakout, ...]
    open: bool = False
    closes_at: datetime | None = None

    def room_of(self, person: PersonId) -> PlaceId:
        """Where somebody is meant to be."""
        return next((room.id for room in self.rooms if person in room.people), MAIN)


class SideRoom(Struct, frozen=True, omit_defaults=True):
    """One clinician and one client alone. ``closes_at``: the clinician dropped out, and has so long to come back."""

    facilitator: PersonId
    client: PersonId
    closes_at: datetime | None = None


class RoomState(Struct, frozen=True, omit_defaults=True):
    """The room. People who came once stay listed, so that an admission, a mute and a removal last for the session.

    Without a clinician the room is ``held``: at ``hold_at`` if clients are left, which also raises the alarm; at once
    if nobody is. ``alarmed``: it was raised, and will not be again before a clinician was here.

    ``chat`` is kept in a column of its own and may be left out, but by what reads or writes it; ``chat_next`` is the
    number of the next line, and lines below ``chat_from`` are no longer kept. ``places_made`` counts breakouts and side
    rooms.
    """

    about: About
    phase: Phase = Phase.WAITING
    locked: bool = False
    people: dict[PersonId, PersonState] = {}
    hold_at: datetime | None = None
    held: bool = False
    alarmed: bool = False
    spotlight: PersonId | None = None
    round: Round | None = None
    pause: Pause | None = None
    breakouts: Breakouts | None = None
    side_rooms: dict[PlaceId, SideRoom] = {}
    places_made: int = 0
    chat: tuple[ChatLine, ...] = ()
    chat_next: int = 1
    chat_from: int = 0

    @property
    def facilitated(self) -> bool:
        return any(person.inside and person.part.facilitates for person in self.people.values())

    def waiting(self) -> Iterator[PersonId]:
        return (id for id, person in self.people.items() if person.waiting)

    def with_people(self, changed: dict[PersonId, PersonState]) -> RoomState:
        """The same room with these people replaced or added."""
        return replace(self, people=self.people | changed) if changed else self

    def kind_of(self, place: PlaceId) -> PlaceKind | None:
        """What this place is; None where there is none of this id."""
        if place == MAIN:
            return PlaceKind.ROOM
        if place in self.side_rooms:
            return PlaceKind.SIDE
        return PlaceKind.BREAKOUT if self.breakout(place) is not None else None

    def breakout(self, place: PlaceId) -> Breakout | None:
        rooms = self.breakouts.rooms if self.breakouts is not None else ()
        return next((room for room in rooms if room.id == place), None)

    def breakouts_open(self) -> bool:
        return self.breakouts is not None and self.breakouts.open

    def on_break(self, place: PlaceId) -> bool:
        """Whether the break is on there: a clinician and a client may go on alone, in a side room."""
        return self.pause is not None and place not in self.side_rooms

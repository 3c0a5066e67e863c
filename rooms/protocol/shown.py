"""What the server shows of a room: the parts of ``snapshot`` and ``changed``. What a viewer may not see is absent."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from rooms.protocol.words import (
    MAIN,
    ChatTo,
    Distress,
    Part,
    PersonId,
    Phase,
    PlaceId,
    PlaceKind,
    Quality,
    Sharing,
    Standing,
)

__all__ = [
    "BreakView",
    "BreakoutView",
    "BreakoutsView",
    "ChatLine",
    "CheckIn",
    "ForStaff",
    "IceServer",
    "LobbyNote",
    "Material",
    "MediaView",
    "PersonView",
    "PlaceView",
    "RoomView",
    "RoundView",
    "You",
]


class LobbyNote(Struct, frozen=True):
    """What the clinicians told somebody who waits."""

    at: datetime
    text: str


class PlaceView(Struct, frozen=True):
    """Where in the session somebody is."""

    id: PlaceId = MAIN
    kind: PlaceKind = PlaceKind.ROOM
    name: str = ""


class You(Struct, frozen=True):
    """The viewer as the room knows them. ``on_hold``: waiting until somebody who may see them where they are today."""

    id: PersonId
    name: str
    part: Part
    standing: Standing
    microphone: bool
    camera: bool
    pronouns: str = ""
    interrupted: bool = False
    quality: Quality = Quality.UNKNOWN
    hand: int | None = None
    share: Sharing = Sharing.NONE
    asked_to_unmute: bool = False
    distress: Distress = Distress.NONE
    place: PlaceView = PlaceView()
    on_hold: bool = False
    lobby_notes: tuple[LobbyNote, ...] = ()


class CheckIn(Struct, frozen=True):
    """What somebody said of today on their way in. ``on_hold``: no clinician here is licensed where they are, so they
    cannot be admitted yet."""

    mood: int | None = None
    cravings: int | None = None
    safe: bool | None = None
    state: str = ""
    on_hold: bool = False


class ForStaff(Struct, frozen=True):
    """What only clinicians see of somebody. ``roster_name`` is who the roster expects behind the chosen name."""

    roster_name: str = ""
    check_in: CheckIn | None = None
    distress: Distress = Distress.NONE
    distress_at: datetime | None = None
    share: Sharing = Sharing.NONE
    asked_to_unmute: bool = False
    lobby_notes: tuple[LobbyNote, ...] = ()
    assigned: PlaceId = MAIN


class PersonView(Struct, frozen=True):
    """Another person, as this viewer may see them.

    ``waiting_since`` is set only for those in the lobby. ``hand`` orders the hands that are up: the lowest rose first.
    ``place`` is empty where they are in another place than this viewer and which one is not theirs to know.
    ``staff`` is there for clinicians alone.
    """

    id: PersonId
    name: str
    pronouns: str
    part: Part
    standing: Standing
    connected: bool
    microphone: bool
    camera: bool
    waiting_since: datetime | None = None
    interrupted: bool = False
    quality: Quality = Quality.UNKNOWN
    hand: int | None = None
    sharing: bool = False
    place: str = MAIN
    staff: ForStaff | None = None


class RoundView(Struct, frozen=True):
    """A turn order: whose turn it is since when, who comes after, who had theirs. ``seconds`` 0: no timer."""

    current: PersonId | None
    began_at: datetime
    seconds: int
    waiting: tuple[PersonId, ...]
    done: tuple[PersonId, ...]


class BreakView(Struct, frozen=True):
    """A declared break, on until ``ends_at``."""

    began_at: datetime
    ends_at: datetime


class BreakoutView(Struct, frozen=True):
    """One breakout room. ``people``: who is meant to be there, for clinicians alone."""

    id: PlaceId
    name: str
    people: tuple[PersonId, ...] = ()


class BreakoutsView(Struct, frozen=True):
    """The breakouts: a plan that clinicians alone see, or open. ``closes_at``: everyone comes back then.

    Others than clinicians see only the breakout that they are in.
    """

    open: bool
    rooms: tuple[BreakoutView, ...]
    closes_at: datetime | None = None


class Material(Struct, frozen=True):
    """Something to read or to work with in this session."""

    name: str
    url: str


class RoomView(Struct, frozen=True):
    """What this viewer may know of the room itself.

    ``held``: no clinician is here, so nobody is heard or seen until one returns. ``chat_from``: lines of chat with a
    lower number are no longer kept.
    """

    phase: Phase
    locked: bool
    facilitated: bool
    title: str
    starts_at: datetime
    ends_at: datetime
    held: bool = False
    topic: str = ""
    materials: tuple[Material, ...] = ()
    spotlight: PersonId | None = None
    round: RoundView | None = None
    pause: BreakView | None = None
    breakouts: BreakoutsView | None = None
    chat_from: int = 0


class ChatLine(Struct, frozen=True):
    """A line of chat that this viewer may read. ``about`` is the client of a private conversation with the clinicians,
    whoever of them wrote; ``place`` is where it was written; ``announced``: to everyone, wherever they are."""

    number: int
    at: datetime
    person: PersonId
    name: str
    part: Part
    to: ChatTo
    text: str
    about: PersonId | None = None
    place: PlaceId = MAIN
    announced: bool = False


class IceServer(Struct, frozen=True):
    """A TURN or STUN server in the shape that RTCPeerConnection takes."""

    urls: tuple[str, ...]
    username: str
    credential: str


class MediaView(Struct, frozen=True):
    """What a browser needs in order to write its offer."""

    seats: int
    ice_servers: tuple[IceServer, ...]

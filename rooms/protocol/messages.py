"""Every message of the room's WebSocket, defined once.

The TypeScript types are generated from these structs and the samples in ``tests/wire/`` are read by both test suites.
``docs/protocol.md`` is the prose. Times are ISO 8601 in UTC. People are named by ids that mean nothing outside their
room; what a viewer may not see is absent from the message, never hidden by the page.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

VERSION = 1
SUBPROTOCOL = f"vip.room.v{VERSION}"

# Each connection of a browser has an id; a reconnecting one asks for its old id, to keep its media (``?resume=``).
ConnectionId = Annotated[str, Meta(min_length=1, max_length=36)]
CommandId = Annotated[str, Meta(min_length=1, max_length=64)]
PersonId = Annotated[str, Meta(min_length=1, max_length=32)]
# A browser's offer with all its seats is about 30 kB once its codecs are trimmed; 100 kB untrimmed.
Sdp = Annotated[str, Meta(min_length=1, max_length=200_000)]
Pixels = Annotated[int, Meta(ge=0, le=4320)]


class Part(StrEnum):
    """What someone is in this session; it comes from staff assignment alone."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    COFACILITATOR = "cofacilitator"
    GUEST = "guest"

    @property
    def facilitates(self) -> bool:
        return self in (Part.FACILITATOR, Part.COFACILITATOR)


class Standing(StrEnum):
    """Where someone stands with the room; an admission lasts for the session."""

    LOBBY = "lobby"
    ADMITTED = "admitted"
    REMOVED = "removed"


class Phase(StrEnum):
    """Where the room is in its life. It opens when a facilitator first enters."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


# --- what a browser sends ------------------------------------------------------------------------------------------


class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """Something a person wants done. Answered by ``ok``, ``answer`` or ``error`` with the same id."""

    id: CommandId


class Sync(Command, frozen=True, tag="sync"):
    """Ask for a fresh snapshot."""


class SetMicrophone(Command, frozen=True, tag="set_microphone"):
    """Mute or unmute oneself."""

    on: bool


class SetCamera(Command, frozen=True, tag="set_camera"):
    """Stop or start one's own camera."""

    on: bool


class Leave(Command, frozen=True, tag="leave"):
    """Leave by the button: an explicit exit that attendance never bridges."""


class Offer(Command, frozen=True, tag="offer"):
    """Open or renew media: the browser always offers. Answered by ``answer``."""

    sdp: Sdp


class Watch(Command, frozen=True, tag="watch"):
    """How tall each person's tile is now, in device pixels; 0 where no picture is wanted. Chooses simulcast layers."""

    heights: dict[PersonId, Pixels]


class Admit(Command, frozen=True, tag="admit"):
    """Let one waiting person in."""

    person: PersonId


class AdmitAll(Command, frozen=True, tag="admit_all"):
    """Let everyone in who waits."""


class Mute(Command, frozen=True, tag="mute"):
    """Mute one person. They may unmute themselves; nobody is ever unmuted by another."""

    person: PersonId


class MuteAll(Command, frozen=True, tag="mute_all"):
    """Mute every client and guest."""


class Remove(Command, frozen=True, tag="remove"):
    """Remove someone for the rest of the session."""

    person: PersonId


class SetLock(Command, frozen=True, tag="set_lock"):
    """Lock or unlock the room: while it is locked nobody new may knock."""

    on: bool


class End(Command, frozen=True, tag="end"):
    """End the session for everyone."""


class Pong(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="pong"):
    """The answer to ``ping``; what keeps presence alive."""


AnyCommand = (
    Sync
    | SetMicrophone
    | SetCamera
    | Leave
    | Offer
    | Watch
    | Admit
    | AdmitAll
    | Mute
    | MuteAll
    | Remove
    | SetLock
    | End
)
FromBrowser = AnyCommand | Pong


# --- what the server sends -----------------------------------------------------------------------------------------


class You(Struct, frozen=True):
    """The viewer as the room knows them."""

    id: PersonId
    name: str
    part: Part
    standing: Standing
    microphone: bool
    camera: bool


class RoomView(Struct, frozen=True):
    """What every viewer may know of the room itself."""

    phase: Phase
    locked: bool
    facilitated: bool
    title: str
    starts_at: datetime
    ends_at: datetime


class PersonView(Struct, frozen=True):
    """Another person, as this viewer may see them. ``waiting_since`` is set only for those in the lobby."""

    id: PersonId
    name: str
    pronouns: str
    part: Part
    standing: Standing
    connected: bool
    microphone: bool
    camera: bool
    waiting_since: datetime | None = None


class IceServer(Struct, frozen=True):
    """A TURN or STUN server in the shape that RTCPeerConnection takes."""

    urls: tuple[str, ...]
    username: str
    credential: str


class MediaView(Struct, frozen=True):
    """What a browser needs in order to write its offer."""

    seats: int
    ice_servers: tuple[IceServer, ...]


class Message(Struct, frozen=True, tag_field="type"):
    """Something the server says."""


class Snapshot(Message, frozen=True, tag="snapshot"):
    """The whole of what this viewer may see, at ``version``. Every connection begins with one."""

    version: int
    now: datetime
    connection: ConnectionId
    you: You
    room: RoomView
    people: tuple[PersonView, ...]
    media: MediaView | None  # None while in the lobby


class Changed(Message, frozen=True, tag="changed", omit_defaults=True):
    """What became different for this viewer: snapshot + changes = fresh snapshot. Only what differs is present.

    ``version`` rises but may skip: what changed in between was not this viewer's to see. The server itself watches for
    losses and sends a fresh ``snapshot`` after one.
    """

    version: int
    you: You | UnsetType = UNSET
    room: RoomView | UnsetType = UNSET
    people: tuple[PersonView, ...] = ()
    gone: tuple[PersonId, ...] = ()


class Ok(Message, frozen=True, tag="ok"):
    """The command with this id was carried out."""

    id: CommandId


class Answer(Message, frozen=True, tag="answer"):
    """The media server's answer to the offer with this id."""

    id: CommandId
    sdp: str


class Error(Message, frozen=True, tag="error"):
    """The command with this id (None: a message that could not be read) was refused. ``code`` is stable."""

    id: CommandId | None
    code: str
    sentence: str


class SeatView(Struct, frozen=True):
    """Seat ``seat`` of the viewer's peer connection carries ``person``."""

    seat: int
    person: PersonId


class Seats(Message, frozen=True, tag="seats"):
    """The whole seating of the viewer's peer connection."""

    seats: tuple[SeatView, ...]


class MediaLost(Message, frozen=True, tag="media_lost"):
    """The media server went away: make a new peer connection and a new offer."""


class MediaElsewhere(Message, frozen=True, tag="media_elsewhere"):
    """A newer tab or device of the same person owns the media now."""


class Ping(Message, frozen=True, tag="ping"):
    """Are you there? Answer with ``pong``. Sent by the server since a hidden tab's own timers sleep."""


class Closing(Message, frozen=True, tag="closing"):
    """The last message before the server closes, with the reason; ``reconnect`` says whether trying again helps."""

    code: str
    sentence: str
    reconnect: bool


FromServer = Snapshot | Changed | Ok | Answer | Error | Seats | MediaLost | MediaElsewhere | Ping | Closing

"""What the server sends."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from rooms.protocol.shown import ChatLine, MediaView, PersonView, RoomView, You
from rooms.protocol.words import CommandId, ConnectionId, Number, PersonId, Reaction

__all__ = [
    "Answer",
    "Captioned",
    "Changed",
    "Closing",
    "Error",
    "FromServer",
    "MediaElsewhere",
    "MediaEncodings",
    "MediaLost",
    "MediaQuality",
    "Message",
    "Ok",
    "Ping",
    "Reacted",
    "SeatView",
    "Seats",
    "Snapshot",
]


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
    chat: tuple[ChatLine, ...]
    media: MediaView | None  # None while in the lobby


class Changed(Message, frozen=True, tag="changed", omit_defaults=True):
    """What became different for this viewer: snapshot + changes = fresh snapshot. Only what differs is present.

    ``version`` rises but may skip: what changed in between was not this viewer's to see. The server itself watches for
    losses and sends a fresh ``snapshot`` after one. ``chat`` holds new lines only.
    """

    version: int
    you: You | UnsetType = UNSET
    room: RoomView | UnsetType = UNSET
    people: tuple[PersonView, ...] = ()
    gone: tuple[PersonId, ...] = ()
    chat: tuple[ChatLine, ...] = ()


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


class Reacted(Message, frozen=True, tag="reacted"):
    """Somebody in the same place reacts. To be shown for a moment; nobody is told again."""

    person: PersonId
    reaction: Reaction


class Captioned(Message, frozen=True, tag="captioned"):
    """What somebody in the same place says, as their own browser recognised it. See ``caption``."""

    person: PersonId
    line: Number
    text: str
    final: bool


class SeatView(Struct, frozen=True):
    """Seat ``seat`` of the viewer's peer connection carries ``person``."""

    seat: int
    person: PersonId


class Seats(Message, frozen=True, tag="seats"):
    """The whole seating of the viewer's peer connection."""

    seats: tuple[SeatView, ...]


class MediaEncodings(Message, frozen=True, tag="media_encodings"):
    """Which encodings (rids) of the viewer's camera anybody looks at; the others need not be sent. A new peer
    connection begins with all of them."""

    encodings: tuple[str, ...]


class MediaQuality(Message, frozen=True, tag="media_quality"):
    """What the media server measured of this page's own connection lately; losses as shares from 0 to 1.

    ``video_paused``: pictures are withheld for want of bandwidth, so that voices go through.
    """

    loss_up: float
    loss_down: float
    down_bps: int
    video_paused: bool


class MediaLost(Message, frozen=True, tag="media_lost"):
    """The media server went away: make a new peer connection and a new offer."""


class MediaElsewhere(Message, frozen=True, tag="media_elsewhere"):
    """A newer tab or device of the same person owns the media now."""


class Ping(Message, frozen=True, tag="ping"):
    """Answer with ``pong`` and the same ``n``. The server asks, since a hidden tab's own timers sleep."""

    n: Number


class Closing(Message, frozen=True, tag="closing"):
    """The last message before the server closes, with the reason; ``reconnect`` says whether trying again helps, and
    ``after_s`` how long to wait before, so that a whole group does not come back in the same instant."""

    code: str
    sentence: str
    reconnect: bool
    after_s: float = 0.0


FromServer = (
    Snapshot
    | Changed
    | Ok
    | Answer
    | Error
    | Reacted
    | Captioned
    | Seats
    | MediaEncodings
    | MediaQuality
    | MediaLost
    | MediaElsewhere
    | Ping
    | Closing
)

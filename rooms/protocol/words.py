"""The words of the protocol: ids, limits and the few enumerations that messages and state share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

__all__ = [
    "CHAT_KEPT",
    "MAIN",
    "MOST_BREAKOUTS",
    "SUBPROTOCOL",
    "VERSION",
    "BreakS",
    "CaptionText",
    "ChatText",
    "ChatTo",
    "CommandId",
    "ConnectionId",
    "CountdownS",
    "Distress",
    "Number",
    "Part",
    "PersonId",
    "Phase",
    "Pixels",
    "PlaceId",
    "PlaceKind",
    "PlaceName",
    "Quality",
    "Reaction",
    "Sdp",
    "Sharing",
    "Standing",
    "TurnS",
]

VERSION = 1
SUBPROTOCOL = f"vip.room.v{VERSION}"

# Each connection of a browser has an id; a reconnecting one asks for its old id, to keep its media (``?resume=``).
ConnectionId = Annotated[str, Meta(min_length=1, max_length=36)]
CommandId = Annotated[str, Meta(min_length=1, max_length=64)]
PersonId = Annotated[str, Meta(min_length=1, max_length=32)]
# A place within the session: the room itself (``MAIN``), a breakout, a side room.
PlaceId = Annotated[str, Meta(min_length=1, max_length=16)]
PlaceName = Annotated[str, Meta(min_length=1, max_length=60)]
# A browser's offer with all its seats is about 30 kB once its codecs are trimmed; 100 kB untrimmed.
Sdp = Annotated[str, Meta(min_length=1, max_length=200_000)]
Pixels = Annotated[int, Meta(ge=0, le=4320)]
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]
ChatText = Annotated[str, Meta(min_length=1, max_length=1000)]
CaptionText = Annotated[str, Meta(min_length=1, max_length=300)]
TurnS = Annotated[int, Meta(ge=0, le=3600)]
BreakS = Annotated[int, Meta(ge=30, le=3600)]
CountdownS = Annotated[int, Meta(ge=0, le=300)]

MAIN = "room"
MOST_BREAKOUTS = 12
# So many lines of chat are kept for whoever joins or comes back.
CHAT_KEPT = 200


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


class PlaceKind(StrEnum):
    """The room itself, one of the breakouts, or a side room of one clinician and one client."""

    ROOM = "room"
    BREAKOUT = "breakout"
    SIDE = "side"


class Reaction(StrEnum):
    """A few gentle ones. They pass, and are kept nowhere."""

    HEART = "heart"
    THUMBS_UP = "thumbs_up"
    APPLAUSE = "applause"
    SMILE = "smile"
    HUG = "hug"


class Sharing(StrEnum):
    """How someone stands with sharing their screen. Clinicians need no grant."""

    NONE = "none"
    REQUESTED = "requested"
    GRANTED = "granted"
    SHARING = "sharing"


class Distress(StrEnum):
    """The silent "I'm not OK": between its sender and the clinicians, and nobody else."""

    NONE = "none"
    TOLD = "told"
    SEEN = "seen"


class Quality(StrEnum):
    """How good someone's connection is, as their own page makes it out."""

    UNKNOWN = "unknown"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class ChatTo(StrEnum):
    """Who a line of chat is for. ``PERSON``: one client, privately, from the clinicians; never client to client."""

    EVERYONE = "everyone"
    FACILITATORS = "facilitators"
    PERSON = "person"

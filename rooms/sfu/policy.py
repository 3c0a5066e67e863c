"""What the room decided: who may be heard and seen, and by whom. Whatever is not said here is not allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The three things a person can send."""

    VOICE = "voice"
    PICTURE = "picture"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class PersonPolicy:
    voice: bool
    picture: bool
    share: bool = False
    zone: str = "room"  # media stays within a zone: the room itself, a breakout, a side room
    connection: str | None = None  # the connection that owns this person's media; None: any

    def sends(self, kind: Kind) -> bool:
        if kind is Kind.VOICE:
            return self.voice
        return self.picture if kind is Kind.PICTURE else self.share


@dataclass(frozen=True, slots=True)
class RoomPolicy:
    """The whole policy of one room. Someone absent from `people` has no media at all. `spotlight` is shown large."""

    room: str
    version: int
    people: Mapping[str, PersonPolicy]
    spotlight: str | None = None

    def admits(self, person: str, connection: str) -> bool:
        """Whether this connection may carry this person's media."""
        policy = self.people.get(person)
        return policy is not None and policy.connection in (None, connection)

    def sends(self, person: str, kind: Kind) -> bool:
        policy = self.people.get(person)
        return policy is not None and policy.sends(kind)

    def reaches(self, sender: str, receiver: str) -> bool:
        """Whether media may go from one person to another: both are in the room and in the same zone."""
        one, other = self.people.get(sender), self.people.get(receiver)
        return one is not None and other is not None and sender != receiver and one.zone == other.zone


def nobody(room: str) -> RoomPolicy:
    """The policy of a room about which nothing was decided."""
    return RoomPolicy(room=room, version=-1, people={})

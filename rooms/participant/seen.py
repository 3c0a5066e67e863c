"""What a participant sees of the room: the snapshot, kept up to date. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import UNSET

from rooms.protocol.messages import (
    Changed,
    MediaView,
    PersonView,
    RoomView,
    Seats,
    Snapshot,
    Standing,
    You,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The room as this viewer may see it, at ``version``."""

    version: int
    connection: str
    you: You
    room: RoomView
    people: Mapping[str, PersonView]
    media: MediaView | None
    seats: Mapping[int, str] = field(default_factory=dict)

    @property
    def admitted(self) -> bool:
        return self.you.standing is Standing.ADMITTED

    @property
    def waiting(self) -> tuple[PersonView, ...]:
        """Those in the lobby; only who facilitates sees any."""
        return tuple(person for person in self.people.values() if person.standing is Standing.LOBBY)

    @property
    def present(self) -> tuple[PersonView, ...]:
        """The others who are in the room now."""
        return tuple(
            person
            for person in self.people.values()
            if person.standing is Standing.ADMITTED and person.connected
        )

    def named(self, name: str) -> PersonView | None:
        """The person with this name, if they can be seen."""
        return next((person for person in self.people.values() if person.name == name), None)


def seen_first(snapshot: Snapshot, *, before: Seen | None = None) -> Seen:
    """What a snapshot shows. The seating belongs to the connection and outlives it."""
    return Seen(
        version=snapshot.version,
        connection=snapshot.connection,
        you=snapshot.you,
        room=snapshot.room,
        people={person.id: person for person in snapshot.people},
        media=snapshot.media,
        seats=before.seats if before and before.connection == snapshot.connection else {},
    )


def seen_after(before: Seen, changed: Changed) -> Seen:
    """``before`` with what changed. A change that is no newer than ``before`` alters nothing."""
    if changed.version <= before.version:
        return before
    people = {key: person for key, person in before.people.items() if key not in changed.gone}
    people |= {person.id: person for person in changed.people}
    return replace(
        before,
        version=changed.version,
        you=before.you if changed.you is UNSET else changed.you,
        room=before.room if changed.room is UNSET else changed.room,
        people=people,
    )


def seated(before: Seen, seats: Seats) -> Seen:
    """``before`` with the peer connection's whole new seating."""
    return replace(before, seats={seat.seat: seat.person for seat in seats.seats})

"""A page's model of the room in its simplest form: the last snapshot with every change since applied to it."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from rooms.protocol.messages import Changed, FromServer, RoomView, Snapshot, You


class Mirror:
    """``take`` whatever the server says; ``snapshot`` is what a page would show."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self.snapshot = snapshot

    def take(self, message: FromServer) -> None:
        if isinstance(message, Snapshot):
            self.snapshot = message
        elif isinstance(message, Changed) and self.snapshot is not None:
            self.snapshot = changed(self.snapshot, message)


def changed(snapshot: Snapshot, change: Changed) -> Snapshot:
    """``snapshot`` with ``change`` applied, as ``docs/protocol.md`` says."""
    if change.version <= snapshot.version:
        return snapshot
    people = {person.id: person for person in snapshot.people} | {
        person.id: person for person in change.people
    }
    for gone in change.gone:
        people.pop(gone, None)
    you: You | UnsetType = change.you
    room: RoomView | UnsetType = change.room
    return replace(
        snapshot,
        version=change.version,
        you=snapshot.you if you is UNSET else you,
        room=snapshot.room if room is UNSET else room,
        people=tuple(people.values()),
    )

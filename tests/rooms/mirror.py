"""A page's model of the room in its simplest form: the last snapshot with every change since applied to it."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from rooms.protocol.messages import Changed, FromServer, Snapshot, You


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
    room = snapshot.room if change.room is UNSET else change.room
    return replace(
        snapshot,
        version=change.version,
        you=snapshot.you if you is UNSET else you,
        room=room,
        people=tuple(people.values()),
        chat=tuple(line for line in (*snapshot.chat, *change.chat) if line.number >= room.chat_from),
    )

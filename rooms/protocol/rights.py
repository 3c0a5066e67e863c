"""What the room's state means for media: who may be heard and seen, and where. Default deny."""

from __future__ import annotations

from typing import NamedTuple

from rooms.protocol.messages import ConnectionId, PersonId, PlaceId, Sharing
from rooms.protocol.state import PersonState, RoomState


class Rights(NamedTuple):
    """Of one person whose media goes over ``connection``; it stays within ``place``."""

    voice: bool
    picture: bool
    share: bool
    place: PlaceId
    connection: ConnectionId


def media_rights(state: RoomState) -> dict[PersonId, Rights]:
    """Someone who is not in the room, or made no offer, is absent. While the room is held nobody is heard or seen; nor
    on a break, but in side rooms."""
    return {
        id: _rights(state, person, person.media)
        for id, person in state.people.items()
        if person.inside and person.media is not None
    }


def _rights(state: RoomState, person: PersonState, connection: ConnectionId) -> Rights:
    quiet = state.held or state.on_break(person.place)
    return Rights(
        voice=person.microphone and not quiet,
        picture=person.camera and not quiet,
        share=person.share is Sharing.SHARING and not quiet,
        place=person.place,
        connection=connection,
    )

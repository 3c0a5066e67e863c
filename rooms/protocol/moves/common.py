"""What the moves share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Outcome, SpansMoved, Zone
from rooms.protocol.messages import MAIN, ConnectionId, PersonId, PlaceId, Standing
from rooms.protocol.state import PersonState, RoomState


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does it and when. ``facilitates`` is what the roster says at this moment."""

    id: PersonId
    connection: ConnectionId
    me: PersonState
    facilitates: bool
    now: datetime


def someone(state: RoomState, id: PersonId) -> PersonState:
    """Raises ``Refused``: ``no_such_person``."""
    try:
        return state.people[id]
    except KeyError:
        raise Refused("no_such_person") from None


def admitted(state: RoomState, id: PersonId) -> PersonState:
    """Somebody who was let in, here or not just now. Raises ``Refused``: ``no_such_person``."""
    person = someone(state, id)
    if person.standing is not Standing.ADMITTED:
        raise Refused("no_such_person")
    return person


def guest_of(state: RoomState, id: PersonId) -> PersonState:
    """Somebody let in who does not facilitate. Raises ``Refused``: ``no_such_person``, ``not_allowed``."""
    person = admitted(state, id)
    if person.part.facilitates:
        raise Refused("not_allowed")
    return person


def changed(state: RoomState, people: dict[PersonId, PersonState]) -> RoomState:
    """The room with these people as they are now; the very same room if they are as they were."""
    return state.with_people({id: one for id, one in people.items() if one != state.people[id]})


def zone_of(place: PlaceId) -> Zone:
    """What attendance calls this place."""
    return Zone.ROOM if place == MAIN else Zone.BREAKOUT


def moved(state: RoomState, places: dict[PersonId, PlaceId]) -> Outcome:
    """These people are in these places from now on, or will be when they come back."""
    before = {id: state.people[id] for id in places}
    after = {id: before[id].elsewhere(place) for id, place in places.items()}
    spans = tuple(
        SpansMoved(person.user, zone_of(person.place))
        for id, person in after.items()
        if person.inside and zone_of(person.place) is not zone_of(before[id].place)
    )
    return changed(state, after), spans

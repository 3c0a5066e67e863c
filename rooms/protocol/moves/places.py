"""Breakouts and side rooms. People stay in the one session: only who reaches whom changes, and attendance's zone."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Outcome
from rooms.protocol.messages import (
    MAIN,
    Assign,
    CloseBreakouts,
    CloseSideRoom,
    GoTo,
    OpenBreakouts,
    OpenSideRoom,
    PersonId,
    PlaceId,
    PlaceKind,
    PlanBreakouts,
)
from rooms.protocol.moves.common import By, admitted, guest_of, moved
from rooms.protocol.state import Breakout, Breakouts, RoomState, SideRoom

# --- breakouts ----------------------------------------------------------------------------------------------------


def plan_breakouts(state: RoomState, command: PlanBreakouts, by: By) -> Outcome:
    """Whoever is named in two rooms is meant to be in the first."""
    if state.breakouts_open():
        raise Refused("breakouts_open")
    taken: set[PersonId] = set()
    rooms = []
    for number, plan in enumerate(command.breakouts, state.places_made + 1):
        people = tuple(id for id in dict.fromkeys(plan.people) if id not in taken)
        for id in people:
            admitted(state, id)
        taken.update(people)
        rooms.append(Breakout(id=f"b{number}", name=plan.name, people=people))
    planned = Breakouts(rooms=tuple(rooms)) if rooms else None
    return replace(state, breakouts=planned, places_made=state.places_made + len(rooms)), ()


def open_breakouts(state: RoomState, command: OpenBreakouts, by: By) -> Outcome:
    """Those in a side room stay there until it closes."""
    planned = state.breakouts
    if planned is None:
        raise Refused("no_such_place")
    if planned.open:
        return state, ()
    state = replace(state, breakouts=replace(planned, open=True))
    return moved(
        state,
        {
            id: planned.room_of(id)
            for id, person in state.people.items()
            if person.place == MAIN and planned.room_of(id) != MAIN
        },
    )


def assign(state: RoomState, command: Assign, by: By) -> Outcome:
    target = admitted(state, command.person)
    planned = state.breakouts
    if planned is None or (command.place != MAIN and state.breakout(command.place) is None):
        raise Refused("no_such_place")
    rooms = tuple(_with(room, command.person, there=room.id == command.place) for room in planned.rooms)
    state = replace(state, breakouts=replace(planned, rooms=rooms))
    if not planned.open or state.kind_of(target.place) is PlaceKind.SIDE:
        return state, ()
    return moved(state, {command.person: command.place})


def close_breakouts(state: RoomState, command: CloseBreakouts, by: By) -> Outcome:
    if state.breakouts is None or not state.breakouts.open:
        raise Refused("breakouts_closed")
    if command.in_s == 0:
        return end_breakouts(state)
    closes_at = by.now + timedelta(seconds=command.in_s)
    return replace(state, breakouts=replace(state.breakouts, closes_at=closes_at)), ()


def end_breakouts(state: RoomState) -> Outcome:
    """Everyone is back in the room. The plan stays, for another time."""
    planned = state.breakouts
    assert planned is not None
    back = {id: MAIN for id, person in state.people.items() if state.breakout(person.place) is not None}
    state, effects = moved(state, back)
    return replace(state, breakouts=Breakouts(rooms=planned.rooms)), effects


def go_to(state: RoomState, command: GoTo, by: By) -> Outcome:
    """Clinicians visit breakouts; everyone may go back to the room, so that nobody is ever kept anywhere."""
    kind = state.kind_of(command.place)
    if command.place == by.me.place:
        return state, ()
    if kind is None or (kind is PlaceKind.BREAKOUT and not state.breakouts_open()):
        raise Refused("no_such_place")
    if kind is PlaceKind.SIDE or (kind is PlaceKind.BREAKOUT and not by.facilitates):
        raise Refused("not_allowed")
    if by.me.place in state.side_rooms:
        state, effects = end_side_room(state, by.me.place)
        state, more = moved(state, {by.id: command.place})
        return state, effects + more
    return moved(state, {by.id: command.place})


def _with(room: Breakout, person: PersonId, *, there: bool) -> Breakout:
    others = tuple(id for id in room.people if id != person)
    return replace(room, people=(*others, person) if there else others)


# --- side rooms ---------------------------------------------------------------------------------------------------


def open_side_room(state: RoomState, command: OpenSideRoom, by: By) -> Outcome:
    client = guest_of(state, command.person)
    if not client.inside:
        raise Refused("no_such_person")
    if state.side_rooms.keys() & {client.place, by.me.place}:
        raise Refused("in_side_room")
    number = state.places_made + 1
    place = f"s{number}"
    room = SideRoom(facilitator=by.id, client=command.person)
    state = replace(state, side_rooms=state.side_rooms | {place: room}, places_made=number)
    return moved(state, {by.id: place, command.person: place})


def close_side_room(state: RoomState, command: CloseSideRoom, by: By) -> Outcome:
    if by.me.place not in state.side_rooms:
        raise Refused("no_such_place")
    return end_side_room(state, by.me.place)


def end_side_room(state: RoomState, place: PlaceId) -> Outcome:
    """Both are back: the client in their breakout if these are open, the clinician in the room."""
    room = state.side_rooms[place]
    planned = state.breakouts
    back = planned.room_of(room.client) if planned is not None and planned.open else MAIN
    people = {room.client: back, room.facilitator: MAIN}
    here = {id: to for id, to in people.items() if state.people[id].place == place}
    state, effects = moved(state, here)
    rest = {id: other for id, other in state.side_rooms.items() if id != place}
    return replace(state, side_rooms=rest), effects

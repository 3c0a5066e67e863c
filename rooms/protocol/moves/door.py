"""Coming and going: arrivals, departures, leaving, being removed, the lock, the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import (
    Actor,
    Arrive,
    BreakEnded,
    Depart,
    Effect,
    Exit,
    Outcome,
    PersonClosed,
    SessionClosed,
    SpanClosed,
    SpanOpened,
    SpansMoved,
    Zone,
)
from rooms.protocol.messages import (
    MAIN,
    CheckIn,
    ConnectionId,
    Distress,
    End,
    Leave,
    Part,
    PersonId,
    Phase,
    Remove,
    SetLock,
    Sharing,
    Standing,
)
from rooms.protocol.moves.common import By, changed, someone, zone_of
from rooms.protocol.state import About, PersonState, RoomState

# --- what the server says -----------------------------------------------------------------------------------------


def arrive(state: RoomState, arrival: Arrive, *, actor: Actor, now: datetime) -> Outcome:
    """The room after a socket opened. Facilitators go straight in and open it; everyone else knocks once.

    Raises ``Refused``: ``room_ended``, ``removed``, ``room_locked``, ``room_full``.
    """
    before = state.people.get(actor.person)
    _may_come(state, before, arrival, actor)
    person = before or PersonState(
        user=arrival.user,
        name=arrival.name,
        part=actor.part,
        standing=Standing.LOBBY,
        came=len(state.people) + 1,
    )
    standing = Standing.ADMITTED if actor.part.facilitates else person.standing
    zone = zone_of(person.place) if standing is Standing.ADMITTED else Zone.LOBBY
    effects: list[Effect] = []
    if actor.connection in person.sockets:
        # Nobody can vouch for the time in between: it counts up to when the old socket was last heard.
        effects.append(SpanClosed(actor.connection, Exit.LOST, silent_for=None))
    if person.connected and standing is not person.standing:
        effects.append(SpansMoved(person.user, zone))
    effects.append(SpanOpened(person.user, actor.connection, zone))
    waits = standing is Standing.LOBBY
    person = replace(
        person,
        name=arrival.name,
        pronouns=arrival.pronouns,
        part=actor.part,
        standing=standing,
        waiting_since=(person.waiting_since if person.connected else now) if waits else None,
        sockets=person.sockets | {actor.connection: arrival.socket},
        left=False,
        declined=False,
        roster_name=arrival.roster_name,
        check_in=arrival.check_in,
    )
    phase = Phase.OPEN if actor.part.facilitates else state.phase
    state = replace(state, about=arrival.about, phase=phase).with_people({actor.person: person})
    return state, tuple(effects)


def _may_come(state: RoomState, before: PersonState | None, arrival: Arrive, actor: Actor) -> None:
    if state.phase is Phase.ENDED:
        raise Refused("room_ended")
    if actor.part.facilitates:
        return
    if before is not None and before.standing is Standing.REMOVED:
        raise Refused("removed")
    if before is None and state.locked:
        raise Refused("room_locked")
    if actor.part is Part.CLIENT and not _has_place(before) and _full(state, arrival.about):
        raise Refused("room_full")


def _has_place(person: PersonState | None) -> bool:
    """Whoever waits or was let in keeps their place in the group while their page is away."""
    return person is not None and (person.connected or person.standing is Standing.ADMITTED)


def _full(state: RoomState, about: About) -> bool:
    if about.clients_most is None:
        return False
    clients = (
        one
        for one in state.people.values()
        if one.part is Part.CLIENT and one.standing is not Standing.REMOVED and _has_place(one)
    )
    return sum(1 for _ in clients) >= about.clients_most


def depart(state: RoomState, departure: Depart, *, person: PersonId, connection: ConnectionId) -> Outcome:
    """The room after a socket closed. Nothing, if the connection has gone already or lives on another socket."""
    gone = state.people.get(person)
    if gone is None or connection not in gone.sockets:
        return state, ()
    if departure.socket is not None and gone.sockets[connection] != departure.socket:
        return state, ()
    sockets = {id: socket for id, socket in gone.sockets.items() if id != connection}
    if not sockets:
        after = gone.gone()
    elif gone.media == connection:
        after = replace(gone.sharing(on=False), sockets=sockets, media=None)
    else:
        after = replace(gone, sockets=sockets)
    closed = SpanClosed(connection, departure.reason, departure.silent_for)
    return state.with_people({person: after}), (closed,)


def close(state: RoomState) -> Outcome:
    """The room after its session ended. Nothing, if it has ended already."""
    if state.phase is Phase.ENDED:
        return state, ()
    people = {
        id: replace(
            one.gone(),
            place=MAIN,
            hand=None,
            distress=Distress.NONE,
            distress_at=None,
            lobby_notes=(),
            check_in=None,
        )
        for id, one in state.people.items()
    }
    effects: tuple[Effect, ...] = (SessionClosed(),)
    over = replace(
        state,
        phase=Phase.ENDED,
        people=people,
        hold_at=None,
        held=False,
        alarmed=False,
        spotlight=None,
        round=None,
        pause=None,
        breakouts=None,
        side_rooms={},
        chat=state.chat if state.about.keeps_chat else (),
    )
    return over, effects if state.pause is None else (BreakEnded(), *effects)


def check_ins(state: RoomState, told: Mapping[PersonId, CheckIn | None]) -> RoomState:
    """The room with what people told on their way in, as the rows have it now."""
    return changed(
        state,
        {id: replace(state.people[id], check_in=told[id]) for id in told.keys() & state.people.keys()},
    )


# --- what people ask for ------------------------------------------------------------------------------------------


def leave(state: RoomState, command: Leave, by: By) -> Outcome:
    # With all tabs: a forgotten one must not go on counting as presence.
    gone = replace(by.me.gone(), left=True, place=MAIN, hand=None)
    return state.with_people({by.id: gone}), (PersonClosed(gone.user, Exit.LEFT),)


def remove(state: RoomState, command: Remove, by: By) -> Outcome:
    target = someone(state, command.person)
    if target.part.facilitates:
        raise Refused("not_allowed")
    if target.standing is Standing.REMOVED:
        return state, ()
    out = replace(
        target.gone(), standing=Standing.REMOVED, left=False, place=MAIN, hand=None, share=Sharing.NONE
    )
    spotlight = None if state.spotlight == command.person else state.spotlight
    state = replace(state.with_people({command.person: out}), spotlight=spotlight)
    return state, (PersonClosed(target.user, Exit.REMOVED),)


def set_lock(state: RoomState, command: SetLock, by: By) -> Outcome:
    return (state if state.locked == command.on else replace(state, locked=command.on)), ()


def end(state: RoomState, command: End, by: By) -> Outcome:
    return close(state)

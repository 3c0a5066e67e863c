"""What may happen in a room, and what becomes of it: ``apply(state, command) -> (state, effects)``, pure.

``RULES`` is the whole table of who may do what in which state; a command that it lets through is carried out by its
handler. What comes from a browser is a message of ``rooms.protocol.messages``; what happens to a connection
(``Arrive``, ``Depart``, ``TakeMedia``) is said by the server itself. ``effects`` are the presence spans to write in the
same transaction. A command that changes nothing gives the very same state and no effects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import (
    Actor,
    Arrive,
    Depart,
    Effect,
    Exit,
    Outcome,
    PersonClosed,
    SessionClosed,
    SpanClosed,
    SpanOpened,
    SpansMoved,
    TakeMedia,
    Zone,
)
from rooms.protocol.messages import (
    Admit,
    AdmitAll,
    Command,
    ConnectionId,
    End,
    Leave,
    Mute,
    MuteAll,
    PersonId,
    Phase,
    Remove,
    SetCamera,
    SetLock,
    SetMicrophone,
    Standing,
)
from rooms.protocol.state import PersonState, RoomState

# --- the table ----------------------------------------------------------------------------------------------------

_ANYWHERE = frozenset({Standing.LOBBY, Standing.ADMITTED})
_INSIDE = frozenset({Standing.ADMITTED})


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one must stand, and whether one must facilitate. All of it only while the room has not ended."""

    standing: frozenset[Standing]
    facilitates: bool = False


RULES: dict[type, Rule] = {
    SetMicrophone: Rule(_ANYWHERE),
    SetCamera: Rule(_ANYWHERE),
    Leave: Rule(_ANYWHERE),
    TakeMedia: Rule(_INSIDE),
    Admit: Rule(_INSIDE, facilitates=True),
    AdmitAll: Rule(_INSIDE, facilitates=True),
    Mute: Rule(_INSIDE, facilitates=True),
    MuteAll: Rule(_INSIDE, facilitates=True),
    Remove: Rule(_INSIDE, facilitates=True),
    SetLock: Rule(_INSIDE, facilitates=True),
    End: Rule(_INSIDE, facilitates=True),
}


def permit(state: RoomState, command: Command | TakeMedia, actor: Actor) -> PersonState:
    """The actor's own state, if the table lets them do this now. Raises ``Refused``."""
    rule = RULES[type(command)]
    if state.phase is Phase.ENDED:
        raise Refused("room_ended")
    person = state.people.get(actor.person)
    if person is None:
        raise Refused("not_connected")
    if person.standing is Standing.REMOVED:
        raise Refused("removed")
    if actor.connection not in person.sockets:
        raise Refused("not_connected")
    if rule.facilitates and not actor.part.facilitates:
        raise Refused("not_allowed")
    if person.standing not in rule.standing:
        raise Refused("not_admitted")
    return person


# --- what each does -----------------------------------------------------------------------------------------------


def apply(state: RoomState, command: Command | TakeMedia, *, actor: Actor) -> Outcome:
    """The room after ``actor`` did this. Raises ``Refused``."""
    person = permit(state, command, actor)
    return _HANDLERS[type(command)](state, command, actor, person)


def arrive(state: RoomState, arrival: Arrive, *, actor: Actor, now: datetime) -> Outcome:
    """The room after a socket opened. Facilitators go straight in and open it; everyone else knocks once.

    Raises ``Refused``: ``room_ended``, ``removed``, ``room_locked``.
    """
    if state.phase is Phase.ENDED:
        raise Refused("room_ended")
    before = state.people.get(actor.person)
    if before is None and state.locked and not actor.part.facilitates:
        raise Refused("room_locked")
    person = before or PersonState(
        user=arrival.user, name=arrival.name, part=actor.part, standing=Standing.LOBBY
    )
    if person.standing is Standing.REMOVED and not actor.part.facilitates:
        raise Refused("removed")
    standing = Standing.ADMITTED if actor.part.facilitates else person.standing
    zone = Zone.ROOM if standing is Standing.ADMITTED else Zone.LOBBY
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
    )
    phase = Phase.OPEN if actor.part.facilitates else state.phase
    state = replace(state, about=arrival.about, phase=phase).with_people({actor.person: person})
    return state, tuple(effects)


def depart(state: RoomState, departure: Depart, *, person: PersonId, connection: ConnectionId) -> Outcome:
    """The room after a socket closed. Nothing, if the connection has gone already or lives on another socket."""
    gone = state.people.get(person)
    if gone is None or connection not in gone.sockets:
        return state, ()
    if departure.socket is not None and gone.sockets[connection] != departure.socket:
        return state, ()
    sockets = {id: socket for id, socket in gone.sockets.items() if id != connection}
    changed = replace(
        gone,
        sockets=sockets,
        media=None if gone.media == connection else gone.media,
        waiting_since=gone.waiting_since if sockets else None,
    )
    closed = SpanClosed(connection, departure.reason, departure.silent_for)
    return state.with_people({person: changed}), (closed,)


def close(state: RoomState) -> Outcome:
    """The room after its session ended. Nothing, if it has ended already."""
    if state.phase is Phase.ENDED:
        return state, ()
    people = {
        id: replace(one, sockets={}, media=None, waiting_since=None) for id, one in state.people.items()
    }
    return replace(state, phase=Phase.ENDED, people=people), (SessionClosed(),)


def _set_microphone(state: RoomState, command: SetMicrophone, actor: Actor, person: PersonState) -> Outcome:
    return _changed(state, {actor.person: replace(person, microphone=command.on)})


def _set_camera(state: RoomState, command: SetCamera, actor: Actor, person: PersonState) -> Outcome:
    return _changed(state, {actor.person: replace(person, camera=command.on)})


def _take_media(state: RoomState, command: TakeMedia, actor: Actor, person: PersonState) -> Outcome:
    return _changed(state, {actor.person: replace(person, media=actor.connection)})


def _leave(state: RoomState, command: Leave, actor: Actor, person: PersonState) -> Outcome:
    # With all tabs: a forgotten one must not go on counting as presence.
    return _out(state, actor.person, Exit.LEFT, person.standing, left=True)


def _admit(state: RoomState, command: Admit, actor: Actor, person: PersonState) -> Outcome:
    target = _someone(state, command.person)
    if target.standing is Standing.ADMITTED:
        return state, ()
    if not target.waiting:
        raise Refused("no_such_person")
    return _let_in(state, [command.person])


def _admit_all(state: RoomState, command: AdmitAll, actor: Actor, person: PersonState) -> Outcome:
    return _let_in(state, list(state.waiting()))


def _mute(state: RoomState, command: Mute, actor: Actor, person: PersonState) -> Outcome:
    target = _someone(state, command.person)
    if target.standing is not Standing.ADMITTED:
        raise Refused("no_such_person")
    return _changed(state, {command.person: replace(target, microphone=False)})


def _mute_all(state: RoomState, command: MuteAll, actor: Actor, person: PersonState) -> Outcome:
    return _changed(
        state,
        {
            id: replace(target, microphone=False)
            for id, target in state.people.items()
            if target.standing is Standing.ADMITTED and not target.part.facilitates
        },
    )


def _remove(state: RoomState, command: Remove, actor: Actor, person: PersonState) -> Outcome:
    target = _someone(state, command.person)
    if target.part.facilitates:
        raise Refused("not_allowed")
    if target.standing is Standing.REMOVED:
        return state, ()
    return _out(state, command.person, Exit.REMOVED, Standing.REMOVED, left=False)


def _set_lock(state: RoomState, command: SetLock, actor: Actor, person: PersonState) -> Outcome:
    return (state if state.locked == command.on else replace(state, locked=command.on)), ()


def _end(state: RoomState, command: End, actor: Actor, person: PersonState) -> Outcome:
    return close(state)


_HANDLERS: dict[type, Callable[[RoomState, Any, Actor, PersonState], Outcome]] = {
    SetMicrophone: _set_microphone,
    SetCamera: _set_camera,
    TakeMedia: _take_media,
    Leave: _leave,
    Admit: _admit,
    AdmitAll: _admit_all,
    Mute: _mute,
    MuteAll: _mute_all,
    Remove: _remove,
    SetLock: _set_lock,
    End: _end,
}


def _someone(state: RoomState, person: PersonId) -> PersonState:
    try:
        return state.people[person]
    except KeyError:
        raise Refused("no_such_person") from None


def _changed(state: RoomState, people: dict[PersonId, PersonState]) -> Outcome:
    different = {id: person for id, person in people.items() if person != state.people[id]}
    return (state.with_people(different) if different else state), ()


def _let_in(state: RoomState, people: list[PersonId]) -> Outcome:
    admitted = {
        id: replace(state.people[id], standing=Standing.ADMITTED, waiting_since=None) for id in people
    }
    moved = tuple(SpansMoved(person.user, Zone.ROOM) for person in admitted.values())
    return (state.with_people(admitted) if admitted else state), moved


def _out(state: RoomState, id: PersonId, reason: Exit, standing: Standing, *, left: bool) -> Outcome:
    person = state.people[id]
    gone = replace(person, sockets={}, media=None, waiting_since=None, standing=standing, left=left)
    return state.with_people({id: gone}), (PersonClosed(person.user, reason),)

"""The lobby, as clinicians keep it."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Exit, Outcome, PersonClosed, SpansMoved, Zone
from rooms.protocol.messages import MAIN, Admit, AdmitAll, Decline, LobbyNote, PersonId, Standing, TellLobby
from rooms.protocol.moves.common import By, changed, someone
from rooms.protocol.state import PersonState, RoomState

# What somebody who waits for an hour was told last.
NOTES_KEPT = 5


def admit(state: RoomState, command: Admit, by: By) -> Outcome:
    target = someone(state, command.person)
    if target.standing is Standing.ADMITTED:
        return state, ()
    if not target.waiting:
        raise Refused("no_such_person")
    if target.on_hold:
        raise Refused("on_hold")
    return _let_in(state, [command.person])


def admit_all(state: RoomState, command: AdmitAll, by: By) -> Outcome:
    return _let_in(state, [id for id in state.waiting() if not state.people[id].on_hold])


def decline(state: RoomState, command: Decline, by: By) -> Outcome:
    target = _waiting(state, command.person)
    away = replace(target.gone(), declined=True, lobby_notes=())
    return changed(state, {command.person: away}), (PersonClosed(target.user, Exit.REMOVED),)


def tell_lobby(state: RoomState, command: TellLobby, by: By) -> Outcome:
    who = list(state.waiting()) if command.person is None else [command.person]
    told = {id: _told(_waiting(state, id), command.text, by.now) for id in who}
    return changed(state, told), ()


def _told(person: PersonState, text: str, now: datetime) -> PersonState:
    notes = (*person.lobby_notes, LobbyNote(at=now, text=text))
    return replace(person, lobby_notes=notes[-NOTES_KEPT:])


def _waiting(state: RoomState, id: PersonId) -> PersonState:
    person = someone(state, id)
    if not person.waiting:
        raise Refused("no_such_person")
    return person


def _let_in(state: RoomState, people: list[PersonId]) -> Outcome:
    inside = {
        id: replace(
            state.people[id],
            standing=Standing.ADMITTED,
            waiting_since=None,
            place=MAIN,
            lobby_notes=(),
        )
        for id in people
    }
    moved = tuple(SpansMoved(person.user, Zone.ROOM) for person in inside.values())
    return state.with_people(inside), moved

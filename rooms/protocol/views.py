"""What each viewer may see of a room, and what of it changed: pure.

There are three audiences. Everything is computed once for an audience, so that it is serialised once for all of its
sockets; only the people a change is about get a message of their own. The law: snapshot + changes = fresh snapshot.

audience   who                                what they see of others
staff      who facilitates                    the lobby and the room, also those who dropped out of it
members    admitted clients and guests        who is in the room just now
waiters    everyone in the lobby              nobody
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from rooms.protocol.messages import (
    Changed,
    ConnectionId,
    MediaView,
    PersonId,
    PersonView,
    Phase,
    RoomView,
    Snapshot,
    Standing,
    You,
)
from rooms.protocol.state import PersonState, RoomState, SocketId


class Audience(StrEnum):
    STAFF = "staff"
    MEMBERS = "members"
    WAITERS = "waiters"


def audience(person: PersonState) -> Audience:
    """Which audience someone belongs to."""
    if person.standing is not Standing.ADMITTED:
        return Audience.WAITERS
    return Audience.STAFF if person.part.facilitates else Audience.MEMBERS


class View(NamedTuple):
    """All that one viewer may see."""

    you: You
    room: RoomView
    people: dict[PersonId, PersonView]


def view(state: RoomState, viewer: PersonId) -> View:
    """What ``viewer`` may see; they are not among ``people`` themselves."""
    person = state.people[viewer]
    people = people_for(state, audience(person))
    people.pop(viewer, None)
    return View(_you(viewer, person), room_view(state), people)


def snapshot(
    state: RoomState,
    viewer: PersonId,
    *,
    version: int,
    now: datetime,
    connection: ConnectionId,
    media: MediaView,
) -> Snapshot:
    """The message that begins each connection. Whoever waits learns nothing of the media."""
    seen = view(state, viewer)
    return Snapshot(
        version=version,
        now=now,
        connection=connection,
        you=seen.you,
        room=seen.room,
        people=tuple(seen.people.values()),
        chat=(),
        media=media if seen.you.standing is Standing.ADMITTED else None,
    )


def people_for(state: RoomState, audience: Audience) -> dict[PersonId, PersonView]:
    """The people an audience may see, its own members among them."""
    return {id: _person(id, person) for id, person in state.people.items() if _visible(person, audience)}


def _visible(person: PersonState, audience: Audience) -> bool:
    match audience:
        case Audience.STAFF:
            return person.waiting or person.standing is Standing.ADMITTED
        case Audience.MEMBERS:
            return person.inside
        case Audience.WAITERS:
            return False


def room_view(state: RoomState) -> RoomView:
    return RoomView(
        phase=state.phase,
        locked=state.locked,
        facilitated=state.facilitated,
        title=state.about.title,
        starts_at=state.about.starts_at,
        ends_at=state.about.ends_at,
    )


def _person(id: PersonId, person: PersonState) -> PersonView:
    return PersonView(
        id=id,
        name=person.name,
        pronouns=person.pronouns,
        part=person.part,
        standing=person.standing,
        connected=person.connected,
        microphone=person.microphone,
        camera=person.camera,
        waiting_since=person.waiting_since,
    )


def _you(id: PersonId, person: PersonState) -> You:
    return You(
        id=id,
        name=person.name,
        part=person.part,
        standing=person.standing,
        microphone=person.microphone,
        camera=person.camera,
    )


# --- what changed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What to say after a change. ``audiences`` holds those for which something differs; the message in ``people``
    is instead of it, for those the change is about. Those in ``afresh`` must look at the room again: their audience
    changed, or one of their connections ended or lost the media."""

    audiences: dict[Audience, Changed]
    people: dict[PersonId, Changed]
    afresh: frozenset[PersonId]


def changes(before: RoomState, after: RoomState, *, version: int) -> Changes:
    """What became different from ``before`` to ``after``, for everyone connected."""
    afresh = frozenset(id for id, person in before.people.items() if _afresh(person, after.people[id]))
    room = UNSET if room_view(before) == room_view(after) else room_view(after)
    audiences: dict[Audience, Changed] = {}
    personal: dict[PersonId, Changed] = {}
    for which in Audience:
        now = people_for(after, which)
        different, gone = _difference(people_for(before, which), now)
        message = Changed(version=version, room=room, people=tuple(different.values()), gone=tuple(gone))
        if room is not UNSET or different or gone:
            audiences[which] = message
        for id, person in after.people.items():
            if person.connected and id not in afresh and audience(person) is which:
                mine = _personal(id, before.people.get(id), person, message)
                if mine is not None:
                    personal[id] = mine
    return Changes(audiences=audiences, people=personal, afresh=afresh)


def _afresh(before: PersonState, after: PersonState) -> bool:
    if not before.connected:
        return False
    return (
        audience(before) is not audience(after)
        or not before.sockets.items() <= after.sockets.items()
        or (before.media is not None and before.media != after.media)
    )


def _difference(
    before: Mapping[PersonId, PersonView], after: Mapping[PersonId, PersonView]
) -> tuple[dict[PersonId, PersonView], list[PersonId]]:
    different = {id: person for id, person in after.items() if before.get(id) != person}
    return different, [id for id in before if id not in after]


def _personal(
    id: PersonId, before: PersonState | None, after: PersonState, message: Changed
) -> Changed | None:
    """The audience's message as ``id`` gets it; None where that is the audience's own."""
    changed_me = before is None or _you(id, before) != _you(id, after)
    others = tuple(person for person in message.people if person.id != id)
    gone = tuple(one for one in message.gone if one != id)
    if not changed_me and len(others) == len(message.people) and len(gone) == len(message.gone):
        return None
    return replace(message, you=_you(id, after) if changed_me else UNSET, people=others, gone=gone)


# --- what a connection must do ------------------------------------------------------------------------------------


def farewell(state: RoomState, person: PersonId, connection: ConnectionId, socket: SocketId) -> str | None:
    """Why this socket must close now, one of ``CLOSINGS``; None while it has its place in the room."""
    if state.phase is Phase.ENDED:
        return "room_ended"
    mine = state.people.get(person)
    if mine is None:
        return "silent"
    if mine.standing is Standing.REMOVED:
        return "removed"
    if connection not in mine.sockets:
        return "left" if mine.left else "silent"
    return None if mine.sockets[connection] == socket else "replaced"

"""What each viewer is told of a room, and of what changed in it: pure. The law: snapshot + changes = fresh snapshot.

Who sees what is in ``rooms.protocol.audiences``. Everything is computed once for an audience; only the people a change
is about, and those of a private conversation, get a message of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from rooms.protocol.audiences import (
    Audience,
    audience,
    chat_for,
    may_read,
    people_for,
    person_view,
    room_view,
    you_view,
)
from rooms.protocol.happenings import Passed
from rooms.protocol.messages import (
    Changed,
    ChatLine,
    ChatTo,
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


class View(NamedTuple):
    """All that one viewer may see."""

    you: You
    room: RoomView
    people: dict[PersonId, PersonView]
    chat: tuple[ChatLine, ...]


def view(state: RoomState, viewer: PersonId) -> View:
    """What ``viewer`` may see; they are not among ``people`` themselves."""
    mine = audience(state.people[viewer])
    people = people_for(state, mine)
    people.pop(viewer, None)
    return View(you_view(state, viewer), room_view(state, mine), people, chat_for(state, viewer))


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
        chat=seen.chat,
        media=media if seen.you.standing is Standing.ADMITTED else None,
    )


# --- what changed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What to say after a change. ``audiences`` holds those for which something differs; the message in ``people``
    is instead of it, for those it differs for. Those in ``afresh`` must look at the room again: their audience
    changed, or one of their connections ended or lost the media."""

    audiences: dict[Audience, Changed]
    people: dict[PersonId, Changed]
    afresh: frozenset[PersonId]


def changes(before: RoomState, after: RoomState, *, version: int) -> Changes:
    """What became different from ``before`` to ``after``, for everyone connected."""
    afresh = frozenset(id for id, person in before.people.items() if _afresh(person, after.people[id]))
    here: dict[Audience, list[PersonId]] = {}
    for id, person in after.people.items():
        if person.connected and id not in afresh:
            here.setdefault(audience(person), []).append(id)
    touched = _touched(before, after)
    lines = after.chat[_unchanged(before, after) :]
    audiences: dict[Audience, Changed] = {}
    personal: dict[PersonId, Changed] = {}
    for which, people in here.items():
        message = _for_audience(before, after, which, touched, version)
        public = tuple(line for line in lines if line.to is ChatTo.EVERYONE)
        common = tuple(line for line in public if may_read(line, people[0], after.people[people[0]]))
        message = replace(message, chat=common)
        if message != Changed(version=version):
            audiences[which] = message
        for id in people:
            mine = _personal(before, after, id, message, lines, is_touched=id in touched)
            if mine is not None:
                personal[id] = mine
    return Changes(audiences=audiences, people=personal, afresh=afresh)


def _afresh(before: PersonState, after: PersonState) -> bool:
    if before is after or not before.connected:
        return False
    return (
        audience(before) != audience(after)
        or not before.sockets.items() <= after.sockets.items()
        or (before.media is not None and before.media != after.media)
    )


def _touched(before: RoomState, after: RoomState) -> list[PersonId]:
    """Whoever may be seen differently now. What is seen of somebody follows from their own state, and from where the
    breakouts' plan has them."""
    if before.breakouts != after.breakouts:
        return list(after.people)
    return [id for id, person in after.people.items() if before.people.get(id) is not person]


def _unchanged(before: RoomState, after: RoomState) -> int:
    """How many of the lines that are kept now were there before."""
    last = before.chat_next
    return next((at for at, line in enumerate(after.chat) if line.number >= last), len(after.chat))


def _for_audience(
    before: RoomState, after: RoomState, which: Audience, touched: Iterable[PersonId], version: int
) -> Changed:
    people: list[PersonView] = []
    gone: list[PersonId] = []
    for id in touched:
        was, now = person_view(before, id, which), person_view(after, id, which)
        if now is not None and was != now:
            people.append(now)
        elif now is None and was is not None:
            gone.append(id)
    room = room_view(after, which)
    return Changed(
        version=version,
        room=UNSET if room_view(before, which) == room else room,
        people=tuple(people),
        gone=tuple(gone),
    )


def _personal(
    before: RoomState,
    after: RoomState,
    id: PersonId,
    message: Changed,
    lines: Iterable[ChatLine],
    *,
    is_touched: bool,
) -> Changed | None:
    """The audience's message as ``id`` gets it; None where that is the audience's own."""
    mine = you_view(after, id)
    changed_me = id not in before.people or (is_touched and you_view(before, id) != mine)
    person = after.people[id]
    chat = tuple(line for line in lines if may_read(line, id, person))
    others = tuple(one for one in message.people if one.id != id)
    gone = tuple(one for one in message.gone if one != id)
    same = len(others) == len(message.people) and len(gone) == len(message.gone) and chat == message.chat
    if not changed_me and same:
        return None
    return replace(message, you=mine if changed_me else UNSET, people=others, gone=gone, chat=chat)


# --- what passes --------------------------------------------------------------------------------------------------


def told_of(state: RoomState, passed: Passed) -> Iterator[PersonId]:
    """Who is told what somebody shows or says for a moment."""
    return (
        id
        for id, person in state.people.items()
        if person.inside and person.place == passed.place and id != passed.sender
    )


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
        if mine.declined:
            return "declined"
        return "left" if mine.left else "silent"
    return None if mine.sockets[connection] == socket else "replaced"

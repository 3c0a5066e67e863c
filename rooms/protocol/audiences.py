"""Who sees what of a room, and as what: pure.

Everything is computed once for an audience, so that it is serialised once for all of its sockets. An audience is a role
and a place, since what is said and seen in a breakout or a side room stays there.

role      who                              what they see of others
staff     who facilitates                  the lobby and the room, also those who dropped out of it, wherever they are
members   admitted clients and guests      who is in the session just now; of those elsewhere only that they are
waiters   everyone in the lobby            nobody
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rooms.protocol.messages import (
    MAIN,
    BreakoutsView,
    BreakoutView,
    BreakView,
    ChatLine,
    ChatTo,
    Distress,
    ForStaff,
    PersonId,
    PersonView,
    PlaceId,
    PlaceKind,
    PlaceView,
    RoomView,
    RoundView,
    Sharing,
    Standing,
    You,
)
from rooms.protocol.state import PersonState, RoomState


class Role(StrEnum):
    STAFF = "staff"
    MEMBERS = "members"
    WAITERS = "waiters"


class Audience(NamedTuple):
    """Those who see the same. The place of whoever waits is no matter."""

    role: Role
    place: PlaceId = MAIN

    @property
    def key(self) -> str:
        return f"{self.role}@{self.place}"


def audience(person: PersonState) -> Audience:
    """Which audience someone belongs to."""
    if person.standing is not Standing.ADMITTED:
        return Audience(Role.WAITERS)
    return Audience(Role.STAFF if person.part.facilitates else Role.MEMBERS, person.place)


# --- people -------------------------------------------------------------------------------------------------------


def visible(person: PersonState, role: Role) -> bool:
    """Whether this role sees that somebody is there."""
    match role:
        case Role.STAFF:
            return person.waiting or person.standing is Standing.ADMITTED
        case Role.MEMBERS:
            return person.inside
        case Role.WAITERS:
            return False


def person_view(state: RoomState, id: PersonId, audience: Audience) -> PersonView | None:
    """Someone as this audience sees them; None where it does not."""
    person = state.people.get(id)
    if person is None or not visible(person, audience.role):
        return None
    if audience.role is Role.MEMBERS and person.place != audience.place:
        return _elsewhere(id, person)
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
        interrupted=person.interrupted,
        quality=person.quality,
        hand=person.hand,
        sharing=person.share is Sharing.SHARING,
        place=person.place,
        staff=_for_staff(state, id, person) if audience.role is Role.STAFF else None,
    )


def _elsewhere(id: PersonId, person: PersonState) -> PersonView:
    """Only that they are here: not where, nor what they do there."""
    return PersonView(
        id=id,
        name=person.name,
        pronouns=person.pronouns,
        part=person.part,
        standing=person.standing,
        connected=True,
        microphone=False,
        camera=False,
        place="",
    )


def _for_staff(state: RoomState, id: PersonId, person: PersonState) -> ForStaff:
    return ForStaff(
        roster_name=person.roster_name,
        check_in=person.check_in,
        distress=person.distress,
        distress_at=person.distress_at,
        share=person.share,
        asked_to_unmute=person.asked_to_unmute,
        lobby_notes=person.lobby_notes,
        assigned=state.breakouts.room_of(id) if state.breakouts is not None else MAIN,
    )


def people_for(state: RoomState, audience: Audience) -> dict[PersonId, PersonView]:
    """The people an audience may see, its own members among them, in the order in which they came."""
    came = sorted(state.people, key=lambda id: state.people[id].came)
    views = ((id, person_view(state, id, audience)) for id in came)
    return {id: view for id, view in views if view is not None}


def you_view(state: RoomState, id: PersonId) -> You:
    """Someone as they see themselves."""
    person = state.people[id]
    return You(
        id=id,
        name=person.name,
        pronouns=person.pronouns,
        part=person.part,
        standing=person.standing,
        microphone=person.microphone,
        camera=person.camera,
        interrupted=person.interrupted,
        quality=person.quality,
        hand=person.hand,
        share=person.share,
        asked_to_unmute=person.asked_to_unmute,
        distress=Distress.NONE if person.part.facilitates else person.distress,
        place=_place(state, person.place),
        on_hold=person.on_hold and person.standing is Standing.LOBBY,
        lobby_notes=person.lobby_notes,
    )


def _place(state: RoomState, place: PlaceId) -> PlaceView:
    breakout = state.breakout(place)
    kind = state.kind_of(place) or PlaceKind.BREAKOUT
    return PlaceView(id=place, kind=kind, name=breakout.name if breakout is not None else "")


# --- the room -----------------------------------------------------------------------------------------------------


def room_view(state: RoomState, audience: Audience) -> RoomView:
    """The room as this audience sees it. Whoever waits learns nothing of what goes on in it."""
    about = state.about
    view = RoomView(
        phase=state.phase,
        locked=state.locked,
        facilitated=state.facilitated,
        title=about.title,
        starts_at=about.starts_at,
        ends_at=about.ends_at,
    )
    if audience.role is Role.WAITERS:
        return view
    return RoomView(
        phase=view.phase,
        locked=view.locked,
        facilitated=view.facilitated,
        title=view.title,
        starts_at=view.starts_at,
        ends_at=view.ends_at,
        held=state.held,
        topic=about.topic,
        materials=about.materials,
        spotlight=_seen(state, state.spotlight, audience),
        round=_round(state, audience),
        pause=_pause(state, audience),
        breakouts=_breakouts(state, audience),
        chat_from=state.chat_from,
    )


def _seen(state: RoomState, id: PersonId | None, audience: Audience) -> PersonId | None:
    return id if id is not None and visible(state.people[id], audience.role) else None


def _round(state: RoomState, audience: Audience) -> RoundView | None:
    on = state.round
    if on is None:
        return None
    seen = audience.role
    return RoundView(
        current=_seen(state, on.current, audience),
        began_at=on.began_at,
        seconds=on.seconds,
        waiting=tuple(id for id in on.waiting if visible(state.people[id], seen)),
        done=tuple(id for id in on.done if visible(state.people[id], seen)),
    )


def _pause(state: RoomState, audience: Audience) -> BreakView | None:
    """The break, but for those who go on alone in a side room: clinicians there still see that there is one."""
    pause = state.pause
    if pause is None or (audience.role is Role.MEMBERS and not state.on_break(audience.place)):
        return None
    return BreakView(began_at=pause.began_at, ends_at=pause.ends_at)


def _breakouts(state: RoomState, audience: Audience) -> BreakoutsView | None:
    planned = state.breakouts
    if planned is None:
        return None
    if audience.role is Role.STAFF:
        rooms = tuple(BreakoutView(id=room.id, name=room.name, people=room.people) for room in planned.rooms)
        return BreakoutsView(open=planned.open, rooms=rooms, closes_at=planned.closes_at)
    mine = state.breakout(audience.place)
    if not planned.open:
        return None
    rooms = (BreakoutView(id=mine.id, name=mine.name),) if mine is not None else ()
    return BreakoutsView(open=True, rooms=rooms, closes_at=planned.closes_at)


# --- chat ---------------------------------------------------------------------------------------------------------


def may_read(line: ChatLine, viewer: PersonId, person: PersonState) -> bool:
    """Whether ``viewer`` may read this line where they are now."""
    if person.standing is not Standing.ADMITTED:
        return False
    if line.to is not ChatTo.EVERYONE:
        return person.part.facilitates or line.about == viewer
    return line.announced or line.place == person.place


def chat_for(state: RoomState, viewer: PersonId) -> tuple[ChatLine, ...]:
    """The lines that are kept and that ``viewer`` may read."""
    person = state.people[viewer]
    return tuple(line for line in state.chat if may_read(line, viewer, person))

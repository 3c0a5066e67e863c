"""Rooms made up for tests of the pure protocol: people by short names, sockets by counting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Actor, Arrive, Depart, Exit, Outcome, TakeMedia
from rooms.protocol.messages import (
    BreakoutPlan,
    Chat,
    ChatTo,
    Command,
    OpenBreakouts,
    Part,
    Phase,
    PlanBreakouts,
    Standing,
)
from rooms.protocol.state import About, PersonState, RoomState
from rooms.protocol.transitions import apply, arrive, depart
from rooms.protocol.views import view

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ABOUT = About(title="Evening group", starts_at=NOON, ends_at=NOON.replace(hour=15))
EMPTY = RoomState(about=ABOUT)
PARTS = {
    "dana": Part.FACILITATOR,
    "cole": Part.COFACILITATOR,
    "ana": Part.CLIENT,
    "ben": Part.CLIENT,
    "gus": Part.GUEST,
}


def user(name: str) -> UUID:
    return uuid5(UUID(int=1), name)


def connection(name: str, tab: int = 1) -> str:
    return str(uuid5(user(name), str(tab)))


def actor(name: str, tab: int = 1) -> Actor:
    return Actor(person=name, connection=connection(name, tab), part=PARTS.get(name, Part.CLIENT))


def arrives(
    state: RoomState,
    name: str,
    tab: int = 1,
    socket: str = "s",
    display: str = "",
    at: datetime = NOON,
    about: About = ABOUT,
) -> Outcome:
    arrival = Arrive(
        user=user(name), name=display or name.title(), pronouns="they", socket=socket, about=about
    )
    return arrive(state, arrival, actor=actor(name, tab), now=at)


def departs(
    state: RoomState, name: str, tab: int = 1, socket: str | None = "s", at: datetime = NOON
) -> Outcome:
    departure = Depart(socket=socket, reason=Exit.LOST)
    return depart(state, departure, person=name, connection=connection(name, tab), now=at)


def does(
    state: RoomState, name: str, command: Command | TakeMedia, tab: int = 1, at: datetime = NOON
) -> Outcome:
    return apply(state, command, actor=actor(name, tab), now=at)


def person(
    name: str, standing: Standing = Standing.ADMITTED, *, tabs: int = 1, **fields: object
) -> PersonState:
    """Someone who stands there with so many tabs open."""
    sockets = {connection(name, tab): "s" for tab in range(1, tabs + 1)}
    since = NOON if standing is Standing.LOBBY and tabs else None
    return PersonState(
        user=user(name),
        name=name.title(),
        pronouns="they",
        part=PARTS[name],
        standing=standing,
        sockets=sockets,
        waiting_since=since,
        **fields,  # type: ignore[arg-type]
    )


def room(phase: Phase = Phase.OPEN, /, **people: PersonState) -> RoomState:
    return RoomState(about=ABOUT, phase=phase, people=people)


def after(state: RoomState, *steps: tuple[str, Command | TakeMedia], at: datetime = NOON) -> RoomState:
    """The room after these people did these things."""
    for name, command in steps:
        state, _ = does(state, name, command, at=at)
    return state


def group(**more: PersonState) -> RoomState:
    """Dana with Ana and Ben, and whoever else is said."""
    people = {"dana": person("dana"), "ana": person("ana"), "ben": person("ben")} | more
    return room(**people)


def refused(state: RoomState, name: str, command: Command | TakeMedia) -> str:
    with pytest.raises(Refused) as refusal:
        does(state, name, command)
    return refusal.value.code


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def places(state: RoomState) -> dict[str, str]:
    return {name: one.place for name, one in state.people.items()}


def says(to: ChatTo, text: str = "Hello", about: str | None = None) -> Chat:
    return Chat(id="1", to=to, text=text, person=about)


def reads(state: RoomState, name: str) -> list[str]:
    return [line.text for line in view(state, name).chat]


def in_breakouts(state: RoomState | None = None) -> RoomState:
    """Ana in the first, Ben in the second, Dana in the room."""
    plans = (BreakoutPlan(name="Red", people=("ana",)), BreakoutPlan(name="Blue", people=("ben", "ana")))
    return after(
        group() if state is None else state,
        ("dana", PlanBreakouts(id="1", breakouts=plans)),
        ("dana", OpenBreakouts(id="1")),
    )


def with_media(state: RoomState) -> RoomState:
    people = {name: replace(one, media=next(iter(one.sockets))) for name, one in state.people.items()}
    return replace(state, people=people)

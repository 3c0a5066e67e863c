"""Rooms made up for tests of the pure protocol: people by short names, sockets by counting."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from rooms.protocol.happenings import Actor, Arrive, Depart, Exit, Outcome, TakeMedia
from rooms.protocol.messages import Command, Part, Phase, Standing
from rooms.protocol.state import About, PersonState, RoomState
from rooms.protocol.transitions import apply, arrive, depart

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

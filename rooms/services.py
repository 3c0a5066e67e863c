"""Every change of a room: one short transaction each.

Lock the room's row, apply the pure transition, write the presence spans it calls for, store the state, raise the
version by one. What is to be published comes back as ``notice``, and the caller publishes it after the commit. Locks
are taken in the order room, spans, session, everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from django.conf import settings
from django.db import transaction

from rooms.models import Room
from rooms.notices import Notice, notice
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
)
from rooms.protocol.messages import Command, ConnectionId, Part, PersonId
from rooms.protocol.state import About, RoomState, SocketId, person_id
from rooms.protocol.transitions import apply, arrive, close, depart
from rooms.registry import LiveNode, least_loaded
from sessions.models import EndReason, RosterEntry, Session, User, Zone
from sessions.services import presence
from sessions.services.sessions import end_session


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNow:
    """A room as a transaction left it, with what is to be told of that."""

    room: UUID
    state: RoomState
    version: int
    node: str
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Someone's place in the room. ``resumed``: it is the connection that the browser asked to go on with."""

    now: RoomNow
    person: PersonId
    connection: ConnectionId
    resumed: bool


def read_room(room: UUID) -> RoomNow | None:
    """The room as it is; None before anybody came."""
    row = Room.objects.filter(pk=room).first()
    return None if row is None else RoomNow(room=room, state=_state(row), version=row.version, node=row.node)


def enter_room(
    *,
    user: User,
    part: Part,
    session: Session,
    socket: SocketId,
    resume: ConnectionId | None,
    now: datetime,
) -> Arrival:
    """A socket of someone admissible opened. Raises ``Refused``."""
    about = About(title=session.title, starts_at=session.starts_at, ends_at=session.ends_at)
    arrival = Arrive(user=user.pk, name=user.display_name, pronouns=user.pronouns, socket=socket, about=about)
    me = person_id(session.pk, user.pk)
    empty = Room(session=session, state=msgspec.to_builtins(RoomState(about=about)))
    Room.objects.bulk_create([empty], ignore_conflicts=True)
    connection = ""

    def step(row: Room, state: RoomState) -> Outcome:
        nonlocal connection
        mine = state.people.get(me)
        known = mine is not None and resume in mine.sockets
        connection = resume if known and resume is not None else str(uuid4())
        return arrive(state, arrival, actor=Actor(person=me, connection=connection, part=part), now=now)

    left = _change(session.pk, step)
    return Arrival(now=left, person=me, connection=connection, resumed=connection == resume)


def leave_socket(
    *,
    room: UUID,
    person: PersonId,
    connection: ConnectionId,
    socket: SocketId,
    reason: Exit,
    silent_for: timedelta = timedelta(0),
) -> RoomNow:
    """A socket closed. Nothing happens if its connection lives on another socket by now, or has gone."""
    departure = Depart(socket=socket, reason=reason, silent_for=silent_for)
    return _change(room, lambda row, state: depart(state, departure, person=person, connection=connection))


def obey(*, room: UUID, user: UUID, connection: ConnectionId, command: Command) -> RoomNow:
    """Carry out a command of someone in the room. Raises ``Refused``."""
    return _change(room, lambda row, state: apply(state, command, actor=_actor(room, user, connection)))


def take_media(*, room: UUID, user: UUID, connection: ConnectionId, nodes: Iterable[LiveNode]) -> RoomNow:
    """This connection carries the person's media from now on, on a node that is alive. Raises ``Refused``."""
    alive = {node.id: node for node in nodes}

    def step(row: Room, state: RoomState) -> Outcome:
        outcome = apply(state, TakeMedia(), actor=_actor(room, user, connection))
        if row.node not in alive:
            chosen = least_loaded(alive.values())
            if chosen is None:
                raise Refused("media_unavailable")
            row.node, row.epoch = chosen.id, row.epoch + 1
        return outcome

    return _change(room, step)


def end_room(session_id: UUID) -> RoomNow | None:
    """The session is over for everyone, whoever said so. None where nobody ever came."""
    if not Room.objects.filter(pk=session_id).exists():
        return None
    return _change(session_id, lambda row, state: close(state))


def end_expired(*, lease: timedelta | None = None) -> list[RoomNow]:
    """End the presence of connections that nobody renews any more, and take them out of their rooms."""
    lease = lease or timedelta(seconds=settings.PRESENCE_LEASE_S)
    sessions = presence.sessions_with_expired_spans(lease=lease)
    rooms = set(Room.objects.filter(pk__in=sessions).values_list("pk", flat=True))
    for session_id in sessions - rooms:
        presence.end_expired(lease=lease, session_id=session_id)
    return [_end_expired_in(room, lease) for room in rooms]


def _end_expired_in(room: UUID, lease: timedelta) -> RoomNow:
    def step(row: Room, state: RoomState) -> Outcome:
        effects: tuple[Effect, ...] = ()
        for span in presence.end_expired(lease=lease, session_id=room):
            departure = Depart(socket=None, reason=Exit.LOST)
            person = person_id(room, span.person_id)
            state, more = depart(state, departure, person=person, connection=str(span.connection))
            effects += more
        return state, effects

    return _change(room, step)


# --- the transaction ----------------------------------------------------------------------------------------------


def _change(room: UUID, step: Callable[[Room, RoomState], Outcome]) -> RoomNow:
    told: Notice | None = None
    with transaction.atomic():
        row = Room.objects.select_for_update().get(pk=room)
        before, node = _state(row), row.node
        after, effects = step(row, before)
        for effect in effects:
            _write(room, effect)
        if after != before or row.node != node:
            row.version += 1
            row.state = msgspec.to_builtins(after)
            row.save(update_fields=["state", "version", "node", "epoch"])
            told = notice(room, before, after, version=row.version, node=row.node)
    return RoomNow(room=room, state=after, version=row.version, node=row.node, notice=told)


def _state(row: Room) -> RoomState:
    return msgspec.convert(row.state, RoomState)


def _actor(room: UUID, user: UUID, connection: ConnectionId) -> Actor:
    """Parts come from the roster alone and are read again for every command."""
    entries = RosterEntry.objects.filter(session_id=room, person_id=user, person__is_active=True)
    part = entries.values_list("part", flat=True).first()
    if part is None:
        raise Refused("not_connected")
    return Actor(person=person_id(room, user), connection=connection, part=Part(part))


def _write(session_id: UUID, effect: Effect) -> None:
    match effect:
        case SpanOpened(user, connection, zone):
            presence.open_span(
                session_id=session_id, person_id=user, connection=UUID(connection), zone=Zone(zone)
            )
        case SpansMoved(user, zone):
            presence.move_spans(session_id=session_id, person_id=user, zone=Zone(zone))
        case SpanClosed(connection, reason, silent_for):
            # A span never ends before it was last seen, so "when it was last heard" is any time long ago.
            ago = timedelta(days=1) if silent_for is None else silent_for
            presence.close_span(connection=UUID(connection), reason=EndReason(reason), silent_for=ago)
        case PersonClosed(user, reason):
            presence.close_person(session_id=session_id, person_id=user, reason=EndReason(reason))
        case SessionClosed():
            presence.close_session(session_id, EndReason.SESSION_ENDED)
            end_session(session_id)

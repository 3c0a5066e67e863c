"""Every change of a room: one short transaction each.

Lock the room's row, apply the pure transition, record what it leaves behind, store the state, raise the version by one.
What is to be published comes back as ``notices``, and the caller publishes it after the commit. Locks are taken in the
order room, spans, session, everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rooms import calendar, rows
from rooms.models import Room
from rooms.notices import Told, aside, notice
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import (
    Actor,
    Arrive,
    Depart,
    Effect,
    Exit,
    Outcome,
    Passed,
    TakeMedia,
)
from rooms.protocol.messages import (
    Admit,
    AdmitAll,
    Announce,
    Caption,
    Chat,
    CheckIn,
    Command,
    ConnectionId,
    Leave,
    Part,
    PersonId,
    Phase,
    React,
)
from rooms.protocol.moves.door import check_ins
from rooms.protocol.state import RoomState, SocketId, person_id
from rooms.protocol.transitions import apply, arrive, close, depart, permit, tick
from rooms.recording import record
from rooms.registry import LiveNode, least_loaded
from rooms.rows import Row
from sessions.models import Session, User
from sessions.services import hindsight, presence

# What these show passes and is kept nowhere, so the room's row need not be locked for it.
PASSING = (React, Caption)
WRITTEN = (Chat, Announce)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNow:
    """A room as a transaction left it, with what is to be told of that."""

    room: UUID
    state: RoomState
    version: int
    node: str
    notices: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Someone's place in the room. ``resumed``: it is the connection that the browser asked to go on with."""

    now: RoomNow
    person: PersonId
    connection: ConnectionId
    resumed: bool


def read_room(room: UUID) -> RoomNow | None:
    """The room as it is, with its chat; None before anybody came."""
    row = rows.read(room, chat=True)
    return None if row is None else _now(row)


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
    about = calendar.about(session)
    me = person_id(session.pk, user.pk)
    arrival = Arrive(
        user=user.pk,
        name=user.display_name,
        pronouns=user.pronouns,
        socket=socket,
        about=about,
        roster_name=user.legal_name,
        check_in=None if part.facilitates else calendar.told_today(session, now=now).get(me),
    )
    rows.create(session, RoomState(about=about))
    connection = ""

    def step(row: Row) -> Outcome:
        nonlocal connection
        mine = row.state.people.get(me)
        known = mine is not None and resume in mine.sockets
        connection = resume if known and resume is not None else str(uuid4())
        actor = Actor(person=me, connection=connection, part=part)
        return arrive(row.state, arrival, actor=actor, now=now)

    left = _change(session.pk, step, now=now, chat=True)
    return Arrival(now=left, person=me, connection=connection, resumed=connection == resume)


def leave_socket(
    *,
    room: UUID,
    person: PersonId,
    connection: ConnectionId,
    socket: SocketId,
    reason: Exit,
    now: datetime,
    heard_at_s: float | None = None,
) -> RoomNow:
    """A socket closed. Nothing happens if its connection lives on another socket by now.

    ``heard_at_s``: when it was heard last, by ``time.monotonic`` of this process; None: just now. Where somebody else
    ended its presence meanwhile, it is certain until then, and was none after that.
    """

    def step(row: Row) -> Outcome:
        here, silent_for = row.state.people.get(person), timedelta(0)
        if heard_at_s is not None:  # the wait for this turn is no time in the room
            silent_for = timedelta(seconds=time.monotonic() - heard_at_s)
        departure = Depart(socket=socket, reason=reason, silent_for=silent_for)
        if here is None or connection not in here.sockets:
            hindsight.vouch(session_id=room, connection=UUID(connection), silent_for=silent_for)
            hindsight.cut_back(session_id=room, connection=UUID(connection), silent_for=silent_for)
        return depart(row.state, departure, person=person, connection=connection, now=now)

    return _change(room, step, now=now)


def obey(*, room: UUID, user: UUID, connection: ConnectionId, command: Command, now: datetime) -> RoomNow:
    """Carry out a command of someone in the room. Raises ``Refused``."""

    def step(row: Row) -> Outcome:
        actor = _actor(row, user, connection)
        state = row.state
        if isinstance(command, Admit | AdmitAll):
            permit(state, command, actor)
            state = _checked_in(row, now)
        return apply(state, command, actor=actor, now=now)

    if isinstance(command, PASSING):
        return _pass_on(room, step, person=user)
    return _change(room, step, now=now, person=user, chat=isinstance(command, WRITTEN))


def leave_room(*, room: UUID, user: UUID, connection: ConnectionId, now: datetime) -> RoomNow | None:
    """Their page told late that they had left, as its socket was down. None where it is not in the room any more.

    Their presence ended when they were heard last; that they meant it is what is new.
    """
    try:
        left = obey(room=room, user=user, connection=connection, command=Leave(id="leave"), now=now)
    except Refused:
        left = None
    hindsight.say_left(session_id=room, person_id=user, connection=UUID(connection))
    return left


def take_media(
    *, room: UUID, user: UUID, connection: ConnectionId, nodes: Iterable[LiveNode], now: datetime
) -> RoomNow:
    """This connection carries the person's media from now on, on a node that is alive. Raises ``Refused``."""
    alive = {node.id: node for node in nodes}

    def step(row: Row) -> Outcome:
        outcome = apply(row.state, TakeMedia(), actor=_actor(row, user, connection), now=now)
        if row.node not in alive:
            chosen = least_loaded(alive.values())
            if chosen is None:
                raise Refused("media_unavailable")
            row.node, row.epoch = chosen.id, row.epoch + 1
        return outcome

    return _change(room, step, now=now, person=user)


def end_room(session_id: UUID) -> RoomNow | None:
    """The session is over for everyone, whoever said so. None where nobody ever came."""
    if not Room.objects.filter(pk=session_id).exists():
        return None
    return _change(session_id, lambda row: close(row.state), now=timezone.now())


# --- what happens by itself ---------------------------------------------------------------------------------------


def do_what_is_due(*, now: datetime) -> list[RoomNow]:
    """Breaks and countdowns that are over, rooms to be held. Repeated, or done elsewhere at once, it does no harm."""
    return [_change(room, lambda row: tick(row.state, now=now), now=now) for room in rows.due(now)]


def refresh_check_ins(rooms: Iterable[UUID], *, now: datetime) -> list[RoomNow]:
    """Let these rooms know what the rows say of those on their way in; only rooms where that differs are changed."""
    stale = []
    for room in rooms:
        row = rows.read(room)
        if row is not None and row.state.phase is not Phase.ENDED and _checked_in(row, now) != row.state:
            stale.append(room)
    return [_change(room, lambda row: (_checked_in(row, now), ()), now=now) for room in stale]


def end_expired(*, now: datetime, lease: timedelta | None = None) -> list[RoomNow]:
    """End the presence of connections that nobody renews any more, and take them out of their rooms."""
    lease = lease or timedelta(seconds=settings.PRESENCE_LEASE_S)
    sessions = presence.sessions_with_expired_spans(lease=lease)
    rooms = set(Room.objects.filter(pk__in=sessions).values_list("pk", flat=True))
    for session_id in sessions - rooms:
        presence.end_expired(lease=lease, session_id=session_id)
    return [_end_expired_in(room, lease, now) for room in rooms]


def _end_expired_in(room: UUID, lease: timedelta, now: datetime) -> RoomNow:
    def step(row: Row) -> Outcome:
        state = row.state
        effects: tuple[Effect, ...] = ()
        for span in presence.end_expired(lease=lease, session_id=room):
            departure = Depart(socket=None, reason=Exit.SERVER)
            person = person_id(room, span.person_id)
            state, more = depart(state, departure, person=person, connection=str(span.connection), now=now)
            effects += more
        return state, effects

    return _change(room, step, now=now)


# --- the transaction ----------------------------------------------------------------------------------------------


def _change(
    room: UUID,
    step: Callable[[Row], Outcome],
    *,
    now: datetime,
    person: UUID | None = None,
    chat: bool = False,
) -> RoomNow:
    with transaction.atomic():
        row = rows.read(room, person=person, chat=chat, lock=True)
        if row is None:
            raise Refused("not_connected")
        before, node = row.state, row.node
        after, effects = step(row)
        for effect in effects:
            record(room, effect, now=now)
        if after == before and row.node == node:
            return _now(row)
        row.version, row.state = row.version + 1, after
        ends = after.phase is Phase.ENDED and not after.about.keeps_chat
        rows.write(row, after, chat=ends or after.chat != before.chat)
    told = notice(room, before, after, version=row.version, node=row.node)
    return _now(row, told)


def _pass_on(room: UUID, step: Callable[[Row], Outcome], *, person: UUID) -> RoomNow:
    row = rows.read(room, person=person)
    if row is None:
        raise Refused("not_connected")
    state, effects = step(row)
    return _now(row, *(aside(room, state, effect) for effect in effects if isinstance(effect, Passed)))


def _now(row: Row, *notices: Told) -> RoomNow:
    return RoomNow(room=row.room, state=row.state, version=row.version, node=row.node, notices=notices)


def _actor(row: Row, user: UUID, connection: ConnectionId) -> Actor:
    """Parts come from the roster alone and are read again for every command."""
    if row.part is None:
        raise Refused("not_connected")
    return Actor(person=person_id(row.room, user), connection=connection, part=row.part)


def _checked_in(row: Row, now: datetime) -> RoomState:
    """The room with the check-ins of everybody who waits as they are in the rows: a hold may have come or gone."""
    waiting = list(row.state.waiting())
    if not waiting:
        return row.state
    told: dict[PersonId, CheckIn] = calendar.told_today(Session.objects.get(pk=row.room), now=now)
    return check_ins(row.state, {id: told.get(id) for id in waiting})

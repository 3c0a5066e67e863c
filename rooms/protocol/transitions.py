"""What may happen in a room, and what becomes of it: ``apply(state, command) -> (state, effects)``, pure.

``RULES`` is the whole table: who may do what in which state, and the move that does it (``rooms.protocol.moves``).
What comes from a browser is a message of ``rooms.protocol.messages``; what happens to a connection (``Arrive``,
``Depart``, ``TakeMedia``) and what the clock does (``tick``) is said by the server itself. ``effects`` are what is to
be recorded in the same transaction. A command that changes nothing gives the very same state and no effects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from rooms.protocol import messages as says
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Actor, Arrive, Depart, Outcome, TakeMedia
from rooms.protocol.messages import Command, ConnectionId, Leave, PersonId, Phase, Standing
from rooms.protocol.moves import clock, door, floor, lobby, oneself, places, rounds, talk
from rooms.protocol.moves.common import By
from rooms.protocol.state import PersonState, RoomState

__all__ = ["RULES", "Rule", "Who", "apply", "arrive", "close", "depart", "permit", "tick"]

# --- the table ----------------------------------------------------------------------------------------------------


class Who(Enum):
    """Whose command it is. For ``ANYONE`` the move itself may distinguish."""

    ANYONE = auto()
    GUESTS = auto()  # clients and guests
    STAFF = auto()  # who facilitates


Move = Callable[[RoomState, Any, By], Outcome]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do it and whether they must have been let in, and the move that does it.

    All of it only while the room has not ended. ``lively``: not while the room is held, nor on a break.
    """

    move: Move
    who: Who = Who.ANYONE
    inside: bool = True
    lively: bool = False


RULES: dict[type, Rule] = {
    says.SetMicrophone: Rule(oneself.set_microphone, inside=False),
    says.SetCamera: Rule(oneself.set_camera, inside=False),
    says.SetInterrupted: Rule(oneself.set_interrupted, inside=False),
    says.ReportQuality: Rule(oneself.report_quality, inside=False),
    says.Leave: Rule(door.leave, inside=False),
    says.SetDistress: Rule(oneself.set_distress, Who.GUESTS, inside=False),
    TakeMedia: Rule(oneself.take_media),
    says.SetHand: Rule(oneself.set_hand),
    says.React: Rule(talk.react, lively=True),
    says.Caption: Rule(talk.caption, lively=True),
    says.Chat: Rule(talk.chat),
    says.RequestShare: Rule(floor.request_share, Who.GUESTS),
    says.SetShare: Rule(floor.set_share),
    says.NextTurn: Rule(rounds.next_turn),
    says.SkipTurn: Rule(rounds.skip_turn),
    says.GoTo: Rule(places.go_to),
    says.Admit: Rule(lobby.admit, Who.STAFF),
    says.AdmitAll: Rule(lobby.admit_all, Who.STAFF),
    says.Decline: Rule(lobby.decline, Who.STAFF),
    says.TellLobby: Rule(lobby.tell_lobby, Who.STAFF),
    says.Mute: Rule(floor.mute, Who.STAFF),
    says.MuteAll: Rule(floor.mute_all, Who.STAFF),
    says.StopCamera: Rule(floor.stop_camera, Who.STAFF),
    says.AskToUnmute: Rule(floor.ask_to_unmute, Who.STAFF),
    says.LowerHand: Rule(oneself.lower_hand, Who.STAFF),
    says.GrantShare: Rule(floor.grant_share, Who.STAFF),
    says.Spotlight: Rule(floor.spotlight, Who.STAFF),
    says.StartRound: Rule(rounds.start_round, Who.STAFF),
    says.StopRound: Rule(rounds.stop_round, Who.STAFF),
    says.StartBreak: Rule(clock.start_break, Who.STAFF),
    says.EndBreak: Rule(clock.end_break, Who.STAFF),
    says.PlanBreakouts: Rule(places.plan_breakouts, Who.STAFF),
    says.OpenBreakouts: Rule(places.open_breakouts, Who.STAFF),
    says.Assign: Rule(places.assign, Who.STAFF),
    says.CloseBreakouts: Rule(places.close_breakouts, Who.STAFF),
    says.Announce: Rule(talk.announce, Who.STAFF),
    says.OpenSideRoom: Rule(places.open_side_room, Who.STAFF),
    says.CloseSideRoom: Rule(places.close_side_room, Who.STAFF),
    says.SeeDistress: Rule(oneself.see_distress, Who.STAFF),
    says.Remove: Rule(door.remove, Who.STAFF),
    says.SetLock: Rule(door.set_lock, Who.STAFF),
    says.End: Rule(door.end, Who.STAFF),
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
    if rule.who is not Who.ANYONE and (rule.who is Who.STAFF) != actor.part.facilitates:
        raise Refused("not_allowed")
    if rule.inside and person.standing is not Standing.ADMITTED:
        raise Refused("not_admitted")
    if rule.lively and state.held:
        raise Refused("held")
    if rule.lively and state.on_break(person.place):
        raise Refused("on_break")
    return person


# --- what happens -------------------------------------------------------------------------------------------------


def apply(state: RoomState, command: Command | TakeMedia, *, actor: Actor, now: datetime) -> Outcome:
    """The room after ``actor`` did this. Raises ``Refused``."""
    person = permit(state, command, actor)
    by = By(
        id=actor.person,
        connection=actor.connection,
        me=person,
        facilitates=actor.part.facilitates,
        now=now,
    )
    done = RULES[type(command)].move(state, command, by)
    return _settled(done, now, at_once=isinstance(command, Leave) and actor.part.facilitates)


def arrive(state: RoomState, arrival: Arrive, *, actor: Actor, now: datetime) -> Outcome:
    """The room after a socket opened. Raises ``Refused``: see ``rooms.protocol.moves.door``."""
    return _settled(door.arrive(state, arrival, actor=actor, now=now), now)


def depart(
    state: RoomState, departure: Depart, *, person: PersonId, connection: ConnectionId, now: datetime
) -> Outcome:
    """The room after a socket closed. Nothing, if the connection has gone already or lives on another socket."""
    return _settled(door.depart(state, departure, person=person, connection=connection), now)


def tick(state: RoomState, *, now: datetime) -> Outcome:
    """The room after everything that is due by now."""
    return _settled(clock.tick(state, now=now), now)


def close(state: RoomState) -> Outcome:
    """The room after its session ended. Nothing, if it has ended already."""
    return door.close(state)


def _settled(done: Outcome, now: datetime, *, at_once: bool = False) -> Outcome:
    state, effects = done
    state, more = clock.settled(state, now=now, at_once=at_once)
    return state, effects + more

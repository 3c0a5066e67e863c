"""Turn orders, such as a check-in round: whose turn it is, and who comes after."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Outcome
from rooms.protocol.messages import NextTurn, PersonId, SkipTurn, StartRound, StopRound
from rooms.protocol.moves.common import By, admitted
from rooms.protocol.state import RoomState, Round


def start_round(state: RoomState, command: StartRound, by: By) -> Outcome:
    """Takes the place of a round that is on. Whoever is named twice has one turn."""
    people = tuple(dict.fromkeys(command.people))
    for id in people:
        admitted(state, id)
    began = Round(current=people[0], began_at=by.now, seconds=command.seconds, waiting=people[1:])
    return replace(state, round=began), ()


def next_turn(state: RoomState, command: NextTurn, by: By) -> Outcome:
    """The next of those who are here. Those who are not keep their turn, in case they come back in time."""
    on = _on(state, by)
    return _turn_of(state, on, on.waiting, (*on.done, on.current), by)


def skip_turn(state: RoomState, command: SkipTurn, by: By) -> Outcome:
    on = _on(state, by)
    if not any(state.people[id].inside for id in on.waiting):
        return _turn_of(state, on, (), (*on.done, on.current), by)
    return _turn_of(state, on, (*on.waiting, on.current), on.done, by)


def stop_round(state: RoomState, command: StopRound, by: By) -> Outcome:
    return (state if state.round is None else replace(state, round=None)), ()


def _on(state: RoomState, by: By) -> Round:
    """The round that is on, if this is somebody who may move it. Raises ``Refused``."""
    if state.round is None:
        raise Refused("no_round")
    if not by.facilitates and state.round.current != by.id:
        raise Refused("not_allowed")
    return state.round


def _turn_of(
    state: RoomState, on: Round, waiting: tuple[PersonId, ...], done: tuple[PersonId, ...], by: By
) -> Outcome:
    follows = next((id for id in waiting if state.people[id].inside), None)
    if follows is None:
        return replace(state, round=None), ()
    rest = tuple(id for id in waiting if id != follows)
    turn = Round(current=follows, began_at=by.now, seconds=on.seconds, waiting=rest, done=done)
    return replace(state, round=turn), ()

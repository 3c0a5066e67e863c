"""What the clock does in a room: breaks, countdowns, and holding clients kindly when no clinician is here."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Alarm, AlarmRaised, BreakBegan, BreakEnded, Effect, Outcome
from rooms.protocol.messages import EndBreak, Phase, StartBreak
from rooms.protocol.moves.common import By
from rooms.protocol.moves.places import end_breakouts, end_side_room
from rooms.protocol.state import Pause, RoomState

# --- breaks -------------------------------------------------------------------------------------------------------


def start_break(state: RoomState, command: StartBreak, by: By) -> Outcome:
    """Takes the place of a break that is on."""
    length = timedelta(seconds=command.seconds)
    effects: tuple[Effect, ...] = (BreakBegan(length),)
    if state.pause is not None:
        effects = (BreakEnded(), *effects)
    return replace(state, pause=Pause(began_at=by.now, ends_at=by.now + length)), effects


def end_break(state: RoomState, command: EndBreak, by: By) -> Outcome:
    if state.pause is None:
        raise Refused("no_break")
    return replace(state, pause=None), (BreakEnded(),)


# --- without a clinician ------------------------------------------------------------------------------------------


def settled(state: RoomState, *, now: datetime, at_once: bool = False) -> Outcome:
    """What follows by itself from who is here: a room without a clinician is held, a side room without one closes.

    A clinician whose page reloads is given a moment; one who left by the button is not waited for (``at_once``).
    """
    if state.phase is not Phase.OPEN:
        return state, ()
    state, effects = _side_rooms_settled(state, now)
    if state.facilitated:
        if state.held or state.alarmed or state.hold_at is not None:
            state = replace(state, held=False, alarmed=False, hold_at=None)
        return state, effects
    if not any(person.inside for person in state.people.values()):
        quiet = state.held and state.hold_at is None
        return (state if quiet else replace(state, held=True, hold_at=None)), effects
    if at_once:
        state, more = _hold(state, now)
        return state, effects + more
    if state.hold_at is None and not state.alarmed:
        state = replace(state, hold_at=now + state.about.hold_after)
    return state, effects


def _hold(state: RoomState, now: datetime) -> Outcome:
    """Nobody is called for those who linger after the end."""
    calls = not state.alarmed and now < state.about.ends_at
    state = replace(state, held=True, hold_at=None, alarmed=True)
    return state, (AlarmRaised(Alarm.GROUP_HOLD),) if calls else ()


def _side_rooms_settled(state: RoomState, now: datetime) -> Outcome:
    effects: tuple[Effect, ...] = ()
    for place, room in list(state.side_rooms.items()):
        leader, client = state.people[room.facilitator], state.people[room.client]
        if leader.place != place or client.place != place:
            state, more = end_side_room(state, place)
            effects += more
            continue
        closes_at = None if leader.inside else room.closes_at or now + state.about.hold_after
        if closes_at != room.closes_at:
            changed = replace(room, closes_at=closes_at)
            state = replace(state, side_rooms=state.side_rooms | {place: changed})
    return state, effects


# --- what is due --------------------------------------------------------------------------------------------------


def due_at(state: RoomState) -> datetime | None:
    """When something happens in this room by itself; None: never."""
    moments = [state.hold_at, state.pause.ends_at if state.pause is not None else None]
    moments += [state.breakouts.closes_at if state.breakouts is not None else None]
    moments += [room.closes_at for room in state.side_rooms.values()]
    return min((moment for moment in moments if moment is not None), default=None)


def tick(state: RoomState, *, now: datetime) -> Outcome:
    """The room after everything that is due by now. The end of a break was recorded when it began."""
    effects: tuple[Effect, ...] = ()
    if state.pause is not None and state.pause.ends_at <= now:
        state = replace(state, pause=None)
    closes_at = state.breakouts.closes_at if state.breakouts is not None else None
    if closes_at is not None and closes_at <= now:
        state, more = end_breakouts(state)
        effects += more
    for place, room in list(state.side_rooms.items()):
        if room.closes_at is not None and room.closes_at <= now:
            state, more = end_side_room(state, place)
            effects += more
    if state.hold_at is not None and state.hold_at <= now:
        state, more = _hold(state, now)
        effects += more
    return state, effects

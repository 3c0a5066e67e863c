"""What people do for themselves: devices, connection, hand, "I'm not OK"."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.protocol.happenings import Alarm, AlarmRaised, Outcome, TakeMedia
from rooms.protocol.messages import (
    Distress,
    LowerHand,
    ReportQuality,
    SeeDistress,
    SetCamera,
    SetDistress,
    SetHand,
    SetInterrupted,
    SetMicrophone,
)
from rooms.protocol.moves.common import By, changed, someone
from rooms.protocol.state import RoomState


def set_microphone(state: RoomState, command: SetMicrophone, by: By) -> Outcome:
    return changed(state, {by.id: replace(by.me, microphone=command.on, asked_to_unmute=False)}), ()


def set_camera(state: RoomState, command: SetCamera, by: By) -> Outcome:
    return changed(state, {by.id: replace(by.me, camera=command.on)}), ()


def set_interrupted(state: RoomState, command: SetInterrupted, by: By) -> Outcome:
    return changed(state, {by.id: replace(by.me, interrupted=command.on)}), ()


def report_quality(state: RoomState, command: ReportQuality, by: By) -> Outcome:
    return changed(state, {by.id: replace(by.me, quality=command.quality)}), ()


def take_media(state: RoomState, command: TakeMedia, by: By) -> Outcome:
    # A share belongs to the page that began it.
    me = by.me if by.me.media == by.connection else by.me.sharing(on=False)
    return changed(state, {by.id: replace(me, media=by.connection)}), ()


def set_hand(state: RoomState, command: SetHand, by: By) -> Outcome:
    if command.on == (by.me.hand is not None):
        return state, ()
    last = max((person.hand or 0 for person in state.people.values()), default=0)
    return changed(state, {by.id: replace(by.me, hand=last + 1 if command.on else None)}), ()


def lower_hand(state: RoomState, command: LowerHand, by: By) -> Outcome:
    who = list(state.people) if command.person is None else [command.person]
    return changed(state, {id: replace(someone(state, id), hand=None) for id in who}), ()


def set_distress(state: RoomState, command: SetDistress, by: By) -> Outcome:
    """Said again after it was seen, it is said anew."""
    if not command.on:
        calm = replace(by.me, distress=Distress.NONE, distress_at=None)
        return changed(state, {by.id: calm}), ()
    if by.me.distress is Distress.TOLD:
        return state, ()
    told = replace(by.me, distress=Distress.TOLD, distress_at=by.now)
    return changed(state, {by.id: told}), (AlarmRaised(Alarm.NOT_OK, by.me.user),)


def see_distress(state: RoomState, command: SeeDistress, by: By) -> Outcome:
    person = someone(state, command.person)
    if person.distress is Distress.TOLD:
        person = replace(person, distress=Distress.SEEN)
    return changed(state, {command.person: person}), ()

"""Who is heard, seen and shown: what clinicians do with others' devices, screen shares, the spotlight."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Outcome
from rooms.protocol.messages import (
    AskToUnmute,
    GrantShare,
    Mute,
    MuteAll,
    RequestShare,
    SetShare,
    Sharing,
    Spotlight,
    Standing,
    StopCamera,
)
from rooms.protocol.moves.common import By, admitted, changed, guest_of
from rooms.protocol.state import RoomState


def mute(state: RoomState, command: Mute, by: By) -> Outcome:
    target = admitted(state, command.person)
    return changed(state, {command.person: replace(target, microphone=False)}), ()


def mute_all(state: RoomState, command: MuteAll, by: By) -> Outcome:
    return changed(
        state,
        {
            id: replace(target, microphone=False)
            for id, target in state.people.items()
            if target.standing is Standing.ADMITTED and not target.part.facilitates
        },
    ), ()


def stop_camera(state: RoomState, command: StopCamera, by: By) -> Outcome:
    target = admitted(state, command.person)
    return changed(state, {command.person: replace(target, camera=False)}), ()


def ask_to_unmute(state: RoomState, command: AskToUnmute, by: By) -> Outcome:
    """Ask, never force. Whoever is heard already needs no question."""
    target = admitted(state, command.person)
    if not target.inside:
        raise Refused("no_such_person")
    asked = target if target.microphone else replace(target, asked_to_unmute=True)
    return changed(state, {command.person: asked}), ()


def spotlight(state: RoomState, command: Spotlight, by: By) -> Outcome:
    if command.person is not None:
        admitted(state, command.person)
    same = state.spotlight == command.person
    return (state if same else replace(state, spotlight=command.person)), ()


def request_share(state: RoomState, command: RequestShare, by: By) -> Outcome:
    asks = {True: (Sharing.NONE, Sharing.REQUESTED), False: (Sharing.REQUESTED, Sharing.NONE)}
    before, after = asks[command.on]
    return changed(state, {by.id: replace(by.me, share=after) if by.me.share is before else by.me}), ()


def grant_share(state: RoomState, command: GrantShare, by: By) -> Outcome:
    target = guest_of(state, command.person)
    if command.on and target.share is not Sharing.SHARING:
        target = replace(target, share=Sharing.GRANTED)
    elif not command.on:
        target = replace(target, share=Sharing.NONE)
    return changed(state, {command.person: target}), ()


def set_share(state: RoomState, command: SetShare, by: By) -> Outcome:
    """One screen at a time in each place. A clinician's takes the place of another's; a client's waits."""
    if not command.on:
        return changed(state, {by.id: by.me.sharing(on=False)}), ()
    if not by.facilitates and by.me.share not in (Sharing.GRANTED, Sharing.SHARING):
        raise Refused("not_granted")
    others = {
        id: person.sharing(on=False)
        for id, person in state.people.items()
        if person.share is Sharing.SHARING and person.place == by.me.place and id != by.id
    }
    if others and not by.facilitates:
        raise Refused("share_taken")
    return changed(state, others | {by.id: by.me.sharing(on=True)}), ()

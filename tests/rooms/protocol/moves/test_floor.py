"""The floor: hands, devices, "not OK", sharing a screen, the spotlight."""

from __future__ import annotations

import pytest

from rooms.protocol.happenings import (
    Alarm,
    AlarmRaised,
    TakeMedia,
)
from rooms.protocol.messages import (
    AskToUnmute,
    Distress,
    GrantShare,
    Leave,
    LowerHand,
    Remove,
    RequestShare,
    SeeDistress,
    SetDistress,
    SetHand,
    SetMicrophone,
    SetShare,
    Sharing,
    Spotlight,
    Standing,
)
from rooms.protocol.views import view
from tests.rooms.protocol.rooms import (
    NOON,
    after,
    arrives,
    connection,
    departs,
    does,
    group,
    person,
    refused,
    room,
    user,
)

# --- hands, devices, distress -----------------------------------------------------------------------------------------


def test_hands_stay_in_the_order_in_which_they_rose() -> None:
    state = after(group(), ("ben", SetHand(id="1", on=True)), ("ana", SetHand(id="1", on=True)))
    assert [state.people[name].hand for name in ("ben", "ana")] == [1, 2]
    again = after(state, ("ben", SetHand(id="1", on=True)))
    assert again == state
    state = after(state, ("dana", LowerHand(id="1", person="ben")), ("ben", SetHand(id="1", on=True)))
    assert [state.people[name].hand for name in ("ana", "ben")] == [2, 3]
    state = after(state, ("dana", LowerHand(id="1", person=None)))
    assert {one.hand for one in state.people.values()} == {None}


def test_a_hand_outlasts_a_reconnection_but_not_leaving() -> None:
    state = after(group(), ("ana", SetHand(id="1", on=True)))
    state, _ = departs(state, "ana")
    state, _ = arrives(state, "ana")
    assert state.people["ana"].hand == 1
    assert after(state, ("ana", Leave(id="1"))).people["ana"].hand is None


@pytest.mark.parametrize("on", [True, False])
def test_being_asked_to_unmute_is_answered_either_way(on: bool) -> None:
    state = room(dana=person("dana"), ana=person("ana", microphone=False))
    asked = after(state, ("dana", AskToUnmute(id="1", person="ana")))
    assert view(asked, "ana").you.asked_to_unmute
    answered = after(asked, ("ana", SetMicrophone(id="1", on=on)))
    assert not view(answered, "ana").you.asked_to_unmute
    assert answered.people["ana"].microphone is on


def test_not_ok_is_seen_by_clinicians_alone_and_its_sender_learns_that_it_was() -> None:
    state, effects = does(group(), "ana", SetDistress(id="1", on=True))
    assert effects == (AlarmRaised(Alarm.NOT_OK, user("ana")),)
    staff = view(state, "dana").people["ana"].staff
    assert staff is not None
    assert (staff.distress, staff.distress_at) == (Distress.TOLD, NOON)
    assert view(state, "ben") == view(group(), "ben")
    assert does(state, "ana", SetDistress(id="1", on=True)) == (state, ())

    state = after(state, ("dana", SeeDistress(id="1", person="ana")))
    assert view(state, "ana").you.distress is Distress.SEEN
    _, again = does(state, "ana", SetDistress(id="1", on=True))
    assert again == (AlarmRaised(Alarm.NOT_OK, user("ana")),)
    state = after(state, ("ana", SetDistress(id="1", on=False)))
    assert view(state, "ana").you.distress is Distress.NONE


def test_not_ok_can_be_said_from_the_lobby_too() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY))
    assert after(state, ("ana", SetDistress(id="1", on=True))).people["ana"].distress is Distress.TOLD


# --- sharing, spotlight -----------------------------------------------------------------------------------------------


def test_a_client_shares_once_granted_and_the_grant_outlasts_the_share() -> None:
    state = after(group(), ("ana", RequestShare(id="1", on=True)))
    assert refused(state, "ana", SetShare(id="1", on=True)) == "not_granted"
    state = after(
        state,
        ("dana", GrantShare(id="1", person="ana", on=True)),
        ("ana", SetShare(id="1", on=True)),
    )
    assert view(state, "ben").people["ana"].sharing
    state = after(state, ("ana", SetShare(id="1", on=False)))
    assert state.people["ana"].share is Sharing.GRANTED


def test_a_grant_that_is_taken_back_ends_the_share() -> None:
    sharing = group(ana=person("ana", share=Sharing.SHARING))
    state = after(sharing, ("dana", GrantShare(id="1", person="ana", on=False)))
    assert state.people["ana"].share is Sharing.NONE
    assert refused(state, "dana", GrantShare(id="1", person="dana", on=True)) == "not_allowed"


def test_a_clients_share_waits_for_another_and_a_clinicians_takes_its_place() -> None:
    state = group(ana=person("ana", share=Sharing.SHARING), ben=person("ben", share=Sharing.GRANTED))
    assert refused(state, "ben", SetShare(id="1", on=True)) == "share_taken"
    state = after(state, ("dana", SetShare(id="1", on=True)))
    assert [state.people[name].share for name in ("dana", "ana")] == [Sharing.SHARING, Sharing.GRANTED]


def test_a_share_ends_with_the_page_that_carries_it() -> None:
    sharing = person("ana", tabs=2, share=Sharing.SHARING, media=connection("ana"))
    elsewhere, _ = does(group(ana=sharing), "ana", TakeMedia(), tab=2)
    dropped, _ = departs(group(ana=sharing), "ana", tab=1)
    other_tab, _ = departs(group(ana=sharing), "ana", tab=2)
    shares = [state.people["ana"].share for state in (elsewhere, dropped, other_tab)]
    assert shares == [Sharing.GRANTED, Sharing.GRANTED, Sharing.SHARING]


def test_the_spotlight_is_on_one_person_and_leaves_whoever_is_removed() -> None:
    state = after(group(), ("dana", Spotlight(id="1", person="ana")))
    assert view(state, "ben").room.spotlight == "ana"
    dropped, _ = departs(state, "ana")
    assert view(dropped, "ben").room.spotlight is None
    assert view(dropped, "dana").room.spotlight == "ana"
    assert after(state, ("dana", Remove(id="1", person="ana"))).spotlight is None
    assert refused(state, "dana", Spotlight(id="1", person="nobody")) == "no_such_person"

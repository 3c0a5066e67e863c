"""What the moves promise, one by one: the lobby, the floor, rounds, chat, breakouts, side rooms, breaks, the hold."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from rooms.protocol.audiences import audience, people_for
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import (
    Alarm,
    AlarmRaised,
    BreakBegan,
    BreakEnded,
    Exit,
    Passed,
    PersonClosed,
    SessionClosed,
    SpansMoved,
    TakeMedia,
    Zone,
)
from rooms.protocol.messages import (
    CHAT_KEPT,
    MAIN,
    Admit,
    AdmitAll,
    Announce,
    AskToUnmute,
    Assign,
    BreakoutPlan,
    Chat,
    ChatTo,
    CheckIn,
    CloseBreakouts,
    CloseSideRoom,
    Command,
    Decline,
    Distress,
    End,
    EndBreak,
    GoTo,
    GrantShare,
    Leave,
    LobbyNote,
    LowerHand,
    NextTurn,
    OpenBreakouts,
    OpenSideRoom,
    PlanBreakouts,
    React,
    Reacted,
    Reaction,
    Remove,
    RequestShare,
    SeeDistress,
    SetDistress,
    SetHand,
    SetMicrophone,
    SetShare,
    Sharing,
    SkipTurn,
    Spotlight,
    Standing,
    StartBreak,
    StartRound,
    TellLobby,
)
from rooms.protocol.moves.clock import due_at
from rooms.protocol.moves.talk import CHAT_SLACK
from rooms.protocol.rights import Rights, media_rights
from rooms.protocol.state import PersonState, RoomState, Round
from rooms.protocol.transitions import close, tick
from rooms.protocol.views import farewell, told_of, view
from tests.rooms.protocol.rooms import (
    ABOUT,
    EMPTY,
    NOON,
    arrives,
    connection,
    departs,
    does,
    person,
    room,
    user,
)


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


def test_tiles_stay_in_the_order_in_which_people_first_came_whatever_became_of_the_stored_order() -> None:
    state = EMPTY
    for name in ("dana", "gus", "ana", "ben"):
        state, _ = arrives(state, name)
    state = after(state, ("dana", AdmitAll(id="1")))
    state, _ = departs(state, "gus")
    state, _ = arrives(state, "gus", socket="s2")
    # PostgreSQL sorts the keys of what it stores.
    stored = replace(state, people={name: state.people[name] for name in sorted(state.people)})
    for room_as_kept in (state, stored):
        seen = people_for(room_as_kept, audience(room_as_kept.people["dana"]))
        assert list(seen) == ["dana", "gus", "ana", "ben"]


# --- the lobby ----------------------------------------------------------------------------------------------------


def test_whoever_is_on_hold_is_let_in_by_nobody_also_not_with_all() -> None:
    held = person("ana", Standing.LOBBY, check_in=CheckIn(state="NV", on_hold=True))
    state = room(dana=person("dana"), ana=held, ben=person("ben", Standing.LOBBY))
    assert refused(state, "dana", Admit(id="1", person="ana")) == "on_hold"
    state = after(state, ("dana", AdmitAll(id="1")))
    assert state.people["ana"].standing is Standing.LOBBY
    assert state.people["ben"].standing is Standing.ADMITTED


def test_a_declined_person_is_told_so_and_may_knock_again() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY))
    state, effects = does(state, "dana", Decline(id="1", person="ana"))
    assert effects == (PersonClosed(user("ana"), Exit.REMOVED),)
    assert farewell(state, "ana", connection("ana"), "s") == "declined"
    state, _ = arrives(state, "ana", tab=2)
    assert state.people["ana"].waiting
    assert refused(state, "dana", Decline(id="1", person="ben")) == "no_such_person"


def test_messages_to_the_lobby_reach_whoever_waits_and_only_the_last_few_are_kept() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY), ben=person("ben", Standing.LOBBY))
    state = after(state, ("dana", TellLobby(id="1", person="ana", text="For Ana")))
    for number in range(6):
        state = after(state, ("dana", TellLobby(id="1", person=None, text=f"Number {number}")))
    everyones = tuple(LobbyNote(at=NOON, text=f"Number {number}") for number in range(1, 6))
    assert view(state, "ana").you.lobby_notes == view(state, "ben").you.lobby_notes == everyones
    assert refused(state, "dana", TellLobby(id="1", person="dana", text="x")) == "no_such_person"


def test_a_thirteenth_client_finds_the_group_full_while_those_who_dropped_keep_their_place() -> None:
    two = replace(ABOUT, clients_most=2)
    state, _ = departs(replace(group(), about=two), "ana")
    with pytest.raises(Refused, match="room_full"):
        arrives(state, "carl", about=two)
    assert arrives(state, "ana", about=two)[0].people["ana"].inside
    assert arrives(state, "gus", about=two)[0].people["gus"].waiting, "family takes no client's place"
    freed = after(state, ("dana", Remove(id="1", person="ben")))
    assert arrives(freed, "carl", about=two)[0].people["carl"].waiting


# --- hands, devices, distress -------------------------------------------------------------------------------------


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


# --- sharing, spotlight -------------------------------------------------------------------------------------------


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


# --- rounds -------------------------------------------------------------------------------------------------------


def test_a_round_goes_from_one_to_the_next_until_everyone_had_their_turn() -> None:
    state = after(group(), ("dana", StartRound(id="1", people=("ana", "ben", "ana"), seconds=90)))
    assert state.round == Round(current="ana", began_at=NOON, seconds=90, waiting=("ben",))
    state = after(state, ("ana", NextTurn(id="1")), at=later(90))
    assert state.round == Round(current="ben", began_at=later(90), seconds=90, done=("ana",))
    assert after(state, ("dana", NextTurn(id="1"))).round is None


def test_a_skipped_turn_comes_last_and_cannot_be_skipped_for_ever() -> None:
    state = after(
        group(), ("dana", StartRound(id="1", people=("ana", "ben"), seconds=0)), ("ana", SkipTurn(id="1"))
    )
    assert state.round is not None
    assert (state.round.current, state.round.waiting) == ("ben", ("ana",))
    state = after(state, ("dana", NextTurn(id="1")))
    assert after(state, ("ana", SkipTurn(id="1"))).round is None


def test_whoever_is_away_keeps_their_turn_for_when_they_are_back() -> None:
    absent = group(ben=person("ben", tabs=0), gus=person("gus"))
    state = after(
        absent,
        ("dana", StartRound(id="1", people=("ana", "ben", "gus"), seconds=0)),
        ("dana", NextTurn(id="1")),
    )
    assert state.round is not None
    assert (state.round.current, state.round.waiting, state.round.done) == ("gus", ("ben",), ("ana",))


def test_nobody_takes_anothers_turn_away() -> None:
    state = after(group(), ("dana", StartRound(id="1", people=("ana", "ben"), seconds=0)))
    assert refused(state, "ben", NextTurn(id="1")) == "not_allowed"
    assert refused(group(), "dana", NextTurn(id="1")) == "no_round"


# --- chat, reactions ----------------------------------------------------------------------------------------------


def says(to: ChatTo, text: str = "Hello", about: str | None = None) -> Chat:
    return Chat(id="1", to=to, text=text, person=about)


def reads(state: RoomState, name: str) -> list[str]:
    return [line.text for line in view(state, name).chat]


def test_private_lines_are_read_by_the_clinicians_and_the_client_they_are_about() -> None:
    state = after(
        group(cole=person("cole")),
        ("ana", says(ChatTo.EVERYONE, "to all")),
        ("ana", says(ChatTo.FACILITATORS, "to you")),
        ("dana", says(ChatTo.PERSON, "to Ana", "ana")),
        ("dana", says(ChatTo.FACILITATORS, "between us")),
    )
    assert reads(state, "dana") == reads(state, "cole") == ["to all", "to you", "to Ana", "between us"]
    assert reads(state, "ana") == ["to all", "to you", "to Ana"]
    assert reads(state, "ben") == ["to all"]


def test_clients_do_not_write_to_each_other_alone() -> None:
    assert refused(group(), "ana", says(ChatTo.PERSON, "psst", "ben")) == "not_allowed"
    assert refused(group(cole=person("cole")), "dana", says(ChatTo.PERSON, "x", "cole")) == "not_allowed"
    assert refused(group(), "dana", says(ChatTo.PERSON, "x")) == "no_such_person"


def test_whoever_is_let_in_later_reads_what_was_said_to_everyone() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY))
    state = after(state, ("dana", says(ChatTo.EVERYONE, "Welcome")))
    assert reads(state, "ana") == []
    assert reads(after(state, ("dana", Admit(id="1", person="ana"))), "ana") == ["Welcome"]


def test_the_oldest_lines_are_let_go_all_at_once() -> None:
    state = group()
    for number in range(CHAT_KEPT + CHAT_SLACK):
        state = after(state, ("ana", says(ChatTo.EVERYONE, str(number))))
    assert (len(state.chat), state.chat_from) == (CHAT_KEPT + CHAT_SLACK, 0)
    state = after(state, ("ana", says(ChatTo.EVERYONE, "one more")))
    assert (len(state.chat), state.chat_from) == (CHAT_KEPT, state.chat[0].number)
    assert (state.chat[-1].text, state.chat_next) == ("one more", state.chat[-1].number + 1)


@pytest.mark.parametrize("keeps", [True, False])
def test_chat_is_gone_at_the_end_unless_the_program_keeps_it(keeps: bool) -> None:
    state = replace(group(), about=replace(ABOUT, keeps_chat=keeps))
    state = after(state, ("ana", says(ChatTo.EVERYONE)), ("dana", End(id="1")))
    assert bool(state.chat) is keeps


def test_a_reaction_passes_and_changes_nothing() -> None:
    state = group()
    told, effects = does(state, "ana", React(id="1", reaction=Reaction.HEART))
    passed = Passed("ana", MAIN, Reacted(person="ana", reaction=Reaction.HEART))
    assert (told, effects) == (state, (passed,))
    assert set(told_of(state, passed)) == {"dana", "ben"}


# --- breakouts ----------------------------------------------------------------------------------------------------


def in_breakouts(state: RoomState | None = None) -> RoomState:
    """Ana in the first, Ben in the second, Dana in the room."""
    plans = (BreakoutPlan(name="Red", people=("ana",)), BreakoutPlan(name="Blue", people=("ben", "ana")))
    return after(
        group() if state is None else state,
        ("dana", PlanBreakouts(id="1", breakouts=plans)),
        ("dana", OpenBreakouts(id="1")),
    )


def test_opening_breakouts_moves_everyone_who_has_one_and_attendance_with_them() -> None:
    planned = after(
        group(), ("dana", PlanBreakouts(id="1", breakouts=(BreakoutPlan(name="Red", people=("ana",)),)))
    )
    assert places(planned) == {"dana": MAIN, "ana": MAIN, "ben": MAIN}
    assert view(planned, "ana").room.breakouts is None
    opened, effects = does(planned, "dana", OpenBreakouts(id="1"))
    assert places(opened) == {"dana": MAIN, "ana": "b1", "ben": MAIN}
    assert effects == (SpansMoved(user("ana"), Zone.BREAKOUT),)


def test_whoever_dropped_comes_back_to_their_breakout() -> None:
    away, _ = departs(group(), "ana")
    state, effects = arrives(in_breakouts(away), "ana")
    assert view(state, "ana").you.place.name == "Red"
    assert [effect.zone for effect in effects if hasattr(effect, "zone")] == [Zone.BREAKOUT]


def test_a_client_sees_their_own_breakout_and_only_that_the_others_are_elsewhere() -> None:
    state = in_breakouts()
    seen = view(state, "ana")
    assert seen.room.breakouts is not None
    assert [(one.id, one.name, one.people) for one in seen.room.breakouts.rooms] == [("b1", "Red", ())]
    assert {name: one.place for name, one in seen.people.items()} == {"dana": "", "ben": ""}
    staff = view(state, "dana")
    assert {name: one.place for name, one in staff.people.items()} == {"ana": "b1", "ben": "b2"}


def test_chat_stays_where_it_was_said_and_an_announcement_goes_everywhere() -> None:
    state = after(
        in_breakouts(),
        ("ana", says(ChatTo.EVERYONE, "in red")),
        ("dana", says(ChatTo.EVERYONE, "in the room")),
        ("dana", Announce(id="1", text="five more minutes")),
    )
    assert reads(state, "ana") == ["in red", "five more minutes"]
    assert reads(state, "ben") == ["five more minutes"]
    visiting = after(state, ("dana", GoTo(id="1", place="b1")))
    assert reads(visiting, "dana") == ["in red", "five more minutes"]


def test_only_clinicians_go_from_breakout_to_breakout_and_everyone_may_come_back() -> None:
    state = in_breakouts()
    assert refused(state, "ana", GoTo(id="1", place="b2")) == "not_allowed"
    assert refused(state, "dana", GoTo(id="1", place="b9")) == "no_such_place"
    assert places(after(state, ("ana", GoTo(id="1", place=MAIN))))["ana"] == MAIN


def test_breakouts_close_after_their_countdown_and_the_plan_stays() -> None:
    state = after(in_breakouts(), ("dana", CloseBreakouts(id="1", in_s=60)))
    assert due_at(state) == later(60)
    assert tick(state, now=later(59)) == (state, ())
    closed, effects = tick(state, now=later(60))
    assert set(places(closed).values()) == {MAIN}
    assert set(effects) == {SpansMoved(user("ana"), Zone.ROOM), SpansMoved(user("ben"), Zone.ROOM)}
    again = after(closed, ("dana", OpenBreakouts(id="1")))
    assert places(again) == {"dana": MAIN, "ana": "b1", "ben": "b2"}


def test_the_ids_of_breakouts_are_never_used_twice() -> None:
    """Else what was said in one room would be read in the next of the same number."""
    state = after(in_breakouts(), ("dana", CloseBreakouts(id="1", in_s=0)))
    plans = (BreakoutPlan(name="Green", people=("ben",)),)
    state = after(state, ("dana", PlanBreakouts(id="1", breakouts=plans)))
    assert state.breakouts is not None
    assert [one.id for one in state.breakouts.rooms] == ["b3"]


def test_someone_is_reassigned_at_once_while_breakouts_are_open() -> None:
    state = after(in_breakouts(), ("dana", Assign(id="1", person="ana", place="b2")))
    assert places(state)["ana"] == "b2"
    back = after(state, ("dana", Assign(id="1", person="ana", place=MAIN)))
    assert places(back)["ana"] == MAIN
    assert refused(state, "dana", Assign(id="1", person="ana", place="b7")) == "no_such_place"


def test_a_plan_is_not_changed_under_peoples_feet() -> None:
    assert refused(in_breakouts(), "dana", PlanBreakouts(id="1", breakouts=())) == "breakouts_open"
    assert refused(group(), "dana", CloseBreakouts(id="1", in_s=0)) == "breakouts_closed"
    assert refused(group(), "dana", OpenBreakouts(id="1")) == "no_such_place"


def test_nothing_happens_in_the_breakouts_of_a_room_that_ended() -> None:
    ended, _ = close(in_breakouts())
    for command in (OpenBreakouts(id="1"), CloseBreakouts(id="1", in_s=0), GoTo(id="1", place="b1")):
        assert refused(ended, "dana", command) == "room_ended"


# --- side rooms ---------------------------------------------------------------------------------------------------


def test_a_side_room_holds_one_clinician_and_one_client_and_both_come_back() -> None:
    state, effects = does(group(), "dana", OpenSideRoom(id="1", person="ana"))
    assert places(state) == {"dana": "s1", "ana": "s1", "ben": MAIN}
    assert effects == (SpansMoved(user("dana"), Zone.BREAKOUT), SpansMoved(user("ana"), Zone.BREAKOUT))
    state = after(state, ("dana", CloseSideRoom(id="1")))
    assert set(places(state).values()) == {MAIN}
    assert state.side_rooms == {}


def test_a_client_may_leave_a_side_room_at_any_time_and_that_closes_it() -> None:
    state = after(group(), ("dana", OpenSideRoom(id="1", person="ana")), ("ana", GoTo(id="1", place=MAIN)))
    assert set(places(state).values()) == {MAIN}
    assert state.side_rooms == {}


def test_nobody_is_pulled_from_one_side_room_into_another() -> None:
    state = after(group(cole=person("cole")), ("dana", OpenSideRoom(id="1", person="ana")))
    assert refused(state, "cole", OpenSideRoom(id="1", person="ana")) == "in_side_room"
    assert refused(state, "dana", OpenSideRoom(id="1", person="ben")) == "in_side_room"
    assert refused(state, "cole", OpenSideRoom(id="1", person="dana")) == "not_allowed"
    assert refused(state, "cole", GoTo(id="1", place="s1")) == "not_allowed"


def test_whoever_talks_in_a_side_room_returns_to_their_open_breakout() -> None:
    state = after(in_breakouts(), ("dana", OpenSideRoom(id="1", person="ana")))
    assert places(after(state, ("dana", CloseSideRoom(id="1"))))["ana"] == "b1"


def test_a_side_room_whose_clinician_dropped_out_waits_a_moment_and_closes() -> None:
    state = after(group(cole=person("cole")), ("dana", OpenSideRoom(id="1", person="ana")))
    state, _ = departs(state, "dana")
    assert places(state)["ana"] == "s1"
    back, _ = arrives(state, "dana")
    assert due_at(back) is None
    closed, _ = tick(state, now=later(ABOUT.hold_after_s))
    assert places(closed)["ana"] == MAIN


def test_what_is_said_in_a_side_room_is_read_by_nobody_outside_it() -> None:
    state = after(
        group(cole=person("cole")),
        ("dana", OpenSideRoom(id="1", person="ana")),
        ("ana", says(ChatTo.EVERYONE, "between the two of us")),
    )
    assert [reads(state, name) for name in ("dana", "ana", "cole", "ben")] == [
        ["between the two of us"],
        ["between the two of us"],
        [],
        [],
    ]


# --- breaks -------------------------------------------------------------------------------------------------------


def test_a_break_is_recorded_with_its_planned_end_and_ends_by_itself() -> None:
    state, effects = does(group(), "dana", StartBreak(id="1", seconds=600))
    assert effects == (BreakBegan(timedelta(seconds=600)),)
    assert view(state, "ana").room.pause is not None
    over, effects = tick(state, now=later(600))
    assert (over.pause, effects) == (None, ())


def test_a_break_that_ends_early_or_is_replaced_says_so() -> None:
    state = after(group(), ("dana", StartBreak(id="1", seconds=600)))
    assert does(state, "dana", EndBreak(id="1"))[1] == (BreakEnded(),)
    again = does(state, "dana", StartBreak(id="1", seconds=60))[1]
    assert again == (BreakEnded(), BreakBegan(timedelta(seconds=60)))
    assert does(state, "dana", End(id="1"))[1] == (BreakEnded(), SessionClosed())
    assert refused(group(), "dana", EndBreak(id="1")) == "no_break"


def with_media(state: RoomState) -> RoomState:
    people = {name: replace(one, media=next(iter(one.sockets))) for name, one in state.people.items()}
    return replace(state, people=people)


def test_on_a_break_nobody_is_heard_or_seen_but_in_a_side_room() -> None:
    state = with_media(after(group(cole=person("cole")), ("dana", OpenSideRoom(id="1", person="ana"))))
    state = after(state, ("dana", StartBreak(id="1", seconds=600)))
    rights = media_rights(state)
    assert rights["ana"] == Rights(True, True, False, "s1", connection("ana"))
    assert rights["ben"] == Rights(False, False, False, MAIN, connection("ben"))
    assert view(state, "ana").room.pause is None
    assert state.people["ben"].microphone, "their own switch stays as it was"


# --- without a clinician ------------------------------------------------------------------------------------------


def test_clients_without_a_clinician_are_held_after_a_moment_and_somebody_is_called_once() -> None:
    state = with_media(group())
    state, effects = departs(state, "dana")
    assert (state.held, effects[1:]) == (False, ())
    assert media_rights(state)["ana"].voice
    assert tick(state, now=later(ABOUT.hold_after_s - 1)) == (state, ())

    state, effects = tick(state, now=later(ABOUT.hold_after_s))
    assert (state.held, effects) == (True, (AlarmRaised(Alarm.GROUP_HOLD),))
    assert not any(right.voice or right.picture or right.share for right in media_rights(state).values())
    assert tick(state, now=later(3600)) == (state, ())


def test_a_clinician_who_returns_ends_the_hold_and_one_who_reloads_causes_none() -> None:
    dropped, _ = departs(group(), "dana")
    reloaded, _ = arrives(dropped, "dana", at=later(5))
    assert tick(reloaded, now=later(60))[0] == reloaded
    held, _ = tick(dropped, now=later(30))
    resumed, _ = arrives(held, "dana", at=later(40))
    assert (resumed.held, resumed.alarmed, resumed.hold_at) == (False, False, None)


def test_a_clinician_who_leaves_by_the_button_is_not_waited_for() -> None:
    state, effects = does(group(), "dana", Leave(id="1"))
    assert state.held
    assert AlarmRaised(Alarm.GROUP_HOLD) in effects
    with_another, effects = does(group(cole=person("cole")), "dana", Leave(id="1"))
    assert not with_another.held
    assert AlarmRaised(Alarm.GROUP_HOLD) not in effects


def test_nobody_is_called_for_those_who_linger_after_the_end() -> None:
    state, _ = departs(group(), "dana", at=ABOUT.ends_at)
    state, effects = tick(state, now=ABOUT.ends_at + ABOUT.hold_after)
    assert (state.held, effects) == (True, ())


def test_a_room_that_everyone_left_is_held_quietly_and_calls_only_once_somebody_is_back() -> None:
    state = room(dana=person("dana"), ana=person("ana", tabs=0))
    state, effects = does(state, "dana", Leave(id="1"))
    assert (state.held, due_at(state)) == (True, None)
    assert effects == (PersonClosed(user("dana"), Exit.LEFT),)
    state, _ = arrives(state, "ana", at=later(60))
    assert state.held
    state, effects = tick(state, now=later(60 + ABOUT.hold_after_s))
    assert effects == (AlarmRaised(Alarm.GROUP_HOLD),)


def test_while_held_clients_write_to_the_clinicians_only() -> None:
    held, _ = tick(departs(group(), "dana")[0], now=later(30))
    assert refused(held, "ana", says(ChatTo.EVERYONE)) == "held"
    assert after(held, ("ana", says(ChatTo.FACILITATORS))).chat
    assert after(held, ("ana", SetDistress(id="1", on=True))).people["ana"].distress is Distress.TOLD


def test_before_a_clinician_came_nothing_is_held() -> None:
    state, _ = arrives(EMPTY, "ana")
    assert (state.held, due_at(state)) == (False, None)

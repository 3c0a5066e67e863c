"""What ends by itself: breaks, and the hold of a room without a clinician."""

from __future__ import annotations

from datetime import timedelta

from rooms.protocol.happenings import (
    Alarm,
    AlarmRaised,
    BreakBegan,
    BreakEnded,
    Exit,
    PersonClosed,
    SessionClosed,
)
from rooms.protocol.messages import (
    MAIN,
    ChatTo,
    Distress,
    End,
    EndBreak,
    Leave,
    OpenSideRoom,
    SetDistress,
    StartBreak,
)
from rooms.protocol.moves.clock import due_at
from rooms.protocol.rights import Rights, media_rights
from rooms.protocol.transitions import tick
from rooms.protocol.views import view
from tests.rooms.protocol.rooms import (
    ABOUT,
    EMPTY,
    after,
    arrives,
    connection,
    departs,
    does,
    group,
    later,
    person,
    refused,
    room,
    says,
    user,
    with_media,
)

# --- breaks -----------------------------------------------------------------------------------------------------------


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


def test_on_a_break_nobody_is_heard_or_seen_but_in_a_side_room() -> None:
    state = with_media(after(group(cole=person("cole")), ("dana", OpenSideRoom(id="1", person="ana"))))
    state = after(state, ("dana", StartBreak(id="1", seconds=600)))
    rights = media_rights(state)
    assert rights["ana"] == Rights(True, True, False, "s1", connection("ana"))
    assert rights["ben"] == Rights(False, False, False, MAIN, connection("ben"))
    assert view(state, "ana").room.pause is None
    assert state.people["ben"].microphone, "their own switch stays as it was"


# --- without a clinician ----------------------------------------------------------------------------------------------


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

"""Breakouts and side rooms: who goes where, who hears whom, and the way back."""

from __future__ import annotations

from rooms.protocol.happenings import (
    SpansMoved,
    Zone,
)
from rooms.protocol.messages import (
    MAIN,
    Announce,
    Assign,
    BreakoutPlan,
    ChatTo,
    CloseBreakouts,
    CloseSideRoom,
    GoTo,
    OpenBreakouts,
    OpenSideRoom,
    PlanBreakouts,
)
from rooms.protocol.moves.clock import due_at
from rooms.protocol.transitions import close, tick
from rooms.protocol.views import view
from tests.rooms.protocol.rooms import (
    ABOUT,
    after,
    arrives,
    departs,
    does,
    group,
    in_breakouts,
    later,
    person,
    places,
    reads,
    refused,
    says,
    user,
)

# --- breakouts --------------------------------------------------------------------------------------------------------


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


# --- side rooms -------------------------------------------------------------------------------------------------------


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

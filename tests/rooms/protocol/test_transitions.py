"""Who may do what in which state, exhaustively; and what becomes of the room and of presence."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import get_args

import msgspec
import pytest
from msgspec.structs import replace

from rooms.protocol.errors import Refused
from rooms.protocol.happenings import (
    Exit,
    PersonClosed,
    SessionClosed,
    SpanClosed,
    SpanOpened,
    SpansMoved,
    TakeMedia,
    Zone,
)
from rooms.protocol.messages import (
    Admit,
    AdmitAll,
    Announce,
    AnyCommand,
    AskToUnmute,
    Assign,
    Caption,
    Chat,
    ChatTo,
    CloseBreakouts,
    CloseSideRoom,
    Command,
    Decline,
    End,
    EndBreak,
    GoTo,
    GrantShare,
    Leave,
    LowerHand,
    Mute,
    MuteAll,
    NextTurn,
    Offer,
    OpenBreakouts,
    OpenSideRoom,
    Phase,
    PlanBreakouts,
    Quality,
    React,
    Reaction,
    Remove,
    ReportQuality,
    RequestShare,
    SeeDistress,
    SetCamera,
    SetDistress,
    SetHand,
    SetInterrupted,
    SetLock,
    SetMicrophone,
    SetShare,
    SkipTurn,
    Spotlight,
    Standing,
    StartBreak,
    StartRound,
    StopCamera,
    StopRound,
    Sync,
    TellLobby,
    Watch,
)
from rooms.protocol.state import (
    Breakout,
    Breakouts,
    Pause,
    PersonState,
    RoomState,
    Round,
    SideRoom,
)
from rooms.protocol.transitions import RULES, close
from tests.rooms.protocol.rooms import EMPTY, NOON, arrives, connection, departs, does, person, room, user

STAFF_ONLY = {
    *(Admit, AdmitAll, Decline, TellLobby, Mute, MuteAll, StopCamera, AskToUnmute, LowerHand, GrantShare),
    *(Spotlight, StartRound, StopRound, StartBreak, EndBreak, PlanBreakouts, OpenBreakouts, Assign),
    *(CloseBreakouts, Announce, OpenSideRoom, CloseSideRoom, SeeDistress, Remove, SetLock, End),
}
GUESTS_ONLY = {SetDistress, RequestShare}
FROM_THE_LOBBY = {SetMicrophone, SetCamera, SetInterrupted, ReportQuality, Leave, SetDistress}
NOT_WHEN_QUIET = {React, Caption}
# Each is such that the table alone decides about it: its target is there, and fit for it.
COMMANDS: tuple[Command | TakeMedia, ...] = (
    SetMicrophone(id="1", on=False),
    SetCamera(id="1", on=False),
    SetInterrupted(id="1", on=True),
    ReportQuality(id="1", quality=Quality.POOR),
    Leave(id="1"),
    SetDistress(id="1", on=True),
    TakeMedia(),
    SetHand(id="1", on=True),
    React(id="1", reaction=Reaction.HEART),
    Caption(id="1", line=1, text="Hello", final=True),
    Chat(id="1", to=ChatTo.FACILITATORS, text="Hello"),
    RequestShare(id="1", on=True),
    SetShare(id="1", on=False),
    NextTurn(id="1"),
    SkipTurn(id="1"),
    GoTo(id="1", place="room"),
    Admit(id="1", person="waits"),
    AdmitAll(id="1"),
    Decline(id="1", person="waits"),
    TellLobby(id="1", person="waits", text="Hello"),
    Mute(id="1", person="ben"),
    MuteAll(id="1"),
    StopCamera(id="1", person="ben"),
    AskToUnmute(id="1", person="ben"),
    LowerHand(id="1", person=None),
    GrantShare(id="1", person="ben", on=True),
    Spotlight(id="1", person="ben"),
    StartRound(id="1", people=("ben",), seconds=60),
    StopRound(id="1"),
    StartBreak(id="1", seconds=60),
    EndBreak(id="1"),
    PlanBreakouts(id="1", breakouts=()),
    OpenBreakouts(id="1"),
    Assign(id="1", person="ben", place="room"),
    CloseBreakouts(id="1", in_s=10),
    Announce(id="1", text="Hello"),
    OpenSideRoom(id="1", person="ben"),
    CloseSideRoom(id="1"),
    SeeDistress(id="1", person="ben"),
    Remove(id="1", person="ben"),
    SetLock(id="1", on=True),
    End(id="1"),
)


def test_the_table_knows_every_command_that_changes_the_room() -> None:
    assert set(RULES) == {type(command) for command in COMMANDS}
    assert set(RULES) == {*get_args(AnyCommand), TakeMedia} - {Sync, Offer, Watch}


def fit_for(command: Command | TakeMedia, name: str, actor: PersonState, phase: Phase) -> RoomState:
    """A room in which nothing but the table stands in this command's way."""
    ben, waits = person("ben"), replace(person("ben", Standing.LOBBY), user=user("waits"))
    state = room(phase, **{"ben": ben, "waits": waits, name: actor})
    if phase is Phase.ENDED:
        return state
    planned = Breakouts(rooms=(Breakout(id="b1", name="A room", people=()),))
    match command:
        case NextTurn() | SkipTurn():
            return replace(state, round=Round(current=name, began_at=NOON, seconds=0, waiting=("ben",)))
        case EndBreak():
            return replace(state, pause=Pause(began_at=NOON, ends_at=NOON + timedelta(minutes=10)))
        case OpenBreakouts() | Assign():
            return replace(state, breakouts=planned)
        case CloseBreakouts():
            return replace(state, breakouts=replace(planned, open=True))
        case CloseSideRoom():
            people = {"ben": replace(ben, place="s1"), name: replace(actor, place="s1")}
            side = {"s1": SideRoom(facilitator=name, client="ben")}
            return replace(state.with_people(people), side_rooms=side)
    return state


def allowed(command: Command | TakeMedia, name: str, standing: Standing, phase: Phase, *, here: bool) -> str:
    """The code that is expected, in the words of ``docs/protocol.md``; or ``ok``."""
    kind = type(command)
    if phase is Phase.ENDED:
        return "room_ended"
    if standing is Standing.REMOVED:
        return "removed"
    if not here:
        return "not_connected"
    if (kind in STAFF_ONLY and name in ("ana", "gus")) or (kind in GUESTS_ONLY and name in ("dana", "cole")):
        return "not_allowed"
    if standing is Standing.LOBBY and kind not in FROM_THE_LOBBY:
        return "not_admitted"
    return "ok"


def outcome(state: RoomState, name: str, command: Command | TakeMedia) -> str:
    try:
        does(state, name, command)
    except Refused as refusal:
        return refusal.code
    return "ok"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("name", ["dana", "cole", "ana", "gus"])
def test_who_may_do_what_in_which_state(command: Command | TakeMedia, name: str) -> None:
    for standing, phase, here in product(Standing, Phase, (True, False)):
        actor = person(name, standing, tabs=1 if here else 0)
        state = fit_for(command, name, actor, phase)
        expected = allowed(command, name, standing, phase, here=here)
        assert outcome(state, name, command) == expected, (standing, phase, here)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_what_rests_while_the_room_is_held_or_on_a_break(command: Command | TakeMedia) -> None:
    state = fit_for(command, "ana", person("ana"), Phase.OPEN)
    usual = outcome(state, "ana", command)
    held = outcome(replace(state, held=True, alarmed=True), "ana", command)
    paused = replace(state, pause=Pause(began_at=NOON, ends_at=NOON + timedelta(minutes=10)))
    on_break = outcome(paused, "ana", command)
    quiet = type(command) in NOT_WHEN_QUIET
    assert (held, on_break) == (("held", "on_break") if quiet else (usual, usual))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_nothing_of_the_room_before_is_changed_in_place(command: Command | TakeMedia) -> None:
    state = fit_for(command, "dana", person("dana"), Phase.OPEN)
    before = msgspec.json.encode(state)
    outcome(state, "dana", command)
    assert msgspec.json.encode(state) == before


def test_a_stranger_to_the_room_does_nothing() -> None:
    for command in COMMANDS:
        with pytest.raises(Refused) as refusal:
            does(room(ben=person("ben", Standing.LOBBY)), "ana", command)
        assert refusal.value.code == "not_connected"


def test_a_client_knocks_and_a_facilitator_walks_in_and_opens_the_room() -> None:
    state, effects = arrives(EMPTY, "ana")
    assert (state.phase, state.people["ana"].standing) == (Phase.WAITING, Standing.LOBBY)
    assert effects == (SpanOpened(user("ana"), connection("ana"), Zone.LOBBY),)
    assert state.people["ana"].waiting_since == NOON

    state, effects = arrives(state, "dana")
    assert (state.phase, state.people["dana"].standing) == (Phase.OPEN, Standing.ADMITTED)
    assert effects == (SpanOpened(user("dana"), connection("dana"), Zone.ROOM),)
    assert state.facilitated


def test_being_let_in_moves_every_tab_at_once() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY, tabs=2))
    state, effects = does(state, "dana", Admit(id="1", person="ana"))
    assert state.people["ana"].standing is Standing.ADMITTED
    assert state.people["ana"].waiting_since is None
    assert effects == (SpansMoved(user("ana"), Zone.ROOM),)


def test_admit_all_lets_in_only_those_who_are_still_there() -> None:
    state = room(
        dana=person("dana"),
        ana=person("ana", Standing.LOBBY),
        ben=person("ben", Standing.LOBBY, tabs=0),
        gus=person("gus", Standing.REMOVED, tabs=0),
    )
    state, effects = does(state, "dana", AdmitAll(id="1"))
    standings = {name: one.standing for name, one in state.people.items()}
    assert standings == {
        "dana": Standing.ADMITTED,
        "ana": Standing.ADMITTED,
        "ben": Standing.LOBBY,
        "gus": Standing.REMOVED,
    }
    assert effects == (SpansMoved(user("ana"), Zone.ROOM),)


def test_somebody_who_left_the_lobby_cannot_be_admitted_any_more() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY, tabs=0))
    with pytest.raises(Refused, match="no_such_person"):
        does(state, "dana", Admit(id="1", person="ana"))


@pytest.mark.parametrize(
    "command",
    [Admit(id="1", person="nobody"), Mute(id="1", person="nobody"), Remove(id="1", person="nobody")],
)
def test_a_command_about_nobody_is_refused(command: Command) -> None:
    with pytest.raises(Refused, match="no_such_person"):
        does(room(dana=person("dana")), "dana", command)


def test_mute_all_spares_those_who_facilitate() -> None:
    state = room(dana=person("dana"), cole=person("cole"), ana=person("ana"), gus=person("gus"))
    state, _ = does(state, "dana", MuteAll(id="1"))
    assert {name: one.microphone for name, one in state.people.items()} == {
        "dana": True,
        "cole": True,
        "ana": False,
        "gus": False,
    }


def test_a_muted_person_may_unmute_themselves_and_nobody_else_can() -> None:
    state = room(dana=person("dana"), ana=person("ana", microphone=False))
    state, _ = does(state, "ana", SetMicrophone(id="1", on=True))
    assert state.people["ana"].microphone
    muted, _ = does(state, "dana", Mute(id="1", person="ana"))
    assert not muted.people["ana"].microphone
    asked, _ = does(muted, "dana", AskToUnmute(id="1", person="ana"))
    assert not asked.people["ana"].microphone


def test_a_mute_outlasts_a_reconnection() -> None:
    state = room(dana=person("dana"), ana=person("ana", microphone=False))
    state, _ = departs(state, "ana")
    state, _ = arrives(state, "ana", tab=2)
    assert not state.people["ana"].microphone


def test_a_removed_person_is_out_for_the_session() -> None:
    state = room(dana=person("dana"), ana=person("ana", tabs=2, media=connection("ana")))
    state, effects = does(state, "dana", Remove(id="1", person="ana"))
    assert state.people["ana"] == person("ana", Standing.REMOVED, tabs=0)
    assert effects == (PersonClosed(user("ana"), Exit.REMOVED),)
    with pytest.raises(Refused, match="removed"):
        arrives(state, "ana", tab=3)


def test_nobody_removes_a_facilitator() -> None:
    with pytest.raises(Refused, match="not_allowed"):
        does(room(dana=person("dana"), cole=person("cole")), "dana", Remove(id="1", person="cole"))


def test_leaving_leaves_with_every_tab() -> None:
    state = room(dana=person("dana"), ana=person("ana", tabs=2))
    state, effects = does(state, "ana", Leave(id="1"))
    assert state.people["ana"] == person("ana", tabs=0, left=True)
    assert effects == (PersonClosed(user("ana"), Exit.LEFT),)


def test_whoever_dropped_returns_without_knocking() -> None:
    state = room(dana=person("dana"), ana=person("ana"))
    state, _ = departs(state, "ana")
    state, effects = arrives(state, "ana", tab=2)
    assert state.people["ana"].standing is Standing.ADMITTED
    assert effects == (SpanOpened(user("ana"), connection("ana", 2), Zone.ROOM),)


def test_a_lock_binds_newcomers_but_neither_those_who_knocked_nor_staff() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY, tabs=0))
    state, _ = does(state, "dana", SetLock(id="1", on=True))
    with pytest.raises(Refused, match="room_locked"):
        arrives(state, "ben")
    assert arrives(state, "ana")[0].people["ana"].standing is Standing.LOBBY
    assert arrives(state, "cole")[0].people["cole"].standing is Standing.ADMITTED


def test_ending_closes_everything_for_good() -> None:
    state = room(dana=person("dana"), ana=person("ana", Standing.LOBBY), ben=person("ben"))
    state, effects = does(state, "dana", End(id="1"))
    assert state.phase is Phase.ENDED
    assert not any(one.connected for one in state.people.values())
    assert effects == (SessionClosed(),)
    assert close(state) == (state, ())
    with pytest.raises(Refused, match="room_ended"):
        arrives(state, "dana", tab=2)


def test_resuming_a_connection_ends_its_old_span_when_it_was_last_heard() -> None:
    state = room(dana=person("dana", media=connection("dana")))
    state, effects = arrives(state, "dana", socket="new")
    assert effects == (
        SpanClosed(connection("dana"), Exit.LOST, silent_for=None),
        SpanOpened(user("dana"), connection("dana"), Zone.ROOM),
    )
    assert state.people["dana"].sockets == {connection("dana"): "new"}
    assert state.people["dana"].media == connection("dana")


def test_the_late_goodbye_of_a_resumed_connections_old_socket_changes_nothing() -> None:
    state = room(dana=person("dana"))
    state, _ = arrives(state, "dana", socket="new")
    assert departs(state, "dana", socket="s") == (state, ())
    assert departs(state, "dana", socket="new")[0].people["dana"].sockets == {}


def test_media_ends_with_the_connection_that_carries_it() -> None:
    state, _ = does(room(dana=person("dana", tabs=2)), "dana", TakeMedia(), tab=2)
    assert departs(state, "dana", tab=1)[0].people["dana"].media == connection("dana", 2)
    assert departs(state, "dana", tab=2)[0].people["dana"].media is None


def test_a_client_made_facilitator_meanwhile_is_let_in_when_they_come_back() -> None:
    as_client = person("dana", Standing.LOBBY)
    state, effects = arrives(room(Phase.WAITING, dana=as_client), "dana", tab=2)
    assert state.people["dana"].standing is Standing.ADMITTED
    assert effects == (
        SpansMoved(user("dana"), Zone.ROOM),
        SpanOpened(user("dana"), connection("dana", 2), Zone.ROOM),
    )


@pytest.mark.parametrize(
    "command",
    [
        SetMicrophone(id="1", on=True),
        SetLock(id="1", on=False),
        AdmitAll(id="1"),
        Admit(id="1", person="ana"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_changes_nothing_gives_the_same_room(command: Command) -> None:
    state = room(dana=person("dana"), ana=person("ana"))
    after, effects = does(state, "dana", command)
    assert after is state
    assert effects == ()

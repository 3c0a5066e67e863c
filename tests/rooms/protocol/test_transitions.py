"""Who may do what in which state, exhaustively; and what becomes of the room and of presence."""

from __future__ import annotations

from itertools import product

import pytest

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
    Command,
    End,
    Leave,
    Mute,
    MuteAll,
    Phase,
    Remove,
    SetCamera,
    SetLock,
    SetMicrophone,
    Standing,
)
from rooms.protocol.transitions import RULES, close
from tests.rooms.protocol.rooms import EMPTY, NOON, arrives, connection, departs, does, person, room, user

COMMANDS: tuple[Command | TakeMedia, ...] = (
    SetMicrophone(id="1", on=False),
    SetCamera(id="1", on=False),
    Leave(id="1"),
    TakeMedia(),
    Admit(id="1", person="ben"),
    AdmitAll(id="1"),
    Mute(id="1", person="ben"),
    MuteAll(id="1"),
    Remove(id="1", person="ben"),
    SetLock(id="1", on=True),
    End(id="1"),
)
FOR_STAFF = {Admit, AdmitAll, Mute, MuteAll, Remove, SetLock, End}


def test_the_table_knows_every_command_that_changes_the_room() -> None:
    assert set(RULES) == {type(command) for command in COMMANDS}


def allowed(command: Command | TakeMedia, name: str, standing: Standing, phase: Phase, *, here: bool) -> str:
    """The code that is expected, in the words of ``docs/protocol.md``; or ``ok``."""
    if phase is Phase.ENDED:
        return "room_ended"
    if standing is Standing.REMOVED:
        return "removed"
    if not here:
        return "not_connected"
    if type(command) in FOR_STAFF and name in ("ana", "gus"):
        return "not_allowed"
    if standing is Standing.LOBBY and not isinstance(command, SetMicrophone | SetCamera | Leave):
        return "not_admitted"
    return "ok"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("name", ["dana", "cole", "ana", "gus"])
def test_who_may_do_what_in_which_state(command: Command | TakeMedia, name: str) -> None:
    for standing, phase, here in product(Standing, Phase, (True, False)):
        actor = person(name, standing, tabs=1 if here else 0)
        target = person("ben", Standing.ADMITTED if isinstance(command, Mute) else Standing.LOBBY)
        state = room(phase, **{name: actor, "ben": target})
        expected = allowed(command, name, standing, phase, here=here)
        try:
            does(state, name, command)
            outcome = "ok"
        except Refused as refusal:
            outcome = refusal.code
        assert outcome == expected, (standing, phase, here)


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
    assert not any("unmute" in name for name in (command.__name__.lower() for command in RULES))


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

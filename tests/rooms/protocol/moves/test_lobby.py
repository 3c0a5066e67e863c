"""Coming in: the order of tiles, waiting in the lobby, being let in or declined."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.protocol.audiences import audience, people_for
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import (
    Exit,
    PersonClosed,
)
from rooms.protocol.messages import (
    Admit,
    AdmitAll,
    CheckIn,
    Decline,
    LobbyNote,
    Remove,
    Standing,
    TellLobby,
)
from rooms.protocol.views import farewell, view
from tests.rooms.protocol.rooms import (
    ABOUT,
    EMPTY,
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


# --- the lobby --------------------------------------------------------------------------------------------------------


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

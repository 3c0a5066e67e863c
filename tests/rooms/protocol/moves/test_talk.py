"""Chat and reactions: who reads what, and for how long."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.protocol.happenings import (
    Passed,
)
from rooms.protocol.messages import (
    CHAT_KEPT,
    MAIN,
    Admit,
    ChatTo,
    End,
    React,
    Reacted,
    Reaction,
    Standing,
)
from rooms.protocol.moves.talk import CHAT_SLACK
from rooms.protocol.views import told_of
from tests.rooms.protocol.rooms import (
    ABOUT,
    after,
    does,
    group,
    person,
    reads,
    refused,
    room,
    says,
)


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

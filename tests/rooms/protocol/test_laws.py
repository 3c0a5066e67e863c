"""Laws of the room that hold after any walk through it, for every participant's own view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rooms.protocol.errors import CLOSINGS, Refused
from rooms.protocol.happenings import (
    Effect,
    Outcome,
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
    Changed,
    Command,
    End,
    Leave,
    MediaView,
    Mute,
    MuteAll,
    Phase,
    Remove,
    SetCamera,
    SetLock,
    SetMicrophone,
    Snapshot,
    Standing,
)
from rooms.protocol.state import RoomState
from rooms.protocol.transitions import close
from rooms.protocol.views import Audience, audience, changes, farewell, snapshot, view
from rooms.protocol.wire import serialise
from tests.rooms.mirror import changed
from tests.rooms.protocol.rooms import EMPTY, NOON, PARTS, arrives, connection, departs, does

names = st.sampled_from(sorted(PARTS))
tabs = st.sampled_from([1, 2])
MEDIA = MediaView(seats=15, ice_servers=())


def as_shown(seen: Snapshot) -> tuple[Any, ...]:
    """What a page shows of a snapshot: everything but the order of people, and when it was written."""
    return seen.you, seen.room, {person.id: person for person in seen.people}


class Walk(RuleBasedStateMachine):
    """People come, go and do things at random. Each socket keeps a page as a browser would; spans are kept as rows."""

    def __init__(self) -> None:
        super().__init__()
        self.state: RoomState = EMPTY
        self.version = 0
        self.pages: dict[tuple[str, str], Snapshot] = {}
        self.spans: dict[str, tuple[Any, Zone]] = {}

    # --- steps ---

    @initialize(opened=st.booleans(), waiting=st.sets(st.sampled_from(["ana", "ben", "gus"])))
    def a_room_as_it_mostly_is(self, opened: bool, waiting: set[str]) -> None:
        for name in ["dana"] * opened + sorted(waiting):
            self.someone_arrives(name, 1, "s", "")

    @rule(other=names, all_of_them=st.booleans())
    def the_clinician_lets_in(self, other: str, all_of_them: bool) -> None:
        command = AdmitAll(id="1") if all_of_them else Admit(id="1", person=other)
        self.step(lambda: does(self.state, "dana", command))

    @rule(name=names, tab=tabs, socket=st.sampled_from(["s", "t"]), display=st.sampled_from(["", "Renamed"]))
    def someone_arrives(self, name: str, tab: int, socket: str, display: str) -> None:
        if self.step(lambda: arrives(self.state, name, tab, socket, display)):
            key = (name, connection(name, tab))
            self.pages[key] = self.fresh(key)

    @rule(name=names, tab=tabs, socket=st.sampled_from(["s", "t", None]))
    def someone_departs(self, name: str, tab: int, socket: str | None) -> None:
        self.step(lambda: departs(self.state, name, tab, socket))

    @rule(name=names, tab=tabs, other=names, on=st.booleans(), which=st.integers(0, 9))
    def someone_does_something(self, name: str, tab: int, other: str, on: bool, which: int) -> None:
        commands: list[Command | TakeMedia] = [
            SetMicrophone(id="1", on=on),
            SetCamera(id="1", on=on),
            Leave(id="1"),
            TakeMedia(),
            Admit(id="1", person=other),
            AdmitAll(id="1"),
            Mute(id="1", person=other),
            MuteAll(id="1"),
            Remove(id="1", person=other),
            SetLock(id="1", on=on),
        ]
        self.step(lambda: does(self.state, name, commands[which], tab))

    @rule(name=names, tab=tabs, really=st.integers(0, 9))
    def someone_ends_it(self, name: str, tab: int, really: int) -> None:
        if really == 0:
            self.step(lambda: does(self.state, name, End(id="1"), tab))

    @rule(really=st.integers(0, 19))
    def it_ends_elsewhere(self, really: int) -> None:
        if really == 0:
            self.step(lambda: close(self.state))

    # --- what follows from a step, as the service and the sockets do it ---

    def step(self, transition: Any) -> bool:
        before = self.state
        try:
            outcome: Outcome = transition()
        except Refused:
            assert self.state == before
            return False
        self.state, effects = outcome
        self.write(effects)
        if self.state != before:
            self.version += 1
            self.tell(before)
        return True

    def tell(self, before: RoomState) -> None:
        told = changes(before, self.state, version=self.version)
        for key in list(self.pages):
            name, page_connection = key
            mine = self.state.people[name]
            if name in told.afresh or page_connection not in mine.sockets:
                if self.leaves(key):
                    continue
                self.show(key, self.fresh(key))
                continue
            message = told.people.get(name) or told.audiences.get(audience(mine))
            if message is not None:
                self.show(key, message)

    def leaves(self, key: tuple[str, str]) -> bool:
        name, page_connection = key
        gone = page_connection not in self.state.people[name].sockets
        if gone:
            reason = farewell(self.state, name, page_connection, "s")
            assert reason in CLOSINGS
            del self.pages[key]
        return gone

    def show(self, key: tuple[str, str], message: Snapshot | Changed) -> None:
        page = self.pages[key]
        self.pages[key] = message if isinstance(message, Snapshot) else changed(page, message)

    def fresh(self, key: tuple[str, str]) -> Snapshot:
        return snapshot(self.state, key[0], version=self.version, now=NOON, connection=key[1], media=MEDIA)

    def write(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case SpanOpened(who, on, zone):
                    assert on not in self.spans, "one open span for a connection"
                    self.spans[on] = (who, zone)
                case SpansMoved(who, zone):
                    self.spans |= {on: (who, zone) for on, (owner, _) in self.spans.items() if owner == who}
                case SpanClosed(on, _, silent_for):
                    assert silent_for is None or silent_for >= timedelta(0)
                    del self.spans[on]
                case PersonClosed(who, _):
                    self.spans = {on: span for on, span in self.spans.items() if span[0] != who}
                case SessionClosed():
                    self.spans = {}

    # --- the laws ---

    @invariant()
    def a_snapshot_with_all_changes_since_is_a_fresh_snapshot(self) -> None:
        for key, page in self.pages.items():
            assert as_shown(page) == as_shown(self.fresh(key)), key

    @invariant()
    def every_socket_has_exactly_one_open_span_in_the_zone_of_its_person(self) -> None:
        expected = {
            on: (person.user, Zone.ROOM if person.standing is Standing.ADMITTED else Zone.LOBBY)
            for person in self.state.people.values()
            for on in person.sockets
        }
        assert self.spans == expected

    @invariant()
    def nobody_sees_what_is_not_for_them(self) -> None:
        for name, person in self.state.people.items():
            others = view(self.state, name).people.values()
            match audience(person):
                case Audience.WAITERS:
                    assert not others
                case Audience.MEMBERS:
                    assert all(one.standing is Standing.ADMITTED and one.connected for one in others)
                    assert all(one.waiting_since is None for one in others)
                case Audience.STAFF:
                    assert all(one.standing is not Standing.REMOVED for one in others)
            assert name not in {one.id for one in others}

    @invariant()
    def media_is_carried_only_by_a_connection_inside(self) -> None:
        for person in self.state.people.values():
            assert person.media is None or (person.inside and person.media in person.sockets)

    @invariant()
    def only_staff_are_ever_inside_without_having_been_let_in(self) -> None:
        if self.state.phase is Phase.WAITING:
            assert not any(one.standing is Standing.ADMITTED for one in self.state.people.values())

    @invariant()
    def nobody_is_ever_promoted(self) -> None:
        assert all(person.part is PARTS[name] for name, person in self.state.people.items())

    @invariant()
    def the_state_survives_its_row(self) -> None:
        assert msgspec.convert(msgspec.to_builtins(self.state), RoomState) == self.state


TestWalk = Walk.TestCase
TestWalk.settings = hypothesis.settings(max_examples=150, stateful_step_count=40)


def test_frames_for_waiters_and_members_never_hold_what_only_staff_may_see() -> None:
    """The same as in the walk, on the text itself: a waiter's name is said to staff, and to nobody else."""
    state, _ = arrives(EMPTY, "dana")
    for name in ("ana", "ben"):
        state, _ = arrives(state, name)
    state, _ = does(state, "dana", Admit(id="1", person="ana"))
    before = state
    state, _ = arrives(state, "gus", display="Never To Be Told")
    told = changes(before, state, version=9)
    texts = {which: serialise(message) for which, message in told.audiences.items()}
    assert "Never To Be Told" in texts[Audience.STAFF], "it could have leaked"
    assert Audience.MEMBERS not in texts
    assert Audience.WAITERS not in texts
    assert set(told.people) == {"gus"}
    assert told.people["gus"].people == ()

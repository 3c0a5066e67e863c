"""Laws of the room that hold after any walk through it, for every participant's own view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rooms.protocol.audiences import Audience, Role, audience
from rooms.protocol.errors import CLOSINGS, Refused
from rooms.protocol.happenings import (
    Alarm,
    AlarmRaised,
    BreakBegan,
    BreakEnded,
    Effect,
    Outcome,
    Passed,
    PersonClosed,
    SessionClosed,
    SpanClosed,
    SpanOpened,
    SpansMoved,
    Zone,
)
from rooms.protocol.messages import (
    MAIN,
    Admit,
    AdmitAll,
    Changed,
    ChatTo,
    CheckIn,
    Distress,
    End,
    MediaView,
    Phase,
    Sharing,
    Snapshot,
    Standing,
)
from rooms.protocol.moves.clock import due_at
from rooms.protocol.moves.door import check_ins
from rooms.protocol.rights import media_rights
from rooms.protocol.state import PersonState, RoomState
from rooms.protocol.transitions import RULES, close, tick
from rooms.protocol.views import changes, farewell, snapshot, told_of, view
from rooms.protocol.wire import serialise
from tests.rooms.mirror import changed
from tests.rooms.protocol.rooms import EMPTY, NOON, PARTS, arrives, connection, departs, does
from tests.rooms.protocol.walks import COMMANDS, NAMES, Dice, some_command

names = st.sampled_from(NAMES)
tabs = st.sampled_from([1, 2])
MEDIA = MediaView(seats=15, ice_servers=())


def as_shown(seen: Snapshot) -> tuple[Any, ...]:
    """What a page shows of a snapshot: everything but the order of people, and when it was written."""
    return seen.you, seen.room, {person.id: person for person in seen.people}, seen.chat


def test_the_walk_knows_everything_that_can_be_done() -> None:
    assert set(COMMANDS) == set(RULES) - {End}


class Walk(RuleBasedStateMachine):
    """People come, go and do things at random. Each socket keeps a page as a browser would; spans are kept as rows."""

    def __init__(self) -> None:
        super().__init__()
        self.state: RoomState = EMPTY
        self.version = 0
        self.now: datetime = NOON
        self.pages: dict[tuple[str, str], Snapshot] = {}
        self.spans: dict[str, tuple[Any, Zone]] = {}
        self.breaks: list[tuple[datetime, datetime]] = []
        self.calls = 0

    # --- steps ---

    @initialize(begun=st.sampled_from([True, True, True, False]), waiting=st.sets(names))
    def a_room_as_it_mostly_is(self, begun: bool, waiting: set[str]) -> None:
        for name in sorted(PARTS if begun else waiting):
            self.someone_arrives(name, 1, "s", "")
        if begun:
            self.the_clinician_lets_in("", all_of_them=True)

    @rule(other=names, all_of_them=st.booleans())
    def the_clinician_lets_in(self, other: str, all_of_them: bool) -> None:
        command = AdmitAll(id="1") if all_of_them else Admit(id="1", person=other)
        self.step(lambda: does(self.state, "dana", command, at=self.now))

    @rule(name=names, tab=tabs, socket=st.sampled_from(["s", "t"]), display=st.sampled_from(["", "Renamed"]))
    def someone_arrives(self, name: str, tab: int, socket: str, display: str) -> None:
        if self.step(lambda: arrives(self.state, name, tab, socket, display, at=self.now)):
            key = (name, connection(name, tab))
            self.pages[key] = self.fresh(key)

    @rule(name=names, tab=tabs, socket=st.sampled_from(["s", "t", None]))
    def someone_departs(self, name: str, tab: int, socket: str | None) -> None:
        self.step(lambda: departs(self.state, name, tab, socket, at=self.now))

    @rule(seed=st.integers(0, 2**32 - 1), busy=st.integers(4, 25))
    def people_do_things(self, seed: int, busy: int) -> None:
        dice = Dice(f"{seed} {self.version}")
        for _ in range(busy):
            dice.state = self.state
            command = some_command(dice)
            name = dice.choice(["dana", dice.name()])
            tab = dice.choice([1, 1, 1, 2])
            before = self.state
            self.step(partial(does, before, name, command, tab, at=self.now))
            self.nobody_else_was_switched_on(before, name)
            self.laws_hold()

    def nobody_else_was_switched_on(self, before: RoomState, by: str) -> None:
        for name in before.people.keys() - {by}:
            was, now = before.people[name], self.state.people[name]
            assert was.microphone or not now.microphone
            assert was.camera or not now.camera

    @rule(told=st.dictionaries(names, st.none() | st.builds(CheckIn, on_hold=st.booleans()), max_size=2))
    def the_rows_tell_of_check_ins(self, told: dict[str, CheckIn | None]) -> None:
        self.step(lambda: (check_ins(self.state, told), ()))

    @rule(seconds=st.sampled_from([1, 10, 25, 70]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.step(lambda: tick(self.state, now=self.now))

    @rule(name=names, tab=tabs, seldom=st.integers(0, 39))
    def someone_ends_it(self, name: str, tab: int, seldom: int) -> None:
        if seldom == 0:
            self.step(lambda: does(self.state, name, End(id="1"), tab, at=self.now))

    @rule(seldom=st.integers(0, 59))
    def it_ends_elsewhere(self, seldom: int) -> None:
        if seldom == 0:
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
        if self.state.facilitated:
            self.calls = 0
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
                case BreakBegan(length):
                    self.breaks.append((self.now, self.now + length))
                case BreakEnded():
                    assert self.break_is_on()
                    self.breaks[-1] = (self.breaks[-1][0], self.now)
                case AlarmRaised(Alarm.GROUP_HOLD):
                    self.calls += 1
                case AlarmRaised(Alarm.NOT_OK, who):
                    told = [one.distress for one in self.state.people.values() if one.user == who]
                    assert told == [Distress.TOLD]
                case Passed():
                    self.passes(effect)

    def passes(self, passed: Passed) -> None:
        """Whoever is told sees the sender beside them."""
        for name in told_of(self.state, passed):
            assert name != passed.sender
            seen = view(self.state, name)
            assert seen.people[passed.sender].place == seen.you.place.id == passed.place

    def break_is_on(self) -> bool:
        return bool(self.breaks) and self.breaks[-1][0] <= self.now < self.breaks[-1][1]

    def those_inside(self) -> dict[str, PersonState]:
        return {name: one for name, one in self.state.people.items() if one.inside}

    # --- the laws ---

    def laws_hold(self) -> None:
        """Between rules, which look by themselves."""
        for law in self.invariants:
            law.function(self)

    @invariant()
    def a_snapshot_with_all_changes_since_is_a_fresh_snapshot(self) -> None:
        for key, page in self.pages.items():
            assert as_shown(page) == as_shown(self.fresh(key)), key

    @invariant()
    def every_socket_has_exactly_one_open_span_in_the_zone_of_its_person(self) -> None:
        expected = {
            on: (one.user, self.zone(one)) for one in self.state.people.values() for on in one.sockets
        }
        assert self.spans == expected

    def zone(self, person: PersonState) -> Zone:
        if person.standing is not Standing.ADMITTED:
            return Zone.LOBBY
        return Zone.ROOM if person.place == MAIN else Zone.BREAKOUT

    @invariant()
    def nobody_sees_who_is_not_for_them(self) -> None:
        for name, person in self.state.people.items():
            others = view(self.state, name).people.values()
            match audience(person).role:
                case Role.WAITERS:
                    assert not others
                case Role.MEMBERS:
                    assert all(one.standing is Standing.ADMITTED and one.connected for one in others)
                    assert all(one.waiting_since is None and one.staff is None for one in others)
                    assert all(one.place in ("", person.place) for one in others)
                    away = [one for one in others if one.place == ""]
                    assert not any(one.microphone or one.camera or one.sharing or one.hand for one in away)
                case Role.STAFF:
                    assert all(one.standing is not Standing.REMOVED for one in others)
                    assert all(one.staff is not None for one in others)
            assert name not in {one.id for one in others}

    @invariant()
    def nobody_reads_what_is_not_for_them(self) -> None:
        for name, person in self.state.people.items():
            for line in view(self.state, name).chat:
                assert person.standing is Standing.ADMITTED
                if not person.part.facilitates:
                    assert line.about == name or line.to is ChatTo.EVERYONE
                assert line.to is not ChatTo.EVERYONE or line.announced or line.place == person.place

    @invariant()
    def whoever_waits_learns_nothing_of_the_room(self) -> None:
        for name, person in self.state.people.items():
            if audience(person).role is Role.WAITERS:
                room = view(self.state, name).room
                assert (room.round, room.pause, room.breakouts, room.spotlight) == (None, None, None, None)
                assert (room.topic, room.materials, room.held, room.chat_from) == ("", (), False, 0)

    @invariant()
    def no_client_is_told_of_a_person_they_do_not_see(self) -> None:
        for name in self.those_inside():
            seen = view(self.state, name)
            known = {*seen.people, name}
            on = seen.room.round
            told = set() if on is None else {*on.waiting, *on.done, on.current}
            assert told - {None} <= known
            assert seen.room.spotlight is None or seen.room.spotlight in known

    @invariant()
    def everyone_is_in_a_place_that_there_is(self) -> None:
        for person in self.state.people.values():
            assert self.state.kind_of(person.place) is not None
        for place, side in self.state.side_rooms.items():
            here = {name for name, one in self.state.people.items() if one.place == place}
            assert here == {side.facilitator, side.client}

    @invariant()
    def one_screen_is_shared_in_each_place(self) -> None:
        sharing = [one for one in self.state.people.values() if one.share is Sharing.SHARING]
        assert all(one.inside for one in sharing)
        assert all(count == 1 for count in Counter(one.place for one in sharing).values())

    @invariant()
    def media_is_carried_only_by_a_connection_inside(self) -> None:
        for person in self.state.people.values():
            assert person.media is None or (person.inside and person.media in person.sockets)

    @invariant()
    def clients_are_not_left_alone_with_each_other(self) -> None:
        state = self.state
        if state.phase is not Phase.OPEN:
            assert not state.held
            return
        if state.facilitated:
            assert not state.held
            assert state.hold_at is None
        else:
            assert state.held or (state.hold_at is not None and state.hold_at > self.now)
        if state.held:
            rights = media_rights(state).values()
            assert not any(one.voice or one.picture or one.share for one in rights)
        assert self.calls <= 1

    @invariant()
    def a_break_is_on_in_the_room_as_it_is_in_the_rows(self) -> None:
        assert (self.state.pause is not None) == (self.break_is_on() and self.state.phase is not Phase.ENDED)

    @invariant()
    def nothing_is_overdue(self) -> None:
        due = due_at(self.state)
        assert due is None or due > self.now

    @invariant()
    def hands_keep_an_order(self) -> None:
        hands = [one.hand for one in self.state.people.values() if one.hand is not None]
        assert len(hands) == len(set(hands))

    @invariant()
    def only_staff_are_ever_inside_without_having_been_let_in(self) -> None:
        if self.state.phase is Phase.WAITING:
            assert not any(one.standing is Standing.ADMITTED for one in self.state.people.values())

    @invariant()
    def nobody_is_ever_promoted(self) -> None:
        assert all(person.part is PARTS[name] for name, person in self.state.people.items())

    @invariant()
    def the_state_survives_its_row(self) -> None:
        assert msgspec.json.decode(msgspec.json.encode(self.state), type=RoomState) == self.state


@pytest.mark.parametrize("seed", range(20))
def test_the_laws_hold_on_long_walks_of_chance(seed: int) -> None:
    """Hypothesis looks for the short way to a fault; these go far."""
    walk, dice = Walk(), Dice(seed)
    walk.a_room_as_it_mostly_is(begun=True, waiting=set())
    for _ in range(40):
        walk.people_do_things(seed=dice.randrange(2**32), busy=8)
        walk.time_passes(dice.choice([0, 1, 10, 25, 70]))
        name, tab = dice.name(), dice.choice([1, 1, 2])
        if dice.random() < 0.3:
            walk.someone_departs(name, tab, "s")
        else:
            walk.someone_arrives(name, tab, "s", "")
            walk.the_clinician_lets_in("", all_of_them=True)
        walk.laws_hold()


TestWalk = Walk.TestCase
TestWalk.settings = hypothesis.settings(max_examples=100, stateful_step_count=30)


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
    assert "Never To Be Told" in texts[Audience(Role.STAFF)], "it could have leaked"
    assert Audience(Role.MEMBERS) not in texts
    assert Audience(Role.WAITERS) not in texts
    assert set(told.people) == {"gus"}
    assert told.people["gus"].people == ()

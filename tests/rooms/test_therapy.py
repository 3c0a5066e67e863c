"""What happens in a room reaches the rows: attendance to the second, breaks, alarms, chat, who may be let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import connection as database

from rooms import services
from rooms.handlers import refresh_lobby
from rooms.models import Room
from rooms.protocol import messages as says
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Exit
from rooms.protocol.messages import BreakoutPlan, ChatTo, Command, Part, Standing
from rooms.protocol.state import RoomState, person_id
from sessions.domain.events import HoldReleased
from sessions.domain.intervals import Interval
from sessions.models import (
    AlertKind,
    Arrival,
    DeclaredBreak,
    EndReason,
    OutboxEvent,
    PresenceSpan,
    SafetyAlert,
    Session,
    User,
    Zone,
)
from sessions.queries.facts import read_facts
from sessions.services.breaks import end_break
from tests.factories import HOME_STATE, LiveSession, license_in, live_session
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@dataclass(slots=True)
class Sitting:
    """A live session and the connections of those who came."""

    live: LiveSession
    connections: dict[User, str]

    @classmethod
    def of(cls, *, clients: int = 2) -> Sitting:
        """Everybody is there, and let in."""
        sitting = cls(live_session(clients=clients), {})
        for user in [sitting.live.facilitator, *sitting.live.clients]:
            sitting.comes(user)
        sitting.does(sitting.dana, says.AdmitAll(id="1"))
        return sitting

    @property
    def room(self) -> Session:
        return self.live.session

    @property
    def dana(self) -> User:
        return self.live.facilitator

    @property
    def ana(self) -> User:
        return self.live.clients[0]

    def id(self, user: User) -> str:
        return person_id(self.room.pk, user.pk)

    def comes(self, user: User) -> None:
        part = Part.FACILITATOR if user == self.dana else Part.CLIENT
        arrival = services.enter_room(
            user=user,
            part=part,
            session=self.room,
            socket=uuid4().hex,
            resume=None,
            now=datetime.now(UTC),
        )
        self.connections[user] = arrival.connection

    def does(self, user: User, command: Command) -> RoomState:
        return services.obey(
            room=self.room.pk,
            user=user.pk,
            connection=self.connections[user],
            command=command,
            now=datetime.now(UTC),
        ).state

    def state(self) -> RoomState:
        now = services.read_room(self.room.pk)
        assert now is not None
        return now.state

    def spans(self, user: User) -> list[tuple[str, str]]:
        """Zone and end of each, which follow each other without a gap."""
        rows = list(PresenceSpan.objects.filter(person=user).order_by("began_at", "ended_at"))
        assert all(one.ended_at == two.began_at for one, two in pairwise(rows))
        return [(row.zone, row.end_reason) for row in rows]


def stretch(session: Session, *, times: int) -> None:
    """Let what took milliseconds have taken minutes: every moment moves away from the first, in proportion."""
    first = (
        PresenceSpan.objects.filter(session=session)
        .order_by("began_at")
        .values_list("began_at", flat=True)[0]
    )
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE vip_sessions_presencespan SET began_at = %(a)s + (began_at - %(a)s) * %(n)s,"
            " last_seen_at = %(a)s + (last_seen_at - %(a)s) * %(n)s,"
            " ended_at = %(a)s + (ended_at - %(a)s) * %(n)s WHERE session_id = %(s)s",
            {"a": first, "n": times, "s": session.pk},
        )
        cursor.execute(
            "UPDATE vip_sessions_declaredbreak SET began_at = %(a)s + (began_at - %(a)s) * %(n)s,"
            " ended_at = %(a)s + (ended_at - %(a)s) * %(n)s WHERE session_id = %(s)s",
            {"a": first, "n": times, "s": session.pk},
        )
        cursor.execute(
            "UPDATE vip_sessions_session SET ends_at = %s WHERE id = %s",
            [first + timedelta(days=30), session.pk],
        )


def in_place(user: User, *zones: str) -> list[Interval]:
    rows = PresenceSpan.objects.filter(person=user, zone__in=zones).order_by("began_at")
    return [Interval(row.began_at, row.ended_at) for row in rows if row.ended_at is not None]


def seconds(intervals: list[Interval]) -> float:
    return sum((one.end - one.start).total_seconds() for one in intervals)


# --- attendance ---------------------------------------------------------------------------------------------------


def test_breakouts_side_rooms_and_interruptions_cost_nobody_a_second() -> None:
    sitting = Sitting.of()
    dana, ana = sitting.dana, sitting.ana
    plan = (BreakoutPlan(name="Red", people=(sitting.id(ana),)),)
    sitting.does(dana, says.PlanBreakouts(id="1", breakouts=plan))
    sitting.does(dana, says.OpenBreakouts(id="2"))
    sitting.does(ana, says.SetInterrupted(id="1", on=True))
    sitting.does(dana, says.OpenSideRoom(id="3", person=sitting.id(ana)))
    sitting.does(ana, says.SetInterrupted(id="2", on=False))
    sitting.does(dana, says.CloseSideRoom(id="4"))
    sitting.does(dana, says.CloseBreakouts(id="5", in_s=0))
    sitting.does(dana, says.End(id="6"))

    assert sitting.spans(ana) == [
        (Zone.LOBBY, EndReason.MOVED),
        (Zone.ROOM, EndReason.MOVED),
        (Zone.BREAKOUT, EndReason.MOVED),
        (Zone.ROOM, EndReason.SESSION_ENDED),
    ]
    assert sitting.spans(dana) == [
        (Zone.ROOM, EndReason.MOVED),
        (Zone.BREAKOUT, EndReason.MOVED),
        (Zone.ROOM, EndReason.SESSION_ENDED),
    ]
    stretch(sitting.room, times=10_000)
    session = Session.objects.select_related("program").get(pk=sitting.room.pk)
    mine = read_facts([session], now=datetime.now(UTC))[session.pk].attendance_of(ana.pk)
    there = seconds(in_place(ana, Zone.ROOM, Zone.BREAKOUT))
    assert mine.credited.total_seconds() == mine.billable.total_seconds() == pytest.approx(there, abs=1e-3)


def test_a_break_is_subtracted_from_when_it_began_to_when_it_ended() -> None:
    sitting = Sitting.of()
    sitting.does(sitting.dana, says.StartBreak(id="1", seconds=600))
    sitting.does(sitting.ana, says.SetCamera(id="1", on=False))
    sitting.does(sitting.dana, says.EndBreak(id="2"))
    sitting.does(sitting.dana, says.End(id="3"))
    stretch(sitting.room, times=10_000)

    (pause,) = DeclaredBreak.objects.all()
    length = (pause.ended_at - pause.began_at).total_seconds()
    session = Session.objects.select_related("program").get(pk=sitting.room.pk)
    mine = read_facts([session], now=datetime.now(UTC))[session.pk].attendance_of(sitting.ana.pk)
    there = seconds(in_place(sitting.ana, Zone.ROOM))
    facilitated = seconds(in_place(sitting.dana, Zone.ROOM))
    assert length > 1
    assert mine.credited.total_seconds() == pytest.approx(there - length, abs=1e-3)
    assert mine.countable.total_seconds() == pytest.approx(facilitated - length, abs=1e-3)


def test_a_break_that_nobody_ends_ends_as_planned() -> None:
    sitting = Sitting.of()
    sitting.does(sitting.dana, says.StartBreak(id="1", seconds=600))
    (pause,) = DeclaredBreak.objects.all()
    assert pause.ended_at - pause.began_at == timedelta(seconds=600)
    later = datetime.now(UTC) + timedelta(seconds=601)
    (now,) = services.do_what_is_due(now=later)
    assert now.state.pause is None
    assert DeclaredBreak.objects.get().ended_at == pause.ended_at
    assert not Room.objects.exclude(due_at=None).exists()


def test_the_end_of_a_session_ends_its_break() -> None:
    sitting = Sitting.of()
    sitting.does(sitting.dana, says.StartBreak(id="1", seconds=3600))
    sitting.does(sitting.dana, says.End(id="2"))
    assert DeclaredBreak.objects.get().ended_at < datetime.now(UTC) + timedelta(seconds=60)
    assert not end_break(session_id=sitting.room.pk)


def test_the_clock_of_what_counts_stops_while_no_clinician_is_there() -> None:
    sitting = Sitting.of()
    dana, ana = sitting.dana, sitting.ana
    sitting.does(dana, says.Leave(id="1"))
    assert sitting.state().held
    sitting.does(ana, says.SetHand(id="1", on=True))
    sitting.comes(dana)
    assert not sitting.state().held
    sitting.does(dana, says.End(id="2"))
    stretch(sitting.room, times=10_000)

    session = Session.objects.select_related("program").get(pk=sitting.room.pk)
    mine = read_facts([session], now=datetime.now(UTC))[session.pk].attendance_of(ana.pk)
    here = in_place(ana, Zone.ROOM)
    with_dana = [
        Interval(max(one.start, other.start), min(one.end, other.end))
        for one in here
        for other in in_place(dana, Zone.ROOM)
        if one.start < other.end and other.start < one.end
    ]
    assert len(with_dana) == 2
    assert seconds(with_dana) < seconds(here) - 1
    assert mine.credited.total_seconds() == pytest.approx(seconds(with_dana), abs=1e-3)


# --- alarms -------------------------------------------------------------------------------------------------------


def alarms() -> list[tuple[str, object]]:
    return list(SafetyAlert.objects.order_by("raised_at").values_list("kind", "person_id"))


def test_not_ok_alerts_those_on_call_in_the_same_transaction() -> None:
    sitting = Sitting.of()
    OutboxEvent.objects.all().delete()
    sitting.does(sitting.ana, says.SetDistress(id="1", on=True))
    sitting.does(sitting.ana, says.SetDistress(id="2", on=True))
    assert alarms() == [(AlertKind.NOT_OK, sitting.ana.pk)]
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["SafetyAlertRaised"]


@pytest.mark.django_db(transaction=True)
def test_a_hold_calls_somebody_once_however_many_processes_notice() -> None:
    sitting = Sitting.of()
    services.leave_socket(
        room=sitting.room.pk,
        person=sitting.id(sitting.dana),
        connection=sitting.connections[sitting.dana],
        socket=sitting.state().people[sitting.id(sitting.dana)].sockets[sitting.connections[sitting.dana]],
        reason=Exit.LOST,
        now=datetime.now(UTC),
    )
    assert services.do_what_is_due(now=datetime.now(UTC)) == []
    later = datetime.now(UTC) + timedelta(seconds=21)
    at_once([partial(services.do_what_is_due, now=later) for _ in range(4)])
    assert sitting.state().held
    assert alarms() == [(AlertKind.GROUP_HOLD, None)]


# --- chat ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keeps", [False, True])
def test_chat_is_kept_for_those_who_come_back_and_deleted_at_the_end_unless_the_program_keeps_it(
    keeps: bool,
) -> None:
    sitting = Sitting.of()
    program = sitting.room.program
    program.keeps_chat = keeps
    program.save()
    sitting.comes(sitting.dana)  # what the program wants is read at each arrival
    sitting.does(sitting.ana, says.Chat(id="1", to=ChatTo.EVERYONE, text="Thank you"))
    sitting.does(sitting.ana, says.SetHand(id="2", on=True))
    assert [line.text for line in sitting.state().chat] == ["Thank you"]
    assert "Thank you" not in str(Room.objects.get().state)

    sitting.does(sitting.dana, says.End(id="3"))
    assert len(Room.objects.get().chat) == (1 if keeps else 0)


def test_a_reaction_leaves_no_trace_and_takes_no_lock() -> None:
    sitting = Sitting.of()
    before = Room.objects.get()
    heart = says.React(id="1", reaction=says.Reaction.HEART)
    now = services.obey(
        room=sitting.room.pk,
        user=sitting.ana.pk,
        connection=sitting.connections[sitting.ana],
        command=heart,
        now=datetime.now(UTC),
    )
    (told,) = now.notices
    assert told["type"] == "room.aside"
    assert set(told["to"]) == {sitting.id(sitting.dana), sitting.id(sitting.live.clients[1])}
    assert Room.objects.get().version == before.version


# --- who may be let in --------------------------------------------------------------------------------------------


def knocks(*, state: str) -> tuple[Sitting, User]:
    """Dana is there, and a client knocks who is in this state today."""
    sitting = Sitting(live_session(clients=1), {})
    Arrival.objects.filter(person=sitting.ana).update(state=state)
    sitting.comes(sitting.dana)
    sitting.comes(sitting.ana)
    return sitting, sitting.ana


def test_nobody_is_let_in_from_where_no_clinician_here_is_licensed() -> None:
    sitting, ana = knocks(state="NV")
    with pytest.raises(Refused, match="on_hold"):
        sitting.does(sitting.dana, says.Admit(id="1", person=sitting.id(ana)))
    state = sitting.does(sitting.dana, says.AdmitAll(id="2"))
    person = state.people[sitting.id(ana)]
    assert person.standing is Standing.LOBBY
    assert person.check_in is not None
    assert (person.check_in.state, person.check_in.on_hold) == ("NV", True)


def test_a_hold_that_is_over_is_seen_at_the_very_admission() -> None:
    sitting, ana = knocks(state="NV")
    license_in("NV", sitting.dana)
    state = sitting.does(sitting.dana, says.Admit(id="1", person=sitting.id(ana)))
    assert state.people[sitting.id(ana)].standing is Standing.ADMITTED


def test_a_hold_that_arises_while_somebody_waits_is_seen_at_the_very_admission() -> None:
    sitting, ana = knocks(state=HOME_STATE)
    sitting.dana.licenses.all().delete()
    with pytest.raises(Refused, match="on_hold"):
        sitting.does(sitting.dana, says.Admit(id="1", person=sitting.id(ana)))


def test_the_lobby_learns_of_a_release_by_its_event() -> None:
    sitting, ana = knocks(state="NV")
    license_in("NV", sitting.dana)
    event = HoldReleased(session_id=sitting.room.pk)
    version = Room.objects.get().version
    refresh_lobby(event)
    refresh_lobby(event)
    check_in = sitting.state().people[sitting.id(ana)].check_in
    assert check_in is not None
    assert not check_in.on_hold
    assert Room.objects.get().version == version + 1


def test_a_group_is_full_when_as_many_clients_came_as_its_kind_seats() -> None:
    live = live_session(clients=3)
    live.session.kind.seats_max = 2
    live.session.kind.save()
    sitting = Sitting(live, {})
    for user in [live.facilitator, *live.clients[:2]]:
        sitting.comes(user)
    with pytest.raises(Refused, match="room_full"):
        sitting.comes(live.clients[2])


# --- cost ---------------------------------------------------------------------------------------------------------


def test_a_command_takes_one_read_and_one_write(django_assert_num_queries: object) -> None:
    sitting = Sitting.of()
    with django_assert_num_queries(4):  # type: ignore[operator]  # with BEGIN and COMMIT
        sitting.does(sitting.ana, says.SetHand(id="1", on=True))

"""Room commands as transactions: races, presence rows, leases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection as database

from rooms import services
from rooms.models import Room
from rooms.protocol.errors import Refused
from rooms.protocol.happenings import Exit
from rooms.protocol.messages import Admit, AdmitAll, End, Part, Phase, SetCamera, Standing
from rooms.protocol.state import person_id
from rooms.registry import LiveNode
from rooms.services import Arrival
from rooms.tasks import end_expired_presence
from sessions.models import EndReason, PresenceSpan, Session, SessionStatus, User, Zone
from sessions.services.sessions import end_session
from tests.factories import LiveSession, live_session

pytestmark = pytest.mark.django_db(transaction=True)


def enter(live: LiveSession, user: User, *, resume: str | None = None) -> Arrival:
    part = Part.FACILITATOR if user == live.facilitator else Part.CLIENT
    return services.enter_room(
        user=user,
        part=part,
        session=live.session,
        socket=uuid4().hex,
        resume=resume,
        now=datetime.now(UTC),
    )


def leave(live: LiveSession, arrival: Arrival) -> services.RoomNow:
    sockets = arrival.now.state.people[arrival.person].sockets
    return services.leave_socket(
        room=live.session.pk,
        person=arrival.person,
        connection=arrival.connection,
        socket=sockets[arrival.connection],
        reason=Exit.LOST,
        now=datetime.now(UTC),
    )


def at_once(works: Iterable[Callable[[], object]]) -> None:
    """Do all of it at the same time, each on a database connection of its own."""
    works = list(works)
    barrier = threading.Barrier(len(works))
    failures: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait()
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            database.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def open_spans() -> set[tuple[object, str, str]]:
    spans = PresenceSpan.objects.filter(ended_at=None)
    return {(span.person_id, str(span.connection), span.zone) for span in spans}


def test_many_come_go_and_do_things_at_once_and_every_change_has_its_version() -> None:
    live = live_session(clients=8)
    leader = enter(live, live.facilitator)
    first = [enter(live, user) for user in live.clients[:4]]

    def turn(arrival: Arrival, user: User) -> Callable[[], object]:
        def works() -> None:
            for on in (False, True, False):
                services.obey(
                    room=live.session.pk,
                    user=user.pk,
                    connection=arrival.connection,
                    command=SetCamera(id="1", on=on),
                    now=datetime.now(UTC),
                )
            leave(live, arrival)

        return works

    before = Room.objects.get(pk=live.session.pk).version
    at_once(
        [
            *(turn(arrival, user) for arrival, user in zip(first, live.clients[:4], strict=True)),
            *(partial(enter, live, user) for user in live.clients[4:]),
            lambda: services.obey(
                room=live.session.pk,
                user=live.facilitator.pk,
                connection=leader.connection,
                command=AdmitAll(id="1"),
                now=datetime.now(UTC),
            ),
        ]
    )

    now = services.read_room(live.session.pk)
    assert now is not None
    # Four people changed their camera three times and left, four came; letting in counts if anybody waited by then.
    assert now.version - before in (20, 21)
    expected = {
        (person.user, connection, Zone.ROOM if person.standing is Standing.ADMITTED else Zone.LOBBY)
        for person in now.state.people.values()
        for connection in person.sockets
    }
    assert open_spans() == expected


def test_the_first_two_to_arrive_at_once_find_one_room() -> None:
    live = live_session(clients=2)
    at_once(partial(enter, live, user) for user in live.clients)
    room = Room.objects.get(pk=live.session.pk)
    assert room.version == 2
    assert len(open_spans()) == 2


def test_a_refused_command_leaves_no_trace() -> None:
    live = live_session(clients=1)
    client = enter(live, live.clients[0])
    before = Room.objects.get(pk=live.session.pk)
    with pytest.raises(Refused, match="not_allowed"):
        services.obey(
            room=live.session.pk,
            user=live.clients[0].pk,
            connection=client.connection,
            command=Admit(id="1", person=client.person),
            now=datetime.now(UTC),
        )
    after = Room.objects.get(pk=live.session.pk)
    assert (after.version, after.state) == (before.version, before.state)


def test_presence_is_what_the_room_says_it_is() -> None:
    live = live_session(clients=1)
    leader, client = enter(live, live.facilitator), enter(live, live.clients[0])
    services.obey(
        room=live.session.pk,
        user=live.facilitator.pk,
        connection=leader.connection,
        command=Admit(id="1", person=client.person),
        now=datetime.now(UTC),
    )
    leave(live, client)
    back = enter(live, live.clients[0])
    services.obey(
        room=live.session.pk,
        user=live.facilitator.pk,
        connection=leader.connection,
        command=End(id="1"),
        now=datetime.now(UTC),
    )
    spans = PresenceSpan.objects.filter(person=live.clients[0]).order_by("began_at")
    assert [(span.zone, span.end_reason) for span in spans] == [
        (Zone.LOBBY, EndReason.MOVED),
        (Zone.ROOM, EndReason.LOST),
        (Zone.ROOM, EndReason.SESSION_ENDED),
    ]
    assert spans[0].ended_at == spans[1].began_at
    assert str(spans[2].connection) == back.connection
    assert Session.objects.get(pk=live.session.pk).status == SessionStatus.ENDED


def test_a_connection_cannot_be_resumed_by_anybody_else() -> None:
    live = live_session(clients=2)
    mine = enter(live, live.clients[0])
    theirs = enter(live, live.clients[1], resume=mine.connection)
    assert not theirs.resumed
    assert theirs.connection != mine.connection
    assert len(open_spans()) == 2


def test_the_end_of_a_session_elsewhere_ends_its_room_once() -> None:
    live = live_session(clients=1)
    enter(live, live.clients[0])
    end_session(live.session.pk)
    first, second = services.end_room(live.session.pk), services.end_room(live.session.pk)
    assert first is not None
    assert second is not None
    assert first.state.phase is Phase.ENDED
    assert (first.version, second.version) == (2, 2)
    assert second.notices == ()


def test_a_session_nobody_came_to_has_no_room_to_end() -> None:
    assert services.end_room(live_session().session.pk) is None


def expire(*people: User) -> None:
    """Their last renewal was five minutes ago."""
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    spans = PresenceSpan.objects.filter(person__in=people)
    spans.update(began_at=long_ago, last_seen_at=long_ago)


def test_an_expired_lease_ends_presence_and_takes_its_owner_out_of_the_room() -> None:
    live = live_session(clients=2)
    for user in live.clients:
        enter(live, user)
    expire(live.clients[0])

    assert end_expired_presence() == 1
    assert end_expired_presence() == 0

    now = services.read_room(live.session.pk)
    assert now is not None
    connected = {id for id, person in now.state.people.items() if person.connected}
    assert connected == {person_id(live.session.pk, live.clients[1].pk)}
    lost = PresenceSpan.objects.get(person=live.clients[0])
    assert (lost.end_reason, lost.ended_at) == (EndReason.SERVER, lost.last_seen_at)


def test_an_expired_lease_and_its_owners_own_goodbye_end_it_once() -> None:
    for _ in range(5):
        live = live_session(clients=1)
        arrival = enter(live, live.clients[0])
        expire(live.clients[0])
        at_once([end_expired_presence, partial(leave, live, arrival)])
        now = services.read_room(live.session.pk)
        assert now is not None
        assert now.version == 2
        assert PresenceSpan.objects.filter(person=live.clients[0], ended_at=None).count() == 0


NODES = [LiveNode(id="busy", load=20, port=1), LiveNode(id="idle", load=3, port=2)]


def test_a_room_goes_to_the_least_loaded_node_and_stays_there_while_it_lives() -> None:
    live = live_session(clients=0)
    leader = enter(live, live.facilitator)

    def offer(nodes: list[LiveNode]) -> tuple[str, int]:
        services.take_media(
            room=live.session.pk,
            user=live.facilitator.pk,
            connection=leader.connection,
            nodes=nodes,
            now=datetime.now(UTC),
        )
        row = Room.objects.get(pk=live.session.pk)
        return row.node, row.epoch

    assert offer(NODES) == ("idle", 1)
    assert offer([LiveNode(id="idle", load=99, port=2), NODES[0]]) == ("idle", 1)
    assert offer([NODES[0]]) == ("busy", 2)
    with pytest.raises(Refused, match="media_unavailable"):
        offer([])
    assert offer([NODES[0]]) == ("busy", 2)


def test_two_who_offer_at_once_meet_on_one_node() -> None:
    live = live_session(clients=2)
    leader = enter(live, live.facilitator)
    arrivals = {user: enter(live, user) for user in live.clients}
    services.obey(
        room=live.session.pk,
        user=live.facilitator.pk,
        connection=leader.connection,
        command=AdmitAll(id="1"),
        now=datetime.now(UTC),
    )
    chosen: list[str] = []

    def offer(user: User, arrival: Arrival, nodes: list[LiveNode]) -> None:
        now = services.take_media(
            room=live.session.pk,
            user=user.pk,
            connection=arrival.connection,
            nodes=nodes,
            now=datetime.now(UTC),
        )
        chosen.append(now.node)

    one, two = arrivals.items()
    at_once([partial(offer, *one, NODES), partial(offer, *two, NODES[::-1])])
    assert chosen == ["idle", "idle"]
    assert Room.objects.get(pk=live.session.pk).epoch == 1

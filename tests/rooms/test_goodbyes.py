"""Whoever left while their socket was down says so later, by HTTP: it was no loss of connection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from rooms import services
from rooms.admission import may_enter
from rooms.protocol.happenings import Exit
from rooms.services import Arrival
from sessions.models import EndReason, PresenceSpan, User, Zone
from sessions.services import attendance
from tests.factories import LiveSession

pytestmark = pytest.mark.django_db(transaction=True)


def enter(live: LiveSession, user: User) -> Arrival:
    now = datetime.now(UTC)
    passed = may_enter(user_id=user.pk, room=live.session.pk, only_session=None, now=now)
    return services.enter_room(
        user=passed.user, part=passed.part, session=passed.session, socket="socket", resume=None, now=now
    )


def lose(live: LiveSession, arrival: Arrival) -> None:
    services.leave_socket(
        room=live.session.pk,
        person=arrival.person,
        connection=arrival.connection,
        socket="socket",
        reason=Exit.LOST,
        now=datetime.now(UTC),
    )


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def tell(client: Client, live: LiveSession, connection: str) -> int:
    answer = client.post(f"/rooms/{live.session.pk}/leave/", {"connection": connection})
    return answer.status_code


def spans(user: User) -> list[tuple[str, datetime | None]]:
    found = PresenceSpan.objects.filter(person=user).order_by("began_at")
    return [(span.end_reason, span.ended_at) for span in found]


def test_a_connection_that_was_lost_was_left_and_ended_when_it_had(live: LiveSession) -> None:
    leader = enter(live, live.facilitator)
    lose(live, leader)
    [(_, ended_at)] = spans(live.facilitator)
    client = sign_in(live.facilitator)
    assert [tell(client, live, leader.connection) for _ in range(2)] == [204, 204]
    assert spans(live.facilitator) == [("left", ended_at)]


def test_one_that_the_room_still_holds_leaves_it(live: LiveSession) -> None:
    leader = enter(live, live.facilitator)
    assert tell(sign_in(live.facilitator), live, leader.connection) == 204
    now = services.read_room(live.session.pk)
    assert now is not None
    me = now.state.people[leader.person]
    assert (me.connected, me.left) == (False, True)
    assert [reason for reason, _ in spans(live.facilitator)] == ["left"]


def test_whoever_came_back_meanwhile_stays(live: LiveSession) -> None:
    first = enter(live, live.facilitator)
    lose(live, first)
    enter(live, live.facilitator)
    assert tell(sign_in(live.facilitator), live, first.connection) == 204
    assert [reason for reason, _ in spans(live.facilitator)] == ["left", ""]


def test_nobody_leaves_for_another(live: LiveSession) -> None:
    leader, other = enter(live, live.facilitator), enter(live, live.clients[0])
    lose(live, other)
    intruder = sign_in(live.clients[1])
    assert [tell(intruder, live, each.connection) for each in (leader, other)] == [204, 204]
    assert [reason for reason, _ in spans(live.facilitator) + spans(live.clients[0])] == ["", "lost"]
    assert tell(Client(), live, leader.connection) == 404


@pytest.mark.parametrize("reason", [EndReason.REMOVED, EndReason.SESSION_ENDED])
def test_what_others_ended_stays_so(live: LiveSession, reason: EndReason) -> None:
    starts_at, wire = live.session.starts_at, uuid4()
    PresenceSpan.objects.create(
        session=live.session,
        person=live.clients[0],
        connection=wire,
        zone=Zone.ROOM,
        began_at=starts_at,
        last_seen_at=starts_at + timedelta(minutes=5),
        ended_at=starts_at + timedelta(minutes=5),
        end_reason=reason,
    )
    assert tell(sign_in(live.clients[0]), live, str(wire)) == 204
    assert [found for found, _ in spans(live.clients[0])] == [reason]


def test_a_final_record_stays_what_it_is(live: LiveSession) -> None:
    leader = enter(live, live.facilitator)
    lose(live, leader)
    assert attendance.finalize(live.session.pk, now=datetime.now(UTC))
    assert tell(sign_in(live.facilitator), live, leader.connection) == 204
    assert [reason for reason, _ in spans(live.facilitator)] == ["lost"]


def test_what_is_no_connection_is_told_so(live: LiveSession) -> None:
    client = sign_in(live.facilitator)
    assert tell(client, live, "nonsense") == 400
    assert tell(client, live, str(uuid4())) == 204, "a room that nobody ever entered"
    assert client.get(f"/rooms/{live.session.pk}/leave/").status_code == 405


def test_a_forged_goodbye_is_refused(live: LiveSession) -> None:
    leader = enter(live, live.facilitator)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(live.facilitator, backend="django.contrib.auth.backends.ModelBackend")
    assert tell(strict, live, leader.connection) == 403
    assert [reason for reason, _ in spans(live.facilitator)] == [""]

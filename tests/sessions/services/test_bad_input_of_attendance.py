"""What should never happen to attendance, and does: nothing is lost, and the recorded spans never change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from rooms.tasks import end_expired_presence
from sessions.domain.errors import AttestationRefused, CorrectionRefused, ScheduleRefused
from sessions.models import (
    AttendanceRecord,
    AttestedKind,
    DeclaredBreak,
    EndReason,
    Heartbeat,
    Outage,
    PresenceSpan,
    Role,
    Session,
    User,
    Zone,
)
from sessions.queries.facts import read_facts
from sessions.services import attendance, breaks, outages, presence
from sessions.services.attestations import attest_presence
from sessions.services.corrections import correct_attendance
from sessions.services.sessions import reschedule_session
from sessions.tasks import finalize_attendance
from tests import factories

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def spans_as_recorded() -> list[tuple[object, ...]]:
    """Everything that is recorded of anybody's presence."""
    return list(PresenceSpan.objects.order_by("pk").values_list())


def credited(session: Session, someone: User) -> int:
    return AttendanceRecord.objects.get(session=session, person=someone).credited_s


def an_evening(now: datetime) -> tuple[Session, User, User]:
    """An hour that ended five minutes ago, with its leader and a client."""
    leader, client = factories.facilitator(), factories.client()
    starts_at = now - HOUR - 5 * MINUTE
    session = factories.session_at(starts_at, lasting=HOUR, clients=[client], facilitators=[leader])
    factories.was_in(session, leader, starts_at, starts_at + HOUR)
    return session, leader, client


# --- spans with no end ------------------------------------------------------------------------------------------------


def test_a_span_that_nobody_ended_counts_until_it_was_last_seen(now: datetime) -> None:
    session, _, client = an_evening(now)
    lost = factories.was_in(session, client, session.starts_at)
    PresenceSpan.objects.filter(pk=lost.pk).update(last_seen_at=session.starts_at + 20 * MINUTE)

    assert attendance.finalize_due(now) == [session.pk]

    lost.refresh_from_db()
    assert credited(session, client) == 1_200
    assert (lost.ended_at, lost.end_reason) == (session.starts_at + 20 * MINUTE, "server")


def test_a_renewal_that_comes_after_the_record_was_written_does_not_belie_it(now: datetime) -> None:
    session, _, client = an_evening(now)
    lost = factories.was_in(session, client, session.starts_at)
    attendance.finalize_due(now)

    assert (
        presence.renew({lost.connection: timedelta(0)}) == set()
    )  # a process that could not reach us before

    facts = read_facts([Session.objects.get(pk=session.pk)], now=now)[session.pk]
    assert facts.attendance_of(client.pk).credited.total_seconds() == credited(session, client) == 0


def test_a_database_that_was_gone_made_nobody_leave(now: datetime, settings: Settings) -> None:
    """Its silence lasted longer than every lease; who is still there says so first, and is not ended by a worker."""
    live = factories.live_session(clients=1)
    [client] = live.clients
    here = factories.was_in(live.session, client, now - 10 * MINUTE)
    over, _, _ = an_evening(now)
    settings.PRESENCE_SETTLE_S = 10_000.0  # it has only just come up

    assert end_expired_presence() == 0
    finalize_attendance()

    over.refresh_from_db()
    assert over.attendance_final_at is None
    assert presence.renew({here.connection: timedelta(0)}) == {here.connection}
    settings.PRESENCE_SETTLE_S = 0.0
    end_expired_presence()
    finalize_attendance()
    here.refresh_from_db()
    over.refresh_from_db()
    assert here.ended_at is None
    assert over.attendance_final_at is not None


# --- clocks that jump -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("close", [presence.close_span, None])
def test_a_clock_that_was_set_back_ends_nothing_before_it_began(
    now: datetime, close: Callable[..., bool] | None
) -> None:
    live = factories.live_session(clients=1)
    [client] = live.clients
    ahead = factories.was_in(live.session, client, now + 5 * MINUTE)  # written before the clock was set back

    if close is None:
        presence.move_spans(session_id=live.session.pk, person_id=client.pk, zone=Zone.BREAKOUT)
    else:
        close(connection=ahead.connection, reason=EndReason.LEFT)

    ahead.refresh_from_db()
    assert ahead.ended_at == ahead.last_seen_at == ahead.began_at
    facts = read_facts([live.session], now=now)[live.session.pk]
    assert facts.attendance_of(client.pk).credited == timedelta(0)


def test_a_clock_that_was_set_back_while_somebody_is_here_takes_nothing_from_them(now: datetime) -> None:
    live = factories.live_session(clients=1)
    [client] = live.clients
    here = factories.was_in(live.session, client, now - 5 * MINUTE)
    PresenceSpan.objects.filter(pk=here.pk).update(last_seen_at=now + 5 * MINUTE)

    presence.renew({here.connection: timedelta(0)})
    presence.close_span(connection=here.connection, reason=EndReason.LEFT)

    here.refresh_from_db()
    assert here.ended_at == now + 5 * MINUTE


def test_a_clock_that_was_set_back_makes_no_outage_and_no_break_without_end(now: datetime) -> None:
    session = factories.live_session().session
    Heartbeat.objects.create(node="web-1", seen_at=now + HOUR)
    assert outages.beat("web-2") == 0
    outages.beat("web-1")
    assert not Outage.objects.exists()

    breaks.begin_break(session_id=session.pk, length=10 * MINUTE)
    DeclaredBreak.objects.update(began_at=now + HOUR, ended_at=now + HOUR + 10 * MINUTE)
    assert breaks.end_break(session_id=session.pk) is False
    [pause] = DeclaredBreak.objects.all()
    assert pause.ended_at - pause.began_at == 10 * MINUTE


def test_a_workers_fast_clock_makes_nothing_final_that_is_not_over_here(now: datetime) -> None:
    """It finds the session; but what is open and alive by the database's clock is counted to the end of the window."""
    live = factories.live_session(clients=1)
    leader, [client] = live.facilitator, live.clients
    for someone in (leader, client):
        span = factories.was_in(live.session, someone, live.session.starts_at)
        PresenceSpan.objects.filter(pk=span.pk).update(last_seen_at=now)
    before = spans_as_recorded()

    attendance.finalize_due(
        live.session.starts_at + 2 * HOUR
    )  # its clock is two hours ahead, the session lasts three

    assert not AttendanceRecord.objects.exists()
    assert spans_as_recorded() == before


# --- overlapping devices ----------------------------------------------------------------------------------------------


def test_devices_that_overlap_in_every_way_count_once(now: datetime) -> None:
    session, _, client = an_evening(now)
    for first, last in ((0, 30), (10, 20), (0, 30), (25, 50), (50, 60)):
        factories.was_in(
            session, client, session.starts_at + first * MINUTE, session.starts_at + last * MINUTE
        )
    attendance.finalize_due(now)
    assert credited(session, client) == 3_600


# --- a session that moves ---------------------------------------------------------------------------------------------


def test_a_session_that_has_begun_is_not_moved_and_nobody_in_it_is_touched(now: datetime) -> None:
    live = factories.live_session(clients=1)
    factories.was_in(live.session, live.clients[0], live.session.starts_at)
    before = spans_as_recorded()

    with pytest.raises(ScheduleRefused) as refused:
        reschedule_session(
            live.session.pk, starts_at=now + HOUR, ends_at=now + 2 * HOUR, now=datetime.now(UTC)
        )

    assert refused.value.code == "session_began"
    assert refused.value.sentence
    assert spans_as_recorded() == before


def test_who_waited_for_a_session_that_is_then_moved_has_not_attended_it(now: datetime) -> None:
    """They were in the room before it began, as rooms open early; that is kept, and counts for nothing."""
    leader, client = factories.facilitator(), factories.client()
    session = factories.session_at(now + 10 * MINUTE, lasting=HOUR, clients=[client], facilitators=[leader])
    for someone in (leader, client):
        factories.was_in(session, someone, now - 10 * MINUTE, now)
    before = spans_as_recorded()

    reschedule_session(session.pk, starts_at=now + 2 * HOUR, ends_at=now + 3 * HOUR, now=now)
    attendance.finalize_due(now + 4 * HOUR)

    record = AttendanceRecord.objects.get(session=session, person=client)
    assert (record.credited_s, record.status, record.late) == (0, "absent", False)
    assert spans_as_recorded() == before


# --- people without the right, and figures that cannot be -------------------------------------------------------------


def test_what_is_refused_and_what_is_allowed_leave_the_spans_as_they_were(now: datetime) -> None:
    session, leader, client = an_evening(now)
    factories.was_in(session, client, session.starts_at, session.starts_at + 30 * MINUTE)
    attendance.finalize_due(now)
    before = spans_as_recorded()
    record = AttendanceRecord.objects.get(session=session, person=client)
    said: dict[str, Any] = {
        "billable_s": 600,
        "excused": False,
        "reason": "They had stepped out for a while.",
    }

    for by in (client, factories.facilitator(), factories.person(Role.COORDINATOR)):
        with pytest.raises(CorrectionRefused) as refused:
            correct_attendance(record.pk, by=by, now=now, credited_s=600, **said)
        assert refused.value.code == "not_yours"
    with pytest.raises(CorrectionRefused):
        correct_attendance(record.pk, by=leader, now=now, credited_s=86_400, **said)
    with pytest.raises(AttestationRefused):
        attest(session, client, by=factories.facilitator(), now=now)
    correct_attendance(record.pk, by=leader, now=now, credited_s=600, **said)

    assert credited(session, client) == 600
    assert spans_as_recorded() == before


def attest(session: Session, client: User, *, by: User, now: datetime) -> None:
    attest_presence(
        session.pk,
        people=[client.pk],
        kind=AttestedKind.PHONE,
        began_at=session.starts_at,
        ended_at=session.starts_at + HOUR,
        reason="On the telephone throughout.",
        by=by,
        now=now,
    )


def test_the_database_itself_refuses_a_span_that_ends_before_it_began(now: datetime) -> None:
    live = factories.live_session(clients=1)
    with pytest.raises(Exception, match="span_ends_with_a_reason"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vip_sessions_presencespan (id, session_id, person_id, connection, zone, began_at,"
            " last_seen_at, ended_at, end_reason) VALUES (%s, %s, %s, %s, 'room', %s, %s, %s, 'left')",
            [uuid4(), live.session.pk, live.clients[0].pk, UUID(int=1), now, now, now - SECOND],
        )

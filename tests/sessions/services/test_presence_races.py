"""Several processes open, move, renew, end and expire spans of the same people at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import F

from sessions.models import AttendanceRecord, EndReason, PresenceSpan, Zone
from sessions.services import attendance, hindsight, presence
from tests.factories import LiveSession, live_session
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live() -> LiveSession:
    return live_session(clients=2)


def connected(live: LiveSession, zone: Zone = Zone.LOBBY, *, silent_for_s: float = 0) -> UUID:
    wire = uuid4()
    presence.open_span(session_id=live.session.pk, person_id=live.clients[0].pk, connection=wire, zone=zone)
    ago = timedelta(seconds=silent_for_s)
    PresenceSpan.objects.filter(connection=wire).update(
        began_at=F("began_at") - ago, last_seen_at=F("last_seen_at") - ago
    )
    return wire


def test_of_two_processes_that_open_one_connection_one_succeeds(live: LiveSession) -> None:
    wire, person = uuid4(), live.clients[0]
    outcomes = at_once(
        [
            lambda: presence.open_span(
                session_id=live.session.pk, person_id=person.pk, connection=wire, zone=Zone.LOBBY
            )
        ]
        * 8
    )
    assert outcomes.count(None) == 1
    assert PresenceSpan.objects.count() == 1


def test_a_span_that_many_close_at_once_ends_once(live: LiveSession) -> None:
    wire = connected(live)
    outcomes = at_once([lambda: presence.close_span(connection=wire, reason=EndReason.LEFT)] * 8)
    assert sorted(map(bool, outcomes)) == [False] * 7 + [True]
    assert PresenceSpan.objects.filter(ended_at__isnull=False).count() == 1


def test_renewing_and_expiring_at_once_leaves_each_span_either_open_or_ended_when_last_seen(
    live: LiveSession,
) -> None:
    wires = [connected(live, silent_for_s=31) for _ in range(50)]
    heard = dict.fromkeys(wires, timedelta(0))
    renewed, *expired = at_once([lambda: presence.renew(heard), *[lambda: presence.end_expired()] * 3])
    assert isinstance(renewed, set)
    ended = {span.connection for some in expired if isinstance(some, list) for span in some}
    assert renewed | ended == set(wires)
    assert renewed & ended == set()
    for span in PresenceSpan.objects.filter(connection__in=ended):
        assert (span.ended_at, span.end_reason) == (span.last_seen_at, EndReason.SERVER)
    assert set(PresenceSpan.objects.filter(ended_at=None).values_list("connection", flat=True)) == renewed


def test_a_connection_that_moves_while_it_is_renewed_is_still_held(live: LiveSession) -> None:
    wires = [connected(live) for _ in range(50)]
    heard = dict.fromkeys(wires, timedelta(0))

    def move() -> None:
        for zone in (Zone.ROOM, Zone.BREAKOUT, Zone.ROOM):
            presence.move_spans(session_id=live.session.pk, person_id=live.clients[0].pk, zone=zone)

    def renew_often() -> list[set[UUID]]:
        return [presence.renew(heard) for _ in range(10)]

    moved, renewals = at_once([move, renew_often])
    assert moved is None
    assert renewals == [set(wires)] * 10


def test_ending_a_session_while_everyone_is_renewed_and_expired_deadlocks_nobody(live: LiveSession) -> None:
    wires = [connected(live, silent_for_s=60 if number % 2 else 0) for number in range(60)]
    heard = dict.fromkeys(reversed(wires), timedelta(0))
    outcomes = at_once(
        [
            lambda: presence.close_session(live.session.pk, EndReason.SESSION_ENDED),
            lambda: presence.renew(heard),
            lambda: presence.renew(heard),
            lambda: presence.end_expired(),
            lambda: presence.close_person(
                session_id=live.session.pk, person_id=live.clients[0].pk, reason=EndReason.REMOVED
            ),
        ]
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert not PresenceSpan.objects.filter(ended_at=None).exists()
    assert PresenceSpan.objects.count() == len(wires)


def test_testifying_while_a_session_ends_and_its_records_are_made_deadlocks_nobody(live: LiveSession) -> None:
    wires = [connected(live, Zone.ROOM, silent_for_s=25) for _ in range(20)]
    presence.move_spans(session_id=live.session.pk, person_id=live.clients[0].pk, zone=Zone.BREAKOUT)
    now = datetime.now(UTC)

    def testify() -> None:
        for wire in wires:
            hindsight.vouch(session_id=live.session.pk, connection=wire, silent_for=timedelta(seconds=10))
            hindsight.cut_back(session_id=live.session.pk, connection=wire, silent_for=timedelta(seconds=10))

    outcomes = at_once(
        [
            lambda: presence.close_session(live.session.pk, EndReason.SESSION_ENDED),
            testify,
            testify,
            lambda: attendance.finalize(live.session.pk, now=now),
            lambda: presence.end_expired(),
        ]
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    attendance.finalize(live.session.pk, now=now)  # the next beat's, where the first passed over a row in use
    assert AttendanceRecord.objects.count() == len(live.clients)


def test_expiry_passes_over_a_span_that_a_room_is_changing(live: LiveSession) -> None:
    wire = connected(live, silent_for_s=60)
    with transaction.atomic():
        presence.close_span(connection=wire, reason=EndReason.LEFT)
        [expired] = at_once([presence.end_expired])
    assert expired == []
    assert PresenceSpan.objects.get().end_reason == EndReason.LEFT

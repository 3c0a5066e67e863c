"""Presence spans tell by the database's clock where each connection was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.models import EndReason, PresenceSpan, Zone
from sessions.services import presence
from tests.factories import LiveSession, live_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def live() -> LiveSession:
    return live_session(clients=1)


def open_one(live: LiveSession, zone: Zone = Zone.LOBBY) -> PresenceSpan:
    wire = uuid4()
    presence.open_span(session_id=live.session.pk, person_id=live.clients[0].pk, connection=wire, zone=zone)
    return PresenceSpan.objects.get(connection=wire)


def age(span: PresenceSpan, seconds: float) -> None:
    """Make the span look ``seconds`` older, as if that time had passed without a renewal."""
    ago = timedelta(seconds=seconds)
    PresenceSpan.objects.filter(pk=span.pk).update(
        began_at=span.began_at - ago, last_seen_at=span.last_seen_at - ago
    )
    span.refresh_from_db()


def test_a_span_begins_when_it_is_opened_and_is_open(live: LiveSession) -> None:
    span = open_one(live)
    assert span.began_at == span.last_seen_at
    assert (span.ended_at, span.end_reason, span.zone) == (None, "", Zone.LOBBY)


def test_time_passes_within_one_transaction(live: LiveSession) -> None:
    with transaction.atomic():
        first, second = open_one(live), open_one(live)
    assert second.began_at > first.began_at


def test_a_connection_is_never_in_two_places(live: LiveSession) -> None:
    span = open_one(live)
    with pytest.raises(IntegrityError), transaction.atomic():
        presence.open_span(
            session_id=live.session.pk,
            person_id=live.clients[0].pk,
            connection=span.connection,
            zone=Zone.ROOM,
        )


def test_an_admitted_person_is_in_the_room_from_the_instant_they_leave_the_lobby(live: LiveSession) -> None:
    waiting = open_one(live)
    moved = presence.move_spans(session_id=live.session.pk, person_id=live.clients[0].pk, zone=Zone.ROOM)
    waiting.refresh_from_db()
    entered = PresenceSpan.objects.get(connection=waiting.connection, ended_at=None)
    assert moved == 1
    assert (waiting.end_reason, waiting.ended_at) == (EndReason.MOVED, entered.began_at)
    assert entered.zone == Zone.ROOM


def test_moving_to_where_one_is_changes_nothing(live: LiveSession) -> None:
    span = open_one(live, Zone.ROOM)
    assert presence.move_spans(session_id=live.session.pk, person_id=live.clients[0].pk, zone=Zone.ROOM) == 0
    assert list(PresenceSpan.objects.all()) == [span]


def test_a_silent_connection_ends_when_it_was_last_heard(live: LiveSession) -> None:
    span = open_one(live)
    age(span, 60)
    assert presence.close_span(
        connection=span.connection, reason=EndReason.LOST, silent_for=timedelta(seconds=20)
    )
    span.refresh_from_db()
    assert span.ended_at is not None
    assert timedelta(seconds=40) <= span.ended_at - span.began_at < timedelta(seconds=45)


def test_a_span_never_ends_before_it_was_last_seen(live: LiveSession) -> None:
    span = open_one(live)
    presence.close_span(connection=span.connection, reason=EndReason.LOST, silent_for=timedelta(hours=1))
    span.refresh_from_db()
    assert span.ended_at == span.began_at


def test_closing_twice_keeps_the_first_end(live: LiveSession) -> None:
    span = open_one(live)
    assert presence.close_span(connection=span.connection, reason=EndReason.LEFT)
    span.refresh_from_db()
    assert not presence.close_span(connection=span.connection, reason=EndReason.LOST)
    assert PresenceSpan.objects.get().ended_at == span.ended_at


def test_ending_a_session_ends_every_span_in_it_and_no_other(live: LiveSession) -> None:
    other = open_one(live_session(clients=1))
    spans = [open_one(live), open_one(live, Zone.ROOM)]
    assert presence.close_session(live.session.pk, EndReason.SESSION_ENDED) == len(spans)
    assert list(PresenceSpan.objects.filter(ended_at=None)) == [other]


def test_removing_a_person_ends_all_their_connections(live: LiveSession) -> None:
    for _ in range(2):
        open_one(live)
    closed = presence.close_person(
        session_id=live.session.pk, person_id=live.clients[0].pk, reason=EndReason.REMOVED
    )
    assert closed == 2
    assert set(PresenceSpan.objects.values_list("end_reason", flat=True)) == {EndReason.REMOVED}


def end_session(live: LiveSession) -> None:
    presence.close_session(live.session.pk, EndReason.SESSION_ENDED)


def leave(live: LiveSession) -> None:
    presence.close_person(session_id=live.session.pk, person_id=live.clients[0].pk, reason=EndReason.LEFT)


def move(live: LiveSession) -> None:
    presence.move_spans(session_id=live.session.pk, person_id=live.clients[0].pk, zone=Zone.BREAKOUT)


@pytest.mark.parametrize("what", [end_session, leave, move])
def test_nobody_is_vouched_for_after_their_lease(
    live: LiveSession, what: Callable[[LiveSession], None]
) -> None:
    gone, here = open_one(live, Zone.ROOM), open_one(live, Zone.ROOM)
    age(gone, 40)  # a server died with it, and nobody has looked since
    what(live)
    last_seen_at = gone.last_seen_at
    gone.refresh_from_db()
    here.refresh_from_db()
    assert gone.ended_at == last_seen_at
    assert here.ended_at is not None
    assert here.ended_at > here.began_at
    presence.end_expired(session_id=live.session.pk)
    moved_on = PresenceSpan.objects.filter(connection=gone.connection, zone=Zone.BREAKOUT)
    assert {span.ended_at for span in moved_on} <= {last_seen_at}


def test_a_database_that_was_away_itself_lets_nobody_run_out(live: LiveSession, settings: Settings) -> None:
    settings.PRESENCE_SETTLE_S = 10_000_000.0
    span = open_one(live, Zone.ROOM)
    age(span, 40)
    last_seen_at = span.last_seen_at
    end_session(live)
    span.refresh_from_db()
    assert span.ended_at is not None
    assert span.ended_at - last_seen_at > timedelta(seconds=39)
    assert span.end_reason == EndReason.SESSION_ENDED


def test_renewal_tells_which_connections_still_hold_a_span(live: LiveSession) -> None:
    held, ended = open_one(live), open_one(live)
    presence.close_span(connection=ended.connection, reason=EndReason.LOST)
    heard = {span.connection: timedelta(0) for span in (held, ended)} | {uuid4(): timedelta(0)}
    assert presence.renew(heard) == {held.connection}


def test_renewal_never_goes_back(live: LiveSession) -> None:
    span = open_one(live)
    presence.renew({span.connection: timedelta(seconds=30)})
    assert PresenceSpan.objects.get().last_seen_at == span.last_seen_at


def test_a_renewal_counts_from_when_the_connection_was_heard(live: LiveSession) -> None:
    span = open_one(live)
    age(span, 60)
    presence.renew({span.connection: timedelta(seconds=10)})
    seen = PresenceSpan.objects.get().last_seen_at - span.began_at
    assert timedelta(seconds=50) <= seen < timedelta(seconds=55)


def test_renewing_nobody_asks_nothing_of_the_database(
    live: LiveSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert presence.renew({}) == set()


def test_a_hundred_renewals_are_one_statement(
    live: LiveSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    heard = {open_one(live).connection: timedelta(0) for _ in range(100)}
    with django_assert_num_queries(1):
        assert presence.renew(heard) == set(heard)


def test_an_expired_span_ends_when_it_was_last_seen_not_when_that_was_noticed(live: LiveSession) -> None:
    expired, held = open_one(live, Zone.ROOM), open_one(live)
    age(expired, 31)
    assert presence.sessions_with_expired_spans() == {live.session.pk}
    [found] = presence.end_expired()
    expired.refresh_from_db()
    assert found == presence.ExpiredSpan(
        session_id=live.session.pk,
        person_id=live.clients[0].pk,
        connection=expired.connection,
        zone=Zone.ROOM,
        ended_at=expired.last_seen_at,
    )
    assert (expired.ended_at, expired.end_reason) == (expired.last_seen_at, EndReason.SERVER)
    assert list(PresenceSpan.objects.filter(ended_at=None)) == [held]


def test_expiry_can_be_asked_for_one_session_alone(live: LiveSession) -> None:
    here, elsewhere = open_one(live), open_one(live_session(clients=1))
    for span in (here, elsewhere):
        age(span, 40)
    assert [span.connection for span in presence.end_expired(session_id=live.session.pk)] == [here.connection]


def test_the_clock_is_the_databases(live: LiveSession) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        before = cursor.fetchone()[0]
        span = open_one(live)
        cursor.execute("SELECT clock_timestamp()")
        after = cursor.fetchone()[0]
    assert before < span.began_at < after

"""Attendance is written down once, after the session, and is what the presence spans say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from sessions.models import (
    AttendanceRecord,
    DeclaredBreak,
    EndReason,
    OutboxEvent,
    Session,
    SessionStatus,
    User,
)
from sessions.services import attendance
from tests import factories
from tests.threads import at_once

START = datetime(2027, 3, 10, 23, tzinfo=UTC)
END = START + timedelta(hours=3)
FINAL = END + timedelta(minutes=4)
SECOND = timedelta(seconds=1)


@pytest.fixture
def evening() -> tuple[Session, User, User]:
    """A session whose facilitator stayed throughout, and two clients: one stayed too, the other never came."""
    leader, came, stayed_away = factories.facilitator(), factories.client(), factories.client()
    session = factories.session_at(START, clients=[came, stayed_away], facilitators=[leader])
    for someone in (leader, came):
        factories.was_in(session, someone, START, END, reason=EndReason.SESSION_ENDED)
    return session, came, stayed_away


@pytest.mark.django_db
def test_records_say_what_everyone_attended(evening: tuple[Session, User, User]) -> None:
    session, came, stayed_away = evening
    DeclaredBreak.objects.create(
        session=session, began_at=START + timedelta(minutes=85), ended_at=START + timedelta(minutes=95)
    )
    assert attendance.finalize_due(FINAL) == [session.pk]
    fields = ("person", "credited_s", "billable_s", "countable_s", "lobby_s", "status", "finalized_at")
    assert set(AttendanceRecord.objects.values_list(*fields)) == {
        (came.pk, 10_200, 10_200, 10_200, 0, "present", FINAL),
        (stayed_away.pk, 0, 0, 10_200, 0, "no_show", FINAL),
    }
    session.refresh_from_db()
    assert session.attendance_final_at == FINAL
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("AttendanceFinalized", {"session_id": str(session.pk)})
    ]


@pytest.mark.django_db
def test_attendance_is_provisional_until_four_minutes_after_the_end(
    evening: tuple[Session, User, User],
) -> None:
    assert attendance.finalize_due(FINAL - SECOND) == []
    assert len(attendance.finalize_due(FINAL)) == 1


@pytest.mark.django_db
def test_a_session_ended_early_is_final_four_minutes_after_that(evening: tuple[Session, User, User]) -> None:
    session, *_ = evening
    ended_at = END - timedelta(hours=1)
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.ENDED, ended_at=ended_at)
    wait = timedelta(minutes=4)
    assert attendance.finalize_due(ended_at + wait - SECOND) == []
    assert attendance.finalize_due(ended_at + wait) == [session.pk]


@pytest.mark.django_db
def test_finalizing_again_changes_nothing(evening: tuple[Session, User, User]) -> None:
    session, *_ = evening
    attendance.finalize_due(FINAL)
    before = list(AttendanceRecord.objects.order_by("id").values())
    assert attendance.finalize_due(FINAL + SECOND) == []
    assert not attendance.finalize(session.pk, now=FINAL + SECOND)
    assert list(AttendanceRecord.objects.order_by("id").values()) == before


@pytest.mark.django_db
def test_a_cancelled_session_is_recorded_as_cancelled() -> None:
    client = factories.client()
    factories.session_at(START, clients=[client], status=SessionStatus.CANCELLED)
    attendance.finalize_due(FINAL)
    assert AttendanceRecord.objects.get().status == "cancelled"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "alter",
    [
        lambda session, client: factories.was_in(session, client, END + SECOND, END + timedelta(minutes=20)),
        lambda session, client: factories.was_in(session, client, START, None),
        lambda session, client: factories.was_in(
            session, client, START + timedelta(hours=1), START + timedelta(hours=2)
        ),
    ],
    ids=["came after the end", "never closed", "a second device"],
)
def test_recomputing_from_the_spans_gives_the_stored_record(
    evening: tuple[Session, User, User], alter: Callable[[Session, User], object]
) -> None:
    session, *clients = evening
    for client in clients:
        alter(session, client)
    attendance.finalize_due(FINAL)
    for seconds in (0, 60, 86_400):
        again = attendance.compute(session, now=FINAL + timedelta(seconds=seconds))
        for record in AttendanceRecord.objects.all():
            computed = again[record.person_id]
            assert (record.credited_s, record.billable_s) == (
                computed.credited.total_seconds(),
                computed.billable.total_seconds(),
            )
            assert (record.status, record.first_entered_at, record.last_left_at) == (
                computed.status,
                computed.first_entered_at,
                computed.last_left_at,
            )


@pytest.mark.django_db
def test_one_session_that_cannot_be_finalized_does_not_hold_up_the_others(
    evening: tuple[Session, User, User],
) -> None:
    session, came, _ = evening
    other = factories.session_at(START - SECOND, clients=1)
    # A record that should not be there yet: the session's own cannot be written beside it.
    factories.record(other, other.roster.get().person, credited_s=0)
    with pytest.raises(ExceptionGroup):
        attendance.finalize_due(FINAL)
    assert AttendanceRecord.objects.filter(session=session, person=came).exists()


@pytest.mark.django_db(transaction=True)
def test_finalized_by_eight_workers_at_once_there_is_one_record_each(
    evening: tuple[Session, User, User],
) -> None:
    session, *_ = evening
    outcomes = at_once([lambda: attendance.finalize_due(FINAL)] * 8)
    assert sorted(map(str, outcomes)) == sorted(map(str, [[session.pk], *[[]] * 7]))
    assert AttendanceRecord.objects.count() == 2
    assert OutboxEvent.objects.count() == 1

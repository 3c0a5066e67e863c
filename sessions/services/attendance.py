"""Making attendance records: what the presence spans come to, written down once a session is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce, Least

from sessions.domain.attendance import Attendance
from sessions.domain.events import AttendanceFinalized
from sessions.models import AttendanceRecord, Session
from sessions.queries.facts import read_facts
from sessions.services.hindsight import settle
from sessions.services.outbox import announce
from sessions.services.presence import end_expired
from sessions.services.seals import seal

A_SECOND = Value(timedelta(seconds=1))


def compute(session: Session, *, now: datetime) -> Mapping[UUID, Attendance]:
    """Each client's attendance as of ``now``, by the client's id; provisional while the session lasts."""
    facts = read_facts([session], now=now)[session.pk]
    return {client.pk: facts.attendance_of(client.pk) for client in facts.clients}


def finalize_due(now: datetime) -> list[UUID]:
    """Write the records of every session that has been over for its program's ``finalize_after_s``; returns which.

    One session, one transaction: what fails does not hold up the others, and is raised when they are done.
    """
    finalized, failures = [], []
    for session_id in _due(now):
        try:
            if finalize(session_id, now=now):
                finalized.append(session_id)
        except Exception as error:  # raised below, together
            failures.append(error)
    if failures:
        raise ExceptionGroup("attendance could not be finalized", failures)
    return finalized


@transaction.atomic
def finalize(session_id: UUID, *, now: datetime) -> bool:
    """Write and seal the session's records once; False where that was done before, or the row is in use: later then.

    Leases that have run out are ended first, and ends that nobody can vouch for are taken back to the last sign of
    life: what is written now must be what the spans say for good, even should somebody whom the database could not
    hear renew theirs a moment later.
    """
    open_books = Session.objects.filter(pk=session_id, attendance_final_at=None).select_related("program")
    session = open_books.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if session is None:
        return False
    end_expired(lease=timedelta(seconds=settings.PRESENCE_LEASE_S), session_id=session.pk)
    settle(session.pk)
    records = AttendanceRecord.objects.bulk_create(
        _record(session, person_id, attended, now)
        for person_id, attended in compute(session, now=now).items()
    )
    seal(records, program_id=session.program_id)
    session.attendance_final_at = now
    session.save(update_fields=["attendance_final_at"])
    announce(AttendanceFinalized(session_id=session.pk))
    return True


def _due(now: datetime) -> list[UUID]:
    """A session is over at its end, or when a facilitator ended it before that.

    The wait lets the leases of lost connections run out first, so that nothing recorded later changes a record.
    """
    over_at = Least(Coalesce("ended_at", "ends_at"), "ends_at")
    wait = ExpressionWrapper(F("program__finalize_after_s") * A_SECOND, output_field=DurationField())
    due_at = ExpressionWrapper(over_at + wait, output_field=DateTimeField())
    # The plain bound on starts_at is what the index can use.
    open_books = Session.objects.filter(attendance_final_at=None, starts_at__lt=now)
    due = open_books.alias(due_at=due_at).filter(due_at__lte=now)
    return list(due.order_by("ends_at", "id").values_list("pk", flat=True))


def _record(session: Session, person_id: UUID, attended: Attendance, now: datetime) -> AttendanceRecord:
    return AttendanceRecord(
        session=session,
        person_id=person_id,
        credited_s=whole_seconds(attended.credited),
        billable_s=whole_seconds(attended.billable),
        countable_s=whole_seconds(attended.countable),
        lobby_s=whole_seconds(attended.lobby),
        status=attended.status,
        late=attended.late,
        left_early=attended.left_early,
        first_entered_at=attended.first_entered_at,
        last_left_at=attended.last_left_at,
        finalized_at=now,
    )


def whole_seconds(length: timedelta) -> int:
    """Never rounded up."""
    return length // timedelta(seconds=1)

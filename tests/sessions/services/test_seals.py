"""Attendance is sealed as it becomes final, and what is changed later is found and named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sessions.models import AttendanceChain, AttendanceRecord, AttendanceSeal, Session
from sessions.queries.seals import faults_of_attendance
from sessions.services import attendance
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2027, 3, 10, 23, tzinfo=UTC)
FINAL = START + timedelta(hours=3, minutes=4)


@pytest.fixture
def evenings() -> list[Session]:
    """Six sessions of one program, two clients each, that are over."""
    sessions = [factories.session_at(START - timedelta(days=day), clients=2) for day in range(6)]
    Session.objects.update(program=sessions[0].program)
    return sessions


def verified() -> str:
    """What the command prints; raises ``CommandError`` with what it found."""
    out = StringIO()
    call_command("verify_attendance", stdout=out)
    return out.getvalue()


def test_final_attendance_is_sealed_and_verified(evenings: list[Session]) -> None:
    attendance.finalize_due(FINAL)
    chain = AttendanceChain.objects.get()
    assert (chain.program_id, chain.number) == (evenings[0].program_id, 12)
    assert f"12 sealed records, head {chain.seal}" in verified()


def test_a_seal_covers_every_field_of_a_record_but_when_it_was_superseded() -> None:
    fields = {field.attname for field in AttendanceRecord._meta.concrete_fields}
    assert set(AttendanceRecord.SEALED) == fields - {"superseded_at"}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("credited_s", "credited_s = credited_s + 1"),
        ("status", "status = 'no_shox'"),
        ("late", "late = NOT late"),
        ("finalized_at", "finalized_at = finalized_at + interval '1 microsecond'"),
    ],
)
def test_the_smallest_change_to_a_final_record_is_found_and_named(
    evenings: list[Session], field: str, change: str
) -> None:
    attendance.finalize_due(FINAL)
    record = AttendanceRecord.objects.order_by("id")[5]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vip_sessions_attendancerecord SET {change} WHERE id = {record.pk}")
    (fault,) = faults_of_attendance()
    assert f"record {record.pk} (session {record.session_id}, person {record.person_id})" in fault
    assert fault.endswith(f"was changed: {field}")
    with pytest.raises(CommandError, match=f"record {record.pk} ") as refusal:
        verified()
    assert refusal.value.returncode == 1


def resealed(record: AttendanceRecord) -> None:
    """Somebody changes a record together with its content in the chain."""
    AttendanceRecord.objects.filter(pk=record.pk).update(credited_s=10_800)
    record.refresh_from_db()
    AttendanceSeal.objects.filter(record=record).update(content=record.content)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (resealed, "link 6 is not what was sealed"),
        (lambda record: (record.seal.delete(), record.delete()), "link 6 is missing"),
        (lambda record: AttendanceChain.objects.update(number=11), "link 12 was added"),
    ],
    ids=["with its seal", "deleted", "head moved"],
)
def test_a_chain_that_was_tampered_with_is_named(
    evenings: list[Session], tamper: Callable[[AttendanceRecord], object], said: str
) -> None:
    attendance.finalize_due(FINAL)
    tamper(AttendanceRecord.objects.get(seal__number=6))
    (fault,) = faults_of_attendance()
    assert said in fault


def test_a_record_slipped_in_beside_the_chain_is_named(evenings: list[Session]) -> None:
    attendance.finalize_due(FINAL)
    record = AttendanceRecord.objects.order_by("id")[0]
    record.pk, record.person = None, factories.client()
    record.save()
    assert faults_of_attendance() == (
        f"record {record.pk} (session {record.session_id}, person {record.person_id}) has no seal",
    )


def test_sessions_that_become_final_at_once_keep_one_unbroken_chain(evenings: list[Session]) -> None:
    outcomes = at_once([partial(attendance.finalize, session.pk, now=FINAL) for session in evenings])
    assert outcomes == [True] * len(evenings)
    assert sorted(AttendanceSeal.objects.values_list("number", flat=True)) == list(range(1, 13))
    assert faults_of_attendance() == ()

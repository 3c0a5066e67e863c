"""Correcting attendance: a new version of the record, its reason, and a supervisor's word where more is billed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.corrections import Figures, check_correction, needs_cosignature
from sessions.domain.errors import CorrectionRefused
from sessions.domain.events import AttendanceCorrected
from sessions.models import (
    AttendanceCorrection,
    AttendanceRecord,
    CorrectionState,
    PresenceSpan,
    Role,
    User,
)
from sessions.queries.record_access import may_correct_attendance
from sessions.services.outbox import announce
from sessions.services.seals import seal


@transaction.atomic
def correct_attendance(
    record_id: int,
    *,
    by: User,
    credited_s: int,
    billable_s: int,
    excused: bool,
    reason: str,
    now: datetime,
) -> AttendanceCorrection:
    """Say what the standing record should have said. In force at once, unless it raises what is billed.

    Raises ``CorrectionRefused``.
    """
    record = _standing(record_id)
    if not may_correct_attendance(by, record.session):
        raise CorrectionRefused("not_yours")
    if record.corrections.filter(state=CorrectionState.AWAITING).exists():
        raise CorrectionRefused("another_awaits")
    before = figures(record)
    after = replace(before, credited_s=credited_s, billable_s=billable_s, excused=excused)
    check_correction(before, after, reason=reason)
    awaiting = needs_cosignature(before, after)
    correction = AttendanceCorrection.objects.create(
        record=record,
        credited_s=credited_s,
        billable_s=billable_s,
        excused=excused,
        reason=reason.strip(),
        author=by,
        made_at=now,
        state=CorrectionState.AWAITING if awaiting else CorrectionState.IN_FORCE,
        decided_at=None if awaiting else now,
    )
    if not awaiting:
        _supersede(record, correction, now)
    return correction


@transaction.atomic
def cosign_correction(correction_id: UUID, *, by: User, now: datetime) -> AttendanceCorrection:
    """A supervisor, not its author, puts it in force. Raises ``CorrectionRefused``."""
    correction = _awaiting(correction_id, by)
    if correction.author_id == by.pk:
        raise CorrectionRefused("own_correction")
    _decide(correction, CorrectionState.IN_FORCE, by, now)
    _supersede(correction.record, correction, now)
    return correction


@transaction.atomic
def decline_correction(correction_id: UUID, *, by: User, now: datetime) -> AttendanceCorrection:
    """A supervisor says no: the record stays as it stands. Raises ``CorrectionRefused``."""
    correction = _awaiting(correction_id, by)
    _decide(correction, CorrectionState.DECLINED, by, now)
    return correction


def figures(record: AttendanceRecord) -> Figures:
    """What a record says, as far as it can be corrected."""
    spans = PresenceSpan.objects.filter(session_id=record.session_id, person_id=record.person_id)
    return Figures(
        credited_s=record.credited_s,
        billable_s=record.billable_s,
        countable_s=record.countable_s,
        late=record.late,
        left_early=record.left_early,
        excused=record.status == "excused",
        connected=spans.exists(),
    )


def _standing(record_id: int) -> AttendanceRecord:
    """The record, locked. Two people who correct one record do so one after the other, and the second is told."""
    rows = AttendanceRecord.versions.select_for_update(of=("self",)).select_related("session__program")
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise CorrectionRefused("no_such_record")
    if record.superseded_at is not None:
        raise CorrectionRefused("corrected_meanwhile")
    return record


def _awaiting(correction_id: UUID, by: User) -> AttendanceCorrection:
    if not by.is_active or by.role != Role.SUPERVISOR:
        raise CorrectionRefused("not_a_supervisor")
    rows = AttendanceCorrection.objects.select_for_update(of=("self",))
    correction = rows.filter(pk=correction_id).first()
    if correction is None or correction.state != CorrectionState.AWAITING:
        raise CorrectionRefused("not_awaiting")
    correction.record = _standing(correction.record_id)
    return correction


def _decide(correction: AttendanceCorrection, state: CorrectionState, by: User, now: datetime) -> None:
    correction.state, correction.decided_by, correction.decided_at = state, by, now
    correction.save(update_fields=["state", "decided_by", "decided_at"])


def _supersede(record: AttendanceRecord, correction: AttendanceCorrection, now: datetime) -> None:
    """The correction becomes the record's next version, sealed like every other."""
    after = replace(
        figures(record),
        credited_s=correction.credited_s,
        billable_s=correction.billable_s,
        excused=correction.excused,
    )
    throughout = after.credited_s == record.countable_s
    record.superseded_at = now
    record.save(update_fields=["superseded_at"])
    following = AttendanceRecord.versions.create(
        session=record.session,
        person_id=record.person_id,
        credited_s=after.credited_s,
        billable_s=after.billable_s,
        countable_s=record.countable_s,
        lobby_s=record.lobby_s,
        status=after.status(record.session.program.attendance_rules),
        late=record.late and not throughout,
        left_early=record.left_early and not throughout,
        first_entered_at=record.first_entered_at,
        last_left_at=record.last_left_at,
        finalized_at=now,
        version=record.version + 1,
        reason=correction.reason,
        corrected_by_id=correction.author_id,
        cosigned_by_id=correction.decided_by_id,
    )
    seal([following], program_id=record.session.program_id)
    announce(AttendanceCorrected(session_id=record.session_id))

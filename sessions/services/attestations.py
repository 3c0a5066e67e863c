"""Attesting presence: someone took part by phone or in person, where no computer could see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.corrections import REASON_LEAST
from sessions.domain.errors import AttestationRefused, CorrectionRefused
from sessions.models import (
    AttendanceRecord,
    AttestedKind,
    AttestedPresence,
    Session,
    SessionStatus,
    User,
)
from sessions.queries.record_access import may_correct_attendance
from sessions.services.attendance import compute, whole_seconds
from sessions.services.corrections import correct_attendance


@transaction.atomic
def attest_presence(
    session_id: UUID,
    *,
    people: Iterable[UUID],
    kind: AttestedKind,
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    by: User,
    now: datetime,
) -> list[AttestedPresence]:
    """Give one's word that these people took part from then to then. Half-open, within the session.

    While its attendance isn't final it counts like presence in the room. Afterwards it corrects the records, and
    what raises a bill awaits a supervisor. Raises ``AttestationRefused``.
    """
    session = Session.objects.select_for_update(no_key=True).select_related("program").get(pk=session_id)
    chosen = list(dict.fromkeys(people))
    _check(session, chosen, began_at, ended_at, reason, by, now)
    attested = AttestedPresence.objects.bulk_create(
        AttestedPresence(
            session=session,
            person_id=person,
            kind=kind,
            began_at=began_at,
            ended_at=ended_at,
            reason=reason.strip(),
            attested_by=by,
            attested_at=now,
        )
        for person in chosen
    )
    if session.attendance_final_at is not None:
        _correct_records(session, reason, by, now)
    return attested


def _check(
    session: Session,
    people: list[UUID],
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    if not may_correct_attendance(by, session):
        raise AttestationRefused("not_yours")
    if session.status == SessionStatus.CANCELLED:
        raise AttestationRefused("session_cancelled")
    if not people:
        raise AttestationRefused("nobody_chosen")
    if session.roster.filter(person__in=people).count() != len(people):
        raise AttestationRefused("not_on_roster")
    if ended_at <= began_at:
        raise AttestationRefused("ends_before_start")
    if not session.starts_at <= began_at < ended_at <= session.ends_at:
        raise AttestationRefused("outside_session")
    if ended_at > now:
        raise AttestationRefused("in_the_future")
    if len(reason.strip()) < REASON_LEAST:
        raise AttestationRefused("reason_missing")


def _correct_records(session: Session, reason: str, by: User, now: datetime) -> None:
    """What the attested presence changes becomes a correction of each record it changes."""
    standing = {record.person_id: record for record in AttendanceRecord.objects.filter(session=session)}
    for person_id, attended in compute(session, now=now).items():
        record = standing.get(person_id)
        credited_s, billable_s = whole_seconds(attended.credited), whole_seconds(attended.billable)
        # Attesting adds presence. What a person corrected downwards before stays their decision.
        if record is None or credited_s <= record.credited_s:
            continue
        try:
            correct_attendance(
                record.pk,
                by=by,
                credited_s=min(credited_s, record.countable_s),
                billable_s=min(billable_s, record.countable_s),
                excused=False,
                reason=reason,
                now=now,
            )
        except CorrectionRefused as refused:
            raise AttestationRefused(refused.code, refused.sentence) from refused

"""Signing a session's attendance: one signature for all its records, as they stand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.errors import SignatureRefused
from sessions.domain.events import AttendanceSigned
from sessions.models import AttendanceSignature, Session, User
from sessions.queries.record_access import may_correct_attendance
from sessions.queries.review import standing_digest
from sessions.services.outbox import announce
from sessions.services.seals import seal


@transaction.atomic
def sign_attendance(session_id: UUID, *, by: User, digest: str, now: datetime) -> AttendanceSignature:
    """Sign the records that ``digest`` names: those that the signer saw. Signing twice is signing once.

    Raises ``SignatureRefused``.
    """
    # The session's row orders signatures and whatever made its records final.
    session = Session.objects.select_for_update(no_key=True).filter(pk=session_id).first()
    if session is None or not may_correct_attendance(by, session):
        raise SignatureRefused("not_yours")
    if session.attendance_final_at is None:
        raise SignatureRefused("not_final")
    if digest != standing_digest(session, locked=True):
        raise SignatureRefused("changed_meanwhile")
    signature, new = AttendanceSignature.objects.get_or_create(
        session=session, digest=digest, defaults={"signer": by, "signed_at": now}
    )
    if new:
        seal([signature], program_id=session.program_id)
        announce(AttendanceSigned(session_id=session.pk))
    return signature

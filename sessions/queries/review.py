"""A session's attendance under review: each record with its versions, what awaits a supervisor, who signed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import prefetch_related_objects

from sessions.domain.attendance import Gap
from sessions.models import (
    AttendanceCorrection,
    AttendanceRecord,
    AttendanceSignature,
    CorrectionState,
    Session,
)
from sessions.queries.board import attendance_gaps
from sessions.queries.written import Given, WrittenRows


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One client: the record that stands, those before it (latest first), and a correction that awaits a supervisor."""

    record: AttendanceRecord
    earlier: tuple[AttendanceRecord, ...]
    awaiting: AttendanceCorrection | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """``signature`` is of the records as they stand; ``signed_before``: some state before this one was signed."""

    rows: tuple[ReviewRow, ...]
    digest: str
    signature: AttendanceSignature | None
    signed_before: bool


_VERSIONS = WrittenRows(
    AttendanceRecord,
    lambda: (
        AttendanceRecord.versions.filter(session=Given("session"))
        .select_related("person")
        .order_by("person__legal_name", "person_id", "-version")
    ),
)
_AWAITING = WrittenRows(
    AttendanceCorrection,
    lambda: AttendanceCorrection.objects.filter(
        record__session=Given("session"), state=CorrectionState.AWAITING
    ).select_related("author"),
)
_SIGNATURES = WrittenRows(
    AttendanceSignature,
    lambda: (
        AttendanceSignature.objects.filter(session=Given("session"))
        .select_related("signer")
        .order_by("-signed_at")
    ),
)


def review_of(session: Session) -> Review:
    """The review of a session whose attendance is final, clients by legal name."""
    versions: dict[UUID, list[AttendanceRecord]] = {}
    for record in _VERSIONS.rows(session=session.pk):
        versions.setdefault(record.person_id, []).append(record)
    corrected = [record for records in versions.values() for record in records if record.corrected_by_id]
    prefetch_related_objects(corrected, "corrected_by", "cosigned_by")  # of most sessions nothing is
    awaiting = {correction.record_id: correction for correction in _AWAITING.rows(session=session.pk)}
    gaps = attendance_gaps(session=session, client_ids=versions.keys())
    standing = [records[0] for records in versions.values()]
    digest = digest_of(standing)
    signatures = _SIGNATURES.rows(session=session.pk)
    return Review(
        rows=tuple(
            ReviewRow(
                record=records[0],
                earlier=tuple(records[1:]),
                awaiting=awaiting.get(records[0].pk),
                gaps=gaps.get(person_id, ()),
            )
            for person_id, records in versions.items()
        ),
        digest=digest,
        signature=next((signature for signature in signatures if signature.digest == digest), None),
        signed_before=any(signature.digest != digest for signature in signatures),
    )


def standing_digest(session: Session, *, locked: bool = False) -> str:
    """What a signature of the session's records, as they stand, names; ``locked``: they stay so in this transaction."""
    records = AttendanceRecord.objects.filter(session=session)
    return digest_of(list(records.select_for_update(of=("self",)) if locked else records))


def digest_of(records: list[AttendanceRecord]) -> str:
    """The SHA-256 of all that these records say, whatever their order."""
    contents = sorted(record.content for record in records)
    return sha256("\n".join(contents).encode()).hexdigest()

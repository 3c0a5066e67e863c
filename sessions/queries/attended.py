"""A client's sessions that are over or on, with what attendance says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FilteredRelation, Q

from sessions.models import AttendanceRecord, RosterEntry, RosterPart, Session, SessionStatus, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """``record`` is None until attendance is final, and for cancelled sessions."""

    session: Session
    record: AttendanceRecord | None


def final_record() -> FilteredRelation:
    """Of roster entries, to ``annotate``: the record that stands of this person in this session."""
    return FilteredRelation(
        "session__attendance",
        condition=Q(session__attendance__person=F("person"), session__attendance__superseded_at=None),
    )


def sessions_attended(*, client: User, now: datetime, limit: int, offset: int = 0) -> Sequence[Attended]:
    """The newest first, by two queries. The records are current ones: corrections are in them."""
    entries = (
        RosterEntry.objects.filter(person=client, part=RosterPart.CLIENT, session__starts_at__lte=now)
        .exclude(session__status=SessionStatus.CANCELLED, session__attendance_final_at=None)
        .select_related("session__kind", "session__group")
        .order_by("-session__starts_at", "session")[offset : offset + limit]
    )
    sessions = [entry.session for entry in entries]
    records = {
        record.session_id: record
        for record in AttendanceRecord.objects.filter(person=client, session__in=sessions)
    }
    return [Attended(session=session, record=records.get(session.pk)) for session in sessions]

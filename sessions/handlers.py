"""What the care domain does by itself when something happened. Each handler is idempotent."""

from __future__ import annotations

from django.utils import timezone

from sessions.domain.events import (
    AttendanceCorrected,
    AttendanceFinalized,
    AttendanceSigned,
    ClientEnrolled,
    EnrolmentEnded,
    EnrolmentTransferred,
    Event,
)
from sessions.models import Session
from sessions.queries.review import standing_digest
from sessions.services.measures import begin_measures, end_measures
from sessions.services.webhooks import tell

TOLD_AS: dict[type[Event], str] = {
    AttendanceFinalized: "attendance.finalized",
    AttendanceCorrected: "attendance.corrected",
    AttendanceSigned: "attendance.signed",
}


def ask_for_measures(event: Event) -> None:
    """A client in a program is asked for its outcome measures, and for none once care has ended."""
    match event:
        case ClientEnrolled() | EnrolmentTransferred():
            begin_measures(enrolment_id=event.enrolment_id)
        case EnrolmentEnded():
            end_measures(enrolment_id=event.enrolment_id)
        case _:
            raise TypeError(f"{event.name} has nothing to do with measures")


def tell_other_systems(event: Event) -> None:
    """Of a session's records as they stand now, once for each state of them."""
    match event:
        case AttendanceFinalized() | AttendanceCorrected() | AttendanceSigned():
            session, name = Session.objects.get(pk=event.session_id), TOLD_AS[type(event)]
        case _:
            raise TypeError(f"{event.name} has nothing to do with attendance")
    key = f"{name}:{session.pk.hex}:{standing_digest(session)}"
    tell(event=name, session_id=session.pk, key=key, now=timezone.now())

"""What the care domain does by itself when something happened. Each handler is idempotent."""

from __future__ import annotations

from sessions.domain.events import ClientEnrolled, EnrolmentEnded, EnrolmentTransferred, Event
from sessions.services.measures import begin_measures, end_measures


def ask_for_measures(event: Event) -> None:
    """A client in a program is asked for its outcome measures, and for none once care has ended."""
    match event:
        case ClientEnrolled() | EnrolmentTransferred():
            begin_measures(enrolment_id=event.enrolment_id)
        case EnrolmentEnded():
            end_measures(enrolment_id=event.enrolment_id)
        case _:
            raise TypeError(f"{event.name} has nothing to do with measures")

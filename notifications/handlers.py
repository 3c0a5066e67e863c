"""What notifications does when something happened in the care domain. ``vip.subscriptions`` names these."""

from __future__ import annotations

from django.utils import timezone

from notifications.services.planning import plan_cancellation, plan_person, plan_session
from sessions.domain.events import (
    ClientEnrolled,
    EnrolmentTransferred,
    Event,
    FacilitatorSubstituted,
    SessionCancelled,
    SessionRescheduled,
    SessionScheduled,
)
from sessions.models import Enrolment


def plan_reminders(event: Event) -> None:
    """Bring reminders in line with what happened. Only the facts as they are now count, so repeats do no harm."""
    now = timezone.now()
    match event:
        case SessionScheduled() | SessionRescheduled() | FacilitatorSubstituted():
            plan_session(session_id=event.session_id, now=now)
        case SessionCancelled():
            plan_cancellation(session_id=event.session_id, now=now)
        case ClientEnrolled() | EnrolmentTransferred():
            enrolment = Enrolment.objects.select_related("client").get(pk=event.enrolment_id)
            plan_person(person=enrolment.client, now=now)
        case _:
            raise TypeError(f"{event.name} plans no reminders; see vip.subscriptions")

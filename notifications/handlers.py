"""What notifications does when something happened in the care domain. ``vip.subscriptions`` names these."""

from __future__ import annotations

from django.utils import timezone

from notifications.services.alarms import page_for
from notifications.services.planning import plan_cancellation, plan_person, plan_session
from notifications.services.welcoming import invite, tell_of_request, welcome
from sessions.domain.events import (
    AccountOpened,
    ClientEnrolled,
    ConsultationRequested,
    EnrolmentTransferred,
    Event,
    FacilitatorSubstituted,
    GuestInvited,
    PreferencesChanged,
    SafetyAlertRaised,
    SessionCancelled,
    SessionRescheduled,
    SessionScheduled,
    StaffInvited,
)
from sessions.models import Enrolment, GuestInvitation, SafetyAlert, User


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
        case PreferencesChanged():
            plan_person(person=User.objects.get(pk=event.person_id), now=now, anew=True)
        case _:
            raise TypeError(f"{event.name} plans no reminders; see vip.subscriptions")


def welcome_people(event: Event) -> None:
    """First words to whoever is new here, and to the staff when somebody asks to be."""
    now = timezone.now()
    match event:
        case AccountOpened() | StaffInvited():
            welcome(User.objects.get(pk=event.person_id), now=now)
        case GuestInvited():
            invitation = GuestInvitation.objects.select_related("session", "person")
            invite(invitation.get(pk=event.invitation_id), now=now)
        case ConsultationRequested():
            tell_of_request(event.request_id, now=now)
        case _:
            raise TypeError(f"{event.name} welcomes nobody; see vip.subscriptions")


def call_staff(event: Event) -> None:
    """Somebody needs a clinician now."""
    match event:
        case SafetyAlertRaised():
            alert = SafetyAlert.objects.select_related("session__group", "session__program")
            page_for(alert.get(pk=event.alert_id), now=timezone.now())
        case _:
            raise TypeError(f"{event.name} calls nobody; see vip.subscriptions")

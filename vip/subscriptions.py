"""Which event calls which handlers: the one page that says so.

A handler takes the event, runs inside the relay's transaction and is idempotent: after a failure of any of an event's
handlers all of them are called again.
"""

from __future__ import annotations

from collections.abc import Callable

from notifications.handlers import call_staff, plan_reminders, welcome_people
from rooms.handlers import close_cancelled_room, refresh_lobby
from sessions.domain.events import (
    AccountOpened,
    AttendanceCorrected,
    AttendanceFinalized,
    AttendanceSigned,
    ClientEnrolled,
    ConsultationRequested,
    EnrolmentEnded,
    EnrolmentTransferred,
    Event,
    FacilitatorSubstituted,
    GuestInvited,
    HoldReleased,
    PreferencesChanged,
    SafetyAlertRaised,
    SessionCancelled,
    SessionEnded,
    SessionRescheduled,
    SessionScheduled,
    StaffInvited,
    TaperPlanned,
    TrackPublished,
)
from sessions.handlers import ask_for_measures, tell_other_systems
from vip.invitations import send_staff_invitation

Handler = Callable[[Event], None]

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    SessionScheduled: (plan_reminders,),
    SessionRescheduled: (plan_reminders,),
    SessionCancelled: (close_cancelled_room, plan_reminders),
    FacilitatorSubstituted: (refresh_lobby, plan_reminders),
    TrackPublished: (),
    StaffInvited: (send_staff_invitation,),
    SessionEnded: (),
    ClientEnrolled: (plan_reminders, ask_for_measures),
    AttendanceFinalized: (tell_other_systems,),
    AttendanceCorrected: (tell_other_systems,),
    AttendanceSigned: (tell_other_systems,),
    PreferencesChanged: (plan_reminders,),
    SafetyAlertRaised: (call_staff,),
    HoldReleased: (refresh_lobby,),
    EnrolmentEnded: (ask_for_measures,),
    EnrolmentTransferred: (plan_reminders, ask_for_measures),
    TaperPlanned: (),
    AccountOpened: (welcome_people,),
    ConsultationRequested: (welcome_people,),
    GuestInvited: (welcome_people,),
}

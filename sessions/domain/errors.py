"""Everything the care domain refuses, with a stable code for programs and a sentence that says what to do next.

CareError
├── NotAdmissible      entering a room
├── ArrivalRefused     arriving at a session, step by step
├── AgreementRefused   writing what people agree to
├── AlertRefused       saying that an alarm was seen
├── PanelRefused       looking at a client's safety panel
├── EnrolmentRefused   taking a seat in a group, moving to another, ending care
├── AuthorizationRefused  writing down what a payer authorized
├── IntakeRefused      taking the next step with a request for a consultation
├── GuestRefused       inviting a guest to a session, or coming as one
├── ImportRefused      reading a file of clients
├── ScheduleRefused    planning, moving, cancelling or ending sessions
│   └── DoubleBooked   ... as somebody is in another session then, with who and where
├── ProgramRefused     setting up programs, tracks, groups, topics, payers and holidays
├── TeamRefused        inviting staff and changing their accounts
├── TaperRefused       dating the steps by which hours fall
├── CurriculumRefused  choosing the topics that rotate
├── CapacityRefused    setting how many a group seats
├── MeasureRefused     filling in and scoring an outcome measure
├── PlanRefused        writing, signing and reviewing a treatment plan
├── NoteRefused        writing, signing and amending a session's note
├── ConsentRefused     recording a consent to disclose
├── CorrectionRefused  saying what an attendance record should have said
├── SignatureRefused   signing a session's attendance
├── AttestationRefused giving one's word that somebody was there
├── ExportRefused      disclosing attendance on paper or in a file
├── TokenRefused       giving another system a key, or telling it things
└── OutsideTransaction announcing an event that could be lost (a fault of the program)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; whoever shows it to somebody says it in their language."""
    return sentence


class CareError(Exception):
    """A refusal. ``code`` is one of ``SENTENCES`` and never changes its meaning."""

    SENTENCES: ClassVar[dict[str, str]] = {}

    def __init__(self, code: str, sentence: str = "") -> None:
        self.code = code
        self.sentence = sentence or self.SENTENCES[code]
        super().__init__(f"{code}: {self.sentence}")


class NotAdmissible(CareError):
    """This person may not enter this session's room, or not now."""

    SENTENCES: ClassVar = {
        "account_inactive": gettext_noop("This account is closed. Please call us and we will help you."),
        "link_for_another_session": gettext_noop(
            "Your link is for another appointment. Please sign in to join this one."
        ),
        "not_on_roster": gettext_noop(
            "You are not expected at this session. Check the time on your home page, or call us."
        ),
        "session_cancelled": gettext_noop("This session was cancelled. Your home page shows your next one."),
        "session_over": gettext_noop("This session is over. Your home page shows your next one."),
        "too_early": gettext_noop(
            "It is too early to join. The room opens an hour before the start; please come back then."
        ),
    }


class ArrivalRefused(CareError):
    """This step of arriving cannot count as done, or a held client cannot be let in."""

    SENTENCES: ClassVar = {
        "driving": gettext_noop(
            "Please stop somewhere safe first. Your place is kept; come back here once you have parked."
        ),
        "not_private": gettext_noop(
            "Please find a place where nobody can hear or see your group, then come back here."
        ),
        "unknown_state": gettext_noop("Choose the state you are in from the list."),
        "agreement_changed": gettext_noop(
            "An agreement was renewed while this page was open. Please read it again below."
        ),
        "not_held": gettext_noop("This person is not held any more. Reload the page to see where they are."),
        "reason_missing": gettext_noop("Say in a few words why this person may join from there."),
        "not_a_supervisor": gettext_noop(
            "Only a supervisor can let somebody in from a state without a licence. Call one."
        ),
    }


class AgreementRefused(CareError):
    """This version of an agreement cannot come into force."""

    SENTENCES: ClassVar = {
        "language_missing": gettext_noop(
            "Write the agreement in every language that is offered, with a title in each."
        ),
        "nothing_changed": gettext_noop(
            "This says what the agreement in force says already. Change the words, or leave it."
        ),
    }


class AlertRefused(CareError):
    """This alarm cannot be marked as seen."""

    SENTENCES: ClassVar = {
        "no_such_alert": gettext_noop("This alert is not yours to see, or it is gone. Reload the page."),
    }


class PanelRefused(CareError):
    """This safety panel is not for whoever asks."""

    SENTENCES: ClassVar = {
        "not_your_session": gettext_noop(
            "Only the clinicians of this session see where people are. Ask one of them."
        ),
        "not_on_roster": gettext_noop("This person is not expected at this session. Reload the page."),
    }


class EnrolmentRefused(CareError):
    """This client gets no seat in this group."""

    SENTENCES: ClassVar = {
        "not_a_client": gettext_noop("Only clients are enrolled in groups. Choose a client's account."),
        "account_inactive": gettext_noop("This client's account is closed. Reopen it first, then enrol."),
        "group_full": gettext_noop(
            "Every seat in this group is taken. Choose another group, or end an enrolment first."
        ),
        "already_enrolled": gettext_noop(
            "This client is enrolled in a group already. End that enrolment first."
        ),
        "enrolment_over": gettext_noop(
            "This enrolment has ended. Reload the page to see the one that lasts."
        ),
        "group_closed": gettext_noop("This group is closed. Choose another one."),
        "same_group": gettext_noop("The client is in this group already. Choose another one."),
        "before_it_began": gettext_noop("This date is before the enrolment began. Choose a later one."),
        "planned_end_too_soon": gettext_noop(
            "The planned end is not after the first day. Choose a later end."
        ),
        "hours_not_of_the_program": gettext_noop(
            "The program does not have these weekly hours. Keep within its least and most."
        ),
        "needs_aftercare_plan": gettext_noop(
            "An episode is completed with an aftercare plan. Write one and agree it first."
        ),
        "needs_reason": gettext_noop("Say in a few words why the episode ends."),
        "not_a_colleague": gettext_noop(
            "A care team is made of staff with open accounts. Choose somebody else."
        ),
    }


class AuthorizationRefused(CareError):
    """This is no authorization."""

    SENTENCES: ClassVar = {
        "ends_before_start": gettext_noop(
            "The authorization ends before it begins. Choose a later last day."
        ),
        "of_nothing": gettext_noop("Enter how much is authorized: a whole number from 1."),
        "number_taken": gettext_noop("This payer's authorization with this number is on record already."),
    }


class IntakeRefused(CareError):
    """This step cannot be taken with the request."""

    SENTENCES: ClassVar = {
        "no_way_to_answer": gettext_noop(
            "Leave an e-mail address or a telephone number, so that we can answer you."
        ),
        "no_phone": gettext_noop("You asked for a call: leave a number to call."),
        "no_email": gettext_noop("An e-mail address is needed here. Enter one."),
        "step_taken": gettext_noop(
            "Somebody took this step meanwhile. Reload the page to see how far the request has come."
        ),
        "not_safe_at_home": gettext_noop(
            "Care at home needs all four: a stable home, motivation, detox done, safe without "
            "supervision. Choose another decision."
        ),
        "hours_missing": gettext_noop("Enter how many hours a week you recommend."),
        "status_missing": gettext_noop("Choose what the check found."),
        "belongs_to_staff": gettext_noop(
            "This e-mail address belongs to somebody who works here. Enter the client's own."
        ),
    }


class GuestRefused(CareError):
    """This guest cannot be invited, or cannot come in."""

    SENTENCES: ClassVar = {
        "no_guests_here": gettext_noop("Guests come to family sessions only. Invite them to one of those."),
        "session_over": gettext_noop(
            "This session is over or was cancelled. Invite the guest to another one."
        ),
        "belongs_to_account": gettext_noop(
            "This address belongs to an account of the clinic. Ask for another one."
        ),
        "invited_already": gettext_noop("This guest is invited already. Withdraw that invitation first."),
        "not_your_session": gettext_noop(
            "Only this session's clinicians and coordinators invite guests. Ask one of them."
        ),
        "link_not_good": gettext_noop(
            "This link is no longer good. Please ask whoever invited you for a new one."
        ),
    }


class ImportRefused(CareError):
    """This file cannot be read as a list of clients."""

    SENTENCES: ClassVar = {
        "not_text": gettext_noop(
            "This is not a CSV file in UTF-8. Save the sheet as CSV (UTF-8), then choose it again."
        ),
        "wrong_columns": gettext_noop(
            "The first row does not name the columns as expected. Start from the template."
        ),
        "no_rows": gettext_noop(
            "The file has no rows below its first. Fill in the template, then choose it again."
        ),
        "too_many_rows": gettext_noop(
            "The file has more than 5,000 rows. Split it, then import one part after the other."
        ),
    }


class ScheduleRefused(CareError):
    """The calendar cannot be changed like this."""

    SENTENCES: ClassVar = {
        "nonexistent_local_time": gettext_noop(
            "The clocks skip this time on one of the dates. Choose another time or date."
        ),
        "unknown_time_zone": gettext_noop(
            "This time zone is not known. Choose one such as America/New_York."
        ),
        "no_weekdays": gettext_noop(
            "The series meets on no day. Choose at least one weekday, from 1 (Monday) to 7 (Sunday)."
        ),
        "no_dates": gettext_noop(
            "No session falls between these dates. Choose a later last date or other weekdays."
        ),
        "too_long": gettext_noop("The series runs for more than a year. Choose an earlier last date."),
        "ends_before_start": gettext_noop("The session would end before it starts. Choose a later end."),
        "session_cancelled": gettext_noop("This session was cancelled. Schedule a new one instead."),
        "session_began": gettext_noop("This session has begun. End it, or schedule another one."),
        "no_change": gettext_noop(
            "The session is planned for this time already. Choose another start or end."
        ),
        "time_taken": gettext_noop(
            "Another session of this series starts at this time. Choose another start."
        ),
        "double_booked": gettext_noop(
            "Somebody is in another session at this time. Choose another time, or somebody else."
        ),
        "not_licensed": gettext_noop(
            "A clinician has no licence for the program's state on that date. Choose another one."
        ),
        "not_a_series": gettext_noop("This session stands alone. Change it by itself."),
        "in_the_past": gettext_noop("This time has passed. Choose a later one."),
        "not_facilitating": gettext_noop("This person does not lead the session any more. Reload the page."),
        "not_a_clinician": gettext_noop("Choose a member of staff whose account is open."),
        "there_already": gettext_noop(
            "This person is expected at the session already. Choose somebody else."
        ),
        "nobody_leads": gettext_noop("Choose at least one clinician to lead the session."),
        "too_many_clients": gettext_noop(
            "This kind of session seats fewer clients. Choose fewer, or another kind."
        ),
        "closed": gettext_noop(
            "This group or program is closed. Open it again first, or choose another one."
        ),
        "is_a_holiday": gettext_noop("This date is a holiday of the program. Choose another date."),
        "session_over": gettext_noop(
            "This session is over and its history stays as it happened. Schedule a new one instead."
        ),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What somebody has at a time that was asked for."""

    person_id: UUID
    session_id: UUID
    starts_at: datetime
    ends_at: datetime


class DoubleBooked(ScheduleRefused):
    """``clashes`` say who is where; whoever may know the names puts them into words."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__("double_booked")
        self.clashes = clashes


class ProgramRefused(CareError):
    """A program, track, group or what belongs to them cannot be set up like this."""

    SENTENCES: ClassVar = {
        "name_taken": gettext_noop("This name is taken. Choose another one."),
        "hours_out_of_order": gettext_noop(
            "The most hours a week are fewer than the least. Enter at least as many."
        ),
        "tracks_overlap": gettext_noop(
            "This track meets at a time of another track of the program. Choose other days or hours."
        ),
        "ends_before_start": gettext_noop("The track would end before it starts. Choose a later end."),
        "no_weekdays": gettext_noop("Choose at least one weekday."),
        "break_too_long": gettext_noop("The break is as long as the track itself. Enter fewer minutes."),
        "published_already": gettext_noop("This track is published already."),
        "has_sessions_ahead": gettext_noop(
            "Sessions are planned by these times. End or move the groups' series first."
        ),
        "seats_out_of_order": gettext_noop(
            "The most seats are fewer than the least. Enter at least as many."
        ),
        "not_licensed": gettext_noop(
            "A clinician has no licence for the program's state. Add the licence, or choose another one."
        ),
        "leads_twice": gettext_noop("A clinician leads or helps to lead; choose one of the two."),
        "backup_leads": gettext_noop(
            "Whoever leads the group is there already. Choose somebody else to call."
        ),
        "backup_away": gettext_noop("Choose a member of staff whose account is open."),
        "backup_not_licensed": gettext_noop(
            "They have no licence for the program's state, so they could not step in. Choose somebody else."
        ),
        "closed": gettext_noop("This is closed. Open it again first, or choose another one."),
        "within_closed": gettext_noop("What this belongs to is closed. Open that first."),
        "clients_enrolled": gettext_noop(
            "Clients are enrolled in this group. Move each to another group, or end their care first."
        ),
        "groups_open": gettext_noop("Some groups of this track are open. Close each of them first."),
        "tracks_open": gettext_noop("Some tracks of this program are open. Close each of them first."),
        "session_on": gettext_noop("A session is on. Wait until it is over, then close this."),
        "sessions_ahead": gettext_noop(
            "Sessions are planned ahead. Choose to cancel them, or move them first."
        ),
        "rules_overlap": gettext_noop(
            "The payer has a rule for some of these dates already. End that one first."
        ),
        "ends_before_it_begins": gettext_noop("The last day is before the first. Choose a later one."),
        "holiday_already": gettext_noop("This date is a holiday already."),
        "topic_in_use": gettext_noop(
            "This topic belongs to a curriculum or to sessions. Take it out of them first."
        ),
        "file_too_large": gettext_noop("The file is larger than 5 MB. Choose a smaller one, or link to it."),
        "file_kind": gettext_noop(
            "Only PDF, Word, picture and audio files can be given to clients. Choose one of those."
        ),
    }


class TeamRefused(CareError):
    """A member of staff cannot be invited or changed like this."""

    SENTENCES: ClassVar = {
        "address_taken": gettext_noop("Somebody has an account with this address already."),
        "supervisors_only": gettext_noop("Only a supervisor makes or changes supervisors. Ask one of them."),
        "yourself": gettext_noop(
            "You can't close your own account or change your own role. Ask a colleague."
        ),
        "last_manager": gettext_noop(
            "Nobody else could manage the clinic then. Make somebody else a supervisor first."
        ),
        "not_staff": gettext_noop("This is a client's account. Change it on the client's page."),
        "license_known": gettext_noop("This licence is in the list already."),
    }


class TaperRefused(CareError):
    """Hours cannot fall like this."""

    SENTENCES: ClassVar = {
        "taper_rises": gettext_noop(
            "The hours rise in one of the steps. Enter fewer hours in each step than before it."
        ),
        "steps_out_of_order": gettext_noop(
            "The steps' dates are not in order. Date each step after the one before it."
        ),
        "no_hours": gettext_noop("A step leaves no hours at all. End the enrolment on that date instead."),
        "step_outside": gettext_noop(
            "A step lies outside the enrolment. Date it after its first day and before its end."
        ),
        "step_in_force": gettext_noop("A step that has begun stays as it is. Change only the ones ahead."),
    }


class CurriculumRefused(CareError):
    """These topics cannot rotate."""

    SENTENCES: ClassVar = {
        "no_topics": gettext_noop("The curriculum has no topics. Add at least one."),
        "topic_twice": gettext_noop("The curriculum names a topic twice. Remove one of the two."),
    }


class CapacityRefused(CareError):
    """A group cannot be given this many seats."""

    SENTENCES: ClassVar = {
        "no_seats": gettext_noop(
            "A group needs at least one seat. Enter a number from 1, or leave the limit empty."
        ),
    }


class MeasureRefused(CareError):
    """These answers cannot be scored."""

    SENTENCES: ClassVar = {
        "items_missing": gettext_noop("Some questions have no answer yet. Please answer every one."),
        "too_many_answers": gettext_noop(
            "There are more answers than questions. Please fill in the form again."
        ),
        "answer_out_of_range": gettext_noop(
            "One of the answers is not on the form. Please choose one of the four for each."
        ),
        "different_measures": gettext_noop(
            "These are scores of two different questionnaires. Compare two of the same one."
        ),
        "form_is_final": gettext_noop(
            "This form was sent already and stays as it is. Your next one will come by itself."
        ),
        "not_a_number_of_days": gettext_noop("Enter how many days apart, from 1 to 365."),
    }


class PlanRefused(CareError):
    """This cannot be done with this treatment plan."""

    SENTENCES: ClassVar = {
        "no_draft": gettext_noop(
            "There is no draft any more; somebody signed it. Reload the page to see the plan in force."
        ),
        "not_signed": gettext_noop("This plan is not signed yet. Sign it first."),
        "no_goals": gettext_noop("A plan needs at least one goal. Write one, then sign."),
        "goal_without_words": gettext_noop("Say in a sentence what this goal is, or remove it."),
        "review_in_the_past": gettext_noop("The next review would be before today. Choose a later date."),
        "review_too_far": gettext_noop(
            "The next review is more than six months away. Choose an earlier date."
        ),
        "no_outcome": gettext_noop("Say in a few words what came of the review."),
        "not_in_force": gettext_noop("A newer plan is in force. Reload the page to see it."),
        "rating_out_of_range": gettext_noop("Choose a number from 0 (not begun) to 10 (there)."),
    }


class NoteRefused(CareError):
    """This cannot be done with this session's note."""

    SENTENCES: ClassVar = {
        "session_not_begun": gettext_noop(
            "The session has not begun. Its note can be written from its start on."
        ),
        "session_cancelled": gettext_noop(
            "This session was cancelled, so there is nothing to write a note about."
        ),
        "signed": gettext_noop("This note is signed and stays as it is. Add an addendum instead."),
        "not_signed": gettext_noop("This note is still a draft. Change it there, or sign it first."),
        "changed_elsewhere": gettext_noop(
            "This note was changed elsewhere meanwhile. Your text is kept below; compare, then save."
        ),
        "attendance_not_final": gettext_noop(
            "Attendance is not final yet. A few minutes after the end you can sign."
        ),
        "no_text": gettext_noop("The note says nothing yet. Write it, then sign."),
        "addendum_empty": gettext_noop("The addendum says nothing yet. Write it, then add it."),
        "not_on_the_note": gettext_noop("This client is not on the note. Choose one who is."),
    }


class ConsentRefused(CareError):
    """This is no consent that anything may be disclosed by."""

    SENTENCES: ClassVar = {
        "expires_before_signed": gettext_noop(
            "The consent would expire before it was signed. Choose a later date."
        ),
        "signed_in_the_future": gettext_noop(
            "The consent is signed on a later day than today. Enter the day it was signed."
        ),
        "revoked_already": gettext_noop("This consent was revoked already."),
    }


class CorrectionRefused(CareError):
    """This record cannot be corrected like this, or not by whoever asks."""

    SENTENCES: ClassVar = {
        "not_yours": gettext_noop(
            "Only this session's facilitators and supervisors correct its attendance. Ask one of them."
        ),
        "no_such_record": gettext_noop("There is no such record. Reload the page."),
        "corrected_meanwhile": gettext_noop(
            "This record was corrected meanwhile. Reload the page and look at it again."
        ),
        "another_awaits": gettext_noop(
            "A correction of this record awaits a supervisor. Let it be decided first."
        ),
        "beyond_countable": gettext_noop(
            "Nobody can be credited more than the session counted. Enter fewer minutes."
        ),
        "billable_beyond_credited": gettext_noop(
            "No more can be billed than is credited. Enter fewer billable minutes."
        ),
        "nothing_changed": gettext_noop(
            "This is what the record says already. Change it, or leave it as it is."
        ),
        "reason_missing": gettext_noop(
            "Say in a sentence why, so that an auditor understands it years from now."
        ),
        "not_a_supervisor": gettext_noop(
            "This raises what is billed, so a supervisor has to sign it. Ask one."
        ),
        "own_correction": gettext_noop(
            "You asked for this correction yourself. Another supervisor has to sign it."
        ),
        "not_awaiting": gettext_noop("This correction was decided already. Reload the page."),
    }


class SignatureRefused(CareError):
    """This session's attendance cannot be signed now, or not by whoever asks."""

    SENTENCES: ClassVar = {
        "not_yours": gettext_noop(
            "Only this session's facilitators and supervisors sign its attendance. Ask one of them."
        ),
        "not_final": gettext_noop(
            "This attendance is not final yet. Come back a few minutes after the session's end."
        ),
        "changed_meanwhile": gettext_noop(
            "A record changed while you were looking. Read it again below, then sign."
        ),
    }


class AttestationRefused(CareError):
    """Nobody can give their word for this presence, or not whoever asks."""

    SENTENCES: ClassVar = {
        "not_yours": gettext_noop(
            "Only this session's facilitators and supervisors attest presence. Ask one of them."
        ),
        "not_on_roster": gettext_noop(
            "This person is not expected at this session. Add them to its roster first."
        ),
        "ends_before_start": gettext_noop("They would leave before they came. Choose a later end."),
        "outside_session": gettext_noop(
            "The session was not on at that time. Choose times between its start and its end."
        ),
        "in_the_future": gettext_noop("This time is still to come. Attest presence once it was."),
        "session_cancelled": gettext_noop("This session was cancelled, so nobody can have been there."),
        "reason_missing": gettext_noop(
            "Say in a sentence how you know, so that an auditor understands it years from now."
        ),
        "nobody_chosen": gettext_noop("Choose at least one person who was there."),
    }


class ExportRefused(CareError):
    """This attendance does not leave the program, or not to them, or not now."""

    SENTENCES: ClassVar = {
        "not_yours": gettext_noop("This record is not yours to export. Ask one of the client's clinicians."),
        "not_final": gettext_noop(
            "This attendance is not final yet. Come back a few minutes after the session's end."
        ),
        "no_consent": gettext_noop(
            "There is no consent on file for this recipient. Record the client's consent first."
        ),
        "no_such_recipient": gettext_noop(
            "Nobody has consented to this recipient. Choose one from the list."
        ),
        "empty_range": gettext_noop("The last day lies before the first. Choose a later last day."),
        "range_too_long": gettext_noop(
            "That is more than two years. Choose a shorter range and export the rest afterwards."
        ),
        "nothing_in_range": gettext_noop("There is no final attendance in this range. Choose other days."),
        "gone": gettext_noop("This table was fetched already or is more than a day old. Ask for it again."),
    }


class TokenRefused(CareError):
    """This system gets no key, or is not told of attendance, like this."""

    SENTENCES: ClassVar = {
        "not_a_supervisor": gettext_noop("Only supervisors connect other systems. Ask one."),
        "no_scopes": gettext_noop("Choose at least one thing that the system may read."),
        "lasts_too_long": gettext_noop("A key lasts for a year at most. Choose a nearer last day."),
        "not_https": gettext_noop("The address must begin with https://, so that nobody reads along."),
        "own_network": gettext_noop(
            "This address is inside our own network. Enter one that the other system can be reached at."
        ),
    }


class OutsideTransaction(CareError):
    """An event was announced outside a transaction, so it could outlive a change that never happened."""

    SENTENCES: ClassVar = {
        "outside_transaction": gettext_noop(
            "Announce domain events inside the transaction of the change they tell of."
        ),
    }

"""Everything the care domain refuses, with a stable code for programs and a sentence that says what to do next.

CareError
├── NotAdmissible      entering a room
├── EnrolmentRefused   taking a seat in a group
├── ScheduleRefused    planning, moving, cancelling or ending sessions
├── TaperRefused       dating the steps by which hours fall
├── CurriculumRefused  choosing the topics that rotate
├── CapacityRefused    setting how many a group seats
├── MeasureRefused     scoring an outcome measure
└── OutsideTransaction announcing an event that could be lost (a fault of the program)
"""

from __future__ import annotations

from typing import ClassVar


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
        "account_inactive": "This account is closed. Please call us and we will help you.",
        "link_for_another_session": "Your link is for another appointment. Please sign in to join this one.",
        "not_on_roster": "You are not expected at this session. Check the time on your home page, or call us.",
        "session_cancelled": "This session was cancelled. Your home page shows your next one.",
        "session_over": "This session is over. Your home page shows your next one.",
        "too_early": "It is too early to join. The room opens an hour before the start; please come back then.",
    }


class EnrolmentRefused(CareError):
    """This client gets no seat in this group."""

    SENTENCES: ClassVar = {
        "not_a_client": "Only clients are enrolled in groups. Choose a client's account.",
        "account_inactive": "This client's account is closed. Reopen it first, then enrol.",
        "group_full": "Every seat in this group is taken. Choose another group, or end an enrolment first.",
        "already_enrolled": "This client is enrolled in a group already. End that enrolment first.",
    }


class ScheduleRefused(CareError):
    """The calendar cannot be changed like this."""

    SENTENCES: ClassVar = {
        "nonexistent_local_time": "The clocks skip this time on one of the dates. Choose another time or date.",
        "unknown_time_zone": "This time zone is not known. Choose one such as America/New_York.",
        "no_weekdays": "The series meets on no day. Choose at least one weekday, from 1 (Monday) to 7 (Sunday).",
        "no_dates": "No session falls between these dates. Choose a later last date or other weekdays.",
        "too_long": "The series runs for more than a year. Choose an earlier last date.",
        "ends_before_start": "The session would end before it starts. Choose a later end.",
        "session_cancelled": "This session was cancelled. Schedule a new one instead.",
        "session_began": "This session has begun. End it, or schedule another one.",
        "no_change": "The session is planned for this time already. Choose another start or end.",
        "time_taken": "Another session of this series starts at this time. Choose another start.",
        "session_over": "This session is over and its history stays as it happened. Schedule a new one instead.",
    }


class TaperRefused(CareError):
    """Hours cannot fall like this."""

    SENTENCES: ClassVar = {
        "taper_rises": "The hours rise in one of the steps. Enter fewer hours in each step than before it.",
        "steps_out_of_order": "The steps' dates are not in order. Date each step after the one before it.",
        "no_hours": "A step leaves no hours at all. End the enrolment on that date instead.",
    }


class CurriculumRefused(CareError):
    """These topics cannot rotate."""

    SENTENCES: ClassVar = {
        "no_topics": "The curriculum has no topics. Add at least one.",
        "topic_twice": "The curriculum names a topic twice. Remove one of the two.",
    }


class CapacityRefused(CareError):
    """A group cannot be given this many seats."""

    SENTENCES: ClassVar = {
        "no_seats": "A group needs at least one seat. Enter a number from 1, or leave the limit empty.",
    }


class MeasureRefused(CareError):
    """These answers cannot be scored."""

    SENTENCES: ClassVar = {
        "items_missing": "Some questions have no answer yet. Please answer every one.",
        "too_many_answers": "There are more answers than questions. Please fill in the form again.",
        "answer_out_of_range": "One of the answers is not on the form. Please choose one of the four for each.",
        "different_measures": "These are scores of two different questionnaires. Compare two of the same one.",
    }


class OutsideTransaction(CareError):
    """An event was announced outside a transaction, so it could outlive a change that never happened."""

    SENTENCES: ClassVar = {
        "outside_transaction": "Announce domain events inside the transaction of the change they tell of.",
    }

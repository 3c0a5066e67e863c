"""What is left for a person to do, why, and what came of it. Pure."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """Why a person is needed."""

    MISSED_SESSION = "missed_session"  # call: they are not there, and were expected
    MISSED_TWICE = "missed_twice"  # for the clinician: the second miss in seven days
    BAD_ADDRESS = "bad_address"  # ask for another number or address: this one takes nothing
    NO_CHANNEL = "no_channel"  # call: there is no way left to write to them
    NOT_TOLD = "not_told"  # call: a message could not be sent, and was worth having
    UNKNOWN_ZONE = "unknown_zone"  # correct their time zone: it is not one
    CHANGE_UNCERTAIN = "change_uncertain"  # call: nobody knows whether they heard of a change


class TaskOutcome(StrEnum):
    """How a task ended, or a call that belongs to it."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CAME = "came"  # written by the program: they are in the lobby or the room
    CORRECTED = "corrected"
    NOT_NEEDED = "not_needed"

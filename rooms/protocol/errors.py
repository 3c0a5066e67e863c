"""What the room's protocol refuses, and why it closes: stable codes, each with a sentence that says what to do next.

ProtocolError
├── Unreadable   a message that could not be read; the sender is told, the room is not disturbed
└── Refused      a command that could be read but may not be carried out (now, or by this person)

``CLOSINGS`` is the other half: every reason for which the server closes a WebSocket, with its close code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class ProtocolError(Exception):
    """A refusal. ``code`` is one of ``SENTENCES`` and never changes its meaning."""

    SENTENCES: ClassVar[dict[str, str]] = {}

    def __init__(self, code: str, sentence: str = "") -> None:
        self.code = code
        self.sentence = sentence or self.SENTENCES[code]
        super().__init__(f"{code}: {self.sentence}")


class Unreadable(ProtocolError):
    """A frame that is no message of ours. ``id`` is the command's id where even that could be read."""

    SENTENCES: ClassVar = {
        "malformed": "This message could not be read. Reload the page; if it happens again, tell us.",
        "unknown_type": "This page sent something the server does not know. Reload the page to update it.",
        "too_large": "This message is too large. Reload the page; if it happens again, tell us.",
        "too_frequent": "Too many messages at once. Wait a moment, then try again.",
    }

    def __init__(self, code: str, *, id: str | None = None) -> None:
        super().__init__(code)
        self.id = id


class Refused(ProtocolError):
    """A command that the room does not carry out."""

    SENTENCES: ClassVar = {
        "room_ended": "This session has ended. Your home page shows your next one.",
        "room_locked": "The group has begun and its door is closed. Call us and we will let your clinician know.",
        "removed": "A clinician asked you to leave this session. Please call us if you would like to talk about it.",
        "not_connected": "This page lost its place in the room. Reload the page to come back.",
        "not_admitted": "You are still in the waiting room. Your clinician will let you in.",
        "unavailable": "That did not work just now. Try again in a moment.",
        "not_allowed": "Only the clinicians of this session can do that.",
        "no_such_person": "This person is no longer here. The list of people has been updated.",
        "repeated": "This was asked for already.",
        "too_often": "That was a little too often. Wait a moment, then try again.",
        "on_hold": "None of the clinicians here is licensed where this person is today. A supervisor can release them.",
        "room_full": "This group is full. Please call us, and we will find out what happened.",
        "held": "Your clinician has lost their connection. We are holding the room until somebody is back.",
        "on_break": "The group is on a break. It goes on in a moment.",
        "muted": "Your microphone is off, so what you say is not shown either.",
        "not_granted": "Ask your clinician first; they can let you share your screen.",
        "share_taken": "Somebody else is sharing their screen. You can share when they have finished.",
        "no_break": "There is no break just now.",
        "no_round": "There is no round just now.",
        "no_such_place": "There is no such room any more. The list of rooms has been updated.",
        "breakouts_open": "The breakout rooms are open. Close them first.",
        "breakouts_closed": "The breakout rooms are not open.",
        "in_side_room": "One of you is in a side room already. Come back from it first.",
        "media_unavailable": "Video is restarting. It will come back by itself; please stay on this page.",
        "media_superseded": "A newer request for video took the place of this one.",
        "bad_offer": "Your browser asked for video in a way we cannot read. Reload the page, or update it.",
    }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a socket is closed. ``reconnect``: whether connecting again by itself is any use."""

    close_code: int
    reconnect: bool
    sentence: str


CLOSINGS: dict[str, Reason] = {
    "left": Reason(1000, False, "You have left the session."),
    # 1012 and 1013 would say these two, but the server we run on may send only 1000 and 3000 to 4999.
    "restarting": Reason(4012, True, "We are updating the service. You will be back in a moment."),
    "unavailable": Reason(4013, True, "We cannot reach the room just now. Trying again in a moment."),
    "malformed": Reason(4400, False, "This page sent messages that could not be read. Reload the page."),
    "unsupported": Reason(4400, False, "This page is of another version than the server. Reload the page."),
    "signed_out": Reason(4401, False, "You are signed out. Sign in again to come back."),
    "foreign_origin": Reason(
        4403, False, "This page is not part of this site. Open the session from your home page."
    ),
    "no_such_room": Reason(4403, False, "There is no such session. Open your session from your home page."),
    "account_inactive": Reason(4403, False, "This account is closed. Please call us and we will help you."),
    "link_for_another_session": Reason(
        4403, False, "Your link is for another appointment. Please sign in to join this one."
    ),
    "not_on_roster": Reason(
        4403, False, "You are not expected at this session. Check the time on your home page, or call us."
    ),
    "session_cancelled": Reason(
        4403, False, "This session was cancelled. Your home page shows your next one."
    ),
    "session_over": Reason(4403, False, "This session is over. Your home page shows your next one."),
    "too_early": Reason(
        4403,
        False,
        "It is too early to join. The room opens an hour before the start; please come back then.",
    ),
    "room_locked": Reason(4403, False, Refused.SENTENCES["room_locked"]),
    "role_changed": Reason(4403, True, "Your part in this session changed. You will be back in a moment."),
    "silent": Reason(4408, True, "We lost touch with this page. You will be back in a moment."),
    "replaced": Reason(4409, False, "This page connected again; this is its old connection."),
    "room_ended": Reason(4410, False, "This session has ended. Thank you for being here."),
    "declined": Reason(
        4403, False, "Your clinician cannot let you in just now. You can knock again, or call us."
    ),
    "room_full": Reason(4403, False, Refused.SENTENCES["room_full"]),
    "gate_incomplete": Reason(
        4403, False, "A few questions come before the session. Open it again from your home page."
    ),
    "second_factor": Reason(
        4403, False, "Set up your second sign-in step first. Your account page shows you how."
    ),
    "behind": Reason(4408, True, "This page could not keep up. You will be back in a moment."),
    "removed": Reason(4411, False, Refused.SENTENCES["removed"]),
    "too_large": Reason(4413, False, "This page sent a message that is too large. Reload the page."),
    "too_frequent": Reason(4429, True, "This page sent too many messages. You will be back in a moment."),
}

"""What the room's protocol refuses, and why it closes: stable codes, each with a sentence that says what to do next.

ProtocolError
├── Unreadable   a message that could not be read; the sender is told, the room is not disturbed
└── Refused      a command that could be read but may not be carried out (now, or by this person)

``CLOSINGS`` is the other half: every reason for which the server closes a WebSocket, with its close code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; whoever shows it to somebody says it in their language."""
    return sentence


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
        "malformed": gettext_noop(
            "This message could not be read. Reload the page; if it happens again, tell us."
        ),
        "unknown_type": gettext_noop(
            "This page sent something the server does not know. Reload the page to update it."
        ),
        "too_large": gettext_noop(
            "This message is too large. Reload the page; if it happens again, tell us."
        ),
        "too_frequent": gettext_noop("Too many messages at once. Wait a moment, then try again."),
    }

    def __init__(self, code: str, *, id: str | None = None) -> None:
        super().__init__(code)
        self.id = id


class Refused(ProtocolError):
    """A command that the room does not carry out."""

    SENTENCES: ClassVar = {
        "room_ended": gettext_noop("This session has ended. Your home page shows your next one."),
        "room_locked": gettext_noop(
            "The group has begun and its door is closed. Call us and we will let your clinician know."
        ),
        "removed": gettext_noop(
            "A clinician asked you to leave this session. Please call us if you would like to talk about it."
        ),
        "not_connected": gettext_noop("This page lost its place in the room. Reload the page to come back."),
        "not_admitted": gettext_noop("You are still in the waiting room. Your clinician will let you in."),
        "unavailable": gettext_noop("That did not work just now. Try again in a moment."),
        "not_allowed": gettext_noop("Only the clinicians of this session can do that."),
        "no_such_person": gettext_noop("This person is no longer here. The list of people has been updated."),
        "repeated": gettext_noop("This was asked for already."),
        "too_often": gettext_noop("That was a little too often. Wait a moment, then try again."),
        "on_hold": gettext_noop(
            "None of the clinicians here is licensed where this person is today. A supervisor can release them."
        ),
        "room_full": gettext_noop("This group is full. Please call us, and we will find out what happened."),
        "held": gettext_noop(
            "Your clinician has lost their connection. We are holding the room until somebody is back."
        ),
        "on_break": gettext_noop("The group is on a break. It goes on in a moment."),
        "muted": gettext_noop("Your microphone is off, so what you say is not shown either."),
        "not_granted": gettext_noop("Ask your clinician first; they can let you share your screen."),
        "share_taken": gettext_noop(
            "Somebody else is sharing their screen. You can share when they have finished."
        ),
        "no_break": gettext_noop("There is no break just now."),
        "no_round": gettext_noop("There is no round just now."),
        "no_such_place": gettext_noop("There is no such room any more. The list of rooms has been updated."),
        "breakouts_open": gettext_noop("The breakout rooms are open. Close them first."),
        "breakouts_closed": gettext_noop("The breakout rooms are not open."),
        "in_side_room": gettext_noop("One of you is in a side room already. Come back from it first."),
        "media_unavailable": gettext_noop(
            "Video is restarting. It will come back by itself; please stay on this page."
        ),
        "media_superseded": gettext_noop("A newer request for video took the place of this one."),
        "bad_offer": gettext_noop(
            "Your browser asked for video in a way we cannot read. Reload the page, or update it."
        ),
    }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a socket is closed. ``reconnect``: whether connecting again by itself is any use."""

    close_code: int
    reconnect: bool
    sentence: str


CLOSINGS: dict[str, Reason] = {
    "left": Reason(1000, False, gettext_noop("You have left the session.")),
    # 1012 and 1013 would say these two, but the server we run on may send only 1000 and 3000 to 4999.
    "restarting": Reason(
        4012, True, gettext_noop("We are updating the service. You will be back in a moment.")
    ),
    "unavailable": Reason(
        4013, True, gettext_noop("We cannot reach the room just now. Trying again in a moment.")
    ),
    "malformed": Reason(
        4400, False, gettext_noop("This page sent messages that could not be read. Reload the page.")
    ),
    "unsupported": Reason(
        4400, False, gettext_noop("This page is of another version than the server. Reload the page.")
    ),
    "signed_out": Reason(4401, False, gettext_noop("You are signed out. Sign in again to come back.")),
    "foreign_origin": Reason(
        4403, False, gettext_noop("This page is not part of this site. Open the session from your home page.")
    ),
    "no_such_room": Reason(
        4403, False, gettext_noop("There is no such session. Open your session from your home page.")
    ),
    "account_inactive": Reason(
        4403, False, gettext_noop("This account is closed. Please call us and we will help you.")
    ),
    "link_for_another_session": Reason(
        4403, False, gettext_noop("Your link is for another appointment. Please sign in to join this one.")
    ),
    "not_on_roster": Reason(
        4403,
        False,
        gettext_noop("You are not expected at this session. Check the time on your home page, or call us."),
    ),
    "session_cancelled": Reason(
        4403, False, gettext_noop("This session was cancelled. Your home page shows your next one.")
    ),
    "session_over": Reason(
        4403, False, gettext_noop("This session is over. Your home page shows your next one.")
    ),
    "too_early": Reason(
        4403,
        False,
        gettext_noop(
            "It is too early to join. The room opens an hour before the start; please come back then."
        ),
    ),
    "room_locked": Reason(4403, False, Refused.SENTENCES["room_locked"]),
    "role_changed": Reason(
        4403, True, gettext_noop("Your part in this session changed. You will be back in a moment.")
    ),
    "silent": Reason(4408, True, gettext_noop("We lost touch with this page. You will be back in a moment.")),
    "replaced": Reason(4409, False, gettext_noop("This page connected again; this is its old connection.")),
    "room_ended": Reason(4410, False, gettext_noop("This session has ended. Thank you for being here.")),
    "declined": Reason(
        4403,
        False,
        gettext_noop("Your clinician cannot let you in just now. You can knock again, or call us."),
    ),
    "room_full": Reason(4403, False, Refused.SENTENCES["room_full"]),
    "gate_incomplete": Reason(
        4403,
        False,
        gettext_noop("A few questions come before the session. Open it again from your home page."),
    ),
    "second_factor": Reason(
        4403, False, gettext_noop("Set up your second sign-in step first. Your account page shows you how.")
    ),
    "behind": Reason(4408, True, gettext_noop("This page could not keep up. You will be back in a moment.")),
    "removed": Reason(4411, False, Refused.SENTENCES["removed"]),
    "too_large": Reason(
        4413, False, gettext_noop("This page sent a message that is too large. Reload the page.")
    ),
    "too_frequent": Reason(
        4429, True, gettext_noop("This page sent too many messages. You will be back in a moment.")
    ),
}

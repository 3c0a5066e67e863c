"""What can go wrong with a message or a join link.

NotificationError
├── TransportError      a provider did not take a message; ``permanent`` says whether asking again could help
│   └── OutcomeUnknown  it may have taken it: the connection went away before its answer
└── JoinRefused         a join link was not honoured
    ├── LinkRefused     wrong, expired or dead: one sentence for all three, so that it tells a guesser nothing
    ├── CodeNeeded      a second device must give the code that is e-mailed to the client
    ├── CodeRefused     that code is wrong or too old
    └── TooManyTries    from one address, or for one code
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop as _


class NotificationError(Exception):
    """The root. ``code`` is for programs, ``sentence`` for people."""

    code: ClassVar[str] = "notification_error"
    sentence: ClassVar[str] = "A message could not be sent."


class TransportError(NotificationError):
    """``message`` names the provider's answer, and never an address or a word of what was to be sent."""

    code = "not_taken"
    sentence = "The mail server did not take the message. See the reminder's attempts for its answer."

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class OutcomeUnknown(TransportError):
    code = "outcome_unknown"
    sentence = "The mail server went away before it answered, so the message may or may not arrive."

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


class JoinRefused(NotificationError):
    pass


class LinkRefused(JoinRefused):
    code = "link_refused"
    sentence = _(
        "This link can’t be used now. A link works from one hour before an appointment until it ends, and stops "
        "when the appointment changes. Sign in with your e-mail address instead, or call us."
    )


class CodeNeeded(JoinRefused):
    code = "code_needed"
    sentence = _(
        "This link was first used on another device. Type the code that we have just e-mailed to you."
    )


class CodeRefused(JoinRefused):
    code = "code_refused"
    sentence = _("That code is not right, or it is older than ten minutes. Check it, or ask for a new one.")


class TooManyTries(JoinRefused):
    code = "too_many_tries"
    sentence = _("Too many tries. Wait five minutes and try again, or sign in with your e-mail address.")

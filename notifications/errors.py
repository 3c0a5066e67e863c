"""What can go wrong with a message or a join link.

NotificationError
├── TransportError      a provider did not take a message; ``permanent`` says whether asking again could help
│   └── OutcomeUnknown  it may have taken it: the connection went away before its answer
├── PreferenceRefused   a person's choices can't be kept as they are
├── TemplateRefused     a clinic's own words can't go out as they are
├── TaskRefused         a staff task can't be ended like this
├── ResolutionRefused   a message can't be decided about like this
└── JoinRefused         a join link was not honoured
    ├── LinkRefused     wrong, expired or dead: one sentence for all three, so that it tells a guesser nothing
    ├── CodeNeeded      a second device must give the code that is e-mailed to the client
    ├── CodeRefused     that code is wrong or too old
    └── TooManyTries    from one address, or for one code
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_noop as _

from notifications.domain.blocking import BlockReason


class NotificationError(Exception):
    """The root. ``code`` is for programs, ``sentence`` for people."""

    code: str = "notification_error"
    sentence: str = "A message could not be sent."


class TransportError(NotificationError):
    """``message`` names the provider's answer, and never an address or a word of what was to be sent.

    ``block`` says why the address itself takes nothing, where that is the cause; ``gone`` are browsers' endpoints that
    never will again.
    """

    code = "not_taken"
    sentence = "The provider did not take the message. See the reminder's attempts for its answer."

    def __init__(
        self, message: str, *, permanent: bool, block: BlockReason | None = None, gone: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message[:120])
        self.permanent = permanent
        self.block = block
        self.gone = gone


class OutcomeUnknown(TransportError):
    code = "outcome_unknown"
    sentence = "The provider went away before it answered, so the message may or may not arrive."

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


class PreferenceRefused(NotificationError):
    """``code`` is one of ``SENTENCES``; ``field`` names what the person has to look at again."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "no_channel": _("Choose at least one way: without any, you would not hear of these."),
        "number_not_verified": _(
            "Add your mobile number below first. Then text messages can be chosen here."
        ),
        "no_browser": _("Turn on notifications on a phone or computer first. Then they can be chosen here."),
        "hours_too_short": _("Leave at least an hour a day in which your phone may ring."),
        "unknown_zone": _("We don’t know this time zone. Choose one from the list."),
        "unknown_language": _("We don’t write in this language yet. Choose one from the list."),
        "not_a_number": _("This is not a mobile number that we can text. Write it as in (212) 555-0123."),
        "code_wrong": _(
            "That code is not right, or it is older than ten minutes. Check it, or ask for a new one."
        ),
        "too_many_codes": _(
            "That is too many codes for one day. Try again tomorrow, or call us and we set it up."
        ),
        "number_stopped": _(
            "You answered STOP at this number. Text START to where we wrote from, then try again."
        ),
        "not_a_push_service": _(
            "We can’t reach this browser’s notifications from here. E-mail and texts still work."
        ),
    }

    def __init__(self, code: str, *, field: str = "") -> None:
        self.code = code
        self.sentence = self.SENTENCES[code]
        self.field = field
        super().__init__(code)


class TemplateRefused(NotificationError):
    """``sentence`` says which words, variables or length are the reason; ``field`` where they stand."""

    def __init__(self, code: str, sentence: str, *, field: str) -> None:
        self.code = code
        self.sentence = sentence
        self.field = field
        super().__init__(code)


class TaskRefused(NotificationError):
    SENTENCES: ClassVar[dict[str, str]] = {
        "done": _("Somebody has finished this task meanwhile. Your list shows what is left."),
        "not_an_outcome": _("Choose how the call went."),
    }

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence = self.SENTENCES[code]
        super().__init__(code)


class ResolutionRefused(NotificationError):
    SENTENCES: ClassVar[dict[str, str]] = {
        "not_open": _(
            "There is nothing to decide about this message any more. Its page shows what became of it."
        ),
        "too_late": _("It is too late for this message to be of use. Call instead."),
    }

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence = self.SENTENCES[code]
        super().__init__(code)


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

"""What can go wrong for a participant.

ParticipantError
├── CommandRefused   the server answered a command with an error
├── NotConnected     the socket was lost before the answer came
├── NoAnswer         the server did not answer in time
└── NeverHappened    what was awaited did not come about in time
"""

from __future__ import annotations


class ParticipantError(Exception):
    """``code`` is for programs, ``sentence`` for people."""

    code = "participant_error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class CommandRefused(ParticipantError):
    """The server's own code and sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class NotConnected(ParticipantError):
    code = "not_connected"


class NoAnswer(ParticipantError):
    code = "no_answer"


class NeverHappened(ParticipantError):
    code = "never_happened"

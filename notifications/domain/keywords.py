"""What a client's answer to an SMS asks for: to be left alone, or to be written to again. Pure.

The words are those that 47 CFR 64.1200(a)(10) has every sender in the US obey. CANCEL is among them, so no text may ask
to answer CANCEL for an appointment.
"""

from __future__ import annotations

from enum import StrEnum


class Keyword(StrEnum):
    STOP = "stop"
    START = "start"


_MEANING = dict.fromkeys(
    ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"), Keyword.STOP
) | {"start": Keyword.START}


def keyword_in(text: str) -> Keyword | None:
    """The keyword that the whole of ``text`` is, in any case and with blanks around; None for any other text.

    A sentence that only holds such a word asks for nothing: "please don't stop" must not end someone's reminders.
    """
    return _MEANING.get(" ".join(text.lower().split()))

"""What anybody's page may send: of oneself, of media, and to take part."""

from __future__ import annotations

from msgspec import Struct

from rooms.protocol.words import (
    CaptionText,
    ChatText,
    ChatTo,
    CommandId,
    Number,
    PersonId,
    Pixels,
    PlaceId,
    Quality,
    Reaction,
    Sdp,
)

__all__ = [
    "Caption",
    "Chat",
    "Command",
    "GoTo",
    "Leave",
    "NextTurn",
    "Offer",
    "Pong",
    "React",
    "ReportQuality",
    "RequestShare",
    "SetCamera",
    "SetDistress",
    "SetHand",
    "SetInterrupted",
    "SetMicrophone",
    "SetShare",
    "SkipTurn",
    "Sync",
    "Watch",
]


class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """Something a person wants done. Answered by ``ok``, ``answer`` or ``error`` with the same id."""

    id: CommandId


class Sync(Command, frozen=True, tag="sync"):
    """Ask for a fresh snapshot."""


# --- oneself ------------------------------------------------------------------------------------------------------


class SetMicrophone(Command, frozen=True, tag="set_microphone"):
    """Mute or unmute oneself. Either answers a clinician's ``ask_to_unmute``."""

    on: bool


class SetCamera(Command, frozen=True, tag="set_camera"):
    """Stop or start one's own camera."""

    on: bool


class SetInterrupted(Command, frozen=True, tag="set_interrupted"):
    """A phone call or a background tab took camera and microphone, or gave them back. Interrupted is not left."""

    on: bool


class ReportQuality(Command, frozen=True, tag="report_quality"):
    """How good this page's connection is now. To be sent when it changed, not again and again."""

    quality: Quality


class Leave(Command, frozen=True, tag="leave"):
    """Leave by the button: an explicit exit that attendance never bridges."""


class SetDistress(Command, frozen=True, tag="set_distress"):
    """The silent "I'm not OK" (on), or its end. Only the clinicians see it, and those on call are alerted."""

    on: bool


# --- media --------------------------------------------------------------------------------------------------------


class Offer(Command, frozen=True, tag="offer"):
    """Open or renew media: the browser always offers. Answered by ``answer``."""

    sdp: Sdp


class Watch(Command, frozen=True, tag="watch"):
    """How tall each person's tile is now, in device pixels; 0 where no picture is wanted. Chooses simulcast layers."""

    heights: dict[PersonId, Pixels]


# --- taking part --------------------------------------------------------------------------------------------------


class SetHand(Command, frozen=True, tag="set_hand"):
    """Raise or lower one's own hand. Hands keep the order in which they rose."""

    on: bool


class React(Command, frozen=True, tag="react"):
    """Show a reaction to those in the same place, told as ``reacted``."""

    reaction: Reaction


class Caption(Command, frozen=True, tag="caption"):
    """What the page's own speech recognition heard its person say. ``line`` counts this page's utterances; a later
    text for the same line replaces the earlier, and ``final`` closes it. Told as ``captioned``, kept nowhere."""

    line: Number
    text: CaptionText
    final: bool


class Chat(Command, frozen=True, tag="chat"):
    """Say something in writing. ``person`` is given with ``to`` "person" alone, which is for clinicians."""

    to: ChatTo
    text: ChatText
    person: PersonId | None = None


class RequestShare(Command, frozen=True, tag="request_share"):
    """Ask the clinicians to be allowed to share one's screen, or take that back."""

    on: bool


class SetShare(Command, frozen=True, tag="set_share"):
    """Start or stop sharing one's screen; clients once they were granted it. A clinician's share takes the place of
    another's."""

    on: bool


class NextTurn(Command, frozen=True, tag="next_turn"):
    """The turn goes on to the next person: said by a clinician, or by the one whose turn it is."""


class SkipTurn(Command, frozen=True, tag="skip_turn"):
    """This person's turn comes later, after all the others': said by a clinician, or by themselves."""


class GoTo(Command, frozen=True, tag="go_to"):
    """Go to another place oneself: clinicians to any breakout and to the room ("room"), others back to the room."""

    place: PlaceId


# --- no command ---------------------------------------------------------------------------------------------------


class Pong(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="pong"):
    """The answer to ``ping``, with the same ``n``; what keeps presence alive, and shows that this page keeps up."""

    n: Number

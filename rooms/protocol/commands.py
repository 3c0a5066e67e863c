"""What a browser sends."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from rooms.protocol.words import (
    MOST_BREAKOUTS,
    BreakS,
    CaptionText,
    ChatText,
    ChatTo,
    CommandId,
    CountdownS,
    Number,
    PersonId,
    Pixels,
    PlaceId,
    PlaceName,
    Quality,
    Reaction,
    Sdp,
    TurnS,
)

__all__ = [
    "Admit",
    "AdmitAll",
    "Announce",
    "AnyCommand",
    "AskToUnmute",
    "Assign",
    "BreakoutPlan",
    "Caption",
    "Chat",
    "CloseBreakouts",
    "CloseSideRoom",
    "Command",
    "Decline",
    "End",
    "EndBreak",
    "FromBrowser",
    "GoTo",
    "GrantShare",
    "Leave",
    "LowerHand",
    "Mute",
    "MuteAll",
    "NextTurn",
    "Offer",
    "OpenBreakouts",
    "OpenSideRoom",
    "PlanBreakouts",
    "Pong",
    "React",
    "Remove",
    "ReportQuality",
    "RequestShare",
    "SeeDistress",
    "SetCamera",
    "SetDistress",
    "SetHand",
    "SetInterrupted",
    "SetLock",
    "SetMicrophone",
    "SetShare",
    "SkipTurn",
    "Spotlight",
    "StartBreak",
    "StartRound",
    "StopCamera",
    "StopRound",
    "Sync",
    "TellLobby",
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


# --- the lobby, for clinicians ------------------------------------------------------------------------------------


class Admit(Command, frozen=True, tag="admit"):
    """Let one waiting person in."""

    person: PersonId


class AdmitAll(Command, frozen=True, tag="admit_all"):
    """Let everyone in who waits, but those on hold."""


class Decline(Command, frozen=True, tag="decline"):
    """Not now: send one waiting person away kindly. They may knock again."""

    person: PersonId


class TellLobby(Command, frozen=True, tag="tell_lobby"):
    """A message to one waiting person, or to all who wait (null). Each sees only that it is for them."""

    person: PersonId | None
    text: ChatText


# --- facilitating -------------------------------------------------------------------------------------------------


class Mute(Command, frozen=True, tag="mute"):
    """Mute one person. They may unmute themselves; nobody is ever unmuted by another."""

    person: PersonId


class MuteAll(Command, frozen=True, tag="mute_all"):
    """Mute every client and guest."""


class StopCamera(Command, frozen=True, tag="stop_camera"):
    """Stop one person's camera. They may start it again; nobody else can."""

    person: PersonId


class AskToUnmute(Command, frozen=True, tag="ask_to_unmute"):
    """Ask one person to unmute. They see the question and answer it by ``set_microphone``, on or off."""

    person: PersonId


class LowerHand(Command, frozen=True, tag="lower_hand"):
    """Lower one person's hand, or everyone's (null)."""

    person: PersonId | None


class GrantShare(Command, frozen=True, tag="grant_share"):
    """Let one person share their screen, asked or not; off: take that back, which ends their share too."""

    person: PersonId
    on: bool


class Spotlight(Command, frozen=True, tag="spotlight"):
    """Show one person large to everyone, or nobody any more (null)."""

    person: PersonId | None


class StartRound(Command, frozen=True, tag="start_round"):
    """Begin a turn order, such as a check-in round. ``seconds`` for each turn; 0 for no timer."""

    people: Annotated[tuple[PersonId, ...], Meta(min_length=1, max_length=40)]
    seconds: TurnS


class StopRound(Command, frozen=True, tag="stop_round"):
    """End the turn order."""


class StartBreak(Command, frozen=True, tag="start_break"):
    """Declare a break of so many seconds, which attendance subtracts. Nobody is heard or seen in it."""

    seconds: BreakS


class EndBreak(Command, frozen=True, tag="end_break"):
    """End the break early."""


class BreakoutPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """One breakout room, and who is to be in it."""

    name: PlaceName
    people: Annotated[tuple[PersonId, ...], Meta(max_length=40)]


class PlanBreakouts(Command, frozen=True, tag="plan_breakouts"):
    """Plan the breakout rooms; replaces an earlier plan. No rooms: discard it. Not while they are open."""

    breakouts: Annotated[tuple[BreakoutPlan, ...], Meta(max_length=MOST_BREAKOUTS)]


class OpenBreakouts(Command, frozen=True, tag="open_breakouts"):
    """Everyone who has one goes to their breakout."""


class Assign(Command, frozen=True, tag="assign"):
    """Put one person into another breakout or back into the room ("room"): in the plan, or at once while open."""

    person: PersonId
    place: PlaceId


class CloseBreakouts(Command, frozen=True, tag="close_breakouts"):
    """Everyone comes back to the room, after a countdown."""

    in_s: CountdownS


class Announce(Command, frozen=True, tag="announce"):
    """A line of chat to everyone, wherever they are."""

    text: ChatText


class OpenSideRoom(Command, frozen=True, tag="open_side_room"):
    """Talk with one client alone, in a side room."""

    person: PersonId


class CloseSideRoom(Command, frozen=True, tag="close_side_room"):
    """Both come back from one's side room."""


class SeeDistress(Command, frozen=True, tag="see_distress"):
    """Tell someone who said "I'm not OK" that a clinician has seen it."""

    person: PersonId


class Remove(Command, frozen=True, tag="remove"):
    """Remove someone for the rest of the session."""

    person: PersonId


class SetLock(Command, frozen=True, tag="set_lock"):
    """Lock or unlock the room: while it is locked nobody new may knock."""

    on: bool


class End(Command, frozen=True, tag="end"):
    """End the session for everyone."""


# --- no command ---------------------------------------------------------------------------------------------------


class Pong(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="pong"):
    """The answer to ``ping``, with the same ``n``; what keeps presence alive, and shows that this page keeps up."""

    n: Number


AnyCommand = (
    Sync
    | SetMicrophone
    | SetCamera
    | SetInterrupted
    | ReportQuality
    | Leave
    | SetDistress
    | Offer
    | Watch
    | SetHand
    | React
    | Caption
    | Chat
    | RequestShare
    | SetShare
    | NextTurn
    | SkipTurn
    | GoTo
    | Admit
    | AdmitAll
    | Decline
    | TellLobby
    | Mute
    | MuteAll
    | StopCamera
    | AskToUnmute
    | LowerHand
    | GrantShare
    | Spotlight
    | StartRound
    | StopRound
    | StartBreak
    | EndBreak
    | PlanBreakouts
    | OpenBreakouts
    | Assign
    | CloseBreakouts
    | Announce
    | OpenSideRoom
    | CloseSideRoom
    | SeeDistress
    | Remove
    | SetLock
    | End
)
FromBrowser = AnyCommand | Pong

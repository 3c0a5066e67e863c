"""What the pages of clinicians may send besides: they let people in, and lead."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from rooms.protocol.asked import Command
from rooms.protocol.words import (
    MOST_BREAKOUTS,
    BreakS,
    ChatText,
    CountdownS,
    PersonId,
    PlaceId,
    PlaceName,
    TurnS,
)

__all__ = [
    "Admit",
    "AdmitAll",
    "Announce",
    "AskToUnmute",
    "Assign",
    "BreakoutPlan",
    "CloseBreakouts",
    "CloseSideRoom",
    "Decline",
    "End",
    "EndBreak",
    "GrantShare",
    "LowerHand",
    "Mute",
    "MuteAll",
    "OpenBreakouts",
    "OpenSideRoom",
    "PlanBreakouts",
    "Remove",
    "SeeDistress",
    "SetLock",
    "Spotlight",
    "StartBreak",
    "StartRound",
    "StopCamera",
    "StopRound",
    "TellLobby",
]


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

"""Everything that people can ask for in a room, made up at random about the few people and places that there are."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from rooms.protocol import messages as says
from rooms.protocol.happenings import TakeMedia
from rooms.protocol.messages import MAIN, BreakoutPlan, ChatTo, Command, PersonId, PlaceId, Quality, Reaction
from rooms.protocol.state import RoomState
from tests.rooms.protocol.rooms import PARTS

Anything = Command | TakeMedia
NAMES = sorted(PARTS)


class Dice(Random):
    """Chance, about one room."""

    state: RoomState

    def on(self) -> bool:
        return self.random() < 0.7

    def name(self) -> PersonId:
        return self.choice(NAMES)

    def maybe_name(self) -> PersonId | None:
        return self.choice([None, *NAMES])

    def names(self, least: int) -> tuple[PersonId, ...]:
        return tuple(self.choices(NAMES, k=self.randint(least, 4)))

    def place(self) -> PlaceId:
        rooms = self.state.breakouts.rooms if self.state.breakouts is not None else ()
        return self.choice([MAIN, *(room.id for room in rooms), *self.state.side_rooms, "nowhere"])

    def plan(self) -> tuple[BreakoutPlan, ...]:
        return tuple(BreakoutPlan(name="A room", people=self.names(0)) for _ in range(self.randint(0, 3)))


COMMANDS: dict[type, Callable[[Dice], Anything]] = {
    says.SetMicrophone: lambda dice: says.SetMicrophone(id="1", on=dice.on()),
    says.SetCamera: lambda dice: says.SetCamera(id="1", on=dice.on()),
    says.SetInterrupted: lambda dice: says.SetInterrupted(id="1", on=dice.on()),
    says.ReportQuality: lambda dice: says.ReportQuality(id="1", quality=dice.choice(list(Quality))),
    says.Leave: lambda dice: says.Leave(id="1"),
    says.SetDistress: lambda dice: says.SetDistress(id="1", on=dice.on()),
    TakeMedia: lambda dice: TakeMedia(),
    says.SetHand: lambda dice: says.SetHand(id="1", on=dice.on()),
    says.React: lambda dice: says.React(id="1", reaction=dice.choice(list(Reaction))),
    says.Caption: lambda dice: says.Caption(id="1", line=1, text="words", final=dice.on()),
    says.Chat: lambda dice: says.Chat(
        id="1", to=dice.choice(list(ChatTo)), text="words", person=dice.maybe_name()
    ),
    says.RequestShare: lambda dice: says.RequestShare(id="1", on=dice.on()),
    says.SetShare: lambda dice: says.SetShare(id="1", on=dice.on()),
    says.NextTurn: lambda dice: says.NextTurn(id="1"),
    says.SkipTurn: lambda dice: says.SkipTurn(id="1"),
    says.GoTo: lambda dice: says.GoTo(id="1", place=dice.place()),
    says.Admit: lambda dice: says.Admit(id="1", person=dice.name()),
    says.AdmitAll: lambda dice: says.AdmitAll(id="1"),
    says.Decline: lambda dice: says.Decline(id="1", person=dice.name()),
    says.TellLobby: lambda dice: says.TellLobby(id="1", person=dice.maybe_name(), text="words"),
    says.Mute: lambda dice: says.Mute(id="1", person=dice.name()),
    says.MuteAll: lambda dice: says.MuteAll(id="1"),
    says.StopCamera: lambda dice: says.StopCamera(id="1", person=dice.name()),
    says.AskToUnmute: lambda dice: says.AskToUnmute(id="1", person=dice.name()),
    says.LowerHand: lambda dice: says.LowerHand(id="1", person=dice.maybe_name()),
    says.GrantShare: lambda dice: says.GrantShare(id="1", person=dice.name(), on=dice.on()),
    says.Spotlight: lambda dice: says.Spotlight(id="1", person=dice.maybe_name()),
    says.StartRound: lambda dice: says.StartRound(id="1", people=dice.names(1), seconds=dice.choice([0, 60])),
    says.StopRound: lambda dice: says.StopRound(id="1"),
    says.StartBreak: lambda dice: says.StartBreak(id="1", seconds=dice.choice([30, 60])),
    says.EndBreak: lambda dice: says.EndBreak(id="1"),
    says.PlanBreakouts: lambda dice: says.PlanBreakouts(id="1", breakouts=dice.plan()),
    says.OpenBreakouts: lambda dice: says.OpenBreakouts(id="1"),
    says.Assign: lambda dice: says.Assign(id="1", person=dice.name(), place=dice.place()),
    says.CloseBreakouts: lambda dice: says.CloseBreakouts(id="1", in_s=dice.choice([0, 30])),
    says.Announce: lambda dice: says.Announce(id="1", text="words"),
    says.OpenSideRoom: lambda dice: says.OpenSideRoom(id="1", person=dice.name()),
    says.CloseSideRoom: lambda dice: says.CloseSideRoom(id="1"),
    says.SeeDistress: lambda dice: says.SeeDistress(id="1", person=dice.name()),
    says.Remove: lambda dice: says.Remove(id="1", person=dice.name()),
    says.SetLock: lambda dice: says.SetLock(id="1", on=dice.on()),
}
# These are for ever, or nearly so, or undo much: a walk in which they come often goes nowhere.
SELDOM = (says.Leave, says.Remove, says.Decline, says.CloseBreakouts, says.CloseSideRoom)
OFTEN = (says.PlanBreakouts, says.OpenBreakouts, says.OpenSideRoom, says.Chat, says.StartRound)
_WEIGHTS = [1 if kind in SELDOM else 12 if kind in OFTEN else 4 for kind in COMMANDS]


def some_command(dice: Dice) -> Anything:
    kind = dice.choices(list(COMMANDS), weights=_WEIGHTS)[0]
    return COMMANDS[kind](dice)

"""What a browser sends: the commands of everybody (``asked``) and of clinicians (``led``), and the answer to a ping."""

from __future__ import annotations

from rooms.protocol import asked, led

__all__ = ["AnyCommand", "FromBrowser"]

AnyCommand = (
    asked.Sync
    | asked.SetMicrophone
    | asked.SetCamera
    | asked.SetInterrupted
    | asked.ReportQuality
    | asked.Leave
    | asked.SetDistress
    | asked.Offer
    | asked.Watch
    | asked.SetHand
    | asked.React
    | asked.Caption
    | asked.Chat
    | asked.RequestShare
    | asked.SetShare
    | asked.NextTurn
    | asked.SkipTurn
    | asked.GoTo
    | led.Admit
    | led.AdmitAll
    | led.Decline
    | led.TellLobby
    | led.Mute
    | led.MuteAll
    | led.StopCamera
    | led.AskToUnmute
    | led.LowerHand
    | led.GrantShare
    | led.Spotlight
    | led.StartRound
    | led.StopRound
    | led.StartBreak
    | led.EndBreak
    | led.PlanBreakouts
    | led.OpenBreakouts
    | led.Assign
    | led.CloseBreakouts
    | led.Announce
    | led.OpenSideRoom
    | led.CloseSideRoom
    | led.SeeDistress
    | led.Remove
    | led.SetLock
    | led.End
)
FromBrowser = AnyCommand | asked.Pong

"""What each device saw, as it saw it: stays in the lobby, the room and breakouts, with a window for each end of them.

Times are seconds of this machine's clock since 1970, which the database on it reads as well.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from rooms.protocol.messages import (
    Changed,
    Closing,
    FromServer,
    PersonView,
    Ping,
    PlaceKind,
    Snapshot,
    Standing,
    You,
)
from tests.attendance_scripts.plan import PING_S, RENEW_S, SILENT_S

# How long a server may take to notice what it is told of at once: a closed socket, a message.
NOTICES_WITHIN_S = 1.0
# Between a renewal's being due and its being written.
LEASE_SLACK_S = 0.5
# How far back the pings before somebody's going are looked at.
PINGS_KEPT = 32
# What was sent so short a time before a line went dead may never have come through.
ON_ITS_WAY_S = 0.5
# Within so long a program in the room is told of somebody's going, if at once at all: a broken socket keeps its place.
TOLD_WITHIN_S = 3.0
LOBBY, ROOM, BREAKOUT = "lobby", "room", "breakout"

now = time.time


@dataclass(frozen=True, slots=True)
class Window:
    """Something happened at a moment between these two."""

    lo: float
    hi: float


class Why(StrEnum):
    """How a stay ended; the words of the recorded spans."""

    LEFT = "left"
    REMOVED = "removed"
    LOST = "lost"
    ENDED = "session_ended"
    MOVED = "moved"


@dataclass(slots=True)
class Stay:
    """One connection in one zone. ``went`` is None while it lasts.

    ``sure`` is False where somebody left by the button of a page and no server may have heard of it. ``pinged_s`` is
    the longest that the server let pass between two pings towards the end: one that is slow to ping is slow to renew.
    ``heard_at``, where nothing told the server of the end: when it heard this connection last, be it before this stay,
    as who is moved need not be there.
    """

    zone: str
    came: Window
    went: Window | None = None
    why: Why | None = None
    sure: bool = True
    pinged_s: float = PING_S
    heard_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A server was gone: from the moment of its ``kill -9`` to the window in which it served again."""

    part: str
    gone_at: float
    back: Window


@dataclass(slots=True)
class EveningLog:
    """Everything that the reference is reckoned from, for one room."""

    stays: dict[str, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    breaks: list[tuple[Window, Window]] = field(default_factory=list)
    sent: dict[tuple[str, str], float] = field(default_factory=dict)  # orders, when they were given first
    told_gone: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lines: list[tuple[float, str]] = field(default_factory=list)
    ping_gaps: list[tuple[float, float]] = field(
        default_factory=list
    )  # when, and how long since the one before

    def slow_between(self, start: float, end: float) -> bool:
        """Whether the server let so much time pass between pings that it cannot have noticed silence in time."""
        return any(gap > SILENT_S / 2 for at, gap in self.ping_gaps if start <= at <= end + SILENT_S)

    def say(self, line: str) -> None:
        self.lines.append((now(), line))

    def order(self, what: str, whom: str = "") -> None:
        """From now on the server may have done it."""
        self.sent.setdefault((what, whom), now())

    def since(self, what: str, whom: str, *, else_at: float) -> float:
        """When an order was given first; ``else_at`` where nobody gave it."""
        return self.sent.get((what, whom), else_at)

    def settle(self, outages: Iterable[Outage]) -> None:
        """Close the windows that only what came later can close, and give way to leases where servers were gone."""
        for name, stays in self.stays.items():
            for stay in list(stays):
                assert stay.went is not None, "collect the log when everybody has gone"
                if stay.why is Why.LOST or stay.went.hi == float("inf"):
                    self._settle(name, stay, outages)
                    stays += self._unseen(name, stay)

    def _settle(self, name: str, stay: Stay, outages: Iterable[Outage]) -> None:
        assert stay.went is not None
        lo, hi = stay.went.lo, stay.went.hi
        if hi == float("inf"):
            hi = lo + NOTICES_WITHIN_S
            if not self._elsewhere(name, stay, lo):
                told = (at for at in self.told_gone[name] if lo <= at < lo + TOLD_WITHIN_S)
                hi = next(told, hi)
        for outage in outages:
            # The departure may have found nobody to note it: then the lease tells.
            begins_before = outage.gone_at <= hi + SILENT_S + NOTICES_WITHIN_S
            if begins_before and lo <= outage.back.hi + NOTICES_WITHIN_S:
                lo = min(lo, outage.gone_at - RENEW_S - 2 * max(PING_S, stay.pinged_s) - LEASE_SLACK_S)
                stay.sure = stay.why is not Why.LEFT
        stay.went = Window(max(lo, stay.came.lo), max(hi, stay.came.lo))
        self._never_heard(name, stay, lo if stay.heard_at is None else min(lo, stay.heard_at))

    def _never_heard(self, name: str, stay: Stay, heard_at: float) -> None:
        """Where the last sign of life is older than the stay, the one that it was moved from may have ended with it."""
        for before in self.stays[name]:
            if before.why is Why.MOVED and before.went == stay.came and heard_at < stay.came.lo:
                before.went = Window(max(heard_at, before.came.lo), before.went.hi)
                self._never_heard(name, before, heard_at)

    def _unseen(self, name: str, stay: Stay) -> list[Stay]:
        """What may have been ordered of somebody who was lost before they could hear of it; narrows down nothing."""
        assert stay.went is not None
        lo, hi = stay.went.lo, stay.went.hi
        for order in (("end", ""), ("remove", name)):
            if stay.came.lo <= self.since(*order, else_at=hi) < lo:
                stay.went = Window(self.sent[order], hi)
        moved, zone = _MOVED_BY[stay.zone]
        at = self.since(moved, name if moved == "admit" else "", else_at=hi)
        # Whoever was still there some time after it would have been shown where they are.
        if not max(stay.came.lo, lo - TOLD_WITHIN_S) <= at < hi:
            return []
        stay.went = Window(min(stay.went.lo, at), hi)
        perhaps = Window(at, hi)
        return [Stay(zone, perhaps, perhaps, Why.LOST)]

    def _elsewhere(self, name: str, stay: Stay, at: float) -> bool:
        """Whether another device of theirs was connected then, so that others still see them."""
        others = (other for other in self.stays[name] if other is not stay and other.went is not None)
        return any(other.came.lo <= at < other.went.hi for other in others if other.went)


class DeviceLog:
    """One WebSocket after the other of one device of one person."""

    def __init__(self, evening: EveningLog, name: str, *, device: str, leads: bool) -> None:
        self._evening, self.name, self._device = evening, name, device
        self._zone = ROOM if leads else LOBBY
        self._tried_at = 0.0
        self._answers: deque[float] = deque(maxlen=PINGS_KEPT)
        self._going_at: float | None = None
        self._goes_as = Why.LOST
        self._closing: str | None = None
        self._pings: deque[float] = deque(maxlen=PINGS_KEPT)
        self.stay: Stay | None = None
        self._dark: Stay | None = None
        self._names: dict[str, str] = {}

    def say(self, line: str) -> None:
        self._evening.say(f"{self.name}, {self._device}: {line}")

    def tries(self, at: float | None = None) -> None:
        self._tried_at, self._going_at, self._closing = at or now(), None, None
        self._answers.clear()
        self._pings.clear()

    def tried(self) -> None:
        """The attempt is over. One that was given up may still have been let in by a server that was slow to answer."""
        if self.stay is None and self._tried_at and now() - self._tried_at > NOTICES_WITHIN_S / 2:
            came = Window(self._tried_at, now() + NOTICES_WITHIN_S)
            self._evening.stays[self.name].append(Stay(self._zone, came, came, Why.LOST))
        self._tried_at = 0.0

    def may_have_come(self, since: float) -> None:
        """Its page was gone before anybody saw a socket: a server may have let in whom nobody waits for any more."""
        came = Window(since, now() + NOTICES_WITHIN_S)
        zone = ROOM if ("admit", self.name) in self._evening.sent else self._zone
        self._evening.stays[self.name].append(Stay(zone, came, came, Why.LOST))

    def answers(self, at: float | None = None) -> None:
        """It sent something, so the server hears it at this moment or a little later."""
        self._answers.append(at or now())

    def _heard_before(self, at: float) -> float:
        """When the server heard it last, going by what it had answered by then."""
        came = self.stay.came.lo if self.stay else at
        return max((came, *(answered for answered in self._answers if answered <= at)))

    def _silent_since(self, closed_at: float) -> Window:
        """When the server heard it last that found it silent; what it answered after that came too late."""
        heard = [self._heard_before(0.0), *self._answers, closed_at]
        before = [start for start, end in pairwise(heard) if end - start > SILENT_S - PING_S]
        lo = before[-1] if before else heard[0]
        return Window(lo, max(lo, closed_at - SILENT_S) + ON_ITS_WAY_S)

    def goes(self, why: Why = Why.LOST) -> None:
        """This device ends its connection now; it is seen to be gone a moment later."""
        self._going_at, self._goes_as = now(), why

    def goes_dark(self) -> None:
        """Nothing gets through from now on, and nobody is told: it ends when the server heard it last."""
        at = now()
        self._dark = self.stay
        heard_at = self._heard_before(at - ON_ITS_WAY_S)
        if self.stay is not None:
            self.stay.heard_at = max(
                (answer for answer in self._answers if answer <= heard_at), default=heard_at
            )
        self._end(Window(heard_at, at + NOTICES_WITHIN_S), Why.LOST)

    def comes_back(self) -> None:
        """The line is alive again. A server too slow to notice the silence takes the end of the old one for its end."""
        dark, at = self._dark, now()
        if dark is not None and dark.went is not None and self._evening.slow_between(dark.went.lo, at):
            dark.went = Window(dark.went.lo, at + NOTICES_WITHIN_S)

    def hears(self, message: FromServer, at: float | None = None) -> None:
        at = at or now()
        match message:
            case Snapshot():
                self._shown(message.you, at)
                self._others(message.people, at)
            case Changed():
                if isinstance(message.you, You):
                    self._shown(message.you, at)
                self._others(message.people, at)
                for id in message.gone:
                    self._evening.told_gone[self._names.get(id, "")].append(at)
            case Ping():
                if self._pings:
                    self._evening.ping_gaps.append((at, at - self._pings[-1]))
                self._pings.append(at)
            case Closing():
                self._closing = message.code
                self.say(f"closed: {message.code}")
            case _:
                pass

    def dropped(self, at: float | None = None) -> None:
        """The socket is no more."""
        at = at or now()
        if self.stay is None:
            # The server may have had us for a moment, and we never knew.
            if self._tried_at and self._closing in (None, "unavailable", "restarting"):
                stay = Stay(self._zone, Window(self._tried_at, at), Window(self._tried_at, at), Why.LOST)
                self._evening.stays[self.name].append(stay)
        elif self._closing in _CLOSED_BY_ORDER:
            why, order = _CLOSED_BY_ORDER[self._closing]
            whom = "" if why is Why.ENDED else self.name
            self._end(Window(self._evening.since(order, whom, else_at=at), at), why)
        elif self._going_at is not None:
            self._end(Window(self._going_at, float("inf")), self._goes_as)
        elif self._closing == "silent":
            self._end(self._silent_since(at), Why.LOST)
        elif self._closing == "behind":
            self._end(Window(self._silent_since(at).lo, at), Why.LOST)
        else:
            # What was answered last may have come by a little earlier than we saw the end of it.
            self._end(Window(self._heard_before(at), at), Why.LOST)
        self._tried_at = 0.0

    def replaced(self, at: float) -> None:
        """By ``at`` another page had taken the place of the one with this socket."""
        if self.stay is not None:
            self._end(Window(self._going_at or at, at + NOTICES_WITHIN_S), Why.LOST)
        self._tried_at = 0.0

    def _shown(self, you: You, at: float) -> None:
        zone = LOBBY if you.standing is not Standing.ADMITTED else ROOM
        if zone == ROOM and you.place.kind is not PlaceKind.ROOM:
            zone = BREAKOUT
        if self.stay is None:
            if self._tried_at:  # else what was on its way when the line went dead
                self._begin(zone, Window(self._tried_at, at))
        elif self.stay.zone != zone:
            order = ("admit", self.name) if self.stay.zone == LOBBY else (f"to {zone}", "")
            moved = Window(max(self.stay.came.lo, self._evening.since(*order, else_at=at)), at)
            self._end(moved, Why.MOVED)
            self._begin(zone, moved)

    def _begin(self, zone: str, came: Window) -> None:
        self._zone = zone
        self._tried_at = 0.0
        self.stay = Stay(zone, came)
        self._evening.stays[self.name].append(self.stay)
        self.say(f"in the {zone}, within {came.hi - came.lo:.2f} s")

    def _end(self, went: Window, why: Why) -> None:
        if self.stay is not None:
            self.stay.went, self.stay.why = went, why
            heard = [max(self.stay.came.lo, at) for at in (self.stay.came.lo, *self._pings)]
            gone_at = went.lo if went.hi == float("inf") else went.hi
            self.stay.pinged_s = max(b - a for a, b in pairwise([*heard, max(gone_at, heard[-1])]))
            self.say(f"out of the {self.stay.zone}: {why}")
            self.stay = None

    def _others(self, people: Iterable[PersonView], at: float) -> None:
        for person in people:
            self._names[person.id] = person.name
            if not person.connected:
                self._evening.told_gone[person.name].append(at)


# By which order somebody goes on from a zone, and where to.
_MOVED_BY = {
    LOBBY: ("admit", ROOM),
    ROOM: (f"to {BREAKOUT}", BREAKOUT),
    BREAKOUT: (f"to {ROOM}", ROOM),
}
_CLOSED_BY_ORDER = {
    "left": (Why.LEFT, "leave"),
    "removed": (Why.REMOVED, "remove"),
    "room_ended": (Why.ENDED, "end"),
}

"""Attendance reckoned from a log, by an arithmetic of its own: nothing here is shared with ``sessions.domain``.

The time of a session is cut wherever anything begins or ends; of each piece it is then asked, from scratch, whether it
counts. That is slow and hard to get wrong. It is done twice: ``Side.LEAST`` takes every window of the log to the
client's disadvantage, ``Side.MOST`` to their advantage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.attendance_scripts.log import BREAKOUT, LOBBY, ROOM, EveningLog, Outage, Stay, Why, Window
from tests.attendance_scripts.plan import LEASE_S, RENEW_S, RULES

Piece = tuple[float, float]
SLACK_S = 1.0
# From when a house serves again until its web server has said so, having noticed on a busy machine.
BEATS_AGAIN_WITHIN_S = 2.5


class Side(StrEnum):
    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """Seconds, and what is to be said of them."""

    credited_s: float
    billable_s: float
    countable_s: float
    late: bool
    left_early: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a client's record may say."""

    credited_s: Window
    billable_s: Window
    countable_s: Window
    lobby_s: Window
    late: frozenset[bool]
    left_early: frozenset[bool]
    known: frozenset[bool]  # whether they were there at all, were it in the lobby
    zones: dict[str, Window]  # seconds in each, on all devices together, whenever
    first_entered: Window | None
    last_left: Window | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """One session: its window, who leads, and what was logged."""

    starts: float
    ends: float
    leaders: Sequence[str]
    log: EveningLog
    outages: Sequence[Outage]

    def bounds(self, client: str) -> Bounds:
        stays = self.log.stays.get(client, [])
        # Whether somebody was late depends on when the room was opened, so both ways of that are asked too.
        ways = {(mine, led): self._reckon(stays, mine, led) for mine in Side for led in Side}
        least, most = ways[Side.LEAST, Side.LEAST], ways[Side.MOST, Side.MOST]
        return Bounds(
            credited_s=Window(least.credited_s, most.credited_s),
            billable_s=Window(least.billable_s, most.billable_s),
            countable_s=Window(least.countable_s, most.countable_s),
            lobby_s=Window(*(self._lobby_s(stays, side) for side in Side)),
            late=frozenset(way.late for way in ways.values()),
            left_early=frozenset(way.left_early for way in ways.values()) | self._perhaps_early(stays),
            known=frozenset(self._known(stays, side) for side in Side),
            zones={zone: _seconds_in(stays, zone) for zone in (LOBBY, ROOM, BREAKOUT)},
            first_entered=self._edge(stays, first=True),
            last_left=self._edge(stays, first=False),
        )

    # --- one side ---

    def _reckon(self, stays: Sequence[Stay], side: Side, led_side: Side) -> Reckoned:
        mine = Presence(stays, self, side)
        leaders = [Presence(self.log.stays.get(name, []), self, led_side) for name in self.leaders]
        breaks = _breaks(self.log, side)

        def led(at: float, *, bridged: bool) -> bool:
            return any(leader.holds(at, bridged=bridged) for leader in leaders)

        edges = [self.starts, self.ends, *_ends(breaks), *mine.edges]
        edges += [edge for leader in leaders for edge in leader.edges]
        pieces = [piece for piece in _pieces(edges) if self.starts <= piece[0] and piece[1] <= self.ends]
        counting = [piece for piece in pieces if not _inside(breaks, _middle(piece))]

        def sum_of(counts: Callable[[float], bool]) -> float:
            return sum(end - start for start, end in counting if counts(_middle((start, end))))

        here = [piece for piece in pieces if mine.holds(_middle(piece), bridged=True)]
        opened = [piece for piece in pieces if led(_middle(piece), bridged=True)]
        opens, closes = (opened[0][0], opened[-1][1]) if opened else (self.starts, self.ends)
        return Reckoned(
            credited_s=sum_of(lambda at: mine.holds(at, bridged=True) and led(at, bridged=True)),
            billable_s=sum_of(lambda at: mine.holds(at, bridged=False) and led(at, bridged=False)),
            countable_s=sum_of(lambda at: led(at, bridged=True)),
            late=bool(here) and here[0][0] - opens > RULES["late_after"],
            left_early=bool(here) and closes - here[-1][1] > RULES["left_early_after"],
        )

    def _perhaps_early(self, stays: Sequence[Stay]) -> set[bool]:
        """Of a last stay that may have been none, nobody can tell how long it was: it may have ended as it began."""
        inside = [stay for stay in stays if stay.zone != LOBBY and stay.came.lo < self.ends and stay.went]
        last = max(inside, key=lambda stay: stay.went.hi if stay.went else 0.0, default=None)
        if last is None or last.came != last.went or last.came.lo == last.came.hi:
            return set()
        return {closes - last.came.lo > RULES["left_early_after"] for closes in map(self._closes, Side)}

    def _closes(self, side: Side) -> float:
        """When the last one who leads went, the end at the latest."""
        spans = [Presence(self.log.stays.get(name, []), self, side).span for name in self.leaders]
        return max((span[1] for span in spans if span is not None), default=self.ends)

    def _known(self, stays: Sequence[Stay], side: Side) -> bool:
        """A stay that the server may never have known is none to the client's disadvantage."""
        pieces = (_piece(stay, side) for stay in stays)
        return any(start < self.ends and (start < end or side is Side.MOST) for start, end in pieces)

    def _lobby_s(self, stays: Iterable[Stay], side: Side) -> float:
        """More time in the lobby is less time in the room, so the other side's room is taken out of it."""
        other = Side.MOST if side is Side.LEAST else Side.LEAST
        lobby = [_piece(stay, side) for stay in stays if stay.zone == LOBBY]
        room = [_piece(stay, other) for stay in stays if stay.zone != LOBBY]
        pieces = _pieces([*_ends(lobby), *_ends(room), self.ends])
        return sum(
            end - start
            for start, end in pieces
            if end <= self.ends
            and _inside(lobby, _middle((start, end)))
            and not _inside(room, _middle((start, end)))
        )

    def _edge(self, stays: Sequence[Stay], *, first: bool) -> Window | None:
        """When they entered the room first, or left it last; nothing past the end is looked at.

        None where they may never have been there.
        """
        least, most = (Presence(stays, self, side).span for side in Side)
        if least is None or most is None:
            return None
        return Window(most[0], least[0]) if first else Window(least[1], most[1])


class Presence:
    """When somebody was in the room, and which gaps are bridged."""

    def __init__(self, stays: Sequence[Stay], evening: Evening, side: Side) -> None:
        inside = [_piece(stay, side) for stay in stays if stay.zone != LOBBY]
        ends = evening.ends
        self._here = [(start, min(end, ends)) for start, end in inside if start < min(end, ends)]
        explicit = [
            stay.went
            for stay in stays
            if stay.went and stay.why in (Why.LEFT, Why.REMOVED) and (stay.sure or side is Side.LEAST)
        ]
        self._partings = [went.lo if side is Side.LEAST else went.hi for went in explicit]
        self._breaks = _breaks(evening.log, Side.MOST if side is Side.LEAST else Side.LEAST)
        self._outages = [piece for outage in evening.outages if (piece := _outage(outage, side))]
        self._bridged = [gap for gap in self._gaps() if self._bridges(*gap)]
        self.edges = [*_ends(self._here), *_ends(self._bridged)]

    @property
    def span(self) -> Piece | None:
        """From the first moment in the room to the last."""
        return (min(self._here)[0], max(end for _, end in self._here)) if self._here else None

    def holds(self, at: float, *, bridged: bool) -> bool:
        return _inside(self._here, at) or (bridged and _inside(self._bridged, at))

    def _gaps(self) -> list[Piece]:
        pieces = _pieces(_ends(self._here))
        gaps: list[Piece] = []
        for start, end in pieces:
            if _inside(self._here, _middle((start, end))):
                continue
            if gaps and gaps[-1][1] == start:
                gaps[-1] = (gaps[-1][0], end)
            else:
                gaps.append((start, end))
        return gaps

    def _bridges(self, start: float, end: float) -> bool:
        if any(start <= at < end for at in self._partings):
            return False
        pieces = [
            piece
            for piece in _pieces([start, end, *_ends(self._breaks), *_ends(self._outages)])
            if start <= piece[0] and piece[1] <= end and not _inside(self._breaks, _middle(piece))
        ]
        measured = sum(end - start for start, end in pieces)
        unexplained = sum(
            end - start for start, end in pieces if not _inside(self._outages, _middle((start, end)))
        )
        within_outage = measured <= RULES["bridge_outage_gap"] and unexplained <= RULES["bridge_gap"]
        return measured <= RULES["bridge_gap"] or within_outage


# --- pieces of time ---------------------------------------------------------------------------------------------------


def _piece(stay: Stay, side: Side) -> Piece:
    assert stay.went is not None
    if side is Side.LEAST:
        return stay.came.hi, max(stay.came.hi, stay.went.lo)
    return stay.came.lo, stay.went.hi


def _breaks(log: EveningLog, side: Side) -> list[Piece]:
    """A break takes from what counts, so the longest break gives the least."""
    if side is Side.LEAST:
        return [(began.lo, ended.hi) for began, ended in log.breaks]
    return [(began.hi, max(began.hi, ended.lo)) for began, ended in log.breaks]


def _outage(outage: Outage, side: Side) -> Piece | None:
    """What is recorded of it: from the last heartbeat to the first one again, if that was longer than a lease.

    A web server that was replaced before that is missed for as long; others' absence has to last as long itself.
    """
    if side is Side.MOST:
        silence_s = outage.back.hi - outage.gone_at + RENEW_S + BEATS_AGAIN_WITHIN_S
        if outage.part != "web" and silence_s < LEASE_S:
            return None
        return outage.gone_at - RENEW_S - SLACK_S, outage.back.hi + LEASE_S
    return (outage.gone_at, outage.back.lo) if outage.back.lo - outage.gone_at > LEASE_S + SLACK_S else None


def _pieces(edges: Iterable[float]) -> list[Piece]:
    return list(itertools.pairwise(sorted(set(edges))))


def _ends(pieces: Iterable[Piece]) -> list[float]:
    return [edge for piece in pieces for edge in piece]


def _middle(piece: Piece) -> float:
    return (piece[0] + piece[1]) / 2


def _inside(pieces: Iterable[Piece], at: float) -> bool:
    return any(start <= at < end for start, end in pieces)


def _seconds_in(stays: Iterable[Stay], zone: str) -> Window:
    """Of all spans there, each for itself: two devices count twice, as there are two spans."""
    here = [stay for stay in stays if stay.zone == zone]
    least, most = ([_piece(stay, side) for stay in here] for side in Side)
    return Window(sum(end - start for start, end in least), sum(end - start for start, end in most))


def words(bounds: Bounds, *, credited_s: float, countable_s: float, late: bool, left_early: bool) -> set[str]:
    """The one word for a record that says this, by the precedence of the design; two where it is on the edge."""
    found = set()
    for known in bounds.known:
        # Records hold whole seconds, and shares are of the parts of seconds as well.
        for share in (credited_s / (countable_s + 1.0), (credited_s + 1.0) / (countable_s or 1.0)):
            if not known:
                found.add("no_show")
            elif credited_s < RULES["absent_under"]:
                found.add("absent")
            elif (share if countable_s else 0.0) < RULES["partial_under"]:
                found.add("partial")
            else:
                found.add("late" if late else "left_early" if left_early else "present")
    return found

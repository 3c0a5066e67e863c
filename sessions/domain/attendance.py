"""From presence spans to minutes and a status: the arithmetic of attendance, pure.

In this order, since treatment decisions and bills rest on it:

1. Only spans in the room or a breakout count, and presence by phone or in person that staff attested; time in the
   lobby is kept apart.
2. A person's spans are united across devices and tabs.
3. Gaps of at most ``bridge_gap`` are bridged, measured without declared breaks; and gaps of at most
   ``bridge_outage_gap`` that recorded outages explain, all but ``bridge_gap`` of them. Never across a leave by the
   button or a removal. (Were any overlap with an outage enough, coming back earlier could lower one's credit.)
4. What remains is intersected with the facilitators' presence (any of them, each bridged likewise) and the window.
5. Breaks are subtracted.

What happens after the end of the window is not looked at, so that a record made then stays as it is.
``credited`` is what comes out; ``billable`` is the same without step 3, for the client and the facilitators alike;
``countable`` is the most that anyone could be credited. So ``billable <= credited <= countable <= window``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sessions.domain.intervals import Interval, Times, between, difference, intersection, total, union


class Status(StrEnum):
    """The one word shown for a person's attendance at a session; the first that holds, from the top."""

    CANCELLED = "cancelled"
    EXCUSED = "excused"
    NO_SHOW = "no_show"
    ABSENT = "absent"
    PARTIAL = "partial"
    LATE = "late"
    LEFT_EARLY = "left_early"
    PRESENT = "present"


class Zone(StrEnum):
    """Where in a session someone is connected."""

    LOBBY = "lobby"
    ROOM = "room"
    BREAKOUT = "breakout"
    PHONE = "phone"  # attested by staff
    IN_PERSON = "in_person"  # attested by staff


# Where being counts as taking part.
TAKING_PART = (Zone.ROOM, Zone.BREAKOUT, Zone.PHONE, Zone.IN_PERSON)


class EndReason(StrEnum):
    """Why a presence span ended."""

    LEFT = "left"
    REMOVED = "removed"
    LOST = "lost"
    SESSION_ENDED = "session_ended"
    SERVER = "server"
    MOVED = "moved"  # the same connection goes on in another zone, from the same instant


class GapReason(StrEnum):
    """Why someone was away between two times in the room."""

    TECHNICAL = "technical"
    LEFT = "left"
    REMOVED = "removed"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A program's thresholds."""

    bridge_gap: timedelta = timedelta(seconds=120)
    bridge_outage_gap: timedelta = timedelta(seconds=300)
    late_after: timedelta = timedelta(seconds=300)
    left_early_after: timedelta = timedelta(seconds=300)
    absent_under: timedelta = timedelta(seconds=600)
    partial_under: float = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One connection in one zone. A span still open has ``end_reason`` None and ends when the caller says: now."""

    began_at: datetime
    ended_at: datetime
    zone: Zone
    end_reason: EndReason | None

    @property
    def interval(self) -> Interval:
        return Interval(self.began_at, self.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What a session was for everyone: its window, its facilitators' spans (one sequence each), breaks, outages."""

    window: Interval
    facilitators: Sequence[Sequence[Span]]
    breaks: Sequence[Interval] = ()
    outages: Sequence[Interval] = ()
    rules: Rules = Rules()

    def facilitated(self, *, bridged: bool) -> Times:
        """When at least one facilitator was in the room, within the window."""
        present = union(
            *(presence(self.until_end(each), self, bridged=bridged) for each in self.facilitators)
        )
        return intersection(present, [self.window])

    def until_end(self, spans: Sequence[Span]) -> list[Span]:
        """The spans as far as the window's end."""
        end = self.window.end
        return [replace(span, ended_at=min(span.ended_at, end)) for span in spans if span.began_at < end]

    def counted(self, times: Iterable[Interval], *, bridged: bool) -> Times:
        """Steps 4 and 5: what of ``times`` was facilitated, in the window and not a break."""
        return difference(intersection(times, self.facilitated(bridged=bridged)), self.breaks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time away from the room between two times in it; ``bridged`` gaps count towards credit."""

    interval: Interval
    reason: GapReason
    bridged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What a person's spans come to. ``late`` and ``left_early`` can both hold; ``status`` is the one word shown.

    ``first_entered_at`` and ``last_left_at`` tell of the room, not the lobby; the first may lie before the start.
    """

    credited: timedelta
    billable: timedelta
    countable: timedelta
    lobby: timedelta
    ratio: float
    status: Status
    late: bool
    left_early: bool
    first_entered_at: datetime | None
    last_left_at: datetime | None
    gaps: tuple[Gap, ...]


def attendance(
    *, spans: Sequence[Span], sitting: Sitting, cancelled: bool = False, excused: bool = False
) -> Attendance:
    """One person's attendance, from all their spans in the session, in any order."""
    spans = sitting.until_end(spans)
    present = presence(spans, sitting, bridged=True)
    in_room = presence(spans, sitting, bridged=False)
    credited = total(sitting.counted(present, bridged=True))
    countable = total(sitting.counted([sitting.window], bridged=True))
    ratio = credited / countable if countable else 0.0
    late, left_early = is_late(present, sitting), is_early(present, sitting)
    return Attendance(
        credited=credited,
        billable=total(sitting.counted(in_room, bridged=False)),
        countable=countable,
        lobby=total(difference(_times(spans, Zone.LOBBY), in_room)),
        ratio=ratio,
        status=_status(
            (Status.CANCELLED, cancelled),
            (Status.EXCUSED, excused),
            (Status.NO_SHOW, not spans),
            (Status.ABSENT, credited < sitting.rules.absent_under),
            (Status.PARTIAL, ratio < sitting.rules.partial_under),
            (Status.LATE, late),
            (Status.LEFT_EARLY, left_early),
        ),
        late=late,
        left_early=left_early,
        first_entered_at=in_room[0].start if in_room else None,
        last_left_at=in_room[-1].end if in_room else None,
        gaps=gaps(spans, sitting),
    )


def presence(spans: Sequence[Span], sitting: Sitting, *, bridged: bool) -> Times:
    """Steps 1 to 3: when this person was in the room, on whatever device."""
    in_room = _times(spans, *TAKING_PART)
    if not bridged:
        return in_room
    return union(in_room, (gap.interval for gap in gaps(spans, sitting) if gap.bridged))


def gaps(spans: Sequence[Span], sitting: Sitting) -> tuple[Gap, ...]:
    """The person's gaps in order, each with its reason and whether step 3 bridges it."""
    return tuple(_gap(gap, spans, sitting) for gap in between(_times(spans, *TAKING_PART)))


def is_late(present: Times, sitting: Sitting) -> bool:
    """Came more than ``late_after`` after the later of the start and the facilitator's arrival.

    Having been there before the start and gone again is not having come.
    """
    mine = intersection(present, [sitting.window])
    if not mine:
        return False
    facilitated = sitting.facilitated(bridged=True)
    began_at = facilitated[0].start if facilitated else sitting.window.start
    return mine[0].start - began_at > sitting.rules.late_after


def is_early(present: Times, sitting: Sitting) -> bool:
    """Went more than ``left_early_after`` before the earlier of the end and the facilitator's closing."""
    mine = intersection(present, [sitting.window])
    if not mine:
        return False
    facilitated = sitting.facilitated(bridged=True)
    closed_at = facilitated[-1].end if facilitated else sitting.window.end
    return closed_at - mine[-1].end > sitting.rules.left_early_after


def _times(spans: Sequence[Span], *zones: Zone) -> Times:
    return union(span.interval for span in spans if span.zone in zones)


def _gap(gap: Interval, spans: Sequence[Span], sitting: Sitting) -> Gap:
    # Whoever came back to the lobby and left from there has left just as well, so every zone is asked.
    reasons = {span.end_reason for span in spans if gap.start <= span.ended_at < gap.end}
    ours = bool(intersection([gap], sitting.outages))
    for end_reason, reason in ((EndReason.REMOVED, GapReason.REMOVED), (EndReason.LEFT, GapReason.LEFT)):
        if end_reason in reasons:
            return Gap(interval=gap, reason=reason, bridged=False)
    measured = difference([gap], sitting.breaks)
    unexplained = difference(measured, sitting.outages)
    rules = sitting.rules
    by_outage = total(measured) <= rules.bridge_outage_gap and total(unexplained) <= rules.bridge_gap
    return Gap(
        interval=gap,
        reason=GapReason.OURS if ours or EndReason.SERVER in reasons else GapReason.TECHNICAL,
        bridged=total(measured) <= rules.bridge_gap or by_outage,
    )


def _status(*words: tuple[Status, bool]) -> Status:
    return next((status for status, holds in words if holds), Status.PRESENT)

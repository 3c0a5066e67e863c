"""When a message that rings in a pocket (SMS, push) may go, by its reader's own clock. Pure.

What falls in quiet hours moves earlier, since a reminder that comes too late is worth nothing; and where that brings it
near another of its ladder, the two become one message.

Clocks that jump are read as PEP 495 has it: of an hour shown twice the one that was last before the message counts, and
an hour that is skipped lies before the jump. Either may move a message further than it need be, and never too late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.planning import LADDER, Planned

# How long before quiet begins a moved message goes.
MARGIN = timedelta(minutes=15)
# A moved message this close to another of its ladder is merged with it (the bound is included).
MERGED_WITHIN = timedelta(hours=2)
# Less would leave no room for the margin, and could fall whole into the hour that the clocks skip or repeat.
SHORTEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WakingHours:
    """The part of each local day in which a phone may ring: from ``opens`` up to but excluding ``closes``.

    It may run over midnight. Raises ``ValueError`` if it is shorter than ``SHORTEST``.
    """

    opens: time = time(8)
    closes: time = time(21)

    def __post_init__(self) -> None:
        if _since(self.opens, self.closes) < SHORTEST:
            raise ValueError(f"Waking hours from {self.opens} to {self.closes} are shorter than {SHORTEST}.")

    def hold(self, at: datetime, *, zone: ZoneInfo) -> bool:
        """Whether a phone in that zone may ring then."""
        return _since(self.opens, at.astimezone(zone).time()) < _since(self.opens, self.closes)


def moved_earlier(at: datetime, *, hours: WakingHours, zone: ZoneInfo) -> datetime:
    """``at``, or where it is in quiet hours 15 minutes before they begin (UTC)."""
    moved = at.astimezone(UTC)
    # Once, but where the clocks' jump swallowed those fifteen minutes: then to the evening before.
    while not hours.hold(moved, zone=zone):
        moved = _quiet_since(moved, hours=hours, zone=zone) - MARGIN
    return moved


def quiet_from(at: datetime, *, hours: WakingHours, zone: ZoneInfo) -> datetime:
    """When the quiet begins that follows ``at``, which is in waking hours (UTC)."""
    local = at.astimezone(zone).replace(tzinfo=None)
    closes = local + _since(local.time(), hours.closes)
    return min(reading for reading in _readings(closes, zone) if reading > at)


def kept_quiet(
    planned: Iterable[Planned], *, hours: WakingHours, zone: ZoneInfo, now: datetime
) -> tuple[Planned, ...]:
    """One session's messages as they may ring, the soonest first: out of quiet hours, merged, stale when these begin.

    Only rungs of the ladder move. News can't be told before it is known, nor that a session has started before it has:
    in quiet hours they don't ring at all. What has gone stale through moving is left out.
    """
    by_time = sorted(planned, key=lambda each: each.due_at)
    news = [each for each in by_time if each.tier not in LADDER and hours.hold(each.due_at, zone=zone)]
    rungs: list[Planned] = []
    was_moved = False
    for each in by_time:
        if each.tier not in LADDER:
            continue
        due_at = moved_earlier(each.due_at, hours=hours, zone=zone)
        is_moved = due_at != each.due_at
        if rungs and (was_moved or is_moved) and due_at - rungs[-1].due_at <= MERGED_WITHIN:
            # The later rung speaks for both, as it may carry the link; at the earlier time, late for neither.
            due_at, is_moved = rungs.pop().due_at, True
        rungs.append(replace(each, due_at=due_at))
        was_moved = is_moved
    trimmed = (
        replace(each, stale_at=min(each.stale_at, quiet_from(each.due_at, hours=hours, zone=zone)))
        for each in sorted(rungs + news, key=lambda each: each.due_at)
    )
    return tuple(each for each in trimmed if now < each.stale_at)


def _quiet_since(at: datetime, *, hours: WakingHours, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone).replace(tzinfo=None)
    closed = local - _since(hours.closes, local.time())
    return max(reading for reading in _readings(closed, zone) if reading <= at)


def _readings(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants that this wall-clock time can mean: the same one twice, but where the clocks jump."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def _since(then: time, now: time) -> timedelta:
    """How far the hand has gone round the clock from ``then`` to ``now``: less than a day, and never negative."""
    start, end = (datetime.combine(date.min, each) for each in (then, now))
    return (end - start) % timedelta(days=1)

"""When a zone's clocks change, for files that must carry their own time zone rules. Pure.

Zone tables say what the offset is at an instant, and not when it changes next; so the changes are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# No zone has changed its clocks twice within so short a time since 1970.
_STRIDE = timedelta(days=7)
_EXACT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From ``at`` (UTC) on the zone is ``after`` ahead of UTC, where it was ``before``; ``name`` as in "PST"."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def on_the_wall(self) -> datetime:
        """What clocks showed that moment, had they not changed: how RFC 5545 (3.6.5) dates a change."""
        return (self.at + self.before).replace(tzinfo=None)


def changes(zone: ZoneInfo, *, first: datetime, last: datetime) -> tuple[Change, ...]:
    """The rule in force at ``first``, dated there as a change to itself, then each change up to ``last``."""
    at = first.astimezone(UTC).replace(microsecond=0)
    found = [_change(zone, at, before=_offset(zone, at))]
    while at < last:
        then = min(at + _STRIDE, last.astimezone(UTC))
        if _rule(zone, then) != _rule(zone, at):
            moment = _moment(zone, at, then)
            found.append(_change(zone, moment, before=_offset(zone, moment - _EXACT)))
        at = then
    return tuple(found)


def _moment(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first whole second between the two at which the later rule holds."""
    while after - before > _EXACT:
        middle = before + timedelta(seconds=(after - before) // _EXACT // 2)
        if _rule(zone, middle) == _rule(zone, before):
            before = middle
        else:
            after = middle
    return after


def _change(zone: ZoneInfo, at: datetime, *, before: timedelta) -> Change:
    local = at.astimezone(zone)
    return Change(
        at=at, before=before, after=_offset(zone, at), name=local.tzname() or "", is_summer=bool(local.dst())
    )


def _rule(zone: ZoneInfo, at: datetime) -> tuple[timedelta, str | None]:
    local = at.astimezone(zone)
    return _offset(zone, at), local.tzname()


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a time in a zone has an offset"
    return offset

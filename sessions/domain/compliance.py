"""A client's week: the hours that it has, what it will come to, and whether that is enough.

Weeks run from Monday 00:00 in the program's zone, and a session belongs to its start's local date. What counts is held
against the hours required (by the client's taper) and against those that the payer authorized, each by itself. A
client's first and last weeks, unless they are whole, raise no alarm.

No minute counts twice. Sessions carry how much of them was credited, not which minutes; so where two of a client's
sessions overlap, what they share counts for the one with more credit and is taken off the other: the figure may be
too low there and is never too high. A session given twice is one that overlaps itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from sessions.domain.intervals import Interval, intersection, total
from sessions.domain.recurrence import day_bounds
from sessions.domain.tapering import WEEK, Standing, Taper, requirement

K = TypeVar("K")
NONE = timedelta(0)


class Verdict(StrEnum):
    """What a week comes to, against the hours required."""

    PARTIAL = "partial"  # the enrolment begins, ends or has no day in it: no alarm
    MET = "met"
    ON_COURSE = "on_course"  # enough if everything planned is attended
    AT_RISK = "at_risk"  # not even then, but the week is not over
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence(Generic[K]):
    """One session that counts toward hours. ``key`` is the caller's name for it.

    ``countable`` is its length without breaks; ``credited`` what the client has of it so far.
    """

    key: K
    window: Interval
    countable: timedelta
    credited: timedelta = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """The week held against a number of hours. ``forecast``: if everything still planned is attended."""

    hours: timedelta
    credited: timedelta
    forecast: timedelta

    @property
    def short_by(self) -> timedelta:
        return max(NONE, self.hours - self.forecast)

    @property
    def over_by(self) -> timedelta:
        return max(NONE, self.forecast - self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week(Generic[K]):
    """``standing`` tells of a deliberate taper below the minimum; ``make_up`` are sessions to add while it is time."""

    interval: Interval
    required: Against
    authorized: Against | None
    verdict: Verdict
    standing: Standing
    make_up: tuple[Occurrence[K], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The local dates of an enrolment, ``until_date`` excluded and None while it lasts."""

    from_date: date
    until_date: date | None = None

    def holds_week(self, monday: date) -> bool:
        """Whether all of the week lies within it."""
        return self.from_date <= monday and (self.until_date is None or monday + WEEK <= self.until_date)


def week_of_care(
    *,
    monday: date,
    zone: ZoneInfo,
    enrolled: Enrolled,
    taper: Taper,
    authorized: timedelta | None,
    sessions: Iterable[Occurrence[K]],
    offers: Iterable[Occurrence[K]] = (),
    now: datetime,
) -> Week[K]:
    """The client's week that begins on this local Monday.

    ``sessions`` are the client's own, of this or any week; ``offers`` those that the client could join.
    """
    interval = Interval(day_bounds(monday, zone)[0], day_bounds(monday + WEEK, zone)[0])
    mine = _of_week(sessions, monday, zone)
    asked = requirement(taper=taper, monday=monday)
    credited = counted(mine, of=_credited)
    # The two add up differently where sessions overlap, and what is had already is never less in prospect.
    forecast = max(credited, counted(mine, of=lambda each: _prospect(each, now)))
    required = Against(hours=asked.weekly, credited=credited, forecast=forecast)
    verdict = _verdict(required, whole=enrolled.holds_week(monday), over=interval.end <= now)
    return Week(
        interval=interval,
        required=required,
        authorized=None
        if authorized is None
        else Against(hours=authorized, credited=credited, forecast=forecast),
        verdict=verdict,
        standing=asked.standing,
        make_up=make_up(short_by=required.short_by, offers=_of_week(offers, monday, zone), mine=mine, now=now)
        if verdict is Verdict.AT_RISK
        else (),
    )


def counted(sessions: Sequence[Occurrence[K]], *, of: Callable[[Occurrence[K]], timedelta]) -> timedelta:
    """What the sessions come to together; ``of`` says how much of each. Of shared time only the larger part counts."""
    taken: list[Interval] = []
    counts = NONE
    # The window decides between equals, so that the order in which sessions are read never does.
    for session in sorted(sessions, key=lambda each: (-of(each), each.window)):
        window = session.window
        # Hardly ever any: to ask that first is quicker than to put them in order and find that they share nothing.
        shared = [each for each in taken if each.start < window.end and window.start < each.end]
        counts += max(NONE, of(session) - (total(intersection([window], shared)) if shared else NONE))
        taken.append(window)
    return counts


def make_up(
    *, short_by: timedelta, offers: Iterable[Occurrence[K]], mine: Iterable[Occurrence[K]], now: datetime
) -> tuple[Occurrence[K], ...]:
    """Sessions still to begin that make up ``short_by``, the soonest first and none more than it takes.

    None overlaps another or one of the client's own. Where all together are too little, all of them.
    """
    taken = [session.window for session in mine]
    chosen: list[Occurrence[K]] = []
    for offer in sorted(offers, key=lambda each: each.window):
        enough = _length(chosen) >= short_by
        if enough or offer.window.start <= now or not offer.countable or intersection([offer.window], taken):
            continue
        chosen.append(offer)
        taken.append(offer.window)
    for offer in sorted(chosen, key=lambda each: each.countable):
        rest = [each for each in chosen if each is not offer]
        if _length(rest) >= short_by:
            chosen = rest
    return tuple(chosen)


def _of_week(sessions: Iterable[Occurrence[K]], monday: date, zone: ZoneInfo) -> list[Occurrence[K]]:
    return [
        session
        for session in sessions
        if monday <= session.window.start.astimezone(zone).date() < monday + WEEK
    ]


def _credited(session: Occurrence[K]) -> timedelta:
    return min(session.credited, session.window.length)


def _prospect(session: Occurrence[K], now: datetime) -> timedelta:
    """What the session comes to if the client attends all that is left of it."""
    left = max(NONE, session.window.end - max(now, session.window.start))
    return max(_credited(session), min(session.countable, _credited(session) + left, session.window.length))


def _verdict(required: Against, *, whole: bool, over: bool) -> Verdict:
    if not whole:
        return Verdict.PARTIAL
    if required.credited >= required.hours:
        return Verdict.MET
    if over:
        return Verdict.MISSED
    return Verdict.AT_RISK if required.short_by else Verdict.ON_COURSE


def _length(sessions: Iterable[Occurrence[K]]) -> timedelta:
    return sum((session.countable for session in sessions), NONE)

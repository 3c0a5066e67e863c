"""Setting up programs and their tracks; publishing a track lays out what was planned in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from sessions.domain.errors import ProgramRefused
from sessions.domain.events import TrackPublished
from sessions.domain.intervals import Interval, intersection
from sessions.domain.placement import Block, TrackWarning, WarningCode, track_warnings
from sessions.domain.recurrence import zone_named
from sessions.models import LevelOfCare, Payer, PayerRule, Program, Series, Track, User
from sessions.services.licensing import require_backup
from sessions.services.outbox import announce
from sessions.services.series import AHEAD, lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramTerms:
    """What a program is. ``state`` is a USPS code, or empty where no licence is asked for."""

    name: str
    level: LevelOfCare
    weekly_hours_min: Decimal
    weekly_hours_max: Decimal
    usual_weeks: int
    time_zone: str
    state: str
    seats_max: int
    payers: tuple[Payer, ...] = ()
    keeps_chat: bool = False
    backup: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackTerms:
    """When a track meets, in its program's local time; ``break_minutes`` of each day don't count."""

    name: str
    weekdays: Collection[int]
    starts_local: time
    ends_local: time
    break_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What a track lacks, and the payer whose rule that is; None where it is the program's own."""

    warning: TrackWarning
    payer: Payer | None


@transaction.atomic
def set_up_program(terms: ProgramTerms, *, today: date, program_id: UUID | None = None) -> Program:
    """A new program, or other terms for this one. Raises ``ProgramRefused`` and ``ScheduleRefused``.

    The zone of a program with sessions is that of its series for ever; other ones take the new zone.
    """
    zone_named(terms.time_zone)
    if terms.weekly_hours_max < terms.weekly_hours_min:
        raise ProgramRefused("hours_out_of_order")
    program = Program.objects.select_for_update().get(pk=program_id) if program_id else Program()
    if program.closed_at is not None:
        raise ProgramRefused("closed")
    if Program.objects.filter(name__iexact=terms.name).exclude(pk=program.pk).exists():
        raise ProgramRefused("name_taken")
    for name in ("name", "level", "weekly_hours_min", "weekly_hours_max", "usual_weeks"):
        setattr(program, name, getattr(terms, name))
    program.time_zone, program.state, program.seats_max = terms.time_zone, terms.state, terms.seats_max
    program.keeps_chat, program.backup = terms.keeps_chat, terms.backup
    require_backup(terms.backup, program=program, on=today)
    _saved(program)
    program.payers.set(terms.payers)
    return program


@transaction.atomic
def set_up_track(program: Program, terms: TrackTerms, *, track_id: UUID | None = None) -> Track:
    """A new track, or other terms for this one; the program's tracks never meet at the same time.

    A published track's series keep their times. Raises ``ProgramRefused``.
    """
    locked = Program.objects.select_for_update(no_key=True).get(pk=program.pk)  # no two tracks come at once
    track = Track.objects.get(pk=track_id) if track_id else Track(program=program)
    if track.closed_at or locked.closed_at:
        raise ProgramRefused("closed")
    weekdays = sorted(set(terms.weekdays))
    if not weekdays:
        raise ProgramRefused("no_weekdays")
    if terms.ends_local <= terms.starts_local:
        raise ProgramRefused("ends_before_start")
    track.name, track.weekdays = terms.name, weekdays
    track.starts_local, track.ends_local = terms.starts_local, terms.ends_local
    track.break_minutes = terms.break_minutes
    if _length(track) <= timedelta(minutes=terms.break_minutes):
        raise ProgramRefused("break_too_long")
    others = Track.objects.filter(program=program).exclude(pk=track.pk)
    if others.filter(name__iexact=terms.name).exists():
        raise ProgramRefused("name_taken")
    require_no_overlap(track)
    _saved(track)
    return track


def require_no_overlap(track: Track) -> None:
    """Raises ``ProgramRefused`` where another open track of the program meets at the same time."""
    others = Track.objects.filter(program=track.program, closed_at=None).exclude(pk=track.pk)
    if any(_overlap(track, other) for other in others):
        raise ProgramRefused("tracks_overlap")


def shortfalls(track: Track, *, on: date) -> tuple[Shortfall, ...]:
    """What this track's times lack of the program's least hours, and of what its payers ask of a day. Two queries."""
    sessions, breaks = blocks_of(track)
    program = track.program
    own = track_warnings(
        sessions=sessions,
        breaks=breaks,
        weekly_hours=timedelta(hours=float(program.weekly_hours_min)),
    )
    found = [Shortfall(warning=warning, payer=None) for warning in own]
    for rule in rules_in_force(program, on=on):
        if rule.per_diem_minutes is None:
            continue
        of_payer = track_warnings(
            sessions=sessions,
            breaks=breaks,
            weekly_hours=timedelta(0),
            per_diem=timedelta(minutes=rule.per_diem_minutes),
        )
        days = [warning for warning in of_payer if warning.code == WarningCode.DAY_TOO_SHORT]
        # A track's days are alike: one says it for all.
        found += [Shortfall(warning=warning, payer=rule.payer) for warning in days[:1]]
    return tuple(found)


def blocks_of(track: Track) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The times of a track's days, and their breaks, in the middle of each."""
    length = _length(track)
    halfway = _at(track.starts_local, (length - timedelta(minutes=track.break_minutes)) / 2)
    after = _at(halfway, timedelta(minutes=track.break_minutes))
    sessions = tuple(
        Block(weekday=day, starts_local=track.starts_local, ends_local=track.ends_local)
        for day in track.weekdays
    )
    if not track.break_minutes:
        return sessions, ()
    return sessions, tuple(
        Block(weekday=day, starts_local=halfway, ends_local=after) for day in track.weekdays
    )


def rules_in_force(program: Program, *, on: date) -> tuple[PayerRule, ...]:
    """What the program's payers ask on this date."""
    lasting = Q(until_date=None) | Q(until_date__gt=on)
    rules = PayerRule.objects.filter(lasting, payer__programs=program, from_date__lte=on)
    return tuple(rules.select_related("payer").order_by("payer__name"))


@transaction.atomic
def publish_track(track_id: UUID, *, now: datetime) -> Track:
    """Clients may be placed in it from now on, and the series that were planned in its groups are laid out.

    Whoever publishes is shown its ``shortfalls`` before. Raises ``ProgramRefused`` and ``ScheduleRefused``.
    """
    track = Track.objects.select_for_update(of=("self",)).select_related("program").get(pk=track_id)
    if track.closed_at is not None:
        raise ProgramRefused("closed")
    if track.published_at is not None:
        raise ProgramRefused("published_already")
    track.published_at = now
    track.save(update_fields=["published_at"])
    today = now.astimezone(zone_named(track.program.time_zone)).date()
    planned = Series.objects.filter(group__track=track, laid_out_until=None)
    for series in planned.select_related("program", "group__track__program", "kind").order_by("id"):
        first = max(series.from_date, today)
        lay_out(series, first=first, through=series.until_date or first + AHEAD, now=now)
    announce(TrackPublished(track_id=track.pk))
    return track


def _overlap(one: Track, other: Track) -> bool:
    mine, theirs = blocks_of(one)[0], blocks_of(other)[0]
    return bool(intersection((each.interval for each in mine), (each.interval for each in theirs)))


def _length(track: Track) -> timedelta:
    day = date(2024, 1, 1)  # any day does: these are wall-clock times
    times = (datetime.combine(day, at) for at in (track.starts_local, track.ends_local))
    start, end = times
    return Interval(start, end).length


def _at(start: time, later: timedelta) -> time:
    return (datetime.combine(date(2024, 1, 1), start) + later).time()


def _saved(row: Program | Track) -> None:
    """Saves it; a name that was taken at this very moment is refused as one taken before."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ProgramRefused("name_taken") from None

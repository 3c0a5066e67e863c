"""Series: making them and laying out their occurrences.

A series with an end is laid out whole when it is made; one without, some weeks ahead, and on as time goes. Occurrences
are known by their dates (``Session.series_date``), so laying out again makes none twice. While a track is not
published, its series are a plan: their occurrences come when it is.

Rows are locked in this order: group, series, sessions by their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sessions.domain.errors import ScheduleRefused
from sessions.domain.events import SessionScheduled
from sessions.domain.intervals import Interval
from sessions.domain.recurrence import ONE_DAY, Pattern, zone_named
from sessions.models import (
    Curriculum,
    Group,
    Holiday,
    Place,
    Program,
    RosterPart,
    Series,
    SeriesMember,
    Session,
    SessionKind,
    User,
)
from sessions.services.bookings import no_double_booking, require_free
from sessions.services.licensing import require_licensed
from sessions.services.outbox import announce
from sessions.services.rosters import LEADING, expect_people, leaders_of
from sessions.services.topics import rotate_topics

# So far ahead a series without an end is laid out: as long as most people stay in a program.
AHEAD = timedelta(weeks=10)
LONGEST_SERIES = timedelta(days=366)


@transaction.atomic
def schedule_series(
    *,
    kind: SessionKind,
    title: str,
    weekdays: Collection[int],
    starts_local: time,
    minutes: int,
    from_date: date,
    until_date: date | None,
    now: datetime,
    group: Group | None = None,
    program: Program | None = None,
    members: Mapping[User, RosterPart] | None = None,
    every_weeks: int = 1,
    place: Place = Place.VIRTUAL,
    curriculum: Curriculum | None = None,
) -> Series:
    """A series in its program's local time, both dates included, with its sessions and rosters.

    Either of a ``group`` or of a ``program`` with ``members``. Raises ``ScheduleRefused``, also where the clocks skip
    the time on one of the dates. Sessions that are over by ``now`` are laid out but not announced.
    """
    program = group.track.program if group else program
    if program is None:
        raise ValueError("A series is of a group or of a program.")
    if minutes <= 0:
        raise ScheduleRefused("ends_before_start")
    if until_date is not None and until_date - from_date > LONGEST_SERIES:
        raise ScheduleRefused("too_long")
    series = Series(
        program=program,
        group=group,
        kind=kind,
        title=title,
        weekdays=sorted(set(weekdays)),
        starts_local=starts_local,
        minutes=minutes,
        every_weeks=every_weeks,
        place=place,
        curriculum=curriculum,
        time_zone=program.time_zone,
        from_date=from_date,
        until_date=until_date,
    )
    pattern_of(series).require_times_that_exist()
    require_open(group=group, program=program)  # and nobody enrols meanwhile
    leading = _leading(group, members or {})
    require_licensed(leading, program=program, on=from_date)
    series.save()
    SeriesMember.objects.bulk_create(
        SeriesMember(series=series, person=person, part=part) for person, part in (members or {}).items()
    )
    if group is None or group.track.published_at is not None:
        through = until_date or max(from_date, _today(series, now)) + AHEAD
        if not lay_out(series, first=from_date, through=through, now=now):
            raise ScheduleRefused("no_dates")
    return series


def lay_out(
    series: Series, *, first: date, through: date, now: datetime, by_itself: bool = False
) -> list[Session]:
    """Make the occurrences of these dates that are not made yet, and expect their people. Within a transaction.

    Raises ``ScheduleRefused``. ``by_itself``: nobody is there to be told, so whoever is in another session is left out
    of the roster, and a date on which the clocks skip the time is passed over.
    """
    pattern = pattern_of(series)
    made = set(series.sessions.exclude(series_date=None).values_list("series_date", flat=True))
    dates = [
        day
        for day in pattern.dates(first=first, last=through, holidays=holidays_of(series.program_id))
        if day not in made
    ]
    starts = [(day, start) for day in dates if (start := _start(pattern, day, by_itself)) is not None]
    sessions = [_occurrence(series, day, start) for day, start in starts]
    with no_double_booking():
        if not by_itself:
            require_free(_people_of(series), [Interval(each.starts_at, each.ends_at) for each in sessions])
        Session.objects.bulk_create(sessions)
        expect_people(series, sessions, only_the_free=by_itself)
    series.laid_out_until = max(through, series.laid_out_until or through)
    series.save(update_fields=["laid_out_until"])
    if series.group_id and series.curriculum_id:
        rotate_topics(group_id=series.group_id, now=now)
    announce(
        *(
            SessionScheduled(session_id=session.pk, revision=session.revision)
            for session in sessions
            if session.ends_at > now
        )
    )
    return sessions


def lay_out_ahead(now: datetime, *, ahead: timedelta = AHEAD) -> int:
    """Lay out what series without an end lack of the weeks ahead; says how many occurrences were made.

    One series, one transaction; a series that another process is laying out is passed over.
    """
    made = 0
    due = Series.objects.filter(until_date=None, laid_out_until__lt=now.date() + ahead)
    published = Q(group=None) | Q(group__track__published_at__isnull=False)
    for series_id in due.filter(published).order_by("id").values_list("pk", flat=True):
        made += _lay_out_one(series_id, now=now, ahead=ahead)
    return made


@transaction.atomic
def _lay_out_one(series_id: UUID, *, now: datetime, ahead: timedelta) -> int:
    group_id = Series.objects.values_list("group", flat=True).get(pk=series_id)
    if group_id is not None:
        Group.objects.select_for_update(no_key=True).get(pk=group_id)
    free = Series.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    series = free.select_related("program", "group__track__program").filter(pk=series_id).first()
    if series is None or series.until_date is not None or series.laid_out_until is None:
        return 0
    first, through = series.laid_out_until + ONE_DAY, _today(series, now) + ahead
    if first > through:
        return 0
    return len(lay_out(series, first=first, through=through, now=now, by_itself=True))


def pattern_of(series: Series) -> Pattern:
    """When it meets. Raises ``ScheduleRefused``."""
    return Pattern(
        weekdays=frozenset(series.weekdays),
        at=series.starts_local,
        zone=zone_named(series.time_zone),
        from_date=series.from_date,
        until_date=series.until_date,
        every_weeks=series.every_weeks,
    )


def holidays_of(program_id: UUID) -> frozenset[date]:
    """The dates on which this program doesn't meet."""
    holidays = Holiday.objects.filter(Q(program=None) | Q(program=program_id))
    return frozenset(holidays.values_list("date", flat=True))


def require_open(*, group: Group | None, program: Program) -> None:
    """Locks the group, or the program where there is none. Raises ``ScheduleRefused`` where it is closed."""
    if group is not None:
        closed_at = Group.objects.select_for_update(no_key=True).get(pk=group.pk).closed_at
    else:
        closed_at = Program.objects.select_for_update(no_key=True).get(pk=program.pk).closed_at
    if closed_at is not None:
        raise ScheduleRefused("closed")


def _leading(group: Group | None, members: Mapping[User, RosterPart]) -> set[UUID]:
    if group is not None:
        return set(leaders_of(group))
    return {person.pk for person, part in members.items() if part in LEADING}


def _people_of(series: Series) -> set[UUID]:
    if series.group is None:
        return set(series.members.values_list("person", flat=True))
    clients = series.group.enrolments.filter(ended_date=None).values_list("client", flat=True)
    return {*clients, *leaders_of(series.group)}


def _start(pattern: Pattern, day: date, by_itself: bool) -> datetime | None:
    try:
        return pattern.start_on(day)
    except ScheduleRefused:
        if by_itself:
            return None
        raise


def _occurrence(series: Series, day: date, start: datetime) -> Session:
    return Session(
        program=series.program,
        group=series.group,
        series=series,
        kind=series.kind,
        title=series.title,
        place=series.place,
        series_date=day,
        starts_at=start,
        ends_at=start + timedelta(minutes=series.minutes),
    )


def _today(series: Series, now: datetime) -> date:
    return now.astimezone(zone_named(series.time_zone)).date()

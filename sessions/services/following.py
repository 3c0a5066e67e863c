"""Changing an occurrence and all that follow: the pattern from there on is a series of its own.

Rows are locked in this order: group, series, sessions by their ids. What has begun never changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sessions.domain.errors import ScheduleRefused
from sessions.domain.events import SessionCancelled, SessionRescheduled
from sessions.domain.intervals import Interval
from sessions.domain.recurrence import ONE_DAY, monday_of, replan
from sessions.models import (
    CancelReason,
    Group,
    RosterEntry,
    Series,
    SeriesMember,
    Session,
    SessionStatus,
)
from sessions.services.bookings import no_double_booking, require_free
from sessions.services.outbox import announce
from sessions.services.series import holidays_of, lay_out, pattern_of
from sessions.services.topics import rotate_topics


@transaction.atomic
def reschedule_following(
    session_id: UUID, *, weekdays: Collection[int], starts_local: time, minutes: int, now: datetime
) -> Series:
    """This occurrence and all that follow meet on other days or at another time; those before stay as they are.

    Each keeps who is expected at it; its revision rises and it is announced. Raises ``ScheduleRefused``.
    """
    old, first = _series_from(session_id, now)
    if minutes <= 0:
        raise ScheduleRefused("ends_before_start")
    planned = list(_ahead(old, first, now))
    series = _copied(old, weekdays=weekdays, starts_local=starts_local, minutes=minutes, from_date=first)
    series.from_date = monday_of(first)  # until it is known which day of this week is its first
    pattern = pattern_of(series)
    through = old.laid_out_until or planned[-1].series_date or first
    dates = pattern.dates(first=monday_of(first), last=through, holidays=holidays_of(old.program_id))
    change = replan(planned=[(each, each.series_date or first) for each in planned], dates=dates)
    if not change.moved:
        raise ScheduleRefused("no_dates")
    series.from_date = min(day for _, day in change.moved)
    pattern_of(series).require_times_that_exist()
    if any(pattern.start_on(day) <= now for _, day in change.moved):
        raise ScheduleRefused("in_the_past")
    series.save()
    _copy_members(old, series)
    _close(old, before=first)
    _move(change.moved, series, now)
    cancel_each(change.dropped, CancelReason.SERIES_ENDED)
    lay_out(series, first=series.from_date, through=through, now=now)
    return series


@transaction.atomic
def cancel_following(session_id: UUID, *, reason: CancelReason, now: datetime) -> int:
    """This occurrence and all that follow don't take place, and the series ends; says how many were cancelled.

    Raises ``ScheduleRefused``.
    """
    series, first = _series_from(session_id, now)
    cancelled = list(_ahead(series, first, now))
    cancel_each(cancelled, reason)
    _close(series, before=first)
    if series.group_id and series.curriculum_id:
        rotate_topics(group_id=series.group_id, now=now)
    return len(cancelled)


def _series_from(session_id: UUID, now: datetime) -> tuple[Series, date]:
    """The series of this session and its date in it, locked. Raises ``ScheduleRefused``."""
    session = Session.objects.get(pk=session_id)
    if session.series_id is None or session.series_date is None:
        raise ScheduleRefused("not_a_series")
    if session.group_id is not None:
        Group.objects.select_for_update(no_key=True).get(pk=session.group_id)
    locked = Series.objects.select_for_update(of=("self",), no_key=True)
    series = locked.select_related("program", "group__track__program", "kind").get(pk=session.series_id)
    session.refresh_from_db()
    if session.status == SessionStatus.CANCELLED:
        raise ScheduleRefused("session_cancelled")
    if session.status == SessionStatus.ENDED or now >= session.starts_at:
        raise ScheduleRefused("session_began")
    return series, session.series_date


def _ahead(series: Series, first: date, now: datetime) -> Sequence[Session]:
    planned = series.sessions.filter(
        series_date__gte=first, status=SessionStatus.SCHEDULED, starts_at__gt=now
    )
    return sorted(
        planned.select_for_update(no_key=True).order_by("pk"), key=lambda each: each.series_date or first
    )


def _copied(
    series: Series, *, weekdays: Collection[int], starts_local: time, minutes: int, from_date: date
) -> Series:
    return Series(
        program=series.program,
        group=series.group,
        curriculum=series.curriculum,
        kind=series.kind,
        title=series.title,
        weekdays=sorted(set(weekdays)),
        starts_local=starts_local,
        minutes=minutes,
        every_weeks=series.every_weeks,
        place=series.place,
        time_zone=series.time_zone,
        from_date=from_date,
        until_date=series.until_date,
    )


def _copy_members(old: Series, new: Series) -> None:
    SeriesMember.objects.bulk_create(
        SeriesMember(series=new, person_id=member.person_id, part=member.part) for member in old.members.all()
    )


def _close(series: Series, *, before: date) -> None:
    series.until_date = before - ONE_DAY
    series.save(update_fields=["until_date"])


def _move(moved: Sequence[tuple[Session, date]], series: Series, now: datetime) -> None:
    pattern, length = pattern_of(series), timedelta(minutes=series.minutes)
    for session, day in moved:
        session.series, session.series_date = series, day
        session.starts_at = pattern.start_on(day)
        session.ends_at = session.starts_at + length
        session.revision += 1
    sessions = [session for session, _ in moved]
    people = RosterEntry.objects.filter(session__in=sessions).values_list("person", flat=True)
    require_free(
        set(people),
        [Interval(each.starts_at, each.ends_at) for each in sessions],
        but=[session.pk for session in sessions],
    )
    with no_double_booking():
        Session.objects.bulk_update(
            sessions, ["series", "series_date", "starts_at", "ends_at", "revision"], batch_size=200
        )
    announce(*(SessionRescheduled(session_id=each.pk, revision=each.revision) for each in sessions))


def cancel_each(sessions: Sequence[Session], reason: CancelReason) -> None:
    """Cancel sessions that are locked and have not begun, and announce it."""
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(
        status=SessionStatus.CANCELLED, cancel_reason=reason, revision=F("revision") + 1
    )
    announce(*(SessionCancelled(session_id=each.pk, revision=each.revision + 1) for each in sessions))

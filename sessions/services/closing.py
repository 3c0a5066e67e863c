"""Closing programs, tracks and groups that run no more, and opening them again.

Nothing is deleted: who was there, what was attended and written stays as it is; only what would come is ended. It goes
from the inside out: a group is closed once nobody is enrolled in it, a track once its groups are, a program once its
tracks are. So an open group is always in an open track of an open program, and whoever asks looks at the group alone.

Rows are locked in this order: program, track, group, series, sessions.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from sessions.domain.errors import ProgramRefused
from sessions.domain.recurrence import zone_named
from sessions.models import CancelReason, Group, Program, Series, Session, SessionStatus, Track
from sessions.services.following import cancel_each
from sessions.services.programs import require_no_overlap


@transaction.atomic
def close_group(group_id: UUID, *, now: datetime, cancel_ahead: bool = False) -> Group:
    """Nobody can be enrolled or planned in it from now on. Raises ``ProgramRefused``.

    ``cancel_ahead``: sessions that are planned are cancelled, and everyone expected is told.
    """
    groups = Group.objects.select_for_update(no_key=True, of=("self",)).select_related("track__program")
    group = groups.get(pk=group_id)
    _require_open(group.closed_at)
    today = _today(group.track.program, now)
    if group.enrolments.filter(Q(ended_date=None) | Q(ended_date__gt=today)).exists():
        raise ProgramRefused("clients_enrolled")
    series, planned = Series.objects.filter(group=group), Session.objects.filter(group=group)
    _end(series, planned, today=today, now=now, cancel_ahead=cancel_ahead)
    group.closed_at = now
    group.save(update_fields=["closed_at"])
    return group


@transaction.atomic
def close_track(track_id: UUID, *, now: datetime) -> Track:
    """No group can be added to it from now on. Raises ``ProgramRefused``."""
    track = Track.objects.select_for_update(no_key=True).get(pk=track_id)
    _require_open(track.closed_at)
    if track.groups.filter(closed_at=None).exists():
        raise ProgramRefused("groups_open")
    track.closed_at = now
    track.save(update_fields=["closed_at"])
    return track


@transaction.atomic
def close_program(program_id: UUID, *, now: datetime, cancel_ahead: bool = False) -> Program:
    """No track can be added to it and nothing planned in it from now on. Raises ``ProgramRefused``.

    ``cancel_ahead``: what is planned outside its groups, individual sessions say, is cancelled.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    _require_open(program.closed_at)
    if program.tracks.filter(closed_at=None).exists():
        raise ProgramRefused("tracks_open")
    series, planned = Series.objects.filter(program=program), Session.objects.filter(program=program)
    _end(series, planned, today=_today(program, now), now=now, cancel_ahead=cancel_ahead)
    program.closed_at = now
    program.save(update_fields=["closed_at"])
    return program


@transaction.atomic
def reopen_group(group_id: UUID) -> Group:
    """As it was, without sessions ahead: they are planned anew. Raises ``ProgramRefused``."""
    track_id = Group.objects.values_list("track", flat=True).get(pk=group_id)
    _require_open(_locked_track(track_id).closed_at, code="within_closed")
    group = Group.objects.select_for_update(no_key=True).get(pk=group_id)
    group.closed_at = None
    group.save(update_fields=["closed_at"])
    return group


@transaction.atomic
def reopen_track(track_id: UUID) -> Track:
    """Raises ``ProgramRefused``, also where another track took its hours meanwhile."""
    program_id = Track.objects.values_list("program", flat=True).get(pk=track_id)
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    _require_open(program.closed_at, code="within_closed")
    track = _locked_track(track_id)
    require_no_overlap(track)
    track.closed_at = None
    track.save(update_fields=["closed_at"])
    return track


@transaction.atomic
def reopen_program(program_id: UUID) -> Program:
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    program.closed_at = None
    program.save(update_fields=["closed_at"])
    return program


def _require_open(closed_at: datetime | None, *, code: str = "closed") -> None:
    if closed_at is not None:
        raise ProgramRefused(code)


def _end(
    series: QuerySet[Series],
    planned: QuerySet[Session],
    *,
    today: date,
    now: datetime,
    cancel_ahead: bool,
) -> None:
    """End the series that go on, and cancel what is ahead where that was asked for."""
    lasting = series.filter(Q(until_date=None) | Q(until_date__gt=today)).order_by("pk")
    lasting_ids = list(lasting.select_for_update(no_key=True).values_list("pk", flat=True))
    open_ones = planned.filter(status=SessionStatus.SCHEDULED, ends_at__gt=now).order_by("pk")
    ahead = list(open_ones.select_for_update(no_key=True, of=("self",)))
    if any(session.starts_at <= now for session in ahead):
        raise ProgramRefused("session_on")
    if ahead and not cancel_ahead:
        raise ProgramRefused("sessions_ahead")
    cancel_each(ahead, CancelReason.SERIES_ENDED)
    Series.objects.filter(pk__in=lasting_ids).update(until_date=today)


def _locked_track(track_id: UUID) -> Track:
    return (
        Track.objects.select_for_update(no_key=True, of=("self",)).select_related("program").get(pk=track_id)
    )


def _today(program: Program, now: datetime) -> date:
    return now.astimezone(zone_named(program.time_zone)).date()

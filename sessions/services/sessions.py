"""Planning sessions and changing what was planned: each change raises the session's revision and is announced.

Rows are locked in this order: group, client, session, presence spans. ``NO KEY`` locks let others go on referring to
a row that is being changed, as every presence span that is opened meanwhile does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from sessions.domain.errors import ScheduleRefused
from sessions.domain.events import SessionCancelled, SessionEnded, SessionRescheduled, SessionScheduled
from sessions.domain.recurrence import weekly, zone_named
from sessions.models import (
    EndReason,
    Enrolment,
    Group,
    Program,
    RosterEntry,
    RosterPart,
    Series,
    Session,
    SessionKind,
    SessionStatus,
    User,
)
from sessions.services import presence
from sessions.services.bookings import no_double_booking
from sessions.services.outbox import announce

# A series is laid out whole when it is made.
LONGEST_SERIES = timedelta(days=366)


@transaction.atomic
def schedule_series(
    *,
    group: Group,
    kind: SessionKind,
    title: str,
    weekdays: Collection[int],
    starts_local: time,
    minutes: int,
    from_date: date,
    until_date: date,
    now: datetime,
) -> Series:
    """A weekly series of ``group`` in its program's local time, both dates included, with its sessions and rosters.

    Raises ``ScheduleRefused``, also where the clocks skip the time on one of the dates. Sessions that are over by
    ``now`` are laid out but not announced.
    """
    program = group.track.program
    starts = _starts(
        weekdays=weekdays,
        at=starts_local,
        zone_name=program.time_zone,
        from_date=from_date,
        until_date=until_date,
    )
    if minutes <= 0:
        raise ScheduleRefused("ends_before_start")
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)  # nobody enrols meanwhile
    series = Series.objects.create(
        program=program,
        group=group,
        kind=kind,
        title=title,
        weekdays=sorted(set(weekdays)),
        starts_local=starts_local,
        minutes=minutes,
        time_zone=program.time_zone,
        from_date=from_date,
        until_date=until_date,
        laid_out_until=until_date,
    )
    with no_double_booking():
        sessions = _occurrences(series, starts)
        _expect_group(group, sessions)
    _announce_scheduled(sessions, now)
    return series


@transaction.atomic
def schedule_session(
    *,
    program: Program,
    kind: SessionKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    roster: Mapping[User, RosterPart],
    now: datetime,
    group: Group | None = None,
) -> Session:
    """One session with exactly this roster, outside any series. Raises ``ScheduleRefused``."""
    if ends_at <= starts_at:
        raise ScheduleRefused("ends_before_start")
    with no_double_booking():
        session = Session.objects.create(
            program=program, group=group, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at
        )
        RosterEntry.objects.bulk_create(
            RosterEntry(session=session, person=person, part=part) for person, part in roster.items()
        )
    _announce_scheduled([session], now)
    return session


@transaction.atomic
def reschedule_session(session_id: UUID, *, starts_at: datetime, ends_at: datetime, now: datetime) -> Session:
    """Move a session that has not begun. Raises ``ScheduleRefused``."""
    session = _planned(session_id, now)
    if now >= session.starts_at:
        raise ScheduleRefused("session_began")
    if ends_at <= starts_at or ends_at <= now:
        raise ScheduleRefused("ends_before_start")
    if (starts_at, ends_at) == (session.starts_at, session.ends_at):
        raise ScheduleRefused("no_change")
    session.starts_at, session.ends_at = starts_at, ends_at
    session.revision += 1
    with no_double_booking():
        session.save(update_fields=["starts_at", "ends_at", "revision"])
    announce(SessionRescheduled(session_id=session.pk, revision=session.revision))
    return session


@transaction.atomic
def cancel_session(session_id: UUID, *, now: datetime) -> Session:
    """Cancel a session that is not over. Raises ``ScheduleRefused``, also if it was cancelled before."""
    session = _planned(session_id, now)
    session.status = SessionStatus.CANCELLED
    session.revision += 1
    session.save(update_fields=["status", "revision"])
    announce(SessionCancelled(session_id=session.pk, revision=session.revision))
    return session


@transaction.atomic
def end_session(session_id: UUID) -> bool:
    """A facilitator ends it now: everyone's presence ends with it. False where it was ended or cancelled before."""
    planned = Session.objects.filter(pk=session_id, status=SessionStatus.SCHEDULED)
    if not planned.update(status=SessionStatus.ENDED, ended_at=Now()):
        return False
    presence.close_session(session_id, EndReason.SESSION_ENDED)
    announce(SessionEnded(session_id=session_id))
    return True


def _starts(
    *, weekdays: Collection[int], at: time, zone_name: str, from_date: date, until_date: date
) -> tuple[datetime, ...]:
    if not weekdays or not set(weekdays) <= set(range(1, 8)):
        raise ScheduleRefused("no_weekdays")
    if until_date - from_date > LONGEST_SERIES:
        raise ScheduleRefused("too_long")
    zone = zone_named(zone_name)
    starts = weekly(weekdays=weekdays, at=at, zone=zone, from_date=from_date, until_date=until_date)
    if not starts:
        raise ScheduleRefused("no_dates")
    return starts


def _occurrences(series: Series, starts: Iterable[datetime]) -> list[Session]:
    zone = zone_named(series.time_zone)
    return Session.objects.bulk_create(
        Session(
            program=series.program,
            group=series.group,
            series=series,
            kind=series.kind,
            title=series.title,
            series_date=start.astimezone(zone).date(),
            starts_at=start,
            ends_at=start + timedelta(minutes=series.minutes),
        )
        for start in starts
    )


def _planned(session_id: UUID, now: datetime) -> Session:
    session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
    if session.status == SessionStatus.CANCELLED:
        raise ScheduleRefused("session_cancelled")
    if session.status == SessionStatus.ENDED or now >= session.ends_at:
        raise ScheduleRefused("session_over")
    return session


def _expect_group(group: Group, sessions: Iterable[Session]) -> None:
    """Rosters: the group's facilitators, and whoever is enrolled on the session's local date."""
    zone = zone_named(group.track.program.time_zone)
    facilitators = list(group.facilitators.all())
    enrolments = list(Enrolment.objects.filter(group=group))
    RosterEntry.objects.bulk_create(
        entry
        for session in sessions
        for entry in (
            *(_entry(session, person.pk, RosterPart.FACILITATOR) for person in facilitators),
            *(
                _entry(session, enrolment.client_id, RosterPart.CLIENT)
                for enrolment in enrolments
                if enrolment.covers(session.starts_at.astimezone(zone).date())
            ),
        )
    )


def _entry(session: Session, person_id: UUID, part: RosterPart) -> RosterEntry:
    return RosterEntry(session=session, person_id=person_id, part=part)


def _announce_scheduled(sessions: Iterable[Session], now: datetime) -> None:
    announce(
        *(
            SessionScheduled(session_id=session.pk, revision=session.revision)
            for session in sessions
            if session.ends_at > now
        )
    )

"""Planning one session and changing it: each change raises the session's revision and is announced.

Rows are locked in this order: group, client, session, presence spans. ``NO KEY`` locks let others go on referring to
a row that is being changed, as every presence span that is opened meanwhile does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from sessions.domain.errors import ScheduleRefused
from sessions.domain.events import (
    FacilitatorSubstituted,
    SessionCancelled,
    SessionEnded,
    SessionRescheduled,
    SessionScheduled,
)
from sessions.domain.intervals import Interval
from sessions.domain.recurrence import zone_named
from sessions.models import (
    CancelReason,
    EndReason,
    Group,
    Place,
    Program,
    RosterEntry,
    RosterPart,
    Session,
    SessionKind,
    SessionStatus,
    User,
)
from sessions.services import presence
from sessions.services.bookings import no_double_booking, require_free
from sessions.services.licensing import require_licensed
from sessions.services.outbox import announce
from sessions.services.rosters import LEADING
from sessions.services.series import require_open
from sessions.services.topics import rotate_topics


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
    place: Place = Place.VIRTUAL,
) -> Session:
    """One session with exactly this roster, outside any series. Raises ``ScheduleRefused``."""
    if ends_at <= starts_at:
        raise ScheduleRefused("ends_before_start")
    require_open(group=group, program=program)
    clients = sum(part == RosterPart.CLIENT for part in roster.values())
    if kind.seats_max is not None and clients > kind.seats_max:
        raise ScheduleRefused("too_many_clients")
    leading = [person.pk for person, part in roster.items() if part in LEADING]
    require_licensed(leading, program=program, on=local_date(program, starts_at))
    blocked = [person.pk for person, part in roster.items() if part != RosterPart.GUEST]
    require_free(blocked, [Interval(starts_at, ends_at)])
    with no_double_booking():
        session = Session.objects.create(
            program=program,
            group=group,
            kind=kind,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
        )
        RosterEntry.objects.bulk_create(
            RosterEntry(session=session, person=person, part=part) for person, part in roster.items()
        )
    if ends_at > now:
        announce(SessionScheduled(session_id=session.pk, revision=session.revision))
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
    blocked = session.roster.exclude(part=RosterPart.GUEST).values_list("person", flat=True)
    require_free(blocked, [Interval(starts_at, ends_at)], but=[session.pk])
    session.starts_at, session.ends_at = starts_at, ends_at
    session.revision += 1
    with no_double_booking():
        session.save(update_fields=["starts_at", "ends_at", "revision"])
    _turn_topics(session, now)
    announce(SessionRescheduled(session_id=session.pk, revision=session.revision))
    return session


@transaction.atomic
def cancel_session(session_id: UUID, *, now: datetime, reason: CancelReason = CancelReason.OTHER) -> Session:
    """Cancel a session that is not over. Raises ``ScheduleRefused``, also if it was cancelled before."""
    session = _planned(session_id, now)
    session.status = SessionStatus.CANCELLED
    session.cancel_reason = reason
    session.revision += 1
    session.save(update_fields=["status", "cancel_reason", "revision"])
    _turn_topics(session, now)
    announce(SessionCancelled(session_id=session.pk, revision=session.revision))
    return session


@transaction.atomic
def substitute_facilitator(session_id: UUID, *, absent: User, substitute: User, now: datetime) -> Session:
    """``substitute`` leads a session that is not over in the place of ``absent``, also one that has begun.

    Raises ``ScheduleRefused``: a licence of the program's state is needed, and time.
    """
    session = _planned(session_id, now)
    leading = session.roster.filter(person=absent, part__in=LEADING).first()
    if leading is None:
        raise ScheduleRefused("not_facilitating")
    if not substitute.is_active or not substitute.is_staff_member:
        raise ScheduleRefused("not_a_clinician")
    if session.roster.filter(person=substitute).exists():
        raise ScheduleRefused("there_already")
    day = local_date(session.program, session.starts_at)
    require_licensed([substitute.pk], program=session.program, on=day)
    require_free([substitute.pk], [Interval(session.starts_at, session.ends_at)])
    part = leading.part
    with no_double_booking():
        leading.delete()
        RosterEntry.objects.create(session=session, person=substitute, part=part)
    return change_who_leads(session)


def change_who_leads(session: Session) -> Session:
    """Raise the revision of a session whose roster of clinicians changed, and announce it."""
    session.revision += 1
    session.save(update_fields=["revision"])
    announce(FacilitatorSubstituted(session_id=session.pk, revision=session.revision))
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


def _planned(session_id: UUID, now: datetime) -> Session:
    session = Session.objects.select_for_update(no_key=True).get(pk=session_id)
    if session.status == SessionStatus.CANCELLED:
        raise ScheduleRefused("session_cancelled")
    if session.status == SessionStatus.ENDED or now >= session.ends_at:
        raise ScheduleRefused("session_over")
    return session


def local_date(program: Program, moment: datetime) -> date:
    """The program's date at this moment."""
    return moment.astimezone(zone_named(program.time_zone)).date()


def _turn_topics(session: Session, now: datetime) -> None:
    if session.group_id is not None and session.series_id is not None:
        rotate_topics(group_id=session.group_id, now=now)

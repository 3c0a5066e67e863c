"""What follows when a client is expected and not there: a nudge, a call, a message; at the second miss the clinician.

A tick looks at sessions of the last day, so after an outage nobody is called about what is long past. Each step is
written once, whichever tick sees it first, and stops counting the moment the client is in the lobby or the room: the
sender looks again before it sends, and the database ends the task.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from notifications.domain.no_show import ESCALATES_WITHIN, Step, escalates, no_show_ladder
from notifications.domain.planning import SHARED_WITHIN, Planned, Tier, nudge
from notifications.domain.tasks import TaskKind, TaskOutcome
from notifications.models import Reminder, StaffTask
from notifications.services.reaching import reach_of
from notifications.services.spreading import spread
from notifications.services.staff import tell_clinicians
from notifications.services.tasks import open_task
from sessions.domain.attendance import Status as Attended
from sessions.models import (
    AttendanceRecord,
    Holiday,
    Place,
    PresenceSpan,
    RosterEntry,
    RosterPart,
    SessionStatus,
)

LOOKS_BACK = timedelta(days=1)
# The message of the next business day is of use for that day.
_MESSAGE_LASTS = timedelta(hours=8)


def follow_up(*, now: datetime) -> None:
    """Take the steps that are due for everyone who is expected somewhere and has not been seen there."""
    _end_calls_about_who_came(now=now)
    began = Q(session__starts_at__gt=now - LOOKS_BACK, session__starts_at__lte=now)
    asked = StaffTask.objects.filter(
        kind=TaskKind.MISSED_SESSION, client=OuterRef("person"), session=OuterRef("session")
    )
    missing = _missing(began).exclude(Exists(asked)).select_related("person", "session__program")
    for entry in missing.order_by("session__starts_at", "pk"):
        _take_steps(entry, now=now)


def _end_calls_about_who_came(*, now: datetime) -> None:
    """The database ends them when they come, but for a task that was being written at that very moment."""
    seen = PresenceSpan.objects.filter(session=OuterRef("session"), person=OuterRef("client"))
    open_calls = StaffTask.objects.filter(Exists(seen), kind=TaskKind.MISSED_SESSION, done_at=None)
    open_calls.update(done_at=now, outcome=TaskOutcome.CAME)


def _missing(which: Q) -> QuerySet[RosterEntry]:
    """Clients expected in sessions that took place, who were never in the lobby or the room and were not excused.

    Whoever may sit in the same room with the clinician is seen by no computer, so only wholly virtual sessions count.
    """
    seen = PresenceSpan.objects.filter(session=OuterRef("session"), person=OuterRef("person"))
    excused = AttendanceRecord.objects.filter(
        session=OuterRef("session"), person=OuterRef("person"), status=Attended.EXCUSED
    )
    return RosterEntry.objects.filter(
        which,
        ~Exists(seen),
        ~Exists(excused),
        part=RosterPart.CLIENT,
        person__is_active=True,
        session__place=Place.VIRTUAL,
    ).exclude(session__status=SessionStatus.CANCELLED)


@transaction.atomic
def _take_steps(entry: RosterEntry, *, now: datetime) -> None:
    session, client = entry.session, entry.person
    zone = _zone(client.time_zone, session.program.time_zone)
    steps = no_show_ladder(starts_at=session.starts_at, zone=zone, holidays=_holidays(session.program_id))
    due = {step.step: step.due_at for step in steps}
    if now >= due[Step.NUDGE] and session.status == SessionStatus.SCHEDULED:
        word = nudge(due_at=due[Step.NUDGE], ends_at=session.ends_at)
        if word.due_at < word.stale_at and now < word.stale_at:
            _plan(entry, word, now=now)
    if now >= due[Step.STAFF_TASK] and not _asked_for_already(entry):
        message = Planned(
            tier=Tier.MISSED, due_at=due[Step.MESSAGE], stale_at=due[Step.MESSAGE] + _MESSAGE_LASTS
        )
        _plan(entry, message, now=now)
        task = open_task(
            TaskKind.MISSED_SESSION,
            key=f"{session.pk}:{client.pk}",
            client=client,
            session=session,
            due_at=due[Step.STAFF_TASK],
            now=now,
        )
        if task is not None:
            _escalate(entry, zone=zone, now=now)


def _plan(entry: RosterEntry, planned: Planned, *, now: datetime) -> None:
    about = Reminder(
        session=entry.session,
        revision=entry.session.revision,
        recipient=entry.person,
        starts_at=entry.session.starts_at,
    )
    there = Reminder.objects.filter(
        session=entry.session, revision=about.revision, recipient=entry.person, tier=planned.tier
    )
    if not there.exists():
        rows = spread(about, [planned], reach=reach_of(entry.person), now=now)
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _asked_for_already(entry: RosterEntry) -> bool:
    """Whether a call was asked for about this session, or about one shortly before: one call is for both."""
    asked = StaffTask.objects.filter(kind=TaskKind.MISSED_SESSION, client=entry.person)
    starts_at = entry.session.starts_at
    near = Q(session__starts_at__gt=starts_at - SHARED_WITHIN, session__starts_at__lt=starts_at)
    return asked.filter(Q(session=entry.session) | near).exists()


def _escalate(entry: RosterEntry, *, zone: ZoneInfo, now: datetime) -> None:
    """At the second day missed within seven: a task for the clinicians, and a word that it waits."""
    missed_at = entry.session.starts_at
    before = Q(
        person=entry.person,
        session__starts_at__gt=missed_at - ESCALATES_WITHIN - timedelta(days=1),
        session__starts_at__lt=missed_at,
    )
    day = missed_at.astimezone(zone).date()
    earlier = _missing(before).values_list("session__starts_at", flat=True)
    others = [at for at in earlier if at.astimezone(zone).date() != day]
    if not escalates(missed_at, earlier=others, zone=zone):
        return
    task = open_task(
        TaskKind.MISSED_TWICE,
        key=f"{entry.person_id}:{day}",
        client=entry.person,
        session=entry.session,
        now=now,
    )
    if task is not None:
        tell_clinicians(task, now=now)


def _zone(*names: str) -> ZoneInfo:
    """The client's own, else the program's: a zone that nobody knows must not stop a call."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def _holidays(program_id: UUID) -> frozenset[date]:
    days = Holiday.objects.filter(Q(program=None) | Q(program=program_id))
    return frozenset(days.values_list("date", flat=True))

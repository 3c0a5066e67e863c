"""Planning what is not a group's usual week: an evaluation, a family's evening, an individual series."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from sessions.domain.errors import ScheduleRefused
from sessions.domain.recurrence import instant, zone_named
from sessions.models import Enrolment, Group, Place, Program, RosterPart, Session, SessionKind, User
from sessions.services.series import schedule_series
from sessions.services.sessions import schedule_session


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """Who meets whom and when, in the program's local time. ``repeats``: every so many weeks, as text; empty, once."""

    program: Program
    kind: SessionKind
    title: str
    clinicians: Collection[User]
    group: Group | None
    clients: Collection[User]
    day: date
    starts: time
    minutes: int
    place: str
    repeats: str
    until_date: date | None


@transaction.atomic
def plan_sessions(plan: SessionPlan, *, now: datetime) -> Session:
    """The session, or the first of its series. Raises ``ScheduleRefused``."""
    starts_at = instant(on=plan.day, at=plan.starts, zone=zone_named(plan.program.time_zone))
    if starts_at <= now:
        raise ScheduleRefused("in_the_past")
    if not plan.clinicians:
        raise ScheduleRefused("nobody_leads")
    roster = roster_of(plan)
    if not plan.repeats:
        return schedule_session(
            program=plan.program,
            kind=plan.kind,
            title=plan.title,
            group=plan.group,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=plan.minutes),
            roster=roster,
            place=Place(plan.place),
            now=now,
        )
    series = schedule_series(
        program=plan.program,
        members=roster,
        kind=plan.kind,
        title=plan.title,
        weekdays=[plan.day.isoweekday()],
        starts_local=plan.starts,
        minutes=plan.minutes,
        every_weeks=int(plan.repeats),
        from_date=plan.day,
        until_date=plan.until_date,
        place=Place(plan.place),
        now=now,
    )
    return series.sessions.earliest("starts_at")


def roster_of(plan: SessionPlan) -> dict[User, RosterPart]:
    """Who is expected: those named, and whoever is enrolled in the group on that day."""
    roster = dict.fromkeys(plan.clients, RosterPart.CLIENT)
    if plan.group is not None:
        enrolments = Enrolment.objects.filter(group=plan.group).select_related("client")
        roster |= {
            enrolment.client: RosterPart.CLIENT for enrolment in enrolments if enrolment.covers(plan.day)
        }
    return roster | dict.fromkeys(plan.clinicians, RosterPart.FACILITATOR)

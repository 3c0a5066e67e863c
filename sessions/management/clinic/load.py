"""Writing the whole clinic, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pgtrigger
from django.db import connection, transaction

from sessions.management.clinic.calendar import write_calendar
from sessions.management.clinic.people import write_people
from sessions.management.clinic.plan import COURSES, ZONE, plan_clinic
from sessions.management.clinic.records import write_records
from sessions.management.defaults import load as defaults
from sessions.models import Program

# What nobody will look up of made-up people, and doubles the writing.
WITHOUT_HISTORY = frozenset(
    f"vip_sessions.{name}"
    for name in ("RosterEntry", "Session", "Enrolment", "CareTeamMember", "Authorization", "ClientProfile")
)


class AlreadySeeded(Exception):
    """There is a made-up clinic in this database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    clients: int
    sessions: int


@transaction.atomic
def seed(
    *, clients: int, seed: int, weeks_before: int, weeks_ahead: int, now: datetime, breakouts: int = 0
) -> Seeded:
    """A clinic of so many clients with what any begins with, and so many weeks of history and calendar around this one.

    Every group goes to ``breakouts`` so many times each day, which makes two more presence spans of one.

    The same for the same seed and ``now``. Raises ``AlreadySeeded``.
    """
    with connection.cursor() as cursor:  # whoever else seeds now waits, and finds it done
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vip.seed_clinic'))")
    if Program.objects.filter(name__in=[course.name for course in COURSES]).exists():
        raise AlreadySeeded
    today = now.astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    plan = plan_clinic(clients=clients, seed=seed)
    _leave_history_out()
    defaults.load(now=now)
    written = write_people(plan, monday=monday, weeks=weeks_before)
    weeks = range(-weeks_before, weeks_ahead + 1)
    sessions = write_calendar(plan, written, monday=monday, weeks=weeks, now=now, breakouts=breakouts)
    write_records(plan, written, monday=monday, now=now)
    return Seeded(clients=clients, sessions=sessions)


def _leave_history_out() -> None:
    """For this transaction, and of what is added in great numbers only (``pgtrigger.ignore``, which COPY escapes)."""
    left_out = [
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if model._meta.label in WITHOUT_HISTORY and trigger.name == "insert_insert"
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(left_out)}}}"])

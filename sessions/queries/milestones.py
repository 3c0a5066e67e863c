"""How many weeks clients have come: eight of them are a milestone worth showing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models.functions import TruncWeek

from sessions.domain.recurrence import zone_named
from sessions.models import AttendanceRecord

MILESTONE_WEEKS = 8


def weeks_attended(*, client_ids: Sequence[UUID]) -> dict[UUID, int]:
    """In how many program-local weeks each client was credited any time that counts; those with none are left out.

    One query for each time zone among their programs, and one to know these.
    """
    attended = AttendanceRecord.objects.filter(
        person__in=client_ids, credited_s__gt=0, session__kind__counts_toward_hours=True
    )
    zones = attended.values_list("session__program__time_zone", flat=True).distinct().order_by()
    weeks: defaultdict[UUID, set[date]] = defaultdict(set)
    for zone in list(zones):
        mondays = attended.filter(session__program__time_zone=zone).annotate(
            monday=TruncWeek("session__starts_at", tzinfo=zone_named(zone))
        )
        for person_id, monday in mondays.values_list("person_id", "monday").distinct().order_by():
            weeks[person_id].add(monday.date())
    return {person_id: len(mondays) for person_id, mondays in weeks.items()}


def milestone_reached(weeks: int) -> bool:
    return weeks >= MILESTONE_WEEKS

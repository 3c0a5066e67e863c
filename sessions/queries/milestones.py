"""How many weeks clients have come: eight of them are a milestone worth showing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, F, Func, QuerySet, Value

from sessions.models import AttendanceRecord
from sessions.queries.written import Among, Written

MILESTONE_WEEKS = 8


def _weeks() -> QuerySet[AttendanceRecord, tuple[Any, ...]]:
    local = Func(F("session__program__time_zone"), F("session__starts_at"), function="timezone")
    monday = Func(Value("week"), local, function="date_trunc", output_field=DateTimeField())
    attended = AttendanceRecord.objects.filter(
        Among("person_id", "clients"), credited_s__gt=0, session__kind__counts_toward_hours=True
    )
    return attended.values_list("person_id").annotate(weeks=Count(monday, distinct=True)).order_by()


_WEEKS = Written(_weeks)


def weeks_attended(*, client_ids: Sequence[UUID]) -> dict[UUID, int]:
    """In how many program-local weeks each client was credited any time that counts; those with none are left out."""
    return dict(_WEEKS.ask(clients=list(client_ids))) if client_ids else {}


def milestone_reached(weeks: int) -> bool:
    return weeks >= MILESTONE_WEEKS

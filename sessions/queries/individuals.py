"""Individual sessions: when each client had the last one, has the next one, and should have had one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import (
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from sessions.domain.care_rhythm import Rhythm, next_individual
from sessions.domain.recurrence import zone_named
from sessions.models import (
    AttendanceRecord,
    Enrolment,
    KindFamily,
    RosterEntry,
    RosterPart,
    SessionStatus,
)
from sessions.queries.attended import final_record
from sessions.queries.written import Among, Given, Written

A_WEEK = Value(timedelta(weeks=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """``rhythm`` says by when the next is to be; ``next_at`` when it is planned, None where it isn't."""

    rhythm: Rhythm
    last_at: datetime | None
    next_at: datetime | None


# By client, when the last was that they were in and when the next is planned.
_TIMES = Written(
    lambda: (
        RosterEntry.objects.filter(
            Among("person_id", "clients"),
            part=RosterPart.CLIENT,
            session__kind__family=KindFamily.INDIVIDUAL,
        )
        .annotate(final=final_record())
        .values_list("person")
        .annotate(
            last_at=Max("session__starts_at", filter=Q(final__credited_s__gt=0)),
            next_at=Min(
                "session__starts_at",
                filter=Q(session__status=SessionStatus.SCHEDULED, session__starts_at__gte=Given("now")),
            ),
        )
        .order_by()
    )
)


def individuals(*, enrolments: Mapping[UUID, Enrolment], now: datetime) -> dict[UUID, Individual]:
    """By client, for the clients of these enrolments that individual sessions are agreed with. One query."""
    client_ids = [each.client_id for each in enrolments.values() if each.individual_every_weeks]
    asked = _TIMES.ask(clients=client_ids, now=now) if client_ids else []
    times = {client_id: (last_at, next_at) for client_id, last_at, next_at in asked}
    found = {}
    for enrolment in enrolments.values():
        if enrolment.individual_every_weeks is None:
            continue
        zone = zone_named(enrolment.group.track.program.time_zone)
        last_at, next_at = times.get(enrolment.client_id, (None, None))
        found[enrolment.client_id] = Individual(
            rhythm=next_individual(
                every_weeks=enrolment.individual_every_weeks,
                began_date=enrolment.began_date,
                last_date=last_at.astimezone(zone).date() if last_at else None,
                today=now.astimezone(zone).date(),
            ),
            last_at=last_at,
            next_at=next_at,
        )
    return found


def overdue_enrolments(enrolments: QuerySet[Enrolment], *, today: date | Given) -> QuerySet[Enrolment]:
    """Those whose individual session is overdue on this date, as ``individuals`` has it but for the days' edges."""
    last = (
        AttendanceRecord.objects.filter(
            person=OuterRef("client"), session__kind__family=KindFamily.INDIVIDUAL, credited_s__gt=0
        )
        .order_by()
        .values("person")
        .annotate(last=Max("session__starts_at"))
        .values("last")
    )
    since = Greatest(F("began_date"), Coalesce(Cast(Subquery(last), DateField()), F("began_date")))
    allowed = ExpressionWrapper(F("individual_every_weeks") * A_WEEK, output_field=DurationField())
    by = ExpressionWrapper(since + allowed, output_field=DateField())
    return enrolments.filter(Q(individual_every_weeks__isnull=False)).alias(by=by).filter(by__lt=today)

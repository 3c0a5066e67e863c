"""How attendance goes, over time and by group, track, weekday and clinician; who does not come; who stays.

Rates are of clients' parts in sessions whose attendance is final; cancelled and excused parts count for nothing.
Everything is added up in the database: a report takes the same number of queries for ten clients and ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, DateField, Expression, F, Func, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, ExtractIsoWeekDay, TruncWeek

from sessions.domain.attendance import Status
from sessions.models import AttendanceRecord, Enrolment
from sessions.queries.facts import LEADING

NOT_COUNTED = (Status.CANCELLED, Status.EXCUSED)
MISSED = (Status.NO_SHOW, Status.ABSENT)
WEEKS_SHOWN = 16


class Grouping(StrEnum):
    """By what attendance is broken down."""

    GROUP = "group"
    TRACK = "track"
    WEEKDAY = "weekday"
    CLINICIAN = "clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Of ``parts`` clients' parts, so many were attended at all; ``credited`` of ``countable`` hours."""

    label: str
    parts: int
    attended: int
    no_shows: int
    credited: timedelta
    countable: timedelta

    @property
    def attended_percent(self) -> int:
        return percent(self.attended, self.parts)

    @property
    def no_show_percent(self) -> int:
        return percent(self.no_shows, self.parts)

    @property
    def credited_percent(self) -> int:
        return percent(self.credited.total_seconds(), self.countable.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of ``began`` episodes that could have reached this week of treatment, so many did."""

    week: int
    began: int
    reached: int

    @property
    def percent(self) -> int:
        return percent(self.reached, self.began)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``weeks`` are labelled by their Monday (ISO)."""

    total: Rate
    weeks: tuple[Rate, ...]
    rows: tuple[Rate, ...]
    retention: tuple[Kept, ...]


def attendance_report(*, from_date: date, to_date: date, by: Grouping, today: date) -> Report:
    """Of the sessions on these local days, both included."""
    counted = _counted(from_date, to_date)
    return Report(
        total=_total(counted),
        weeks=tuple(_rates(counted, TruncWeek("local_date"))),
        rows=tuple(_rates(counted, LABELS[by])),
        retention=retention(from_date=from_date, to_date=to_date, today=today),
    )


def retention(*, from_date: date, to_date: date, today: date) -> tuple[Kept, ...]:
    """By week of treatment, of the enrolments that began on these days: how many still went on then.

    Only those that began long enough ago count in a week, so that newcomers do not look like people who left.
    """
    cohort = Enrolment.objects.filter(began_date__range=(from_date, to_date))
    whole_week = 7
    counts = cohort.aggregate(
        **{
            f"began_{week}": Count("pk", filter=_due(week * whole_week, today)) for week in range(WEEKS_SHOWN)
        },
        **{
            f"reached_{week}": Count("pk", filter=_due(week * whole_week, today) & _lasted(week * whole_week))
            for week in range(WEEKS_SHOWN)
        },
    )
    return tuple(
        Kept(week=week + 1, began=counts[f"began_{week}"], reached=counts[f"reached_{week}"])
        for week in range(WEEKS_SHOWN)
        if counts[f"began_{week}"]
    )


def percent(part: float, whole: float) -> int:
    """Rounded to the nearest; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def _due(days: int, today: date) -> Q:
    return Q(began_date__lte=today - timedelta(days=days))


def _lasted(days: int) -> Q:
    return Q(ended_date=None) | Q(ended_date__gt=F("began_date") + days)


LABELS: dict[Grouping, Expression | F] = {
    Grouping.GROUP: F("session__group__name"),
    Grouping.TRACK: F("session__group__track__name"),
    Grouping.WEEKDAY: ExtractIsoWeekDay("local_date"),
    Grouping.CLINICIAN: Case(
        When(session__roster__part__in=LEADING, then=F("session__roster__person__legal_name")),
        default=None,
    ),
}


def _counted(from_date: date, to_date: date) -> QuerySet[AttendanceRecord]:
    local = Cast(
        Func(F("session__program__time_zone"), F("session__starts_at"), function="timezone"), DateField()
    )
    a_day = timedelta(days=1)
    nearby = AttendanceRecord.objects.filter(
        session__starts_at__date__range=(from_date - a_day, to_date + a_day)
    )
    dated = nearby.alias(local_date=local).filter(local_date__range=(from_date, to_date))
    return dated.exclude(status__in=NOT_COUNTED)


def _rates(counted: QuerySet[AttendanceRecord], label: Expression | F) -> Iterable[Rate]:
    """One for each label, in its order; what has no label is left out."""
    labelled = counted.annotate(label=label).exclude(label=None)
    for row in labelled.values("label").annotate(**_sums()).order_by("label"):
        said = row["label"]
        yield _rate(said.date().isoformat() if isinstance(said, datetime) else str(said), row)


def _total(counted: QuerySet[AttendanceRecord]) -> Rate:
    return _rate("", counted.aggregate(**_sums()))


def _sums() -> dict[str, Count | Sum]:
    return {
        "parts": Count("pk", distinct=True),
        "attended": Count("pk", filter=~Q(status__in=MISSED), distinct=True),
        "no_shows": Count("pk", filter=Q(status=Status.NO_SHOW), distinct=True),
        "credited": Sum("credited_s", output_field=IntegerField()),
        "countable": Sum("countable_s", output_field=IntegerField()),
    }


def _rate(label: str, row: Mapping[str, Any]) -> Rate:
    return Rate(
        label=label,
        parts=row["parts"] or 0,
        attended=row["attended"] or 0,
        no_shows=row["no_shows"] or 0,
        credited=timedelta(seconds=row["credited"] or 0),
        countable=timedelta(seconds=row["countable"] or 0),
    )

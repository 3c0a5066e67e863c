"""What is agreed on for an enrolment: how its hours fall, and what payers have authorized."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from sessions.domain.authorizations import Authorized, Unit
from sessions.domain.recurrence import zone_named
from sessions.domain.tapering import Step, Taper
from sessions.models import Authorization, Enrolment, Program, TaperStep
from sessions.queries.written import Among, Given, WrittenRows

# What hours follow from of an enrolment, its group and its program, for lists, which read no more; and their names.
TERMS = (
    *("began_date", "ended_date", "weekly_hours", "client_id", "group__name"),
    *(
        f"group__track__program__{field}"
        for field in (
            *("name", "time_zone", "weekly_hours_min", "bridge_gap_s", "bridge_outage_gap_s"),
            *("late_after_s", "left_early_after_s", "absent_under_s", "partial_under_ratio"),
        )
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of one enrolment, with its group, track and program. Steps and authorizations are in order of their first day."""

    enrolment: Enrolment
    steps: tuple[TaperStep, ...]
    authorizations: tuple[Authorization, ...]

    @property
    def program(self) -> Program:
        return self.enrolment.group.track.program

    @property
    def zone(self) -> ZoneInfo:
        """Whose days and weeks count."""
        return zone_named(self.program.time_zone)

    @property
    def taper(self) -> Taper:
        """Raises ``TaperRefused``."""
        return taper_of(self.enrolment, self.steps)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()


def current_enrolments(*, client_ids: Sequence[UUID], now: datetime) -> dict[UUID, Enrolment]:
    """The enrolment of each client that lasts, or the next one; with its group, track and program. One query."""
    return _earliest_of(_NOT_ENDED, client_ids, now)


def listed_enrolments(*, client_ids: Sequence[UUID], now: datetime) -> dict[UUID, Enrolment]:
    """The same with what hours follow from alone, for lists of clients. One query."""
    return _earliest_of(_LISTED, client_ids, now)


def _earliest_of(
    written: WrittenRows[Enrolment], client_ids: Sequence[UUID], now: datetime
) -> dict[UUID, Enrolment]:
    found = written.rows(clients=list(client_ids), day=day_before(now)) if client_ids else []
    return earliest_lasting(found, now=now)


def not_ended(day: date | Given) -> QuerySet[Enrolment]:
    """Those that last after this day and those to come, with their groups, tracks and programs."""
    lasting = Q(ended_date=None) | Q(ended_date__gt=day)
    return Enrolment.objects.filter(lasting).select_related("group__track__program")


def day_before(now: datetime) -> date:
    """After which every enrolment that may still last ends: which local date it is depends on each program's zone."""
    return (now - timedelta(days=1)).date()


def _of_clients() -> QuerySet[Enrolment]:
    return not_ended(Given("day")).filter(Among("client_id", "clients")).order_by("-began_date")


_NOT_ENDED = WrittenRows(Enrolment, _of_clients)
_LISTED = WrittenRows(Enrolment, lambda: _of_clients().only(*TERMS))


def earliest_lasting(latest_first: Iterable[Enrolment], *, now: datetime) -> dict[UUID, Enrolment]:
    """By client, of enrolments with their programs, each client's latest first: the one that lasts, or the next."""
    found: dict[UUID, Enrolment] = {}
    for enrolment in latest_first:
        today = now.astimezone(zone_named(enrolment.group.track.program.time_zone)).date()
        if enrolment.ended_date is None or enrolment.ended_date > today:
            found[enrolment.client_id] = enrolment  # the earliest of those that still count wins
    return found


_STEPS = WrittenRows(
    TaperStep,
    lambda: TaperStep.objects.filter(Among("enrolment_id", "enrolments")).order_by("from_date"),
)


_AUTHORIZATIONS = WrittenRows(
    Authorization,
    lambda: (
        Authorization.objects.filter(Among("enrolment_id", "enrolments"))
        .select_related("payer")
        .order_by("from_date", "number")
    ),
)


def terms_of(enrolments: Iterable[Enrolment]) -> tuple[Terms, ...]:
    """What is agreed on for each, in this order. Two queries; none where there are no enrolments."""
    rows = list(enrolments)
    if not rows:
        return ()
    ids = [enrolment.pk for enrolment in rows]
    steps: defaultdict[UUID, list[TaperStep]] = defaultdict(list)
    for step in _STEPS.rows(enrolments=ids):
        steps[step.enrolment_id].append(step)
    authorizations: defaultdict[UUID, list[Authorization]] = defaultdict(list)
    for authorization in _AUTHORIZATIONS.rows(enrolments=ids):
        authorizations[authorization.enrolment_id].append(authorization)
    return tuple(
        Terms(
            enrolment=enrolment,
            steps=tuple(steps[enrolment.pk]),
            authorizations=tuple(authorizations[enrolment.pk]),
        )
        for enrolment in rows
    )


def taper_of(enrolment: Enrolment, steps: Iterable[TaperStep]) -> Taper:
    """The enrolment's hours a week as the domain has them. Raises ``TaperRefused``."""
    least = enrolment.group.track.program.weekly_hours_min
    usual = enrolment.weekly_hours if enrolment.weekly_hours is not None else least
    return Taper(
        usual=timedelta(hours=float(usual)),
        minimum=timedelta(hours=float(least)),
        steps=tuple(
            Step(from_date=step.from_date, weekly=timedelta(hours=float(step.weekly_hours))) for step in steps
        ),
    )


def authorized_of(authorization: Authorization) -> Authorized:
    return Authorized(
        unit=Unit(authorization.unit),
        amount=authorization.amount,
        from_date=authorization.from_date,
        to_date=authorization.to_date,
    )

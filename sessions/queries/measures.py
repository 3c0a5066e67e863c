"""What clients are asked to fill in, and how their scores went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Window
from django.db.models.functions import Lag

from sessions.domain.measures import INSTRUMENTS, Change, Instrument, Score, Severity, change
from sessions.domain.measuring import Asked, Due, due
from sessions.models import MeasureResult, MeasureSchedule, User
from sessions.queries.local_days import local_date, zone_of
from sessions.queries.written import Among, Given, Written, WrittenRows


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """A measure that a client is to fill in. ``answered`` of its items have an answer already."""

    instrument: Instrument
    due: Due
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One form that was sent, beside the one before it; no change for the first."""

    result: MeasureResult
    score: Score
    change: Change | None

    @property
    def at(self) -> datetime:
        assert self.result.completed_at is not None
        return self.result.completed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How one measure went: its readings from the first to the last, and when it is asked for next."""

    instrument: Instrument
    schedule: MeasureSchedule | None
    due: Due | None
    readings: tuple[Reading, ...]

    @property
    def latest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @property
    def since_first(self) -> Change | None:
        if len(self.readings) < 2:
            return None
        return change(before=self.readings[0].score, after=self.readings[-1].score)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestTotal:
    """``points`` are what it changed by since the form before; None for the first."""

    total: int
    points: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtAGlance:
    """One client's measures: how many are overdue, and by its key what each came to that was ever sent."""

    overdue: int
    latest: Mapping[str, LatestTotal]


# Of each client and measure the form that was sent last, beside the total of the one before it.
_NEWEST = Written(
    lambda: (
        MeasureResult.objects.filter(Among("client_id", "clients"), completed_at__isnull=False)
        .order_by("client", "measure", "-completed_at", "-pk")
        .distinct("client", "measure")
        .values_list(
            *("client", "measure", "completed_at", "total"),
            Window(Lag("total"), partition_by=[F("client"), F("measure")], order_by=["completed_at", "pk"]),
        )
    )
)


def measures_to_do(*, client: User, now: datetime) -> tuple[ToDo, ...]:
    """What is due now, what is overdue first, and forms that are begun. Three queries."""
    begun = {
        form.measure: sum(answer is not None for answer in form.answers)
        for form in MeasureResult.objects.filter(client=client, completed_at=None)
    }
    found = [
        ToDo(instrument=INSTRUMENTS[measure], due=when, answered=begun.get(measure, 0))
        for measure, when in _dues([client], _last_sent([client.pk]), now)[client.pk].items()
        if when.asked is not Asked.LATER or begun.get(measure)
    ]
    return tuple(sorted(found, key=lambda each: (each.due.on, each.instrument.name)))


def form_of(*, client: User, measure: str, now: datetime) -> MeasureResult:
    """The form that the client has begun, or one that is not written down yet."""
    begun = MeasureResult.objects.filter(client=client, measure=measure, completed_at=None).first()
    items = len(INSTRUMENTS[measure].items)
    return begun or MeasureResult(client=client, measure=measure, answers=[None] * items, began_at=now)


def at_a_glance(*, clients: Sequence[User], now: datetime) -> dict[UUID, AtAGlance]:
    """Each of these clients' measures. Two queries, and a row for each measure however often it was answered."""
    latest: defaultdict[UUID, dict[str, LatestTotal]] = defaultdict(dict)
    last: dict[tuple[UUID, str], datetime] = {}
    newest = _NEWEST.ask(clients=[client.pk for client in clients]) if clients else []
    for client_id, measure, at, total, earlier in newest:
        latest[client_id][measure] = LatestTotal(
            total=total, points=None if earlier is None else total - earlier
        )
        last[client_id, measure] = at
    return {
        client_id: AtAGlance(
            overdue=sum(when.asked is Asked.OVERDUE for when in dues.values()), latest=latest[client_id]
        )
        for client_id, dues in _dues(clients, last, now).items()
    }


def courses(*, client: User, now: datetime) -> tuple[Course, ...]:
    """Every measure that the client is asked for or ever answered, in the instruments' order. Two queries."""
    schedules = {each.measure: each for each in _SCHEDULES.rows(clients=[client.pk])}
    results: defaultdict[str, list[MeasureResult]] = defaultdict(list)
    for result in _SENT.rows(client=client.pk):
        results[result.measure].append(result)
    dues = {
        key: _due(schedule, client, results[key][-1].completed_at if results[key] else None, now)
        for key, schedule in schedules.items()
    }
    return tuple(
        Course(
            instrument=instrument,
            schedule=schedules.get(key),
            due=dues.get(key),
            readings=readings(results[key]),
        )
        for key, instrument in INSTRUMENTS.items()
        if key in schedules or results[key]
    )


def readings(results: Sequence[MeasureResult]) -> tuple[Reading, ...]:
    """Results of one measure in order, as readings."""
    found: list[Reading] = []
    for result in results:
        scored = _score(result)
        found.append(
            Reading(
                result=result,
                score=scored,
                change=change(before=found[-1].score, after=scored) if found else None,
            )
        )
    return tuple(found)


def _score(result: MeasureResult) -> Score:
    assert result.total is not None
    return Score(
        instrument=INSTRUMENTS[result.measure],
        total=result.total,
        severity=Severity(result.severity) if result.severity else None,
        alert=result.alert,
    )


def _last_sent(client_ids: Sequence[UUID]) -> dict[tuple[UUID, str], datetime]:
    """When each client sent each measure last. One query."""
    sent = MeasureResult.objects.filter(client__in=client_ids, completed_at__isnull=False)
    newest = sent.values_list("client", "measure").annotate(Max("completed_at")).order_by()
    return {(client_id, measure): at for client_id, measure, at in newest}


_SCHEDULES = WrittenRows(
    MeasureSchedule,
    lambda: MeasureSchedule.objects.filter(Among("client_id", "clients"), ended_date=None),
)
_SENT = WrittenRows(
    MeasureResult,
    lambda: MeasureResult.objects.filter(client=Given("client"), completed_at__isnull=False).order_by(
        "completed_at", "pk"
    ),
)


def _dues(
    clients: Sequence[User], last: Mapping[tuple[UUID, str], datetime], now: datetime
) -> dict[UUID, dict[str, Due]]:
    """When each client is asked for each measure next, by when they sent it ``last``. One query."""
    people = {client.pk: client for client in clients}
    found: dict[UUID, dict[str, Due]] = {client.pk: {} for client in clients}
    for each in _SCHEDULES.rows(clients=list(people)) if people else ():
        answered_at = last.get((each.client_id, each.measure))
        found[each.client_id][each.measure] = _due(each, people[each.client_id], answered_at, now)
    return found


def _due(schedule: MeasureSchedule, client: User, answered_at: datetime | None, now: datetime) -> Due:
    return due(
        every=timedelta(days=schedule.every_days),
        from_date=schedule.from_date,
        answered_date=answered_at.astimezone(zone_of(client)).date() if answered_at else None,
        today=local_date(client, now),
    )

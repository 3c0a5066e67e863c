"""Asking clients for outcome measures, and taking down what they answer, item by item."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sessions.domain.errors import MeasureRefused
from sessions.domain.measures import CRAVINGS, GAD_7, INSTRUMENTS, PHQ_9, score
from sessions.models import (
    AlertKind,
    Enrolment,
    MeasureResult,
    MeasureSchedule,
    Program,
    ProgramMeasure,
    User,
)
from sessions.services.alerts import raise_alert

# What a program begins with: both questionnaires ask about two weeks, cravings about one. Clinics change it.
USUAL_MEASURES = {PHQ_9.key: 14, GAD_7.key: 14, CRAVINGS.key: 7}
MOST_DAYS = 365


@transaction.atomic
def begin_measures(*, enrolment_id: UUID) -> None:
    """Ask the client from their first day on for what the program asks for. What is asked already goes on as it is."""
    enrolment = Enrolment.objects.select_related("group__track__program").get(pk=enrolment_id)
    MeasureSchedule.objects.bulk_create(
        (
            MeasureSchedule(
                client_id=enrolment.client_id,
                measure=measure,
                every_days=days,
                from_date=enrolment.began_date,
            )
            for measure, days in measures_of(enrolment.group.track.program).items()
            if days is not None
        ),
        ignore_conflicts=True,
    )


def measures_of(program: Program) -> dict[str, int | None]:
    """How many days apart the program asks for each measure, None where it was decided not to; a program that nobody
    has set up asks for the usual ones."""
    found = dict(program.measures.values_list("measure", "every_days"))
    return found or dict(USUAL_MEASURES)


@transaction.atomic
def set_program_measures(
    program: Program, *, every_days: Mapping[str, int | None], today: date, now_too: bool = False
) -> int:
    """Ask new clients for these measures every so many days, and for none of those with None.

    ``now_too``: clients who are enrolled are asked likewise, but for those whose clinician chose another rhythm; says
    how many of them are asked differently now. Raises ``MeasureRefused``.
    """
    if any(days is not None and not 1 <= days <= MOST_DAYS for days in every_days.values()):
        raise MeasureRefused("not_a_number_of_days")
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    asked_before = measures_of(program)
    lasting = Enrolment.objects.filter(
        Q(ended_date=None) | Q(ended_date__gt=today), group__track__program=program
    )
    clients = list(lasting.values_list("client", flat=True)) if now_too else []
    changed: set[UUID] = set()
    for measure, days in every_days.items():
        before = asked_before.get(measure)
        row, made = ProgramMeasure.objects.get_or_create(
            program=program, measure=measure, defaults={"every_days": days}
        )
        if not made and row.every_days != days:
            row.every_days = days
            row.save(update_fields=["every_days"])
        if before != days:
            changed |= _ask_likewise(clients, measure=measure, before=before, days=days, today=today)
    return len(changed)


def _ask_likewise(
    clients: Collection[UUID], *, measure: str, before: int | None, days: int | None, today: date
) -> set[UUID]:
    """Those of the clients who are asked differently from now on."""
    lasting = MeasureSchedule.objects.filter(client__in=clients, measure=measure, ended_date=None)
    if before is None:
        if days is None:
            return set()
        already = set(lasting.values_list("client", flat=True))
        asked = set(clients) - already
        MeasureSchedule.objects.bulk_create(
            MeasureSchedule(client_id=client_id, measure=measure, every_days=days, from_date=today)
            for client_id in sorted(asked)
        )
        return asked
    likewise = lasting.filter(every_days=before)
    asked = set(likewise.values_list("client", flat=True))
    if days is None:
        likewise.update(ended_date=today)
    else:
        likewise.update(every_days=days)
    return asked


def end_measures(*, enrolment_id: UUID) -> None:
    """Ask the client for nothing more from the day on that the episode of care ended."""
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    if enrolment.ended_date is not None:
        MeasureSchedule.objects.filter(client=enrolment.client_id, ended_date=None).update(
            ended_date=enrolment.ended_date
        )


@transaction.atomic
def schedule_measure(*, client: User, measure: str, every_days: int | None, today: date) -> None:
    """Ask for ``measure`` every so many days from now on; never again with None. Raises ``MeasureRefused``."""
    if every_days is not None and not 1 <= every_days <= MOST_DAYS:
        raise MeasureRefused("not_a_number_of_days")
    current = MeasureSchedule.objects.select_for_update().filter(
        client=client, measure=measure, ended_date=None
    )
    if every_days is None:
        current.update(ended_date=today)
    elif not current.update(every_days=every_days):
        MeasureSchedule.objects.create(client=client, measure=measure, every_days=every_days, from_date=today)


def _open_form(*, client: User, measure: str, now: datetime) -> MeasureResult:
    """The form that the client has begun, or a new one."""
    items = len(INSTRUMENTS[measure].items)
    MeasureResult.objects.bulk_create(
        [MeasureResult(client=client, measure=measure, answers=[None] * items, began_at=now)],
        ignore_conflicts=True,
    )
    return MeasureResult.objects.get(client=client, measure=measure, completed_at=None)


@transaction.atomic
def answer(*, client: User, measure: str, answers: Mapping[int, int], now: datetime) -> MeasureResult:
    """Take down answers by their items' numbers, from 1, beside those taken down before. Raises ``MeasureRefused``.

    The clinician is alerted by the answer itself, whether or not the rest of the form ever comes; and once only, also
    where the client thinks better of it: what was said was said.
    """
    instrument = INSTRUMENTS[measure]
    for item, points in answers.items():
        if not 1 <= item <= len(instrument.items) or not 0 <= points <= instrument.most_points:
            raise MeasureRefused("answer_out_of_range")
    form = _open_form(client=client, measure=measure, now=now)
    form = MeasureResult.objects.select_for_update().get(pk=form.pk)
    if form.completed_at is not None:  # sent by another tab at this moment
        raise MeasureRefused("form_is_final")
    for item, points in answers.items():
        form.answers[item - 1] = points
    if instrument.alerts(form.answers) and not form.alert:
        form.alert = True
        raise_alert(kind=AlertKind.PHQ9_ITEM9, person_id=client.pk, now=now)
    form.save(update_fields=["answers", "alert"])
    return form


def send(*, client: User, measure: str, answers: Mapping[int, int], now: datetime) -> MeasureResult:
    """Send the form in with these last answers: scored and final. Raises ``MeasureRefused``.

    In two steps on purpose: where an item is still open, the rest has been kept and has alerted all the same.
    """
    return _finish(answer(client=client, measure=measure, answers=answers, now=now).pk, now)


@transaction.atomic
def _finish(form_id: UUID, now: datetime) -> MeasureResult:
    form = MeasureResult.objects.select_for_update().get(pk=form_id)
    if form.completed_at is not None:
        raise MeasureRefused("form_is_final")
    scored = score(instrument=INSTRUMENTS[form.measure], answers=form.answers)
    form.total, form.severity, form.completed_at = scored.total, scored.severity or "", now
    form.save(update_fields=["total", "severity", "completed_at"])
    return form

"""Holidays: series skip them; what was planned on one is cancelled when it is added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from sessions.domain.errors import ProgramRefused
from sessions.domain.holidays import FederalHoliday
from sessions.domain.recurrence import day_bounds, zone_named
from sessions.models import CancelReason, Holiday, Program, Session, SessionStatus
from sessions.services.sessions import cancel_session


@transaction.atomic
def add_holiday(*, date: date, name: str, program: Program | None, now: datetime) -> int:
    """A day off of one program, or of the whole clinic; says how many sessions of series it cancelled.

    Sessions outside series, with one client say, stay: those two may want to meet. Raises ``ProgramRefused``.
    """
    try:
        with transaction.atomic():
            Holiday.objects.create(date=date, name=name, program=program)
    except IntegrityError:
        raise ProgramRefused("holiday_already") from None
    programs = [program] if program else list(Program.objects.all())
    return sum(_cancel_on(date, each, now) for each in programs)


@transaction.atomic
def remove_holiday(holiday_id: int) -> None:
    """The day is one like others again. What it cancelled stays cancelled: people were told so."""
    Holiday.objects.filter(pk=holiday_id).delete()


def add_federal(holidays: Iterable[FederalHoliday], *, now: datetime) -> int:
    """Those that the clinic does not have yet; says how many."""
    known = set(Holiday.objects.filter(program=None).values_list("date", flat=True))
    missing = [holiday for holiday in holidays if holiday.date not in known]
    for holiday in missing:
        add_holiday(date=holiday.date, name=holiday.name, program=None, now=now)
    return len(missing)


def _cancel_on(day: date, program: Program, now: datetime) -> int:
    zone: ZoneInfo = zone_named(program.time_zone)
    begins_at, ends_at = day_bounds(day, zone)
    planned = Session.objects.filter(
        program=program,
        series__isnull=False,
        status=SessionStatus.SCHEDULED,
        starts_at__gte=max(begins_at, now),
        starts_at__lt=ends_at,
    )
    sessions = list(planned.order_by("pk").values_list("pk", flat=True))
    for session_id in sessions:
        cancel_session(session_id, now=now, reason=CancelReason.HOLIDAY)
    return len(sessions)

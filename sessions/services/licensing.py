"""Whoever leads a session of a program is licensed in the program's state on that date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sessions.domain.errors import ProgramRefused, ScheduleRefused
from sessions.models import License, Program, User


def unlicensed(people: Iterable[UUID], *, program: Program, on: date) -> set[UUID]:
    """Those who have no licence of the program's state that is good on this date; none where it names no state."""
    asked = set(people)
    if not program.state or not asked:
        return set()
    licensed = License.objects.filter(person__in=asked, state=program.state, expires_date__gte=on)
    return asked - set(licensed.values_list("person", flat=True))


def require_licensed(people: Iterable[UUID], *, program: Program, on: date) -> None:
    """Raises ``ScheduleRefused``."""
    if unlicensed(people, program=program, on=on):
        raise ScheduleRefused("not_licensed")


def require_backup(person: User | None, *, program: Program, on: date) -> None:
    """Raises ``ProgramRefused`` for one who could not step in where nobody leads."""
    if person is None:
        return
    if not (person.is_active and person.is_staff_member):
        raise ProgramRefused("backup_away")
    if unlicensed([person.pk], program=program, on=on):
        raise ProgramRefused("backup_not_licensed")

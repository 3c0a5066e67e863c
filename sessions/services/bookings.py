"""Nobody in two sessions at a time: asked before writing, so that the refusal says who; kept by the database always.

The constraint looks when a statement ends. Whoever moves several sessions at once may pass through states in which two
touch, so within ``no_double_booking`` it looks at the end of the block.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from sessions.domain.errors import Clash, DoubleBooked, ScheduleRefused
from sessions.domain.intervals import Interval
from sessions.models import RosterEntry

CONSTRAINT = "roster_no_double_booking"
SAME_START = "session_once_per_series_and_start"


@contextmanager
def no_double_booking() -> Iterator[None]:
    """Raises ``ScheduleRefused`` where what was written books somebody twice; nothing of it is kept then."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {CONSTRAINT}, {SAME_START} DEFERRED")
            yield
            cursor.execute(f"SET CONSTRAINTS {CONSTRAINT}, {SAME_START} IMMEDIATE")
    except IntegrityError as error:
        code = {CONSTRAINT: "double_booked", SAME_START: "time_taken"}.get(constraint_of(error))
        if code is None:
            raise
        raise ScheduleRefused(code) from None


def require_free(people: Iterable[UUID], times: Sequence[Interval], *, but: Collection[UUID] = ()) -> None:
    """Raises ``DoubleBooked`` where one of these people is in another session, ``but`` these, at one of the times."""
    clashes = clashes_of(people, times, but=but)
    if clashes:
        raise DoubleBooked(clashes)


def clashes_of(
    people: Iterable[UUID], times: Sequence[Interval], *, but: Collection[UUID] = ()
) -> tuple[Clash, ...]:
    """What each of these people has at these times, in order. One query."""
    if not times:
        return ()
    first, last = min(time.start for time in times), max(time.end for time in times)
    booked = RosterEntry.objects.filter(
        person__in=list(people), blocks=True, session__starts_at__lt=last, session__ends_at__gt=first
    ).exclude(session__in=list(but))
    rows = booked.order_by("session__starts_at", "person_id").values_list(
        "person_id", "session_id", "session__starts_at", "session__ends_at"
    )
    return tuple(
        Clash(person_id=person_id, session_id=session_id, starts_at=starts_at, ends_at=ends_at)
        for person_id, session_id, starts_at, ends_at in rows
        if any(starts_at < time.end and time.start < ends_at for time in times)
    )


def busy_at(people: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> set[UUID]:
    """Those of them who are in another session at this time."""
    return {clash.person_id for clash in clashes_of(people, [Interval(starts_at, ends_at)])}


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused; empty where the database names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""

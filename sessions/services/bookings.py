"""Nobody in two sessions at a time: the database refuses it, and this says so in words.

The constraint looks when a statement ends. Whoever moves several sessions at once may pass through states in which two
touch, so within ``no_double_booking`` it looks at the end of the block.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from sessions.domain.errors import ScheduleRefused

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


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused; empty where the database names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""

"""What is due by a date is prompted before it and late after it; nothing ends by a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sessions.domain.care_rhythm import Pace, Rhythm, next_individual, rhythm
from sessions.domain.measuring import Asked, Due, due

BEGAN = date(2027, 3, 1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.mark.parametrize(
    ("today", "pace", "late"),
    [
        (BEGAN - 8 * DAY, Pace.ON_TIME, 0),
        (BEGAN - 7 * DAY, Pace.SOON, 0),
        (BEGAN, Pace.SOON, 0),
        (BEGAN + DAY, Pace.OVERDUE, 1),
        (BEGAN + 30 * DAY, Pace.OVERDUE, 30),
    ],
)
def test_a_date_is_prompted_a_week_before_and_late_from_the_day_after(
    today: date, pace: Pace, late: int
) -> None:
    assert rhythm(by=BEGAN, today=today) == Rhythm(by=BEGAN, pace=pace, late=late)


@pytest.mark.parametrize(
    ("every", "last", "today", "pace"),
    [
        (1, None, BEGAN + WEEK, Pace.SOON),
        (1, None, BEGAN + WEEK + DAY, Pace.OVERDUE),
        (2, None, BEGAN + WEEK + DAY, Pace.ON_TIME),
        (2, BEGAN + 3 * DAY, BEGAN + 2 * WEEK + 3 * DAY, Pace.SOON),
        (2, BEGAN + 3 * DAY, BEGAN + 2 * WEEK + 4 * DAY, Pace.OVERDUE),
        # One before the enrolment, in another program say, does not make the first week late.
        (1, BEGAN - 3 * WEEK, BEGAN + DAY, Pace.ON_TIME),
    ],
)
def test_individual_sessions_are_overdue_weekly_or_biweekly(
    every: int, last: date | None, today: date, pace: Pace
) -> None:
    assert next_individual(every_weeks=every, began_date=BEGAN, last_date=last, today=today).pace is pace


@pytest.mark.parametrize(
    ("answered", "today", "expected"),
    [
        (None, BEGAN - DAY, Due(on=BEGAN, asked=Asked.LATER)),
        (None, BEGAN, Due(on=BEGAN, asked=Asked.DUE)),
        (None, BEGAN + 3 * DAY, Due(on=BEGAN, asked=Asked.DUE)),
        (None, BEGAN + 4 * DAY, Due(on=BEGAN, asked=Asked.OVERDUE)),
        (BEGAN + DAY, BEGAN + 2 * DAY, Due(on=BEGAN + 15 * DAY, asked=Asked.LATER)),
        (BEGAN + DAY, BEGAN + 15 * DAY, Due(on=BEGAN + 15 * DAY, asked=Asked.DUE)),
        # An answer from an earlier episode of care does not postpone the first of this one.
        (BEGAN - 60 * DAY, BEGAN, Due(on=BEGAN, asked=Asked.DUE)),
    ],
)
def test_a_measure_is_due_every_fortnight_from_the_last_answer(
    answered: date | None, today: date, expected: Due
) -> None:
    assert due(every=2 * WEEK, from_date=BEGAN, answered_date=answered, today=today) == expected

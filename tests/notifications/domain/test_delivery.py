"""When a message is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.delivery import MAX_ATTEMPTS, retry_at

NOW = datetime(2027, 2, 3, 12, tzinfo=UTC)


def test_retries_come_after_one_five_and_fifteen_minutes_and_then_no_more() -> None:
    waits = [retry_at(attempts=n, now=NOW, stale_at=NOW + timedelta(days=1)) for n in (1, 2, 3, 4)]
    assert waits == [
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=5),
        NOW + timedelta(minutes=15),
        None,
    ]


@given(attempts=st.integers(1, MAX_ATTEMPTS + 3), fresh_for=st.timedeltas(timedelta(0), timedelta(hours=6)))
def test_nothing_is_tried_again_once_it_is_stale(attempts: int, fresh_for: timedelta) -> None:
    again = retry_at(attempts=attempts, now=NOW, stale_at=NOW + fresh_for)
    assert again is None or NOW < again < NOW + fresh_for

"""Points in time come back from PostgreSQL as they went in."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st

from vip.instants import Instants

INSTANTS = st.datetimes(timezones=st.just(UTC))


def read(text: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@given(instant=INSTANTS)
def test_an_instant_is_read_as_it_was_written_and_in_utc(instant: datetime) -> None:
    found = read(instant.isoformat())
    assert isinstance(found, datetime)
    assert (found, found.tzinfo) == (instant, UTC)


@pytest.mark.django_db
def test_the_ends_of_a_period_are_read_the_same_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tstzrange('2026-03-08 01:30-05', '2026-03-08 03:30:00.25-04')")
        period = cursor.fetchone()[0]
    assert (period.lower, period.upper) == (
        datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
        datetime(2026, 3, 8, 7, 30, 0, 250_000, tzinfo=UTC),
    )
    assert period.lower.tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "10000-01-01 00:00+00"]
)
def test_what_no_datetime_holds_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        read(text)


@pytest.mark.django_db
def test_a_connection_in_another_zone_still_gives_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kathmandu'")
    assert read("2026-11-22 12:00:00+00") == datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_every_connection_reads_them_so() -> None:
    connection.ensure_connection()
    assert connection.connection is not None
    oid = psycopg.adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(oid, psycopg.pq.Format.TEXT) is Instants

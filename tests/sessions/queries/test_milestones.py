"""In how many weeks of their program clients came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.models import Group, SessionStatus, User
from sessions.queries.milestones import weeks_attended
from tests import factories

pytestmark = pytest.mark.django_db
SUNDAY_NIGHT = datetime(2027, 3, 8, 3, tzinfo=UTC)  # by UTC it is Monday already; in New York it is 22:00
DAY = timedelta(days=1)


def came(someone: User, group: Group, starts_at: datetime, *, credited_s: int = 3600) -> None:
    session = factories.session_at(starts_at, group=group, status=SessionStatus.ENDED)
    factories.record(session, someone, credited_s=credited_s)


def test_a_week_begins_on_the_programs_own_monday(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    eastern = factories.group_with(clients=1, within=factories.program(time_zone="America/New_York"))
    by_utc = factories.group_with(clients=1, within=factories.program(time_zone="UTC"))
    anna, ben = factories.client(), factories.client()
    for someone, group in ((anna, eastern), (ben, by_utc)):
        for starts_at in (SUNDAY_NIGHT - 2 * DAY, SUNDAY_NIGHT, SUNDAY_NIGHT + 7 * DAY):
            came(someone, group, starts_at)
    with django_assert_num_queries(1):
        found = weeks_attended(client_ids=[anna.pk, ben.pk])
    assert found == {anna.pk: 2, ben.pk: 3}


def test_a_week_without_credit_is_none() -> None:
    group, anna = factories.group_with(clients=1), factories.client()
    came(anna, group, SUNDAY_NIGHT, credited_s=0)
    assert weeks_attended(client_ids=[anna.pk]) == {}

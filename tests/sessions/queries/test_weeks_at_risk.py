"""On a session's board: whose week falls short, what could make it up, and whose authorization runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from sessions.domain.authorizations import Concern, Unit
from sessions.models import Authorization, Group, Payer, Session
from sessions.queries.weeks_at_risk import weeks_at_risk
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 17, tzinfo=UTC)  # Wednesday noon in New York
EVENING = datetime(2027, 3, 3, 23, tzinfo=UTC)


def tonight(group: Group) -> Session:
    return factories.session_at(EVENING, group=group)


def test_a_week_that_will_fall_short_is_told_with_what_could_make_it_up() -> None:
    group = factories.group_with(1)
    [client] = [enrolment.client for enrolment in group.enrolments.all()]
    session = tonight(group)
    other = factories.group_with(within=group.track.program)
    offered = factories.session_at(EVENING + timedelta(days=1), group=other)

    found = weeks_at_risk(session=session, now=NOW)

    assert found is not None
    [row] = found.rows
    assert (found.watched, row.client, row.dose.make_up, row.concern) == (1, client, (offered,), None)
    assert row.dose.short_by == timedelta(hours=9) - timedelta(minutes=170)


def test_whose_hours_are_planned_is_left_alone_and_guests_are_not_watched() -> None:
    group = factories.group_with(1)
    group.enrolments.update(weekly_hours=2)
    session = tonight(group)
    factories.expect(session, factories.client())

    found = weeks_at_risk(session=session, now=NOW)

    assert found is not None
    assert (found.rows, found.watched) == ((), 1)


def test_an_authorization_that_runs_out_is_told_there_too() -> None:
    group = factories.group_with(1)
    [enrolment] = group.enrolments.all()
    session = tonight(group)
    Authorization.objects.create(
        enrolment=enrolment,
        payer=Payer.objects.create(name="Payer"),
        number="A-1",
        unit=Unit.HOURS,
        amount=90,
        from_date=(NOW - timedelta(days=60)).date(),
        to_date=(NOW + timedelta(days=3)).date(),
    )
    found = weeks_at_risk(session=session, now=NOW)
    assert found is not None
    assert [row.concern for row in found.rows] == [Concern.EXPIRES_SOON]


def test_nobodys_week_is_told_beside_a_session_of_another_week() -> None:
    session = factories.session_at(EVENING - timedelta(weeks=1), group=factories.group_with(1))
    assert weeks_at_risk(session=session, now=NOW) is None


def test_a_full_group_takes_no_more_queries_than_one_client() -> None:
    counts = []
    for clients in (1, 9):
        session = tonight(factories.group_with(clients))
        with CaptureQueriesContext(connection) as queries:
            weeks_at_risk(session=session, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_board_shows_it_once_and_does_not_ask_again_every_few_seconds(
    client: Client, settings: Settings
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    group = factories.group_with(1)
    [enrolment] = group.enrolments.all()
    session = factories.session_at(timezone.now() - timedelta(minutes=10), group=group)
    client.force_login(group.facilitators.get(), backend="django.contrib.auth.backends.ModelBackend")
    path = f"/sessions/{session.pk}/attendance/"

    page = client.get(path).content.decode()
    polled = client.get(path, headers={"HX-Request": "true"}).content.decode()

    assert "Before the week is over" in page
    assert enrolment.client.legal_name in page.partition("Before the week is over")[2]
    assert "Before the week is over" not in polled

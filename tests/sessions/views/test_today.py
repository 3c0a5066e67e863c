"""The clinician's day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False


def test_visitors_sign_in_first_and_come_back(client: Client) -> None:
    assert client.get("/today/").headers["Location"] == "/accounts/login/?next=/today/"


def test_clients_are_refused_with_a_sentence(client: Client) -> None:
    client.force_login(factories.client())
    response = client.get("/today/")
    assert response.status_code == 403
    assert "This page is for staff" in response.content.decode()


def test_a_facilitator_sees_their_own_sessions_and_opens_the_room(client: Client, now: datetime) -> None:
    mine, others = factories.live_session(now=now), factories.live_session(now=now)
    client.force_login(mine.facilitator)
    page = client.get(
        "/today/", {"date": local_day(mine.session.starts_at, mine.facilitator.time_zone)}
    ).content
    assert f'href="/rooms/{mine.session.pk}/"' in page.decode()
    assert f"/sessions/{mine.session.pk}/attendance/" in page.decode()
    assert str(others.session.pk) not in page.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUPERVISOR])
def test_the_office_sees_every_session_but_opens_no_room(client: Client, now: datetime, role: Role) -> None:
    live = factories.live_session(now=now)
    someone = factories.person(role)
    client.force_login(someone)
    page = client.get(
        "/today/", {"date": local_day(live.session.starts_at, someone.time_zone)}
    ).content.decode()
    assert f"/sessions/{live.session.pk}/attendance/" in page
    assert f'href="/rooms/{live.session.pk}/"' not in page


@pytest.mark.parametrize("asked", ["", "yesterday", "2026-02-31", "0000-00-00", "0001-01-01", "9999-12-31"])
def test_a_date_that_is_none_or_years_away_means_today(client: Client, asked: str) -> None:
    client.force_login(factories.facilitator())
    response = client.get("/today/", {"date": asked})
    assert response.status_code == 200
    assert "<h1>Today" in response.content.decode()


def test_a_busy_day_costs_no_more_queries_than_a_quiet_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    boss = factories.facilitator(time_zone="UTC")
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    for hour in range(8):
        starts_at = midnight + timedelta(hours=hour)
        factories.session_at(starts_at, lasting=timedelta(hours=1), clients=8, facilitators=[boss])
    client.force_login(boss)
    with django_assert_max_num_queries(9):
        client.get("/today/", {"date": "2026-03-02"})


def local_day(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()

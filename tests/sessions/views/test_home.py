"""The start page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from sessions.models import SessionStatus
from tests import factories

pytestmark = pytest.mark.django_db
BY_HTMX = {"HX-Request": "true"}


def test_visitors_are_welcomed(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/accounts/login/"' in page


def test_staff_are_taken_to_their_day(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(factories.facilitator())
    assert client.get("/").headers["Location"] == "/today/"


def test_a_client_whose_room_is_open_can_join(client: Client, now: datetime) -> None:
    live = factories.live_session(now=now)
    client.force_login(live.clients[0])
    assert f'href="/rooms/{live.session.pk}/"' in client.get("/").content.decode()


def test_a_client_who_is_early_is_told_when_the_room_opens(client: Client, now: datetime) -> None:
    someone = factories.client(time_zone="UTC")
    session = factories.session_at(now + timedelta(hours=5), clients=[someone])
    client.force_login(someone)
    page = client.get("/").content.decode()
    opens_at = session.starts_at - timedelta(hours=1)
    assert f"at {opens_at:%-I:%M} {'a.m.' if opens_at.hour < 12 else 'p.m.'}" in page.replace(
        "AM", "a.m."
    ).replace("PM", "p.m.")
    assert "/rooms/" not in page


def test_a_client_in_a_time_zone_that_nobody_knows_still_sees_their_page(client: Client) -> None:
    client.force_login(factories.client(time_zone="Mars/Olympus_Mons"))
    assert client.get("/").status_code == 200


def test_a_client_with_nothing_planned_is_told_whom_to_ring(client: Client, settings: Settings) -> None:
    client.force_login(factories.client())
    page = client.get("/").content.decode()
    assert "Nothing is planned yet" in page
    assert settings.HELP_PHONE in page


def test_a_cancelled_session_stays_in_the_week_and_says_so(client: Client, now: datetime) -> None:
    someone = factories.client(time_zone="UTC")
    factories.session_at(now, clients=[someone], status=SessionStatus.CANCELLED, title="Coping skills")
    client.force_login(someone)
    page = client.get("/").content.decode()
    assert "Coping skills" in page
    assert "cancelled" in page
    assert "/rooms/" not in page


def test_a_client_sees_no_other_clients_on_their_page(client: Client, now: datetime) -> None:
    live = factories.live_session(now=now, clients=3)
    first, *others = live.clients
    client.force_login(first)
    page = client.get("/").content.decode()
    assert first.display_name in page
    for other in others:
        assert other.display_name not in page
        assert str(other.pk) not in page


def test_the_part_that_asks_again_is_left_alone_until_it_changes(client: Client, now: datetime) -> None:
    someone = factories.client()
    client.force_login(someone)
    seen = re.search(r"/\?seen=\w+", client.get("/").content.decode())
    assert seen
    assert client.get(seen.group(), headers=BY_HTMX).status_code == 204
    factories.session_at(now, clients=[someone])
    changed = client.get(seen.group(), headers=BY_HTMX)
    assert changed.status_code == 200
    assert "/rooms/" in changed.content.decode()
    assert "<html" not in changed.content.decode()

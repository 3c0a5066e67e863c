"""The room's page: who gets it, and what its script is told."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.factories import LiveSession, session_at
from tests.factories import client as make_client

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_tells_its_script_where_to_connect(live: LiveSession, client: Client) -> None:
    client.force_login(live.clients[0], backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/rooms/{live.session.pk}/")
    assert response.status_code == 200
    found = re.search(
        r'<script id="room-config" type="application/json">(.*?)</script>', response.content.decode()
    )
    assert found is not None
    config = json.loads(found[1])
    assert config["socket_path"] == f"/ws/rooms/{live.session.pk}/"
    assert config["session"]["title"] == live.session.title
    assert set(config) == {
        "socket_path",
        "session",
        "help_phone",
        "leave_url",
        "language",
        "ice_servers",
        "csrf_token",
    }
    assert "no-store" in response["Cache-Control"]


def test_whoever_is_not_signed_in_signs_in_first(live: LiveSession, client: Client) -> None:
    response = client.get(f"/rooms/{live.session.pk}/")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next=/rooms/{live.session.pk}/"


def test_a_stranger_gets_a_sentence_and_learns_no_title(live: LiveSession, client: Client) -> None:
    client.force_login(make_client(), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/rooms/{live.session.pk}/")
    assert response.status_code == 403
    assert "You are not expected at this session." in response.content.decode()
    assert live.session.title not in response.content.decode()


def test_a_session_that_does_not_exist_has_no_page(live: LiveSession, client: Client) -> None:
    client.force_login(live.clients[0], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/rooms/7b0e8a0c-6f0f-4c53-9a53-2f1f9c2f4a10/").status_code == 404


def test_whoever_is_early_gets_the_page_and_hears_there_when_to_come(
    live: LiveSession, client: Client
) -> None:
    session = session_at(datetime.now(UTC) + timedelta(hours=3), clients=[live.clients[0]])
    client.force_login(live.clients[0], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/rooms/{session.pk}/").status_code == 200

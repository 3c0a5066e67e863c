"""Whose clock and language a page is in, and the two kinds of sign-in that may not roam."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from asgiref.sync import async_to_sync
from channels.auth import AuthMiddlewareStack
from channels.testing import WebsocketCommunicator
from django.test import Client
from pytest_django import Settings

from sessions.models import User
from tests import factories
from vip.middleware import JOIN_LINK_KEY, Receive, SecondFactorSocket, Send

SET_UP = "/accounts/2fa/"


def with_app(someone: User) -> User:
    TOTP.activate(someone, generate_totp_secret())
    return someone


def by_link(browser: Client, someone: User, session_id: object) -> None:
    """Signed in as a join link does it."""
    browser.force_login(someone)
    state = browser.session
    state[JOIN_LINK_KEY] = str(session_id)
    state.save()


# --- the second factor


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/today/", "/rooms/00000000-0000-4000-8000-000000000000/"])
def test_staff_without_a_second_factor_are_taken_to_where_it_is_set_up(client: Client, path: str) -> None:
    client.force_login(factories.facilitator())
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, SET_UP)


@pytest.mark.django_db
def test_staff_without_a_second_factor_reach_help_and_signing_out(client: Client) -> None:
    client.force_login(factories.facilitator())
    assert client.get("/help/").status_code == 200
    assert client.get(SET_UP).status_code == 200
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_having_set_up_an_app_staff_may_work(client: Client) -> None:
    password = "a long walk by the river"
    someone = factories.facilitator(password=password)
    client.post("/accounts/login/", {"login": someone.email, "password": password})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    code = format_hotp_value(hotp_value(secret.group(1), int(time.time()) // 30))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert client.get("/today/").status_code == 200


@pytest.mark.django_db
def test_where_no_second_factor_is_asked_for_staff_need_none(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(factories.facilitator())
    assert client.get("/today/").status_code == 200


@pytest.mark.django_db
def test_clients_are_not_asked_for_a_second_factor(client: Client) -> None:
    client.force_login(factories.client())
    assert client.get("/").status_code == 200


async def room_behind_the_gate(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Whatever is behind the gate: it lets everybody in."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": '{"code": "let in"}'})


async def told_at_the_gate(session_cookie: str) -> str:
    """The first word on this sign-in's socket: why it is closed, or that it was let in."""
    gate = AuthMiddlewareStack(SecondFactorSocket(room_behind_the_gate))
    headers = [(b"cookie", f"sessionid={session_cookie}".encode())]
    socket = WebsocketCommunicator(gate, "/ws/rooms/any/", headers=headers)
    await socket.connect(timeout=5)
    told = await socket.receive_json_from(timeout=5)
    return str(told["code"])


@pytest.mark.django_db
def test_a_socket_opens_for_staff_only_with_a_second_factor(client: Client) -> None:
    someone = factories.facilitator()
    client.force_login(someone)
    cookie = client.cookies["sessionid"].value
    assert async_to_sync(told_at_the_gate)(cookie) == "second_factor"
    with_app(someone)
    assert async_to_sync(told_at_the_gate)(cookie) == "let in"


# --- join links


@pytest.mark.django_db
def test_a_join_link_opens_its_room_and_no_other_page(client: Client, now: datetime) -> None:
    someone = factories.client()
    mine = factories.session_at(now, clients=[someone])
    other = factories.session_at(now + timedelta(hours=4), clients=[someone])
    by_link(client, someone, mine.pk)
    assert client.get(f"/rooms/{mine.pk}/").status_code == 200
    for path in ("/", f"/rooms/{other.pk}/", "/accounts/password/set/", "/accounts/2fa/", "/accounts/login/"):
        assert client.get(path).status_code == 403, path
    gone = {"connection": str(uuid4())}
    assert client.post(f"/rooms/{mine.pk}/leave/", gone).status_code == 204
    assert client.post(f"/rooms/{other.pk}/leave/", gone).status_code == 403


@pytest.mark.django_db
def test_a_join_link_leaves_help_and_signing_out_open(client: Client, now: datetime) -> None:
    someone = factories.client()
    by_link(client, someone, factories.session_at(now, clients=[someone]).pk)
    assert client.get("/help/").status_code == 200
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_join_link_never_lets_staff_past_their_second_factor(client: Client, now: datetime) -> None:
    someone = with_app(factories.facilitator())
    session = factories.session_at(now, facilitators=[someone])
    by_link(client, someone, session.pk)
    assert client.get(f"/rooms/{session.pk}/").status_code == 403
    assert client.get("/accounts/2fa/").status_code == 403


# --- clock and language


@pytest.mark.django_db
def test_times_are_shown_by_the_clock_of_whoever_looks(client: Client) -> None:
    someone = factories.client(time_zone="America/Los_Angeles")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    starts_at = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 20, 15, tzinfo=UTC)
    factories.session_at(starts_at, clients=[someone])
    client.force_login(someone)
    page = client.get("/").content.decode()
    local = starts_at.astimezone(ZoneInfo("America/Los_Angeles"))
    assert f"{local:%-I:%M}" in page
    assert f"{local:%Z}" in page


@pytest.mark.django_db
def test_an_unknown_zone_falls_back_to_the_sites(client: Client) -> None:
    client.force_login(factories.client(time_zone="Mars/Olympus"))
    assert client.get("/help/").status_code == 200


@pytest.mark.django_db
def test_a_page_comes_in_the_persons_own_language(client: Client) -> None:
    client.force_login(factories.client(language="es"))
    response = client.get("/", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "es"
    assert '<html lang="es">' in response.content.decode()


@pytest.mark.django_db
def test_a_signed_in_persons_pages_are_not_kept_by_the_browser(client: Client) -> None:
    client.force_login(factories.client())
    assert "no-store" in client.get("/").headers["Cache-Control"]

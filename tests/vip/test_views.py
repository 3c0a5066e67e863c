"""The help lines, and a page for each refusal that says what to do next."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from vip import views

CRISIS_LINES = ('href="tel:988"', 'href="sms:988"', 'href="tel:+18006624357"')


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/help/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/nowhere/"],
)
def test_crisis_help_is_one_tap_away_for_visitors(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    for line in CRISIS_LINES:
        assert line in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "path"), [("client", "/"), ("facilitator", "/today/"), ("client", "/today/")]
)
def test_crisis_help_is_one_tap_away_for_whoever_is_signed_in(
    client: Client, settings: Settings, who: str, path: str
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(factories.person(who))
    page = client.get(path).content.decode()
    for line in CRISIS_LINES:
        assert line in page


@pytest.mark.django_db
def test_an_unknown_address_gets_a_sentence_and_a_way_on(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "We can&#x27;t find that page" in page
    assert 'href="/"' in page


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.test"})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


@pytest.mark.django_db
def test_too_many_requests_get_a_sentence(client: Client, settings: Settings) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    answers = [
        client.post("/accounts/login/", {"login": "a@example.test", "password": "x"}) for _ in range(2)
    ]
    assert answers[-1].status_code == 429
    assert "tried too often" in answers[-1].content.decode()
    cache.clear()


def request_by(path: str) -> HttpRequest:
    """A request as the site's own handlers get it when things went wrong."""
    request = RequestFactory().get(path)
    request.resolver_match = resolve("/help/")
    return request


@pytest.mark.django_db
def test_the_page_for_our_own_faults_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        response = views.server_error(request_by("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_an_unreadable_request_gets_a_sentence() -> None:
    response = views.bad_request(request_by("/"), ValueError("not for people"))
    assert response.status_code == 400
    assert "not for people" not in response.content.decode()


@pytest.mark.django_db
def test_pages_run_under_a_policy_without_inline_script_or_style(client: Client) -> None:
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", page)


@pytest.mark.django_db
def test_nobody_learns_from_an_address_whether_it_exists(client: Client, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(factories.facilitator())
    others = factories.live_session().session
    real = client.get(f"/sessions/{others.pk}/attendance/")
    made_up = client.get(f"/sessions/{uuid4()}/attendance/")
    assert (real.status_code, real.content) == (made_up.status_code, made_up.content) == (404, real.content)

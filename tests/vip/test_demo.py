"""The demo's one-click sign-in and inbox, which no other mode has."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from sessions.models import Role
from tests import factories
from vip import demo_inbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Settings:
    settings.DEMO = True
    settings.STAFF_MFA_REQUIRED = False
    settings.ROOT_URLCONF = "tests.vip.demo_urls"
    settings.DEMO_INBOX_DIR = tmp_path
    return settings


@pytest.mark.parametrize("name", ["demo-sign-in", "demo-inbox"])
def test_outside_the_demo_its_pages_do_not_exist(client: Client, name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
    path = "/demo/sign-in/" if name == "demo-sign-in" else "/demo/inbox/"
    factories.client(email="ana@demo.test")
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "ana@demo.test"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_click_signs_in_as_one_of_the_demos_people(client: Client, demo: Settings) -> None:
    dana = factories.facilitator(email="dana@demo.test")
    response = client.post("/demo/sign-in/", {"email": "dana@demo.test"})
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(dana.pk)
    assert client.get("/today/").status_code == 200


def test_the_click_needs_the_forms_token(demo: Settings) -> None:
    factories.facilitator(email="dana@demo.test")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/sign-in/", {"email": "dana@demo.test"}).status_code == 403


def test_nobody_but_the_demos_people_is_signed_in_by_a_click(client: Client, demo: Settings) -> None:
    someone = factories.client()
    closed = factories.client(email="gone@demo.test", is_active=False)
    for email in (someone.email, closed.email, "nobody@demo.test", ""):
        assert client.post("/demo/sign-in/", {"email": email}).status_code == 404


def test_the_first_page_offers_one_of_each_kind_before_the_others(client: Client, demo: Settings) -> None:
    for role, name in zip(
        (Role.SUPERVISOR, Role.CLIENT, Role.CLIENT, Role.FACILITATOR),
        ("sam", "ben", "ana", "dana"),
        strict=True,
    ):
        factories.person(role, email=f"{name}@demo.test", display_name=name.title())
    page = client.get("/").content.decode()
    places = [page.index(f'value="{name}@demo.test"') for name in ("dana", "ana", "sam", "ben")]
    assert places == sorted(places)


def test_the_inbox_shows_what_was_sent_with_its_link(client: Client, demo: Settings, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["To"], mail["From"], mail["Subject"] = "ana@demo.test", "a@b.test", "Appointment"
    mail.set_content("Tap to join: http://localhost:8000/join/abc123/\n")
    demo_inbox.keep(mail.as_bytes(), tmp_path)
    page = client.get("/demo/inbox/").content.decode()
    assert "ana@demo.test" in page
    assert 'href="http://localhost:8000/join/abc123/"' in page

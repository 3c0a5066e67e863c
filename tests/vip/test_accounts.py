"""Signing in: clients by an e-mailed code, staff by password and second factor, and neither by the other's way."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sessions.models import Role, User
from tests import factories
from vip.accounts import lacks_second_factor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the river"
CODE = re.compile(r"\b\d{4}-\d{4}\b")


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> Iterator[None]:
    """Rate limits count in Redis, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


def staff(role: Role = Role.FACILITATOR, *, app_secret: str | None = None) -> User:
    someone = factories.person(role, password=PASSWORD)
    if app_secret:
        TOTP.activate(someone, app_secret)
    return someone


def ask_code(browser: Client, email: str) -> Response:
    return browser.post("/accounts/login/code/", {"email": email})


def type_code(browser: Client, code: str) -> Response:
    return browser.post("/accounts/login/code/confirm/", {"code": code})


def code_in(mail: EmailMessage) -> str:
    found = CODE.search(str(mail.body))
    assert found, mail.body
    return found.group()


def use_password(browser: Client, someone: User, password: str = PASSWORD) -> Response:
    return browser.post("/accounts/login/", {"login": someone.email, "password": password})


def app_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def signed_in_as(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


# --- clients


def test_a_client_signs_in_with_the_code_from_their_mail(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    someone = factories.client()
    ask_code(client, someone.email)
    response = type_code(client, code_in(mailoutbox[0]))
    assert response.headers["Location"] == "/"
    assert signed_in_as(client) == str(someone.pk)


def test_the_mail_with_the_code_names_neither_site_nor_care(
    client: Client, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.SITE_NAME = "Riverbend Recovery"
    ask_code(client, factories.client().email)
    shown = f"{mailoutbox[0].subject} {mailoutbox[0].body} {mailoutbox[0].from_email}"
    for word in ("Riverbend", "testserver", "example.com", "group", "therap", "clinic"):
        assert word not in shown


def test_a_code_can_be_tried_three_times_and_no_more(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask_code(client, factories.client().email)
    code = code_in(mailoutbox[0])
    for _ in range(3):
        type_code(client, "0000-0000" if code != "0000-0000" else "1111-1111")
    type_code(client, code)
    assert signed_in_as(client) is None


def test_a_stranger_sees_what_a_client_sees_and_gets_no_mail(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    known, unknown = ask_code(client, factories.client().email), ask_code(Client(), "nobody@example.test")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert len(mailoutbox) == 1


def test_a_client_whose_account_is_closed_does_not_get_in(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    someone = factories.client()
    ask_code(client, someone.email)
    User.objects.filter(pk=someone.pk).update(is_active=False)
    type_code(client, code_in(mailoutbox[0]))
    assert signed_in_as(client) is None


def test_a_password_never_signs_a_client_in(client: Client) -> None:
    someone = factories.client(password=PASSWORD)
    response = use_password(client, someone)
    assert response.headers["Location"] == "/accounts/login/"
    assert signed_in_as(client) is None


def test_no_password_is_made_for_a_client(client: Client, mailoutbox: list[EmailMessage]) -> None:
    someone = factories.client()
    client.post("/accounts/password/reset/", {"email": someone.email})
    assert mailoutbox == []
    client.force_login(someone)
    response = client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code in (302, 403)
    assert not User.objects.get(pk=someone.pk).has_usable_password()


def test_a_client_with_an_authenticator_app_is_asked_for_it_after_the_code(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    someone = factories.client()
    TOTP.activate(someone, generate_totp_secret())
    ask_code(client, someone.email)
    response = type_code(client, code_in(mailoutbox[0]))
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert signed_in_as(client) is None


# --- staff


def test_staff_sign_in_with_password_and_app(client: Client) -> None:
    secret = generate_totp_secret()
    someone = staff(app_secret=secret)
    response = use_password(client, someone)
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert signed_in_as(client) is None
    client.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
    assert signed_in_as(client) == str(someone.pk)
    assert client.get("/today/").status_code == 200


def test_the_password_alone_does_not_let_staff_past_their_app(client: Client) -> None:
    use_password(client, staff(app_secret=generate_totp_secret()))
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get("/today/").headers["Location"].startswith("/accounts/login/")


def test_staff_who_ask_for_a_code_are_told_how_they_sign_in(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask_code(client, staff().email)
    assert [mail.subject for mail in mailoutbox] == ["How you sign in"]
    assert not CODE.search(str(mailoutbox[0].body))


def test_a_code_never_signs_staff_in_even_one_sent_before_they_became_staff(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    someone = factories.client()
    ask_code(client, someone.email)
    User.objects.filter(pk=someone.pk).update(role=Role.FACILITATOR)
    response = type_code(client, code_in(mailoutbox[0]))
    assert response.headers["Location"] == "/accounts/login/"
    assert signed_in_as(client) is None


def test_staff_choose_their_first_password_by_mail(client: Client, mailoutbox: list[EmailMessage]) -> None:
    someone = factories.facilitator()
    client.post("/accounts/password/reset/", {"email": someone.email})
    link = re.search(r"http://testserver(/\S+)", str(mailoutbox[0].body))
    assert link
    form = client.get(link.group(1)).headers["Location"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=someone.pk).check_password(PASSWORD)
    assert signed_in_as(client) is None


def test_five_wrong_passwords_make_the_next_ones_wait(client: Client) -> None:
    someone = staff()
    for _ in range(5):
        use_password(client, someone, "not this one, surely")
    response = use_password(client, someone)
    assert "tried too often" in response.content.decode()
    assert signed_in_as(client) is None


# --- nobody else


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/signup/"])
def test_nobody_makes_an_account_or_changes_its_address_by_themselves(client: Client, path: str) -> None:
    client.force_login(factories.client())
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "new@example.test", "password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="new@example.test").exists()


def test_where_mail_cannot_be_sent_people_are_told_to_ring(client: Client, settings: Settings) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    response = ask_code(client, factories.client().email)
    assert response.status_code == 503
    assert settings.HELP_PHONE in response.content.decode()


def test_asking_whether_a_second_factor_is_there_asks_nothing_about_clients(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    someone = factories.client()
    with django_assert_num_queries(0):
        assert not lacks_second_factor(someone)


def test_recovery_codes_alone_are_no_second_factor() -> None:
    someone = staff()
    Authenticator.objects.create(user=someone, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert lacks_second_factor(someone)

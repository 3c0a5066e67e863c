"""Opening a join link in a browser: harmless to look at, one press to be in, and in for that session only."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from notifications.domain.discretion import indiscretions
from notifications.models import JoinLink
from notifications.services.links import issue
from notifications.views.join import DEVICE_COOKIE, MAX_TRIES
from sessions.models import Session, User
from tests import factories
from tests.notifications.rows import moved
from tests.notifications.smtp import Server, words
from vip.celery import app as celery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    return factories.client()


@pytest.fixture
def session(now: datetime, person: User) -> Session:
    return factories.session_at(now + timedelta(minutes=10), clients=[person])


@pytest.fixture
def path(session: Session, person: User, now: datetime) -> str:
    """The path of a fresh link."""
    return issue(session=session, person=person, now=now).removeprefix("http://localhost:8000")


@pytest.fixture
def _tasks_at_once() -> Iterator[None]:
    """Tasks run where they are asked for."""
    celery.conf.task_always_eager = True
    yield
    celery.conf.task_always_eager = False


def signed_in_as(browser: Client) -> User | None:
    request = HttpRequest()
    request.session = browser.session
    user = get_user(request)
    return user if isinstance(user, User) else None


def test_opening_a_link_changes_nothing_however_often_scanners_do(path: str) -> None:
    before = JoinLink.objects.values().get()
    for scanner in (Client(), Client()):
        for _ in range(5):
            assert scanner.get(path).status_code == 200
            assert scanner.head(path).status_code == 200
        assert signed_in_as(scanner) is None
    assert JoinLink.objects.values().get() == before


def test_after_a_scanner_fetched_it_five_times_the_client_gets_in(
    path: str, session: Session, person: User
) -> None:
    for _ in range(5):
        Client().get(path)
    browser = Client()
    response = browser.post(path)
    assert (response.status_code, response["Location"]) == (302, f"/rooms/{session.pk}/")
    assert signed_in_as(browser) == person


def test_the_page_of_a_real_link_is_the_page_of_any_other(path: str) -> None:
    pages = [Client().get(address) for address in (path, "/join/nothing/")]
    stripped = [_without_csrf(page.content.decode()) for page in pages]
    assert stripped[0] == stripped[1]


def _without_csrf(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_the_page_is_kept_nowhere_and_its_address_goes_nowhere(path: str) -> None:
    response = Client().get(path)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("language", ["en", "es"])
def test_neither_the_page_nor_its_address_gives_anything_away(path: str, language: str) -> None:
    page = Client().get(path, headers={"accept-language": language}).content.decode()
    content = page.partition("<main")[2].partition("</main>")[0]
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "csrfmiddlewaretoken" in content
    assert indiscretions(title + path.partition("join")[0] + _without_attributes(content)) == ()


def _without_attributes(content: str) -> str:
    """The words alone: the form's token is random."""
    return "".join(part.partition(">")[2] for part in content.split("<"))


def test_pressing_the_button_needs_the_pages_own_form(path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(path).status_code == 403
    assert signed_in_as(browser) is None
    token = browser.get(path).cookies["csrftoken"].value
    assert browser.post(path, {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_sign_in_is_good_for_this_session_only_and_ends_with_it(path: str, session: Session) -> None:
    browser = Client()
    browser.post(path)
    assert browser.session["join_session_id"] == str(session.pk)
    left = session.ends_at + timedelta(minutes=30) - timezone.now()
    assert abs(browser.session.get_expiry_age() - left.total_seconds()) < 5
    assert browser.get("/").status_code == 403


def test_a_full_sign_in_lifts_the_confinement_and_a_link_does_not_lower_a_full_one(
    path: str, person: User
) -> None:
    browser = Client()
    browser.post(path)
    browser.force_login(person)
    assert "join_session_id" not in browser.session
    assert browser.post(path).status_code == 302
    assert "join_session_id" not in browser.session


def test_a_link_replaces_somebody_elses_sign_in(path: str, person: User) -> None:
    browser = Client()
    browser.force_login(factories.client())
    browser.post(path)
    assert signed_in_as(browser) == person
    assert "join_session_id" in browser.session


def test_wrong_and_dead_links_get_one_answer(path: str, session: Session) -> None:
    moved(session, timedelta(minutes=5))
    answers = [Client().post(address) for address in (path, "/join/nothing/")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _without_csrf(answers[0].content.decode()) == _without_csrf(answers[1].content.decode())
    assert "Sign in with your e-mail address instead" in answers[0].content.decode()


def test_one_address_may_not_try_on_and_on(path: str) -> None:
    browser = Client()
    codes = [browser.post("/join/nothing/").status_code for _ in range(MAX_TRIES + 1)]
    assert codes == [404] * MAX_TRIES + [429]
    assert browser.post(path).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post(path).status_code == 302


@pytest.mark.usefixtures("_tasks_at_once")
def test_a_second_device_gets_in_by_the_code_from_the_mailbox(
    mail: Server, path: str, session: Session, person: User
) -> None:
    Client().post(path)
    second = Client()
    asked = second.post(path)
    assert (asked.status_code, signed_in_as(second)) == (200, None)
    assert "first used on another device" in asked.content.decode()
    text = words(mail.taken[0])
    code = next(word for word in text.split() if word.isdigit() and len(word) == 6)
    assert second.post(path, {"code": "000"}).status_code == 400
    assert second.post(path, {"code": code})["Location"] == f"/rooms/{session.pk}/"
    assert signed_in_as(second) == person


def test_the_device_is_known_again_by_a_cookie_that_only_these_pages_get(path: str) -> None:
    browser = Client()
    cookie = browser.post(path).cookies[DEVICE_COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/join/", True, "Lax")
    browser.logout()
    browser.cookies[DEVICE_COOKIE] = cookie.value
    assert browser.post(path).status_code == 302


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the logs say, through the formatter that the settings put there."""
    root, said = logging.getLogger(), StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(next(each.formatter for each in root.handlers if each.name == "stderr"))
    root.addHandler(handler)
    yield said
    root.removeHandler(handler)


def test_no_log_line_holds_a_token(path: str, log: StringIO) -> None:
    token = path.rstrip("/").rpartition("/")[2]
    logging.getLogger("django.request").warning("planted: /elsewhere/%s/", token)
    assert token in log.getvalue()
    log.truncate(0)
    Client(enforce_csrf_checks=True).post(path)
    Client().put(path)
    Client().post("/join/nothing/")
    assert log.getvalue().count("/join/…/") == 3
    assert token not in log.getvalue()
    assert "nothing" not in log.getvalue()

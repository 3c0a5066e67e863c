"""What journeys and fault tests share: one whole running house, and real browsers with fake cameras."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Playwright, sync_playwright
from pytest_django import DjangoDbBlocker

from sessions.models import User
from tests.house import house_on_test_database, is_test_database
from tests.journeys.browser import Seat, open_seat
from tests.journeys.mailbox import Mailbox
from vip.supervisor import House


@pytest.fixture(scope="session")
def committing_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's test database, for tests that commit.

    pytest-django makes one only where a test is marked to use it, and its mark rolls back what a test wrote. Without
    it, journeys would write into the database that DATABASE_URL names, whosever it is.
    """
    with django_db_blocker.unblock(), ExitStack() as stack:
        if not is_test_database():
            made = setup_databases(verbosity=0, interactive=False)
            stack.callback(teardown_databases, made, verbosity=0)
        stack.callback(_end_other_connections)
        yield


def _end_other_connections() -> None:
    """The loop of the browser's driver gave this very thread a second connection, which isn't at hand any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def house(committing_database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all journeys of a worker; what a journey breaks comes back by itself."""
    with house_on_test_database(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def seat_for(playwright_driver: Playwright, house: House, tmp_path: Path) -> Iterator[Callable[..., Seat]]:
    """Gives someone a browser of their own, with a camera that shows who they are. Closed after the test."""
    with ExitStack() as stack:

        def give(user: User, *, phone: bool = False) -> Seat:
            return stack.enter_context(open_seat(playwright_driver, house, user, tmp_path, phone=phone))

        yield give


@pytest.fixture
def visitor(playwright_driver: Playwright, house: House, tmp_path: Path) -> Iterator[Seat]:
    """Somebody at a phone who is not signed in."""
    with open_seat(playwright_driver, house, None, tmp_path, phone=True) as seat:
        yield seat


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house.directory / "inbox")

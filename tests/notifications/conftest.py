"""What the tests of notifications share: a mail server, and the settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from notifications.services.restoring import MARK
from tests.notifications.smtp import Server, smtp_server


@pytest.fixture
def mail(settings: Settings) -> Iterator[Server]:
    """A real SMTP server that the application sends to."""
    with smtp_server() as server:
        # The test runner keeps mail in memory otherwise.
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture(autouse=True)
def no_database_came_before() -> None:
    """What a test before this one sent is gone from the database, which must not look as if it had gone back."""
    cache.delete(MARK)

"""Who opens the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from sessions.models import Role
from tests import factories


@pytest.fixture
def no_second_factor(settings: Settings) -> None:
    """Staff are signed in by their name alone."""
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def office(client: Client, no_second_factor: None) -> Client:
    """The browser of a signed-in coordinator."""
    client.force_login(factories.person(Role.COORDINATOR))
    return client

"""What the tests of rooms share."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from sessions.models import User
from tests.factories import LiveSession, live_session
from tests.rooms.browser import sign_in


@pytest.fixture(autouse=True)
def staff_without_second_factor(settings: Settings) -> None:
    """The gate for staff who have none is not what these tests are about."""
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def live(transactional_db: None) -> LiveSession:
    """A session that is on, with a facilitator and two clients."""
    return live_session(clients=2)


@pytest.fixture
def cookies(live: LiveSession) -> dict[User, str]:
    """A sign-in of everyone who is expected."""
    return {person: sign_in(person) for person in [live.facilitator, *live.clients]}

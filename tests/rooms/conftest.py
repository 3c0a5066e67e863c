"""What the tests of rooms share."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from sessions.models import User
from tests.factories import LiveSession, live_session
from tests.rooms.browser import sign_in


@pytest.fixture
def live(transactional_db: None) -> LiveSession:
    """A session that is on, with a facilitator and two clients."""
    live = live_session(clients=2)
    # Staff without a second factor get no socket.
    Authenticator.objects.create(user=live.facilitator, type=Authenticator.Type.TOTP, data={})
    return live


@pytest.fixture
def cookies(live: LiveSession) -> dict[User, str]:
    """A sign-in of everyone who is expected."""
    return {person: sign_in(person) for person in [live.facilitator, *live.clients]}

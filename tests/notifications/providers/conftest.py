"""Each provider's local server, with the settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.notifications.providers.servers import PushService, Resend, Twilio, serving


@pytest.fixture(autouse=True)
def impatience(settings: Settings) -> None:
    """Providers that never answer are given up soon."""
    settings.PROVIDER_TIMEOUT_S = 0.5


@pytest.fixture
def twilio(settings: Settings) -> Iterator[Twilio]:
    provider = Twilio()
    with serving(provider):
        settings.TWILIO_API_URL = provider.url
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = provider.account, provider.token
        yield provider


@pytest.fixture
def resend(settings: Settings) -> Iterator[Resend]:
    provider = Resend()
    with serving(provider):
        settings.EMAIL_BACKEND = "anymail.backends.resend.EmailBackend"
        settings.ANYMAIL = {
            "RESEND_API_KEY": provider.key,
            "RESEND_API_URL": f"{provider.url}/",
            "REQUESTS_TIMEOUT": 0.5,
            "WEBHOOK_SECRET": "provider:not-a-secret",
        }
        yield provider


@pytest.fixture
def push_service() -> Iterator[PushService]:
    provider = PushService()
    with serving(provider):
        yield provider

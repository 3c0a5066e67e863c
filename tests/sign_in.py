"""Signing in without the pages, for tests that are about something else."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from sessions.models import User


def session_cookie(user: User) -> str:
    """The session cookie of ``user`` signed in; staff are given the second factor that they may not work without."""
    if user.is_staff_member and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value

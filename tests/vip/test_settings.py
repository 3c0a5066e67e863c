"""Production says at start what it misses, each in a sentence. Each case is a process of its own, as at start."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

COMPLETE = {
    "SECRET_KEY": "a-key-for-this-test-alone-and-long-enough-for-production",
    "ALLOWED_HOSTS": "care.example.org",
    "PUBLIC_URL": "https://care.example.org",
    "DATABASE_URL": "postgres://vip:word@db.example.org:5432/vip",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://vip:word@mail.example.org:587",
}
SHOW = (
    "import json; from vip import settings as s;"
    "print(json.dumps({name: getattr(s, name) for name in dir(s) if isinstance(getattr(s, name), (bool, int, str))}))"
)


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Read the settings with nothing in the environment but these and the path."""
    env = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, check=False)


def last_line(process: subprocess.CompletedProcess[str]) -> str:
    return (
        process.stderr.strip().splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")
    )


def test_production_is_the_default_and_strict() -> None:
    settings = json.loads(start(COMPLETE).stdout)

    expected = {
        "VIP_MODE": "production",
        "DEBUG": False,
        "DEMO": False,
        "STAFF_MFA_REQUIRED": True,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
    }
    assert {name: settings[name] for name in expected} == expected


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_variable_is_named_and_what_to_set_it_to(name: str) -> None:
    process = start({key: value for key, value in COMPLETE.items() if key != name})

    assert process.returncode == 1
    assert last_line(process).startswith(f"{name} is not set. Set it to ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("VIP_MODE", "prod", "VIP_MODE is 'prod'. Set it to one of: production, demo, test."),
        ("SECRET_KEY", "short", "SECRET_KEY is too short. Set it to 50 or more random characters."),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is '*'. Name the hosts that people use instead."),
        (
            "PUBLIC_URL",
            "http://care.example.org",
            "PUBLIC_URL is not https. Browsers give no camera without TLS; set an https address.",
        ),
        (
            "DATABASE_URL",
            "sqlite:///db.sqlite3",
            "DATABASE_URL is not PostgreSQL. VIP rests on its row locks and constraints; name a PostgreSQL.",
        ),
        (
            "TURN_URLS",
            "turn:care.example.org:3478",
            "TURN_URLS is set but TURN_SECRET is not. Set it to the secret that coturn uses.",
        ),
    ],
)
def test_a_value_that_would_be_lax_or_broken_is_refused(name: str, value: str, sentence: str) -> None:
    process = start(COMPLETE | {name: value})

    assert process.returncode == 1
    assert last_line(process) == sentence


def test_demo_and_test_need_no_secrets_but_still_real_stores() -> None:
    stores = {name: COMPLETE[name] for name in ("DATABASE_URL", "REDIS_URL")}

    modes = {
        mode: start(stores | {"VIP_MODE": mode}).returncode == 0 and start({"VIP_MODE": mode}).returncode == 1
        for mode in ("demo", "test")
    }

    assert modes == {"demo": True, "test": True}

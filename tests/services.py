"""A pytest plugin: real PostgreSQL and Redis for the run, so that ``python -m pytest`` alone works.

Started once, by the process that the run begins in; pytest-xdist's workers inherit the addresses through the
environment, and each takes a Redis database and channel prefix of its own (pytest-django gives each its PostgreSQL
database). Servers that ``DATABASE_URL`` and ``REDIS_URL`` name already are used as they are.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest

os.environ.setdefault("VIP_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    # A wrapper, since those run before pytest-django's hook of this name, which reads the settings.
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None:
        keep_apart(int(worker.removeprefix("gw")) + 1)
    elif not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        start_services(early_config)
    return (yield)


def start_services(config: pytest.Config) -> None:
    """Start what the environment does not name; stopped when the run is over."""
    from vip.devservices import services

    stack = ExitStack()
    config.add_cleanup(stack.close)
    directory = Path(stack.enter_context(TemporaryDirectory(prefix="vip-tests-", ignore_cleanup_errors=True)))
    os.environ.update(stack.enter_context(services(directory)))


def keep_apart(number: int) -> None:
    """Redis database ``number`` for this worker; the prefix as well, as publishing disregards the database."""
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
    os.environ["REDIS_PREFIX"] = f"vip{number}"

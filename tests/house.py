"""A house for the journeys and fault tests, on this run's own database, so that a test can read what became of it.

Journeys commit; they run in a pytest run of their own (see ``bin/test``) and each makes its own people.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from vip.supervisor import House

# The database is asked between steps of a browser that runs an event loop in this thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SERVING = ("web", "sfu", "worker", "beat", "inbox")


def is_test_database() -> bool:
    """Whether rows written now are those of a test run, which nobody will miss."""
    return str(connection.settings_dict["NAME"]).startswith("test_")


def database_url() -> str:
    """The test database as an address that another process can use."""
    assert is_test_database(), "A house in a test runs on the test database alone."
    of = connection.settings_dict
    return f"postgres://{of['USER']}@{quote(of['HOST'], safe='')}/{of['NAME']}"


@contextmanager
def house_on_test_database(directory: Path, *, parts: tuple[str, ...] = SERVING) -> Iterator[House]:
    """A running house in test mode: strict as production is, but without TLS. Its Redis is its own."""
    stores = {"DATABASE_URL": database_url()}
    with House(directory, mode="test", parts=parts, seed=False, stores=stores) as house:
        house.wait_ready()
        yield house

"""How quickly the programme's pages answer in a clinic of ten clients and in one of ten thousand.

Both clinics are made by ``seed_clinic`` in a PostgreSQL of their own. A page's server time is from the request's coming
in to its answer's being whole, through every middleware, in this one process: what a web process spends on it, without
the network. Each is asked for in turn, round after round, so that a slow moment of the machine hits no page alone.
Queries are counted apart from the timing, in both clinics: a page whose number grows with the clinic is a fault.

All of it happens on a Wednesday evening, whenever it is started: what pages read depends on the day of the week and on
which sessions are on. The clocks of this process and of the seeding say so; the database's own goes as it does, and no
page asks it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import time_machine

from benchmarks.report import Figure

if TYPE_CHECKING:
    from django.test import Client

    from benchmarks.programme_pages import Page, People

SMALL, LARGE = 10, 10_000
SEED = 3  # somebody's week falls short in the smaller clinic too: pages then ask what could make it up
ROUNDS = 60  # of 25 times the 95th percentile is nearly the slowest, and tells of the machine
MOST_MS = 50.0
# A Wednesday evening where the clinic is: the evening's groups have been on for half an hour, in the smaller clinic as
# well, and what began in the morning or the afternoon is over and final.
MOMENT = datetime(2026, 11, 18, 18, 30, tzinfo=ZoneInfo("America/Phoenix"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """One answer: how long it took, and how much of that this process worked; the rest is waiting."""

    wall_ms: float
    cpu_ms: float


def measure() -> list[Figure]:
    """p95 of each page in the large clinic, with the number of its queries in both."""
    with clinics() as databases, time_machine.travel(MOMENT.timestamp()):
        figures: list[Figure] = []
        counts = {}
        for size in (SMALL, LARGE):
            use(databases[size])
            took_s = seeded(databases[size], clients=size)
            figures.append(Figure(what=f"making a clinic of {size} clients", value=took_s, unit="s"))
            counts[size] = query_counts()
        times = server_times()
    for name, spent in times.items():
        p95 = statistics.quantiles([each.wall_ms for each in spent], n=20)[-1]
        cpu = statistics.median(each.cpu_ms for each in spent)
        figures.append(Figure(what=f"{name}: p95", value=round(p95, 1), unit="ms", bound=MOST_MS))
        figures.append(Figure(what=f"{name}: of it processor, p50", value=round(cpu, 1), unit="ms"))
        many = counts[LARGE][name]
        figures.append(Figure(what=f"{name}: queries", value=many, unit="queries"))
        more = max(0, many - counts[SMALL][name])
        figures.append(
            Figure(what=f"{name}: more than with {SMALL} clients", value=more, unit="queries", bound=0)
        )
    return figures


@contextmanager
def clinics() -> Iterator[dict[int, str]]:
    """A PostgreSQL and a Redis of our own, with a migrated database for each size; Django set up on them."""
    from vip.devservices import services

    with (
        TemporaryDirectory(prefix="vip-programme-", ignore_cleanup_errors=True) as directory,
        services(Path(directory)) as addresses,
    ):
        os.environ.update(addresses)
        os.environ.update(VIP_MODE="test", LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="vip.settings")
        os.environ.update(DATABASE_CONN_MAX_AGE_S="60")  # as web processes keep theirs
        import django
        from django.conf import settings

        django.setup()
        settings.STAFF_MFA_REQUIRED = False  # staff are signed in here without a browser
        yield _databases()


def _databases() -> dict[int, str]:
    """The database that is there becomes the first; the others are copies of it, once it is migrated."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    first = str(connection.settings_dict["NAME"])
    connection.close()
    names = {SMALL: f"{first}_small", LARGE: f"{first}_large"}
    connection.settings_dict["NAME"] = "postgres"
    with connection.cursor() as cursor:
        for name in names.values():
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{first}"')
    return names


def use(database: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def seeded(database: str, *, clients: int) -> float:
    """How many seconds the seeding took. Raises ``CalledProcessError``.

    It is done by a process of its own: what answers pages has made no clinic before, and its memory is not full of one.
    Then the database is left as it is on any day, counted and written down, rather than while it does so.
    """
    from django.db import connection

    began = perf_counter()
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database}"
    command = [sys.executable, "manage.py", "seed_clinic"]
    command += [f"--clients={clients}", f"--seed={SEED}", f"--now={MOMENT.isoformat()}"]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL, check=True)
    took_s = round(perf_counter() - began, 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
    return took_s


def query_counts() -> dict[str, int]:
    """How many queries each page takes, once everything that is remembered has been."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for page, path, client in opened():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            require_answer(page, client.get(path).status_code)
        counts[page.name] = len(queries)
    return counts


def server_times() -> dict[str, list[Spent]]:
    """What each page took, ``ROUNDS`` times."""
    from vip.garbage import settle

    pages = list(opened())
    for client in {client for _, _, client in pages}:
        require_started(client)
    settle()  # as a web process does once it has loaded
    times: dict[str, list[Spent]] = {page.name: [] for page, _, _ in pages}
    for round_ in range(ROUNDS):
        print(f"  round {round_ + 1} of {ROUNDS}", file=sys.stderr, end="\r", flush=True)
        # Back again for each round: whoever is in a session must not seem to have fallen silent.
        with time_machine.travel(MOMENT.timestamp()):
            for page, path, client in pages:
                began, worked = perf_counter(), process_time()
                status = client.get(path).status_code
                times[page.name].append(
                    Spent(wall_ms=(perf_counter() - began) * 1000, cpu_ms=(process_time() - worked) * 1000)
                )
                require_answer(page, status)
    return times


def require_started(client: Client) -> None:
    """Each client has a handler of its own, which loads its middleware with its first page: a process did so before.

    Raises ``RuntimeError``.
    """
    if client.get("/healthz").status_code != 200:
        raise RuntimeError("The server does not say that it is well.")


def opened() -> Iterator[tuple[Page, str, Client]]:
    """Each page with its path and a client that is signed in as whoever opens it."""
    from django.test import Client
    from django.utils import timezone

    from benchmarks.programme_pages import PAGES, find_people

    people: People = find_people(timezone.now())
    signed_in: dict[object, Client] = {}
    for page in PAGES:
        user = page.who(people) if page.who else None
        if user not in signed_in:
            signed_in[user] = Client()
            if user is not None:
                signed_in[user].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        yield page, page.path(people), signed_in[user]


def require_answer(page: Page, status: int) -> None:
    """A page that refuses is quick, and would be measured as such. Raises ``RuntimeError``."""
    if status != 200:
        raise RuntimeError(f"The page '{page.name}' answered {status} where it should have answered 200.")

"""Whether each message goes out once, whatever dies meanwhile, and how fast: ``bin/measure notifications``.

Real Celery workers and beats on a PostgreSQL and a Redis of their own send through anymail to a local server that
speaks the protocol of an e-mail provider which takes an idempotency key. The workers, their parts, Redis and PostgreSQL
are killed with ``kill -9``. What counts is what the provider took: each message once, and none missing.

A kill hits a worker at random: seven times of eight the process that does its work, else the whole worker, which is
started anew. How late a message is counts from when it was due until its row says that it was sent; where a worker died
in between, until another one has asked the provider again and learnt so.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import redis

from benchmarks.notifications_house import Workers
from benchmarks.report import Figure
from tests.notifications.providers.servers import Resend, serving
from vip.devservices import Stores
from vip.guard import Guard

MESSAGES = 10_000
KILLS = 200
WORKERS, BEATS = 4, 2
FEWER_MESSAGES = 1_500
RACES = 1_000
# A server that died may hold up whatever was due for so long.
LATE_S = 120
GIVE_UP = timedelta(minutes=30)


def measure() -> list[Figure]:
    with (
        TemporaryDirectory(prefix="vip-measure-", ignore_cleanup_errors=True) as directory,
        ExitStack() as stack,
    ):
        guard = Guard()
        stack.callback(guard.close)
        stores = Stores(Path(directory), guard=guard, given={}, tell=_say)
        stack.callback(stores.stop)
        stores.start()
        provider = Resend()
        stack.enter_context(serving(provider))
        _set_up(stores.environment, provider)
        workers = stack.enter_context(
            Workers(Path(directory), workers=WORKERS, beats=BEATS, environment=dict(os.environ), guard=guard)
        )
        return [
            *_killed_workers(provider, workers),
            *_without("Redis", provider, lambda: _lose_redis(stores)),
            *_without("PostgreSQL", provider, lambda: _lose_postgres(stores)),
            *_races(provider),
        ]


def _set_up(environment: dict[str, str], provider: Resend) -> None:
    """The settings of everybody here, and an empty database."""
    os.environ.update(
        environment
        | {
            "VIP_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "vip.settings",
            "DATABASE_CONN_MAX_AGE_S": "60",
            "EMAIL_BACKEND": "anymail.backends.resend.EmailBackend",
            "ANYMAIL": f'{{"RESEND_API_KEY": "{provider.key}", "RESEND_API_URL": "{provider.url}/"}}',
            "MAIL_SENDERS": str(WORKERS),
            "LOG_LEVEL": "ERROR",
        }
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


# --- what dies ------------------------------------------------------------------------------------------------------


def _killed_workers(provider: Resend, workers: Workers) -> Iterator[Figure]:
    from benchmarks import notifications_rows as rows

    chance = random.Random(1)
    # Spread over all the messages: so many kills while so many messages are on their way.
    moments = sorted(chance.randrange(MESSAGES - MESSAGES // 50) for _ in range(KILLS))
    ids = rows.due_now(MESSAGES, now=_now())
    began, asked = time.monotonic(), provider.asked
    with _taken_since(provider) as taken:
        for moment in moments:
            _await(lambda moment=moment: taken() >= moment, "messages to be taken")  # type: ignore[misc]
            workers.kill_one(chance)
        _await(rows.all_settled, "the last message to be sent")
    seconds = time.monotonic() - began
    yield Figure(what="messages due at once", value=MESSAGES, unit="messages")
    yield Figure(what=f"kill -9, {WORKERS} workers, {BEATS} beats", value=workers.kills, unit="kills")
    yield from _once(provider, ids, "workers killed")
    yield Figure(
        what="workers killed: asked again, dropped by the provider",
        value=provider.asked - asked - MESSAGES,
        unit="times",
    )
    yield Figure(what="workers killed: throughput", value=round(MESSAGES / seconds, 1), unit="messages/s")
    late = rows.lateness_s(ids)
    yield Figure(what="workers killed: lateness, p50", value=round(statistics.median(late), 1), unit="s")
    yield Figure(what="workers killed: lateness, p99", value=round(_p99(late), 1), unit="s")
    yield Figure(what="workers killed: lateness, most", value=round(max(late), 1), unit="s")


def _without(name: str, provider: Resend, lose: Callable[[], None]) -> Iterator[Figure]:
    """So many messages, and a third of the way the server is gone for a while."""
    from benchmarks import notifications_rows as rows

    ids = rows.due_now(FEWER_MESSAGES, now=_now())
    with _taken_since(provider) as taken:
        _await(lambda: taken() >= FEWER_MESSAGES // 3, "messages to be taken")
        lose()
        _await(rows.all_settled, "the last message to be sent")
    yield from _once(provider, ids, f"{name} lost")
    late = max(rows.lateness_s(ids))
    yield Figure(what=f"{name} lost: lateness, most", value=round(late, 1), unit="s", bound=LATE_S)


def _lose_redis(stores: Stores) -> None:
    with redis.Redis.from_url(stores.environment["REDIS_URL"]) as client:
        client.flushall()
    keeper = stores.keepers["redis"]
    keeper.await_restart(after=keeper.kill(), timeout=timedelta(seconds=30))


def _lose_postgres(stores: Stores) -> None:
    keeper = stores.keepers["postgres"]
    keeper.await_restart(after=keeper.kill(), timeout=timedelta(seconds=60))


def _races(provider: Resend) -> Iterator[Figure]:
    """Sessions are moved one after the other while their reminders go out."""
    from benchmarks import notifications_rows as rows

    before = len(provider.taken)
    appointments = rows.appointments_to_move(RACES, now=_now())
    rows.move(appointments, random.Random(2), now=_now())
    _await(rows.all_told, "the last change to be told")
    told: dict[str, list[str]] = {}
    for message in provider.taken[before:]:
        told.setdefault(message["to"], []).append(message["text"])
    unexplained = sum(each.is_unexplained(told.get(each.email, [])) for each in appointments)
    both = sum(len(told.get(each.email, [])) > 1 for each in appointments)
    yield Figure(what="reschedules raced against sending", value=RACES, unit="times")
    yield Figure(what="races: heard the old time, then the change", value=both, unit="clients")
    yield Figure(what="races: ended with two unexplained times", value=unexplained, unit="clients", bound=0)


# --- what it came to ------------------------------------------------------------------------------------------------


def _once(provider: Resend, ids: set[str], when: str) -> Iterator[Figure]:
    """Of these messages: how many the provider took twice, and how many it never got."""
    # The key is the row's id, and the host's name behind it.
    times: Counter[str] = Counter()
    for key, taken in provider.times_taken.items():
        times[key.partition("@")[0]] += taken
    doubled, missing = sum(times[each] > 1 for each in ids), sum(times[each] == 0 for each in ids)
    yield Figure(what=f"{when}: taken more than once", value=doubled, unit="messages", bound=0)
    yield Figure(what=f"{when}: missing", value=missing, unit="messages", bound=0)


@contextmanager
def _taken_since(provider: Resend) -> Iterator[Callable[[], int]]:
    """How many messages the provider has taken since the block began."""
    before = len(provider.taken)
    yield lambda: len(provider.taken) - before


def _await(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again: the servers that could tell are the ones that get killed. Raises TimeoutError."""
    from django.db import DatabaseError, connection

    deadline = time.monotonic() + GIVE_UP.total_seconds()
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except DatabaseError:
            connection.close()
        time.sleep(0.05)
    raise TimeoutError(f"Waited {GIVE_UP} for {what}.")


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

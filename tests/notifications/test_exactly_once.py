"""Each message is accepted once, whoever sends at the same time and whatever dies. Real PostgreSQL, SMTP and Celery."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from notifications.domain.delivery import Outcome, Status
from notifications.domain.planning import Tier
from notifications.models import Attempt, Reminder
from notifications.services import delivery
from notifications.services.claims import claim_due
from notifications.services.planning import plan_session
from notifications.tasks import send_due
from notifications.transports import Transport
from notifications.transports.backend import BackendTransport
from notifications.transports.email import SmtpTransport
from tests import factories
from tests.notifications.providers.servers import Mischief as Naughty
from tests.notifications.providers.servers import Resend, serving
from tests.notifications.rows import moved, statuses
from tests.notifications.smtp import Mischief, Server

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMERS = 4


def due_rows(now: datetime, *, sessions: int, clients: int) -> int:
    """So many 24-hour reminders, due this minute; returns their number."""
    for _ in range(sessions):
        session = factories.session_at(now + timedelta(hours=24, minutes=-1), clients=clients)
        plan_session(session_id=session.pk, now=now)
    return sessions * clients


def in_parallel(claimers: int, now: datetime, transport: Callable[[], Transport] = SmtpTransport) -> int:
    """That many senders at once, each with its own connections; returns how many messages they got accepted."""
    together = threading.Barrier(claimers)

    def send(_: int) -> int:
        together.wait(10)
        try:
            return delivery.send_due(transport=transport(), clock=lambda: now)
        finally:
            connection.close()

    with ThreadPoolExecutor(claimers) as pool:
        return sum(pool.map(send, range(claimers)))


def test_many_claimers_at_once_send_every_row_once(mail: Server, now: datetime) -> None:
    total = due_rows(now, sessions=4, clients=25)
    assert in_parallel(CLAIMERS, now) == total
    assert len(mail.times_taken) == total
    assert set(mail.times_taken.values()) == {1}
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): total}
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {Outcome.ACCEPTED}


def test_many_claimers_at_once_still_share_one_message_per_person(mail: Server, now: datetime) -> None:
    clients = [factories.client() for _ in range(20)]
    nine = now + timedelta(hours=22)
    for hours in (0, 1, 2):
        starts_at = nine + timedelta(hours=hours)
        session = factories.session_at(starts_at, lasting=timedelta(minutes=50), clients=clients)
        plan_session(session_id=session.pk, now=now - timedelta(hours=3))
    late = nine - timedelta(hours=21)
    assert in_parallel(CLAIMERS, late) == len(clients)
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): 3 * len(clients)}


@pytest.mark.parametrize("lead", range(3))
def test_a_reschedule_that_races_the_sender_never_leaves_two_times_unexplained(
    mail: Server, now: datetime, lead: int
) -> None:
    sessions = [factories.session_at(now + timedelta(hours=23), clients=3) for _ in range(8)]
    for session in sessions:
        plan_session(session_id=session.pk, now=now - timedelta(hours=2))
    started = threading.Event()

    def reschedule() -> None:
        started.wait(10)
        try:
            for session in sessions[lead:]:
                with transaction.atomic():
                    moved(session, timedelta(days=30))
                plan_session(session_id=session.pk, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        racing = pool.submit(reschedule)
        started.set()
        delivery.send_due(transport=SmtpTransport(), clock=lambda: now)
        racing.result(30)
    delivery.send_due(transport=SmtpTransport(), clock=lambda: now)
    for session in sessions[lead:]:
        told = Reminder.objects.filter(session=session, revision=1, status=Status.SENT)
        explained = Reminder.objects.filter(session=session, tier=Tier.CHANGED, status=Status.SENT)
        assert set(told.values_list("recipient_id")) <= set(explained.values_list("recipient_id"))
        assert not Reminder.objects.filter(session=session, revision=1, status=Status.SCHEDULED).exists()
    assert set(mail.times_taken.values()) == {1}


@contextmanager
def celery_worker(**provider: str) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker process on the tests' database and broker, and the provider that these variables name."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    environment = os.environ | {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": settings.REDIS_URL,
        **provider,
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "vip",
        "worker",
        "--pool",
        "solo",
        "--loglevel",
        "WARNING",
    ]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as worker:
        try:
            yield worker
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)


def test_a_worker_killed_in_the_middle_of_a_message_loses_nothing_and_repeats_nothing(
    mail: Server, now: datetime
) -> None:
    total = due_rows(now, sessions=1, clients=25)
    # The server takes the eighth message, but the worker is killed before it learns so: nobody could know better.
    mail.script.extend(["250 Taken"] * 7 + [Mischief.TAKE_AND_HANG])
    with celery_worker(EMAIL_URL=f"smtp://127.0.0.1:{mail.port}") as worker:
        send_due.delay()
        assert mail.hanging.wait(120), "the worker did not get as far as the eighth message"
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
    later = now + delivery.SENDING_LEASE + timedelta(minutes=1)
    assert in_parallel(2, later) == total - 8
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): total - 1, ("24h", "uncertain"): 1}
    assert len(mail.times_taken) == total
    assert set(mail.times_taken.values()) == {1}


def test_a_worker_that_dies_with_rows_in_hand_only_delays_them(mail: Server, now: datetime) -> None:
    total = due_rows(now, sessions=1, clients=5)
    claim_due(now=now)
    assert in_parallel(2, now) == 0
    assert in_parallel(2, now + timedelta(seconds=30)) == total
    assert set(mail.times_taken.values()) == {1}


def test_with_a_provider_that_takes_a_key_a_killed_worker_leaves_nothing_uncertain(now: datetime) -> None:
    total = due_rows(now, sessions=1, clients=12)
    provider = Resend()
    provider.script.extend([Naughty.NONE] * 5 + [Naughty.TAKE_AND_HANG])
    with serving(provider):
        account = {"RESEND_API_KEY": provider.key, "RESEND_API_URL": f"{provider.url}/"}
        backend = "anymail.backends.resend.EmailBackend"
        with celery_worker(EMAIL_BACKEND=backend, ANYMAIL=json.dumps(account)) as worker:
            send_due.delay()
            assert provider.hanging.wait(120), "the worker did not get as far as the sixth message"
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(10)
        with override_settings(EMAIL_BACKEND=backend, ANYMAIL=account):
            assert in_parallel(2, now + timedelta(minutes=2), BackendTransport) == total - 5
    assert statuses(tier=Tier.DAY) == {("24h", "sent"): total}
    assert (len(provider.times_taken), set(provider.times_taken.values())) == (total, {1})
    assert provider.asked == total + 1

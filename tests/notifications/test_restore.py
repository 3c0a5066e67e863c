"""After an old backup was restored nothing stale goes out, nothing twice, and nothing before somebody said so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from notifications.domain.delivery import Outcome, Reason, Status
from notifications.domain.planning import LADDER, Tier
from notifications.models import Attempt, Reminder
from notifications.services import restoring
from notifications.services.restoring import settle, went_back
from notifications.tasks import send_due
from sessions.domain.events import SessionScheduled
from sessions.models import OutboxEvent, Session
from sessions.services.outbox import announce
from tests import factories
from tests.notifications.rows import reminder
from tests.notifications.smtp import Server

pytestmark = pytest.mark.django_db

TWO_DAYS = timedelta(days=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_mark_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def backup_at(now: datetime) -> datetime:
    return now - TWO_DAYS


def waiting(session: Session) -> list[Reminder]:
    """The whole ladder of one client, as a backup made before any of it was due has it."""
    client = session.roster.get(part="client").person
    return [reminder(session, client, tier) for tier in LADDER]


def statuses() -> dict[str, str]:
    return dict(Reminder.objects.values_list("tier", "status"))


def test_what_fell_due_since_the_backup_is_held_back_and_the_rest_stays(now: datetime) -> None:
    session = factories.session_at(now + 30 * MINUTE, clients=1)
    waiting(session)
    settled = settle(now=now)
    assert statuses() == {
        Tier.THREE_DAYS: Status.SUPPRESSED,
        Tier.DAY: Status.SUPPRESSED,
        Tier.HOUR: Status.SUPPRESSED,
        Tier.MINUTES: Status.SCHEDULED,
    }
    assert set(Reminder.objects.exclude(reason="").values_list("reason", flat=True)) == {Reason.RESTORED}
    assert (settled.held_back, settled.uncertain) == (3, 0)
    assert settle(now=now).held_back == 0


def test_what_was_being_sent_is_uncertain_and_is_not_sent_again(now: datetime, backup_at: datetime) -> None:
    session = factories.session_at(now + timedelta(hours=20), clients=1)
    row = waiting(session)[1]
    Reminder.objects.filter(pk=row.pk).update(
        status=Status.CLAIMED, fence=1, lease_until=backup_at, sending_at=backup_at, attempts=1
    )
    Attempt.objects.create(reminder=row, fence=1, began_at=backup_at)
    assert settle(now=now).uncertain == 1
    row.refresh_from_db()
    assert (row.status, row.lease_until) == (Status.UNCERTAIN, None)
    assert Attempt.objects.get().outcome == Outcome.UNKNOWN


def test_nothing_goes_out_of_a_database_that_went_back_until_somebody_said_so(
    mail: Server, now: datetime
) -> None:
    session = factories.session_at(now + 30 * MINUTE, clients=1)
    row = waiting(session)[2]
    for fence in (98, 99):
        Attempt.objects.create(reminder=row, fence=fence, began_at=now)
    assert not went_back()
    Attempt.objects.get(fence=99).delete()  # as a dump has it that was made before
    assert went_back()
    send_due()
    assert mail.taken == []
    assert statuses()[Tier.HOUR] == Status.SCHEDULED
    call_command("after_restore", stdout=StringIO())
    assert statuses()[Tier.HOUR] == Status.SUPPRESSED


def test_workers_that_send_at_once_raise_no_false_alarm(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = factories.session_at(now + 30 * MINUTE, clients=1)
    row = waiting(session)[2]
    reading = restoring._attempts_begun

    def read_while_another_sends() -> int:
        begun = reading()
        monkeypatch.setattr(restoring, "_attempts_begun", reading)
        Attempt.objects.create(reminder=row, fence=1, began_at=now)
        assert not went_back()  # the other worker's look, which notes more than this one has read
        return begun

    assert not went_back()
    monkeypatch.setattr(restoring, "_attempts_begun", read_while_another_sends)
    assert not went_back()
    assert not went_back()


def postgres(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's own programs on the test database, as docs/operations.md says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        programs = Path(cursor.fetchone()[0])
    of = connection.settings_dict
    where = ("-h", of["HOST"], "-p", str(of["PORT"] or 5432), "-U", of["USER"], "-d", of["NAME"])
    connection.close()
    subprocess.run(
        [programs / program, *where, *arguments],
        check=True,
        env=os.environ | {"PGPASSWORD": of["PASSWORD"]},
    )


@pytest.mark.django_db(transaction=True)
def test_a_real_dump_that_is_restored_sends_nothing_again_and_nothing_stale(
    mail: Server, now: datetime, tmp_path: Path
) -> None:
    session = factories.session_at(now + 45 * MINUTE, clients=1)
    waiting(session)
    dump = tmp_path / "before.dump"
    postgres("pg_dump", "-Fc", "-f", dump)
    send_due()
    assert len(mail.taken) == 1
    postgres("pg_restore", "--clean", "--if-exists", dump)
    assert statuses()[Tier.HOUR] == Status.SCHEDULED
    send_due()
    call_command("after_restore", stdout=StringIO())
    send_due()
    assert len(mail.taken) == 1
    assert statuses() == {
        Tier.THREE_DAYS: Status.SUPPRESSED,
        Tier.DAY: Status.SUPPRESSED,
        Tier.HOUR: Status.SUPPRESSED,
        Tier.MINUTES: Status.SCHEDULED,
    }


@pytest.mark.django_db(transaction=True)
def test_afterwards_messages_go_out_again(mail: Server, now: datetime) -> None:
    session = factories.session_at(now + 30 * MINUTE, clients=1)
    waiting(session)
    cache.set("notifications:attempts-begun", 10**9, timeout=None)
    out = StringIO()
    call_command("after_restore", stdout=out)
    assert out.getvalue().startswith("Held back: 3 messages that were due before now.\nUncertain: 0 ")
    assert "Look through the 1 sessions of the next three days" in out.getvalue()
    send_due()
    assert mail.taken == []
    Reminder.objects.filter(tier=Tier.MINUTES).update(due_at=now - MINUTE, try_at=now - MINUTE)
    send_due()
    assert len(mail.taken) == 1


def test_what_the_outbox_still_held_is_planned_first_and_held_back_with_the_rest(now: datetime) -> None:
    session = factories.session_at(now + 30 * MINUTE, clients=1)
    announce(SessionScheduled(session_id=session.pk, revision=1))
    call_command("after_restore", stdout=StringIO())
    assert not OutboxEvent.objects.filter(delivered_at=None).exists()
    assert not Reminder.objects.filter(status=Status.SCHEDULED, due_at__lte=now).exists()
    assert statuses()[Tier.MINUTES] == Status.SCHEDULED

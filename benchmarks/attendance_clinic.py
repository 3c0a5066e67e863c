"""Attendance in a clinic of 10,000 clients and a million presence spans.

Every record is computed again from its raw spans and must be what is stored; a week of it is timed; what the board, a
client's history and the week's hours ask of the database is counted and timed, and compared with a clinic of ten
clients; the verifier walks every seal, and must name each of the records in which one byte was changed.
``python -m benchmarks.attendance_clinic [--clients N] [--data DIRECTORY]`` runs this alone; what was made in a
directory is used again there.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from benchmarks.programme import LARGE, SEED, SMALL
from benchmarks.report import Figure, as_table, machine

if TYPE_CHECKING:
    from uuid import UUID

    from sessions.models import AttendanceRecord, Session, User

T = TypeVar("T")
WEEKS, BREAKOUTS = 10, 3
AT_A_TIME = 200
ROUNDS = 60
MOST_MS = 50.0
MOST_WEEK_S = 60.0
# As many clients as a page of a caseload shows.
PAGE = 25


def clinic(clients: int = LARGE, data: Path | None = None) -> list[Figure]:
    with stores(data) as made:
        counts = {}
        for size in (SMALL, clients):
            if not use(f"clinic_{size}", made):
                began = perf_counter()
                seed(size)
                say(f"a clinic of {size} clients, made in {perf_counter() - began:.0f} s")
            counts[size] = {name: queries_of(ask) for name, ask in questions().items()}
        return [
            *size_of_clinic(),
            *recomputed(),
            *answered(questions(), few=counts[SMALL], many=counts[clients]),
            *verified(),
        ]


@contextmanager
def stores(data: Path | None) -> Iterator[str]:
    """A PostgreSQL and a Redis of our own, Django set up on them; the name of a database that is migrated."""
    from vip.devservices import services

    with ExitStack() as stack:
        directory = data or Path(stack.enter_context(TemporaryDirectory(prefix="vip-attendance-")))
        os.environ.update(stack.enter_context(services(directory)))
        os.environ.update(VIP_MODE="test", LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="vip.settings")
        os.environ.update(DATABASE_CONN_MAX_AGE_S="60")  # as web processes keep theirs
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        yield str(connection.settings_dict["NAME"])
        connection.close()


def use(database: str, template: str) -> bool:
    """Go on in this database, a copy of ``template`` where there was none; whether it has a clinic."""
    from django.db import connection

    from sessions.models import Session

    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    connection.close()
    connection.settings_dict["NAME"] = database
    return Session.objects.exists()


def seed(clients: int) -> None:
    from django.core.management import call_command

    with open(os.devnull, "w") as nowhere:
        call_command(
            "seed_clinic", clients=clients, seed=SEED, weeks_before=WEEKS, breakouts=BREAKOUTS, stdout=nowhere
        )


def size_of_clinic() -> list[Figure]:
    from sessions.models import AttendanceRecord, PresenceSpan, Role, User

    return [
        Figure(what="clients", value=User.objects.filter(role=Role.CLIENT).count(), unit="clients"),
        Figure(what="presence spans", value=round(PresenceSpan.objects.count() / 1e6, 2), unit="million"),
        Figure(what="attendance records", value=AttendanceRecord.objects.count(), unit="records"),
    ]


# --- computing again --------------------------------------------------------------------------------------------------


def recomputed() -> list[Figure]:
    """All of it, and the fullest week by itself."""
    from django.db.models import Count
    from django.db.models.functions import TruncWeek

    from sessions.models import Session

    final = Session.objects.exclude(attendance_final_at=None)
    weeks = final.annotate(week=TruncWeek("starts_at")).values("week").annotate(sessions=Count("pk"))
    fullest = weeks.order_by("-sessions").first()
    assert fullest is not None
    week = final.filter(starts_at__gte=fullest["week"], starts_at__lt=fullest["week"] + timedelta(weeks=1))
    began = perf_counter()
    records, _ = differing(list(week.values_list("pk", flat=True)))
    week_s = perf_counter() - began
    say(f"a week of {records} records computed again in {week_s:.1f} s")
    began = perf_counter()
    every, different = differing(list(final.values_list("pk", flat=True)))
    return [
        Figure(what="records of the fullest week", value=records, unit="records"),
        Figure(what="computing that week again", value=round(week_s, 1), unit="s", bound=MOST_WEEK_S),
        Figure(what="records computed again from raw spans", value=every, unit="records"),
        Figure(what="of them other than stored", value=different, unit="records", bound=0),
        Figure(what="computing all of them again", value=round(perf_counter() - began, 1), unit="s"),
    ]


def differing(sessions: Sequence[UUID]) -> tuple[int, int]:
    """How many records these sessions have, and how many say anything else than their spans come to."""
    records = different = 0
    for several in batched(iter(sessions), AT_A_TIME):
        compared, unequal = _compared(several)
        records, different = records + compared, different + unequal
    return records, different


def _compared(ids: Sequence[UUID]) -> tuple[int, int]:
    from django.utils import timezone

    from sessions.models import AttendanceRecord, Session
    from sessions.queries.facts import read_facts

    sessions = list(Session.objects.filter(pk__in=ids).select_related("program"))
    facts = read_facts(sessions, now=timezone.now())
    stored = AttendanceRecord.versions.filter(session__in=sessions, version=1)
    records = {(record.session_id, record.person_id): record for record in stored}
    different = 0
    for session in sessions:
        for client in facts[session.pk].clients:
            record = records.pop((session.pk, client.pk), None)
            computed = as_stored(facts[session.pk].attendance_of(client.pk))
            different += record is None or computed != _said(record)
    # A record of somebody who is on no roster is one too many.
    return stored.count(), different + len(records)


def as_stored(attended: object) -> tuple[object, ...]:
    from sessions.domain.attendance import Attendance
    from sessions.services.attendance import whole_seconds

    assert isinstance(attended, Attendance)
    lengths = (attended.credited, attended.billable, attended.countable, attended.lobby)
    words = (attended.status, attended.late, attended.left_early)
    return (*map(whole_seconds, lengths), *words, attended.first_entered_at, attended.last_left_at)


def _said(record: AttendanceRecord) -> tuple[object, ...]:
    seconds = (record.credited_s, record.billable_s, record.countable_s, record.lobby_s)
    words = (record.status, record.late, record.left_early)
    return (*seconds, *words, record.first_entered_at, record.last_left_at)


# --- what pages ask ---------------------------------------------------------------------------------------------------


def questions() -> dict[str, Callable[[], object]]:
    """The three that pages ask all day, each of somebody with as much to tell as anybody in this clinic."""
    from django.utils import timezone

    from sessions.queries.attended import sessions_attended
    from sessions.queries.board import attendance_board
    from sessions.queries.weekly_hours import dose, doses

    session, client, caseload = _fullest()
    now = timezone.now()
    midway = session.starts_at + (session.ends_at - session.starts_at) / 2
    return {
        "the board of a full group": lambda: attendance_board(session=session, now=midway),
        "a client's history": lambda: sessions_attended(client=client, now=now, limit=PAGE),
        "a client's week": lambda: dose(client_id=client.pk, now=now),
        f"the week of {PAGE} clients": lambda: doses(client_ids=caseload, now=now),
    }


def _fullest() -> tuple[Session, User, list[UUID]]:
    """The session with most people, the client with most sessions, and a page of clients."""
    from django.db.models import Count, Q

    from sessions.models import Role, RosterPart, Session, SessionStatus, User

    expected = Count("roster", filter=Q(roster__part=RosterPart.CLIENT))
    over = Session.objects.filter(status=SessionStatus.ENDED).annotate(expected=expected)
    session = over.select_related("program").order_by("-expected", "-starts_at").first()
    clients = User.objects.filter(role=Role.CLIENT, enrolments__ended_date=None)
    client = clients.annotate(sessions=Count("roster_entries")).order_by("-sessions", "pk").first()
    assert session is not None
    assert client is not None
    return session, client, list(clients.order_by("pk").values_list("pk", flat=True)[:PAGE])


def queries_of(ask: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def answered(
    asked: dict[str, Callable[[], object]], *, few: dict[str, int], many: dict[str, int]
) -> list[Figure]:
    """Server time, with as many queries in both clinics."""
    took: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):  # in turn, so that a slow moment of the machine hits none alone
        for name, ask in asked.items():
            began = perf_counter()
            ask()
            took[name].append((perf_counter() - began) * 1000)
    figures = []
    for name, times_ms in took.items():
        p95 = statistics.quantiles(times_ms, n=20)[-1]
        median = statistics.median(times_ms)
        figures += [
            Figure(what=f"{name}: p50", value=round(median, 1), unit="ms"),
            Figure(what=f"{name}: p95", value=round(p95, 1), unit="ms", bound=MOST_MS),
            Figure(what=f"{name}: queries", value=many[name], unit="queries"),
            Figure(
                what=f"{name}: more than with {SMALL} clients",
                value=max(0, many[name] - few[name]),
                unit="queries",
                bound=0,
            ),
        ]
    return figures


# --- one byte ---------------------------------------------------------------------------------------------------------

# One byte of what a record says, of each kind that a column can be: a digit, a letter, a bit, a microsecond.
CHANGES = {
    "credited_s": "credited_s # 1",
    "billable_s": "billable_s # 1",
    "countable_s": "countable_s # 256",
    "lobby_s": "lobby_s # 1",
    "status": "overlay(status placing chr(ascii(status) # 1) from 1)",
    "late": "NOT late",
    "left_early": "NOT left_early",
    "first_entered_at": "first_entered_at + interval '1 microsecond'",
    "last_left_at": "last_left_at - interval '1 microsecond'",
    "finalized_at": "finalized_at + interval '1 microsecond'",
    "reason": "reason || ' '",
}


def verified() -> list[Figure]:
    """The untouched clinic first, then with signed records changed behind the product's back; and changed back."""
    from sessions.queries.seals import faults_of_attendance

    began = perf_counter()
    clean = faults_of_attendance()
    took_s = perf_counter() - began
    say(f"every seal verified in {took_s:.0f} s")
    changed, originals = change_signed_records()
    try:
        faults = faults_of_attendance()
    finally:
        for pk, field in changed.items():
            write(pk, field, "%s", originals[pk])
    named = [
        pk
        for pk, field in changed.items()
        if any(f"record {pk} " in fault and fault.endswith(f"was changed: {field}") for fault in faults)
    ]
    return [
        Figure(what="verifying every seal", value=round(took_s, 1), unit="s"),
        Figure(what="faults found in what nobody touched", value=len(clean), unit="faults", bound=0),
        Figure(what="signed records with one byte changed", value=len(changed), unit="records"),
        Figure(
            what="of them not named, with the field", value=len(changed) - len(named), unit="records", bound=0
        ),
        Figure(what="others named", value=len(faults) - len(named), unit="faults", bound=0),
    ]


def change_signed_records() -> tuple[dict[int, str], dict[int, Any]]:
    """Sign some sessions, then change one byte of a record of each: which record, what of it, and what it was."""
    from django.utils import timezone

    from sessions.models import AttendanceRecord, RosterPart
    from sessions.queries.review import standing_digest
    from sessions.services.signatures import sign_attendance

    changed: dict[int, str] = {}
    originals: dict[int, Any] = {}
    records = AttendanceRecord.objects.filter(session__group__isnull=False).exclude(first_entered_at=None)
    last = records.count() - 1
    for number, field in enumerate(CHANGES):  # from the first to the last that were ever written
        record = records.select_related("session").order_by("pk")[number * last // len(CHANGES)]
        leader = record.session.roster.get(part=RosterPart.FACILITATOR).person
        digest = standing_digest(record.session)
        sign_attendance(record.session_id, by=leader, digest=digest, now=timezone.now())
        changed[record.pk], originals[record.pk] = field, getattr(record, field)
        write(record.pk, field, CHANGES[field])
    return changed, originals


def write(pk: int, field: str, value: str, *parameters: Any) -> None:
    """As whoever has the database itself would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE vip_sessions_attendancerecord SET {field} = {value} WHERE id = %s", [*parameters, pk]
        )
        assert cursor.rowcount == 1


def batched(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch


def say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attendance_clinic")
    parser.add_argument("--clients", type=int, default=LARGE)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args(arguments)
    found = clinic(options.clients, options.data)
    print(f"{as_table(found)}\n\nSeen on {machine()}.")
    return 0 if all(figure.met for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

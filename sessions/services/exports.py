"""A table of attendance over a range of days, made by a worker while its progress can be watched.

A client's rows are in it where a consent of theirs names the recipient. A worker that dies leaves the export to be
taken up again from its beginning: nothing of it has left the program by then.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import DateField, F, Func, Q, QuerySet
from django.db.models.functions import Cast

from sessions.domain.csv_cells import inert
from sessions.domain.errors import ExportRefused
from sessions.models import AttendanceRecord, Consent, Export, ExportKind, ExportState, Role, User
from sessions.queries.consents import consents_in_force
from sessions.queries.evidence import REDISCLOSURE
from sessions.services.disclosures import note_disclosures

LONGEST = timedelta(days=731)
KEPT = timedelta(days=1)
LEASE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
# Clients whose records are read at a time; after each the progress is shown.
CLIENTS_AT_ONCE = 100
COLUMNS = (
    *("client", "program", "session", "kind", "date", "starts", "ends", "time_zone", "status", "late"),
    *("left_early", "credited_s", "billable_s", "billable_min", "countable_s", "version", "seal", "notice"),
)


def want_export(*, recipient: str, from_date: date, to_date: date, by: User, now: datetime) -> Export:
    """Ask for the table of these days, both included, for this recipient. Raises ``ExportRefused``."""
    if not by.is_active or by.role not in (Role.COORDINATOR, Role.SUPERVISOR):
        raise ExportRefused("not_yours")
    if to_date < from_date:
        raise ExportRefused("empty_range")
    if to_date - from_date > LONGEST:
        raise ExportRefused("range_too_long")
    if not Consent.objects.filter(recipient=recipient, revoked_at=None).exists():
        raise ExportRefused("no_such_recipient")
    if not _records(from_date, to_date).exists():
        raise ExportRefused("nothing_in_range")
    return Export.objects.create(
        recipient=recipient, from_date=from_date, to_date=to_date, wanted_by=by, wanted_at=now
    )


def exports_to_make(*, now: datetime) -> QuerySet[Export]:
    """Those that nobody has begun, or whose worker died."""
    free = Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, taken_at__lt=now - LEASE)
    return Export.objects.filter(free).order_by("wanted_at")


def make_export(export_id: UUID, *, clock: Callable[[], datetime]) -> bool:
    """Make the table, in pieces; False where it is made already or another worker is at it."""
    taken_at = clock()
    taken = exports_to_make(now=taken_at).filter(pk=export_id).order_by()
    if not taken.update(state=ExportState.RUNNING, taken_at=taken_at, done=0):
        return False
    export = Export.objects.select_related("wanted_by").get(pk=export_id)
    table = io.StringIO(newline="")
    consents: list[Consent] = []
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    clients = list(_records(export.from_date, export.to_date).values_list("person_id", flat=True).distinct())
    left_out = 0
    for start in range(0, len(clients), CLIENTS_AT_ONCE):
        piece = clients[start : start + CLIENTS_AT_ONCE]
        given = _consents(piece, export)
        writer.writerows(_rows(list(given), export))
        consents += given.values()
        left_out += len(piece) - len(given)
        renewed_at = clock()
        mine = Export.objects.filter(pk=export_id, state=ExportState.RUNNING, taken_at=taken_at)
        progress = {"done": start + len(piece), "total": len(clients), "left_out": left_out}
        if not mine.update(taken_at=renewed_at, **progress):
            return False  # held up for longer than the lease: another has begun it anew
        taken_at = renewed_at
    return _finish(export, taken_at, table.getvalue().encode(), consents, clock())


def fetch_export(export_id: UUID, *, by: User) -> bytes:
    """The table, for whoever asked for it. Raises ``ExportRefused``."""
    export = Export.objects.filter(pk=export_id, wanted_by=by).first()
    if export is None or not by.is_active:
        raise ExportRefused("not_yours")
    if export.content is None:
        raise ExportRefused("gone")
    return gzip.decompress(bytes(export.content))


def forget_old_exports(*, now: datetime) -> int:
    """Throw away what was not fetched within a day; says how many."""
    old = Export.objects.filter(wanted_at__lt=now - KEPT).exclude(content=None)
    return old.update(content=None)


def _finish(
    export: Export, taken_at: datetime, content: bytes, consents: list[Consent], now: datetime
) -> bool:
    """The table and what is written down of it, together or not at all."""
    with transaction.atomic():
        mine = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, taken_at=taken_at)
        if not mine.update(state=ExportState.DONE, content=gzip.compress(content), finished_at=now):
            return False
        note_disclosures(
            consents,
            kind=ExportKind.CSV,
            days=(export.from_date, export.to_date),
            content=content,
            by=export.wanted_by,
            now=now,
        )
    return True


def _consents(clients: list[UUID], export: Export) -> dict[UUID, Consent]:
    today = export.wanted_at.date()
    consents = consents_in_force(clients=clients, today=today).filter(recipient=export.recipient)
    return {consent.client_id: consent for consent in consents}


def _records(from_date: date, to_date: date) -> QuerySet[AttendanceRecord]:
    """Standing records of sessions that start on these days by their program's clock."""
    local = Cast(
        Func(F("session__program__time_zone"), F("session__starts_at"), function="timezone"), DateField()
    )
    nearby = AttendanceRecord.objects.filter(
        # What the index can use; the zones of the earth lie within a day of UTC.
        session__starts_at__gte=datetime.combine(from_date, time.min, UTC) - A_DAY,
        session__starts_at__lt=datetime.combine(to_date, time.min, UTC) + 2 * A_DAY,
    )
    return nearby.alias(local_date=local).filter(local_date__range=(from_date, to_date))


def _rows(clients: list[UUID], export: Export) -> Iterator[list[str | int]]:
    records = _records(export.from_date, export.to_date).filter(person__in=clients)
    related = records.select_related("person", "session__program", "session__kind", "seal")
    for record in related.order_by("person__legal_name", "person_id", "session__starts_at", "session_id"):
        session = record.session
        zone = ZoneInfo(session.program.time_zone)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        seal = getattr(record, "seal", None)
        yield [
            *map(inert, (record.person.legal_name, session.program.name, session.title, session.kind.name)),
            *(f"{starts:%Y-%m-%d}", f"{starts:%H:%M:%S}", f"{ends:%H:%M:%S}", session.program.time_zone),
            *(record.status, int(record.late), int(record.left_early)),
            *(record.credited_s, record.billable_s, record.billable_s // 60, record.countable_s),
            *(record.version, seal.seal if seal else "", REDISCLOSURE),
        ]

"""``python -m tests.attendance_scripts.rows make|read``: the rows of some evenings, and what the house made of them.

Run with a house's environment; reads a request as JSON on standard input, answers JSON.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import django
import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vip.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from sessions.domain.attendance import Zone  # noqa: E402
from sessions.models import (  # noqa: E402
    AttendanceRecord,
    LevelOfCare,
    PresenceSpan,
    Program,
    Role,
    RosterPart,
    Session,
    SessionStatus,
)
from sessions.queries.seals import faults_of_attendance  # noqa: E402
from sessions.services.attendance import compute, finalize_due, whole_seconds  # noqa: E402
from tests import factories  # noqa: E402
from tests.attendance_scripts.papers import Made, Readings, Record, SpanRow, Wanted, Written  # noqa: E402
from tests.attendance_scripts.plan import FINALIZE_AFTER_S, LENGTH_S, RULES  # noqa: E402
from tests.sign_in import session_cookie  # noqa: E402

ASK_EVERY_S = 0.5
PATIENCE_S = 30.0


@transaction.atomic
def make(wanted: list[Wanted], *, now: datetime) -> list[Made]:
    program = Program.objects.create(
        name=f"Evenings {now:%Y-%m-%d %H:%M:%S.%f}",
        level=LevelOfCare.IOP,
        weekly_hours_min=9,
        weekly_hours_max=19,
        bridge_gap_s=RULES["bridge_gap"],
        bridge_outage_gap_s=RULES["bridge_outage_gap"],
        late_after_s=RULES["late_after"],
        left_early_after_s=RULES["left_early_after"],
        absent_under_s=RULES["absent_under"],
        partial_under_ratio=str(RULES["partial_under"]),
        finalize_after_s=FINALIZE_AFTER_S,
    )
    return [_made(program, each, now) for each in wanted]


def _made(program: Program, wanted: Wanted, now: datetime) -> Made:
    session = factories.session_at(
        now + timedelta(seconds=wanted.starts_in_s), lasting=timedelta(seconds=LENGTH_S), program=program
    )
    cookies = {}
    for name in wanted.names:
        leads = name in wanted.leaders
        person = factories.person(
            Role.FACILITATOR if leads else Role.CLIENT,
            email=f"{name.replace(' ', '-')}@{session.pk.hex}.test",
            display_name=name,
        )
        factories.expect(session, person, RosterPart.FACILITATOR if leads else RosterPart.CLIENT)
        cookies[name] = f"{settings.SESSION_COOKIE_NAME}={session_cookie(person)}"
    return Made(str(session.pk), session.starts_at.timestamp(), session.ends_at.timestamp(), cookies)


def read(rooms: list[str], *, within_s: float) -> Readings:
    """Once the house has written every one of them down by itself; as they are where it has not within that time.

    Within no time at all they are written here when they are due, as the house's worker would.
    """
    deadline = time.monotonic() + (within_s or FINALIZE_AFTER_S + PATIENCE_S)
    pending = Session.objects.filter(pk__in=rooms, attendance_final_at=None)
    while True:
        try:
            if not within_s:
                finalize_due(datetime.now(UTC))
            if time.monotonic() > deadline or not pending.exists():
                return Readings(tuple(_read(UUID(room)) for room in rooms), faults_of_attendance())
        except OperationalError:  # another evening's servers are being killed
            if time.monotonic() > deadline:
                raise
            connection.close()
        time.sleep(ASK_EVERY_S)


def _read(room: UUID) -> Written:
    session = Session.objects.select_related("program").get(pk=room)
    records = AttendanceRecord.objects.filter(session=session).select_related("person")
    computed = compute(session, now=session.attendance_final_at or session.ends_at)
    return Written(
        room=str(room),
        records={record.person.display_name: _record(session, record) for record in records},
        computes=session.status != SessionStatus.CANCELLED
        and {record.person_id: record.credited_s for record in records}
        == {person: whole_seconds(attended.credited) for person, attended in computed.items()},
        spans=tuple(_span(span) for span in _spans(session)),
    )


def _spans(session: Session) -> QuerySet[PresenceSpan]:
    return PresenceSpan.objects.filter(session=session).select_related("person").order_by("began_at")


def _span(span: PresenceSpan) -> SpanRow:
    return SpanRow(
        name=span.person.display_name,
        connection=str(span.connection),
        zone=span.zone,
        began=span.began_at.timestamp(),
        ended=span.ended_at.timestamp() if span.ended_at else None,
        reason=span.end_reason,
    )


def _record(session: Session, record: AttendanceRecord) -> Record:
    zones = dict.fromkeys((Zone.LOBBY.value, Zone.ROOM.value, Zone.BREAKOUT.value), 0.0)
    for span in PresenceSpan.objects.filter(session=session, person=record.person):
        zones[span.zone] += ((span.ended_at or span.last_seen_at) - span.began_at).total_seconds()
    return Record(
        credited_s=record.credited_s,
        billable_s=record.billable_s,
        countable_s=record.countable_s,
        lobby_s=record.lobby_s,
        status=record.status,
        late=record.late,
        left_early=record.left_early,
        first_entered=record.first_entered_at.timestamp() if record.first_entered_at else None,
        last_left=record.last_left_at.timestamp() if record.last_left_at else None,
        zones=zones,
    )


if __name__ == "__main__":
    request = sys.stdin.buffer.read()
    if sys.argv[1] == "make":
        wanted = msgspec.json.decode(request, type=list[Wanted])
        answer: object = make(wanted, now=datetime.now(UTC))
    else:
        answer = read(msgspec.json.decode(request, type=list[str]), within_s=float(sys.argv[2]))
    sys.stdout.buffer.write(msgspec.json.encode(answer))

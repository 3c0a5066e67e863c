"""When a session really took place and who sat in it, as its note says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sessions.domain.attendance import Status, Zone
from sessions.models import Session
from sessions.queries.facts import Facts, read_facts

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One client's attendance; ``credited_s`` in whole seconds."""

    status: Status
    credited_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """``began_at`` and ``ended_at`` bound the clinicians' presence within the schedule; None where none came."""

    began_at: datetime | None
    ended_at: datetime | None
    clients: Mapping[UUID, Stay]


def sitting_of(session: Session, *, now: datetime) -> Sat:
    """From the final records where there are such, else from the presence so far. Five queries."""
    facts = read_facts([session], now=now)[session.pk]
    began_at, ended_at = _clinicians(facts)
    if session.attendance_final_at is not None:
        clients = {
            record.person_id: Stay(status=Status(record.status), credited_s=record.credited_s)
            for record in session.attendance.all()
        }
    else:
        clients = {client.pk: _so_far(facts, client.pk) for client in facts.clients}
    return Sat(began_at=began_at, ended_at=ended_at, clients=clients)


def _clinicians(facts: Facts) -> tuple[datetime | None, datetime | None]:
    window = facts.sitting.window
    spans = [
        span
        for spans in facts.sitting.facilitators
        for span in spans
        if span.zone in (Zone.ROOM, Zone.BREAKOUT)
        and span.began_at < window.end
        and span.ended_at > window.start
    ]
    if not spans:
        return None, None
    began_at = max(window.start, min(span.began_at for span in spans))
    still_here = any(span.end_reason is None for span in spans) and facts.now < window.end
    return began_at, None if still_here else min(window.end, max(span.ended_at for span in spans))


def _so_far(facts: Facts, person_id: UUID) -> Stay:
    attended = facts.attendance_of(person_id)
    return Stay(status=attended.status, credited_s=attended.credited // A_SECOND)

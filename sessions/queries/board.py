"""A session's attendance for its staff: who is where now, what it comes to so far, and each gap with its reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sessions.domain.attendance import EndReason, Gap, Span, Zone, gaps
from sessions.domain.intervals import Interval
from sessions.models import Session, User
from sessions.queries.facts import Facts, read_facts
from sessions.queries.so_far import Begun, read_attending


class BoardState(StrEnum):
    """Where a client stands with a session just now."""

    EXPECTED = "expected"  # not here yet, and not late either
    LATE = "late"  # not here yet
    LOBBY = "lobby"
    PRESENT = "present"
    DROPPED = "dropped"  # the line was lost; they may be fighting with it
    GONE = "gone"  # left, was removed, or the session is over


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One client. ``since`` is when the state began; None where nothing began. ``credited`` is so far."""

    person: User
    state: BoardState
    since: datetime | None
    credited: timedelta
    gaps: tuple[Gap, ...]


def attendance_board(*, session: Session, now: datetime) -> tuple[BoardRow, ...]:
    """A row for each client on the roster, by legal name. Provisional until the session's attendance is final."""
    facts = read_facts([session], now=now)[session.pk]
    return tuple(_row(facts, client) for client in facts.clients)


def attendance_gaps(*, session: Session, client_ids: Collection[UUID]) -> dict[UUID, tuple[Gap, ...]]:
    """The gaps of each of these clients who has any, for a session that is over. One query."""
    over = Begun(window=Interval(session.starts_at, session.ends_at), rules=session.program.attendance_rules)
    attending = read_attending({session.pk: over}, client_ids, session.ends_at)
    sitting = attending.sitting(session.pk, over)
    found = {
        client_id: gaps(sitting.until_end(attending.spans[session.pk, client_id]), sitting)
        for client_id in client_ids
    }
    return {client_id: their_gaps for client_id, their_gaps in found.items() if their_gaps}


def _row(facts: Facts, client: User) -> BoardRow:
    state, since = standing(facts, facts.spans_of(client.pk))
    attended = facts.attendance_of(client.pk)
    return BoardRow(person=client, state=state, since=since, credited=attended.credited, gaps=attended.gaps)


def standing(facts: Facts, spans: list[Span]) -> tuple[BoardState, datetime | None]:
    """Where the person with these spans stands, and since when."""
    for zones, state in (
        ((Zone.ROOM, Zone.BREAKOUT), BoardState.PRESENT),
        ((Zone.LOBBY,), BoardState.LOBBY),
    ):
        here = [span.began_at for span in spans if span.end_reason is None and span.zone in zones]
        if here:
            return state, min(here)
    if spans:
        last = max(spans, key=lambda span: span.ended_at)
        lost = last.end_reason in (EndReason.LOST, EndReason.SERVER)
        return (BoardState.DROPPED if lost else BoardState.GONE), last.ended_at
    late = facts.now - facts.session.starts_at > facts.sitting.rules.late_after
    return (BoardState.LATE if late else BoardState.EXPECTED), None

"""A session's attendance for its staff: who is where now, what it comes to so far, and each gap with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sessions.domain.attendance import EndReason, Gap, Span, Zone, gaps
from sessions.models import Session, User
from sessions.queries.facts import Facts, read_facts


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


def attendance_gaps(*, session: Session) -> dict[UUID, tuple[Gap, ...]]:
    """The gaps of each client on the roster who has any, for a session that is over."""
    facts = read_facts([session], now=session.ends_at)[session.pk]
    sitting = facts.sitting
    found = {
        client.pk: gaps(sitting.until_end(facts.spans_of(client.pk)), sitting) for client in facts.clients
    }
    return {person_id: their_gaps for person_id, their_gaps in found.items() if their_gaps}


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

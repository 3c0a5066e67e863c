"""What clients are credited so far in sessions that have begun and are not final yet, and what else spans tell.

``sessions.queries.facts`` has everything about a session's attendance, and everyone in it; who knows of whom they ask
reads no more here than it takes: their own spans and the leaders', by a single statement, as plain values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from sessions.domain.attendance import Rules, Sitting, Span, attendance
from sessions.domain.intervals import Interval
from sessions.queries.facts import LEADING, attested_span, span_as_of

# Each row says what it is of: a span, attested presence, a break of one session, or an outage of ours.
_LEADS = "(session_id, person_id) IN (SELECT * FROM leader)"
_ASKED = f"session_id = ANY(%(sessions)s) AND (person_id = ANY(%(clients)s) OR {_LEADS})"
_STATEMENT = f"""
    WITH leader AS MATERIALIZED (
        SELECT session_id, person_id FROM vip_sessions_rosterentry
        WHERE session_id = ANY(%(sessions)s) AND part = ANY(%(leading)s)
    )
    SELECT 'span', session_id, person_id, {_LEADS}, began_at, ended_at, last_seen_at, zone, end_reason
    FROM vip_sessions_presencespan WHERE {_ASKED}
    UNION ALL
    SELECT 'attested', session_id, person_id, {_LEADS}, began_at, ended_at, NULL, kind, NULL
    FROM vip_sessions_attestedpresence WHERE {_ASKED}
    UNION ALL
    SELECT 'break', session_id, NULL, NULL, began_at, ended_at, NULL, NULL, NULL
    FROM vip_sessions_declaredbreak WHERE session_id = ANY(%(sessions)s)
    UNION ALL
    SELECT 'outage', NULL, NULL, NULL, began_at, ended_at, NULL, NULL, NULL
    FROM vip_sessions_outage WHERE began_at < %(until)s AND ended_at > %(from)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session that has begun and is not cancelled, with the rules of its program."""

    window: Interval
    rules: Rules


@dataclass(frozen=True, slots=True)
class Attending:
    """Spans by session and person, the leaders' apart; breaks by session, and outages."""

    spans: defaultdict[tuple[UUID, UUID], list[Span]] = field(default_factory=lambda: defaultdict(list))
    leaders: defaultdict[UUID, defaultdict[UUID, list[Span]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    breaks: defaultdict[UUID, list[Interval]] = field(default_factory=lambda: defaultdict(list))
    outages: list[Interval] = field(default_factory=list)

    def sitting(self, session_id: UUID, begun: Begun) -> Sitting:
        return Sitting(
            window=begun.window,
            facilitators=list(self.leaders[session_id].values()),
            breaks=self.breaks[session_id],
            outages=self.outages,
            rules=begun.rules,
        )


def credited_so_far(
    *, sessions: Mapping[UUID, Begun], expected: Collection[tuple[UUID, UUID]], now: datetime
) -> dict[tuple[UUID, UUID], timedelta]:
    """By each pair of a session and a client in ``expected``. One query; none where no session has begun."""
    if not sessions:
        return {}
    found = read_attending(sessions, {person_id for _, person_id in expected}, now)
    sittings = {session_id: found.sitting(session_id, begun) for session_id, begun in sessions.items()}
    return {
        pair: attendance(spans=found.spans[pair], sitting=sittings[pair[0]]).credited for pair in expected
    }


def read_attending(sessions: Mapping[UUID, Begun], clients: Collection[UUID], now: datetime) -> Attending:
    """What these clients' attendance of these sessions is computed from, as of ``now``. One query."""
    asked: dict[str, Any] = {
        "sessions": list(sessions),
        "clients": list(clients),
        "leading": [str(part) for part in LEADING],
        "from": min(begun.window.start for begun in sessions.values()),
        "until": max(begun.window.end for begun in sessions.values()),
    }
    found = Attending()
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, asked)
        for what, session_id, person_id, leads, began_at, ended_at, seen_at, zone, reason in cursor:
            if what == "outage":
                found.outages.append(Interval(began_at, ended_at))
            elif what == "break":
                found.breaks[session_id].append(Interval(began_at, ended_at))
            else:
                span = (
                    attested_span(began_at=began_at, ended_at=ended_at, kind=zone)
                    if what == "attested"
                    else span_as_of(
                        now,
                        began_at=began_at,
                        last_seen_at=seen_at,
                        ended_at=ended_at,
                        zone=zone,
                        end_reason=reason,
                    )
                )
                found.spans[session_id, person_id].append(span)
                if leads:
                    found.leaders[session_id][person_id].append(span)
    return found

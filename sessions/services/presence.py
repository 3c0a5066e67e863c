"""Presence spans: each connection holds one while it is in the lobby or the room, as a lease that is renewed.

Every time here is the database's clock, read when the row is written (``clock_timestamp()``; ``now()`` stands still
in a transaction). ``silent_for`` and the ages given to ``renew`` are durations, measured by the process that holds
the socket, since two machines' clocks may differ but their seconds are alike.

Who closes or moves other connections than their own cannot vouch for them: one whose lease has run out, though nobody
has looked yet, ends when it was last seen; of the others ``last_seen_at`` stays the last sign of life, and
``sessions.services.hindsight`` has what becomes known of them afterwards. A process that lives ends the presence of
whoever fell silent long before a lease runs out; so one that did run out was a fault of ours (``EndReason.SERVER``).

Whoever changes several spans at once locks them in the order of their ids first, so that no two such statements wait
for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection as database

from sessions.models import EndReason, Zone
from sessions.services import hindsight

# Three missed renewals of ten seconds.
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredSpan:
    """A span whose lease ran out; it ended at ``ended_at``, when it was last heard of."""

    session_id: UUID
    person_id: UUID
    connection: UUID
    zone: Zone
    ended_at: datetime


def open_span(*, session_id: UUID, person_id: UUID, connection: UUID, zone: Zone) -> None:
    """``connection`` is in ``zone`` from now on. Raises ``IntegrityError`` if it is somewhere already."""
    _run(
        """
        INSERT INTO vip_sessions_presencespan
            (id, session_id, person_id, connection, zone, began_at, last_seen_at, end_reason)
        SELECT %s, %s, %s, %s, %s, moment, moment, '' FROM (SELECT clock_timestamp() AS moment OFFSET 0) AS clock
        """,
        [uuid4(), session_id, person_id, connection, zone],
    )


def move_spans(*, session_id: UUID, person_id: UUID, zone: Zone) -> int:
    """Everywhere this person is connected they are in ``zone`` from now on; says how many connections moved.

    Each span ends as ``moved`` and its successor begins at the same instant. Connections there already stay
    as they are.
    """
    return len(
        _run(
            f"""
            WITH mine AS ({_LOCKED.format("session_id = %s AND person_id = %s AND zone <> %s")}),
            clock AS MATERIALIZED ({_CLOCK}),
            ended AS (
                UPDATE vip_sessions_presencespan AS span
                SET ended_at = {_END}, end_reason = %s
                FROM mine, clock WHERE span.id = mine.id RETURNING span.connection, span.ended_at
            )
            INSERT INTO vip_sessions_presencespan
                (id, session_id, person_id, connection, zone, began_at, last_seen_at, end_reason)
            SELECT gen_random_uuid(), %s, %s, ended.connection, %s, ended.ended_at, ended.ended_at, '' FROM ended
            RETURNING connection
            """,
            [session_id, person_id, zone, *_leases(), EndReason.MOVED, session_id, person_id, zone],
        )
    )


def close_span(*, connection: UUID, reason: EndReason, silent_for: timedelta = timedelta(0)) -> bool:
    """End this connection's span, ``silent_for`` ago but not before it was last seen; False if none was open."""
    return _close("connection = %s", [connection], reason, _HELD, [silent_for]) > 0


def close_person(*, session_id: UUID, person_id: UUID, reason: EndReason) -> int:
    """End every open span of this person in this session; says how many there were."""
    return _close("session_id = %s AND person_id = %s", [session_id, person_id], reason, _CLOCK, _leases())


def close_session(session_id: UUID, reason: EndReason) -> int:
    """End every open span of this session; says how many there were."""
    return _close("session_id = %s", [session_id], reason, _CLOCK, _leases())


def renew(heard: Mapping[UUID, timedelta]) -> set[UUID]:
    """Renew the leases of these connections, each last heard so long ago; returns those whose span is still open.

    ``last_seen_at`` never goes back. One statement, however many connections; a second if any holds no span.
    """
    if not heard:
        return set()
    renewed = _renew(heard)
    missing = [connection for connection in heard if connection not in renewed]
    if missing:
        # Where somebody moved while we waited for the row, it has a fresh successor that our statement did not see.
        moved = (
            "SELECT connection FROM vip_sessions_presencespan WHERE ended_at IS NULL AND connection = ANY(%s)"
        )
        renewed |= {row[0] for row in _run(moved, [missing])}
    return renewed


def database_up_for() -> timedelta:
    """How long ago the database came up: until a lease later its silence is not that of the leases' holders."""
    return timedelta(
        seconds=float(
            _run("SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())", [])[0][0]
        )
    )


def sessions_with_expired_spans(*, lease: timedelta = LEASE) -> set[UUID]:
    """The sessions in which somebody's lease has run out."""
    rows = _run(
        "SELECT DISTINCT session_id FROM vip_sessions_presencespan"
        " WHERE ended_at IS NULL AND last_seen_at < clock_timestamp() - %s",
        [lease],
    )
    return {row[0] for row in rows}


def end_expired(*, lease: timedelta = LEASE, session_id: UUID | None = None) -> list[ExpiredSpan]:
    """End the spans whose lease ran out, as a fault of ours, when they were last seen; all sessions or just one.

    A span that somebody else is changing at this moment is theirs: it is passed over, and looked at again next time.
    Inside a room's transaction name its ``session_id``: the room's row is locked first, its spans after it.
    """
    rows = _run(
        """
        WITH expired AS (
            SELECT id FROM vip_sessions_presencespan
            WHERE ended_at IS NULL AND last_seen_at < clock_timestamp() - %s AND (%s::uuid IS NULL OR session_id = %s)
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE vip_sessions_presencespan AS span SET ended_at = span.last_seen_at, end_reason = %s
        FROM expired WHERE span.id = expired.id
        RETURNING span.session_id, span.person_id, span.connection, span.zone, span.ended_at, span.began_at
        """,
        [lease, session_id, session_id, EndReason.SERVER],
    )
    for session, _, wire, _, ended_at, began_at in rows:
        if ended_at == began_at:  # somebody moved them, and they were never heard since
            hindsight.cut_back(session_id=session, connection=wire, silent_for=None)
    return [
        ExpiredSpan(
            session_id=row[0], person_id=row[1], connection=row[2], zone=Zone(row[3]), ended_at=row[4]
        )
        for row in rows
    ]


_LOCKED = (
    "SELECT id FROM vip_sessions_presencespan WHERE ended_at IS NULL AND {} ORDER BY id FOR NO KEY UPDATE"
)


# ``stale``: whoever was last seen before it has lost their lease; NULL while the database itself was away just now.
_CLOCK = """
    SELECT clock_timestamp() AS moment, CASE WHEN pg_postmaster_start_time() < clock_timestamp() - %s::interval
        THEN clock_timestamp() - %s::interval END AS stale
"""
# The clock of who holds the connection, and knows how long it has been silent.
_HELD = "SELECT clock_timestamp() - %s AS moment, NULL::timestamptz AS stale"
_END = """
    CASE WHEN span.last_seen_at < clock.stale THEN span.last_seen_at ELSE GREATEST(clock.moment, span.last_seen_at) END
"""


def _leases() -> list[timedelta]:
    return [timedelta(seconds=each) for each in (settings.PRESENCE_SETTLE_S, settings.PRESENCE_LEASE_S)]


def _close(which: str, parameters: list[Any], reason: EndReason, clock: str, times: list[timedelta]) -> int:
    seen = _END if clock is _HELD else "span.last_seen_at"
    rows = _run(
        f"""
        WITH mine AS ({_LOCKED.format(which)}), clock AS MATERIALIZED ({clock})
        UPDATE vip_sessions_presencespan AS span
        SET ended_at = {_END}, last_seen_at = {seen},
            end_reason = CASE WHEN span.last_seen_at < clock.stale THEN %s ELSE %s END
        FROM mine, clock WHERE span.id = mine.id RETURNING span.id
        """,
        [*parameters, *times, EndReason.SERVER, reason],
    )
    return len(rows)


def _renew(heard: Mapping[UUID, timedelta]) -> set[UUID]:
    rows = _run(
        f"""
        WITH heard AS (SELECT * FROM unnest(%s::uuid[], %s::interval[]) AS heard (connection, age)),
        mine AS ({_LOCKED.format("connection IN (SELECT connection FROM heard)")})
        UPDATE vip_sessions_presencespan AS span
        SET last_seen_at = GREATEST(span.last_seen_at, clock_timestamp() - heard.age)
        FROM mine, heard WHERE span.id = mine.id AND span.connection = heard.connection
        RETURNING span.connection
        """,
        [list(heard), list(heard.values())],
    )
    return {row[0] for row in rows}


def _run(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []

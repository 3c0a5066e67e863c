"""Outages of ours: silences of the processes that serve sockets, written down by whichever comes back first.

Each process has a heartbeat while it has sockets. One that was silent for ``SILENCE`` could not serve: it was killed,
restarted, or lost sight of Redis or the database. The next beat of any process, that one's own included, turns the
silence into one ``Outage``, from the last beat to this one, and takes the heartbeat away in the same statement. So a
silence is written once, and those of one node never overlap. Whoever ends with nobody connected rests, and leaves no
heartbeat to miss.

The clock is the database's. A process that is replaced within ``SILENCE`` counts as silent until that has passed, as
until then nobody can tell it from a slow one; attendance bridges so short a gap anyhow.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection as database
from django.db import transaction

# Three missed beats of ten seconds: as long as a presence lease.
SILENCE = timedelta(seconds=30)
# Where nobody came back for longer than this there was nobody to serve: a house that is closed for the night is not
# an outage of that night, and no program bridges a gap as long.
LONGEST = timedelta(hours=1)


@transaction.atomic
def beat(node: str, *, silence: timedelta = SILENCE) -> int:
    """``node`` can serve now. Writes an outage for each silence that is over, and says how many those were."""
    ended = _end_silences(silence)
    with database.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vip_sessions_heartbeat (node, seen_at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at",
            [node],
        )
    return ended


@transaction.atomic
def rest(node: str, *, silence: timedelta = SILENCE) -> None:
    """``node`` has nobody to serve; from now on its silence means nothing. One that it had before is written."""
    _end_silences(silence)
    with database.cursor() as cursor:
        cursor.execute("DELETE FROM vip_sessions_heartbeat WHERE node = %s", [node])


def _end_silences(silence: timedelta) -> int:
    """One that another process is ending at this moment is passed over: it is theirs."""
    parameters: list[Any] = [silence, LONGEST]
    with database.cursor() as cursor:
        cursor.execute(
            """
            WITH silent AS (
                SELECT node FROM vip_sessions_heartbeat WHERE seen_at < clock_timestamp() - %s
                ORDER BY node FOR UPDATE SKIP LOCKED
            ),
            ended AS (
                DELETE FROM vip_sessions_heartbeat AS beat USING silent WHERE beat.node = silent.node
                RETURNING beat.node, beat.seen_at
            )
            INSERT INTO vip_sessions_outage (node, began_at, ended_at)
            SELECT node, seen_at, LEAST(clock_timestamp(), seen_at + %s) FROM ended
            """,
            parameters,
        )
        return int(cursor.rowcount)

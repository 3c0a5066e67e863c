"""Breaks that a facilitator declares in the room. Attendance subtracts them: their times are the database's clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection as database


def begin_break(*, session_id: UUID, length: timedelta) -> None:
    """A break begins now. It is recorded with its planned end, so that nobody need be there to end it."""
    with database.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO vip_sessions_declaredbreak (session_id, began_at, ended_at)
            SELECT %s, moment, moment + make_interval(secs => %s)
            FROM (SELECT clock_timestamp() AS moment OFFSET 0) AS clock
            """,
            [session_id, length.total_seconds()],
        )


def end_break(*, session_id: UUID) -> bool:
    """The break that is on ends now; False where none is on."""
    with database.cursor() as cursor:
        cursor.execute(
            """
            UPDATE vip_sessions_declaredbreak SET ended_at = clock.moment
            FROM (SELECT clock_timestamp() AS moment OFFSET 0) AS clock
            WHERE session_id = %s AND began_at < clock.moment AND ended_at > clock.moment
            """,
            [session_id],
        )
        return bool(cursor.rowcount > 0)

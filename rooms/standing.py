"""Who of those at a socket may no longer be here: who signed out, whose account was closed, who left the roster or has
another part there. Facts are rows, so rows are read rather than signals waited for.

All sockets of a process are asked about at once and every second or two, so they go to the database as one document and
only objections come back: a thousand rows turned into Python would hold up everybody's messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection as database

from sessions.models import SessionStatus


class Here(msgspec.Struct, frozen=True):
    """Somebody at a socket: in which part they came in, and the key of the sign-in that they came with."""

    number: int
    room: UUID
    person: UUID
    part: str
    key: str


_OBJECTIONS = f"""
SELECT number, objection FROM (
    SELECT here.number, CASE
        WHEN sign_in.session_key IS NULL THEN 'signed_out'
        WHEN entry.id IS NULL THEN 'not_on_roster'
        WHEN NOT person.is_active THEN 'account_inactive'
        WHEN session.status = '{SessionStatus.CANCELLED.value}' THEN 'session_cancelled'
        WHEN session.status = '{SessionStatus.ENDED.value}' THEN 'room_ended'
        WHEN entry.part <> here.part THEN 'role_changed'
    END AS objection
    FROM json_to_recordset(%s::json) AS here (number bigint, room uuid, person uuid, part text, key text)
    LEFT JOIN django_session AS sign_in ON sign_in.session_key = here.key AND sign_in.expire_date > %s
    LEFT JOIN vip_sessions_rosterentry AS entry
        ON entry.session_id = here.room AND entry.person_id = here.person
    LEFT JOIN vip_sessions_user AS person ON person.id = entry.person_id
    LEFT JOIN vip_sessions_session AS session ON session.id = entry.session_id
) AS asked WHERE objection IS NOT NULL
"""


def objections(here: Sequence[Here], *, now: datetime) -> list[tuple[int, str]]:
    """The number of each who may not stay, and why: one of ``rooms.protocol.errors.CLOSINGS``."""
    with database.cursor() as cursor:
        cursor.execute(_OBJECTIONS, [msgspec.json.encode(here).decode(), now])
        found: list[tuple[int, str]] = cursor.fetchall()
    return found

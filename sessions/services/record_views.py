"""Writing down who looked at whose record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from sessions.models import User

# Every page of a record writes this; by Django it was a transaction of three statements, written anew each time.
_NOTE = """
    INSERT INTO vip_sessions_recordview (viewer_id, client_id, what, "at")
    SELECT %(viewer)s, client, %(what)s, %(at)s FROM unnest(%(clients)s::uuid[]) AS client
"""


def note_view(*, viewer: User, client: User, what: str, now: datetime) -> None:
    """A row for each look by somebody else; a client reading their own record leaves none."""
    note_views(viewer=viewer, client_ids=[client.pk], what=what, now=now)


def note_views(*, viewer: User, client_ids: Iterable[UUID], what: str, now: datetime) -> None:
    """The same for a page that shows something of several clients' records. One statement."""
    others = [client_id for client_id in client_ids if client_id != viewer.pk]
    if others:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, {"viewer": viewer.pk, "clients": others, "what": what, "at": now})

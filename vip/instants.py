"""Reading points in time from PostgreSQL.

psycopg takes a ``timestamptz`` apart with a regular expression, shifts it into the connection's zone and has Django
replace that zone: 7 µs for each, and a list of clients reads some four hundred. Python reads the same text by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class Instants(TimestamptzLoader):
    """``timezone`` is what Django asks a loader for, to see whether it suits its connection."""

    timezone: ClassVar = UTC

    def load(self, data: Buffer) -> datetime:
        """Raises ``psycopg.DataError`` for what no ``datetime`` holds, such as ``infinity``."""
        try:
            found = datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data)
        return found if found.tzinfo is UTC else found.astimezone(UTC)


def read_instants(connection: Any, **_: object) -> None:
    """For a connection that has just been made; one in a zone of its own keeps Django's way."""
    if isinstance(connection, DatabaseWrapper) and connection.timezone is UTC:
        connection.connection.adapters.register_loader("timestamptz", Instants)

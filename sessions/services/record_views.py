"""Writing down who looked at whose record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sessions.models import RecordView, User


def note_view(*, viewer: User, client: User, what: str, now: datetime) -> None:
    """A row for each look by somebody else; a client reading their own record leaves none."""
    if client != viewer:
        RecordView.objects.create(viewer=viewer, client=client, what=what, at=now)


def note_views(*, viewer: User, client_ids: Iterable[UUID], what: str, now: datetime) -> None:
    """The same for a page that shows something of several clients' records."""
    RecordView.objects.bulk_create(
        RecordView(viewer=viewer, client_id=client_id, what=what, at=now)
        for client_id in client_ids
        if client_id != viewer.pk
    )

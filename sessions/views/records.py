"""Opening a client's record: whoever may not learns that there is none, and whoever may leaves a trace."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404

from sessions.models import User
from sessions.queries.record_access import record_open_to
from sessions.services.record_views import note_view


def opened_record(*, viewer: User, client_id: UUID, what: str, now: datetime) -> User:
    """The client whose record the member of staff opens. Raises ``Http404`` where it is not theirs to read."""
    client = record_open_to(viewer, client_id=client_id)
    if client is None:
        raise Http404
    note_view(viewer=viewer, client=client, what=what, now=now)
    return client

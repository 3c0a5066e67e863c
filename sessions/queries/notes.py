"""Session notes as pages show them, and which are still to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from sessions.models import (
    Addendum,
    ClientLine,
    RosterEntry,
    RosterPart,
    Session,
    SessionNote,
    SessionStatus,
    User,
)
from sessions.queries.written import Given, WrittenRows

LEADING = (RosterPart.FACILITATOR, RosterPart.COFACILITATOR)
# Older ones are the supervisors' to chase, not a list for every morning.
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one session's signed note says in one client's record: the group's text and that client's line alone."""

    note: SessionNote
    line: ClientLine
    addenda: tuple[Addendum, ...]


def note_of(session: Session) -> SessionNote | None:
    """The session's note with its lines, by legal name, and its addenda. Three queries."""
    return _whole_notes().filter(session=session).first()


def notes_of_client(client: User, *, limit: int, offset: int = 0) -> Sequence[Entry]:
    """The signed notes of sessions that the client was on the roster of, the newest first. Four queries.

    Addenda to another client's line are another client's.
    """
    lines = (
        ClientLine.objects.filter(client=client, note__signed_at__isnull=False)
        .select_related("note__session__kind", "note__session__group", "note__signed_by")
        .prefetch_related(
            Prefetch(
                "note__addenda",
                Addendum.objects.filter(Q(client=None) | Q(client=client))
                .select_related("author")
                .order_by("written_at", "pk"),
            )
        )
        .order_by("-note__session__starts_at", "pk")
    )
    return [
        Entry(note=line.note, line=line, addenda=tuple(line.note.addenda.all()))
        for line in lines[offset : offset + limit]
    ]


def count_notes_of_client(client: User) -> int:
    return ClientLine.objects.filter(client=client, note__signed_at__isnull=False).count()


def notes_to_write(*, person: User, now: datetime) -> Sequence[Session]:
    """Sessions that this clinician led in the last weeks and whose note is not signed, the oldest first. One query."""
    return _TO_WRITE.rows(person=person.pk, since=now - LOOKED_BACK, now=now)


def count_notes_to_write(*, person: User, now: datetime) -> int:
    return _without_signed_note(person.pk, now - LOOKED_BACK, now).count()


def _without_signed_note(
    clinician: UUID | Given, since: datetime | Given, now: datetime | Given
) -> QuerySet[Session]:
    led = RosterEntry.objects.filter(person=clinician, part__in=LEADING, session__starts_at__gte=since)
    return (
        Session.objects.filter(pk__in=led.values("session"), ends_at__lte=now)
        .exclude(status=SessionStatus.CANCELLED)
        .exclude(note__signed_at__isnull=False)
    )


_TO_WRITE = WrittenRows(
    Session,
    lambda: _without_signed_note(Given("person"), Given("since"), Given("now")).order_by("starts_at", "id"),
)


def _whole_notes() -> QuerySet[SessionNote]:
    return SessionNote.objects.select_related("session", "signed_by", "drafted_by").prefetch_related(
        Prefetch("lines", ClientLine.objects.select_related("client").order_by("client__legal_name", "pk")),
        Prefetch("addenda", Addendum.objects.select_related("author", "client").order_by("written_at", "pk")),
    )

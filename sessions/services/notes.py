"""A session's note: begun with what attendance knows, kept as it is written, signed once, amended by addenda."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.domain.attendance import Status
from sessions.domain.errors import NoteRefused
from sessions.models import Addendum, ClientLine, Session, SessionNote, SessionStatus, User
from sessions.queries.sittings import Sat, sitting_of


@transaction.atomic
def open_note(*, session: Session, by: User, now: datetime) -> SessionNote:
    """The session's note; a new draft has its times and its roster from attendance. Raises ``NoteRefused``.

    A draft that is opened again takes over what attendance has learnt since.
    """
    if session.status == SessionStatus.CANCELLED:
        raise NoteRefused("session_cancelled")
    if now < session.starts_at:
        raise NoteRefused("session_not_begun")
    SessionNote.objects.bulk_create(
        [SessionNote(session=session, drafted_by=by, saved_at=now)], ignore_conflicts=True
    )
    note = SessionNote.objects.select_for_update(no_key=True, of=("self",)).get(session=session)
    if note.signed_at is None:
        _fill_in(note, sitting_of(session, now=now))
    return note


@transaction.atomic
def save_note(
    *, note_id: UUID, text: str, lines: Mapping[UUID, str], revision: int, now: datetime
) -> SessionNote:
    """Keep the draft's text and the lines of these clients. Raises ``NoteRefused``.

    ``revision`` is the one that the writer's page had: where somebody saved meanwhile, nothing is overwritten.
    """
    note = _locked(note_id)
    if note.signed_at is not None:
        raise NoteRefused("signed")
    written = {line.client_id: line for line in note.lines.all()}
    changed = [line for client_id, line in written.items() if lines.get(client_id, line.text) != line.text]
    if note.text == text and not changed:
        return note
    if note.revision != revision:
        raise NoteRefused("changed_elsewhere")
    for line in changed:
        line.text = lines[line.client_id]
    ClientLine.objects.bulk_update(changed, ["text"])
    note.text, note.revision, note.saved_at = text, note.revision + 1, now
    note.save(update_fields=["text", "revision", "saved_at"])
    return note


@transaction.atomic
def sign_note(*, note_id: UUID, by: User, now: datetime) -> SessionNote:
    """Sign the draft as it was saved; the database keeps it so from then on. Raises ``NoteRefused``.

    It waits for final attendance, since the note carries everyone's minutes.
    """
    note = _locked(note_id)
    if note.signed_at is not None:
        raise NoteRefused("signed")
    if note.session.attendance_final_at is None:
        raise NoteRefused("attendance_not_final")
    if not note.text.strip():
        raise NoteRefused("no_text")
    _fill_in(note, sitting_of(note.session, now=now))
    note.signed_by, note.signed_at = by, now
    note.save(update_fields=["signed_by", "signed_at"])
    return note


@transaction.atomic
def add_addendum(
    *, note_id: UUID, by: User, text: str, client_id: UUID | None = None, now: datetime
) -> Addendum:
    """Add to a signed note, or to one client's line of it. Raises ``NoteRefused``."""
    note = _locked(note_id)
    if note.signed_at is None:
        raise NoteRefused("not_signed")
    if not text.strip():
        raise NoteRefused("addendum_empty")
    if client_id is not None and not note.lines.filter(client=client_id).exists():
        raise NoteRefused("not_on_the_note")
    return Addendum.objects.create(
        note=note, author=by, client_id=client_id, text=text.strip(), written_at=now
    )


def _locked(note_id: UUID) -> SessionNote:
    notes = SessionNote.objects.select_for_update(no_key=True, of=("self",))
    return notes.select_related("session__program").get(pk=note_id)


def _fill_in(note: SessionNote, sat: Sat) -> None:
    """Take times and roster from attendance. What is written about somebody who left the roster stays."""
    if (note.began_at, note.ended_at) != (sat.began_at, sat.ended_at):
        note.began_at, note.ended_at = sat.began_at, sat.ended_at
        note.save(update_fields=["began_at", "ended_at"])
    lines = {line.client_id: line for line in note.lines.all()}
    ClientLine.objects.bulk_create(
        ClientLine(note=note, client_id=client_id, status=stay.status, credited_s=stay.credited_s)
        for client_id, stay in sat.clients.items()
        if client_id not in lines
    )
    changed = []
    for client_id, line in lines.items():
        stay = sat.clients.get(client_id)
        if stay is None and not line.text:
            line.delete()
        elif stay and (Status(line.status), line.credited_s) != (stay.status, stay.credited_s):
            line.status, line.credited_s = stay.status, stay.credited_s
            changed.append(line)
    ClientLine.objects.bulk_update(changed, ["status", "credited_s"])

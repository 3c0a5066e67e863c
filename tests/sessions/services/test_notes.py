"""A session's note begins with what attendance knows, loses nothing that was typed, and is final once signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from sessions.domain.errors import NoteRefused
from sessions.models import EndReason, PresenceSpan, RosterEntry, Session, SessionStatus, User, Zone
from sessions.queries.notes import note_of, notes_of_client, notes_to_write
from sessions.services.attendance import finalize
from sessions.services.notes import add_addendum, open_note, save_note, sign_note
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Over:
    """A session of two hours that is over: the first client came, the second did not."""

    session: Session
    clinician: User
    came: User
    missed: User


def was_there(session: Session, someone: User, began_at: datetime, ended_at: datetime) -> None:
    PresenceSpan.objects.create(
        session=session,
        person=someone,
        connection=uuid4(),
        zone=Zone.ROOM,
        began_at=began_at,
        last_seen_at=ended_at,
        ended_at=ended_at,
        end_reason=EndReason.LEFT,
    )


@pytest.fixture
def over(now: datetime) -> Over:
    clinician = factories.facilitator()
    came, missed = factories.client(legal_name="A"), factories.client(legal_name="B")
    start = now - 3 * HOUR
    session = factories.session_at(
        start,
        lasting=2 * HOUR,
        clients=[came, missed],
        facilitators=[clinician],
        status=SessionStatus.ENDED,
        ended_at=start + 2 * HOUR,
    )
    was_there(session, clinician, start - 5 * MINUTE, start + 110 * MINUTE)
    was_there(session, came, start, start + 2 * HOUR)
    return Over(session=session, clinician=clinician, came=came, missed=missed)


def final(over: Over, now: datetime) -> None:
    assert finalize(over.session.pk, now=now)
    over.session.refresh_from_db()


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(NoteRefused) as refused:
        action()
    return refused.value.code


def test_a_note_opens_with_times_and_roster_from_attendance(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)
    start = over.session.starts_at
    assert (note.began_at, note.ended_at) == (start, start + 110 * MINUTE)
    assert list(note.lines.order_by("client__legal_name").values_list("client", "status", "credited_s")) == [
        (over.came.pk, "present", 110 * 60),
        (over.missed.pk, "no_show", 0),
    ]


def test_opening_again_changes_nothing_and_takes_over_final_attendance(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)
    save_note(
        note_id=note.pk, text="We met.", lines={over.came.pk: "Spoke up"}, revision=note.revision, now=now
    )
    was_there(over.session, over.missed, over.session.starts_at, over.session.ends_at)
    final(over, now)
    again = open_note(session=over.session, by=over.clinician, now=now)
    assert (again.pk, again.text) == (note.pk, "We met.")
    assert list(again.lines.order_by("client__legal_name").values_list("status", "text")) == [
        ("present", "Spoke up"),
        ("present", ""),
    ]


def test_a_line_that_was_written_outlasts_a_change_of_the_roster(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)
    save_note(note_id=note.pk, text="", lines={over.came.pk: "Spoke up"}, revision=note.revision, now=now)
    RosterEntry.objects.filter(session=over.session, person__in=[over.came, over.missed]).delete()
    again = open_note(session=over.session, by=over.clinician, now=now)
    assert list(again.lines.values_list("client", "text")) == [(over.came.pk, "Spoke up")]


def test_a_note_waits_for_the_start_and_a_cancelled_session_has_none(now: datetime) -> None:
    clinician = factories.facilitator()
    ahead = factories.session_at(now + HOUR, facilitators=[clinician])
    cancelled = factories.session_at(now - HOUR, status=SessionStatus.CANCELLED)
    assert code_of(lambda: open_note(session=ahead, by=clinician, now=now)) == "session_not_begun"
    assert code_of(lambda: open_note(session=cancelled, by=clinician, now=now)) == "session_cancelled"


def test_of_two_pages_the_older_overwrites_nothing(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)
    first = save_note(note_id=note.pk, text="First", lines={}, revision=note.revision, now=now)
    stale = note.revision
    assert first.revision == stale + 1
    assert (
        code_of(lambda: save_note(note_id=note.pk, text="Second", lines={}, revision=stale, now=now))
        == "changed_elsewhere"
    )
    # The same text again is no change, whatever its page knew.
    assert (
        save_note(note_id=note.pk, text="First", lines={}, revision=stale, now=now).revision == first.revision
    )


def test_a_note_is_signed_with_final_attendance_and_some_text(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)
    assert code_of(lambda: sign_note(note_id=note.pk, by=over.clinician, now=now)) == "attendance_not_final"
    final(over, now)
    assert code_of(lambda: sign_note(note_id=note.pk, by=over.clinician, now=now)) == "no_text"
    save_note(note_id=note.pk, text="We met.", lines={}, revision=note.revision, now=now)
    signed = sign_note(note_id=note.pk, by=over.clinician, now=now)
    assert (signed.signed_by, signed.signed_at) == (over.clinician, now)
    assert code_of(lambda: sign_note(note_id=note.pk, by=over.clinician, now=now)) == "signed"
    assert code_of(lambda: save_note(note_id=note.pk, text="X", lines={}, revision=9, now=now)) == "signed"


def signed_note(over: Over, now: datetime) -> None:
    final(over, now)
    note = open_note(session=over.session, by=over.clinician, now=now)
    lines = {over.came.pk: "Spoke up", over.missed.pk: "Was missed"}
    save_note(note_id=note.pk, text="We met.", lines=lines, revision=note.revision, now=now)
    sign_note(note_id=note.pk, by=over.clinician, now=now)


def test_a_client_s_record_has_their_own_line_and_addenda_alone(over: Over, now: datetime) -> None:
    signed_note(over, now)
    note = note_of(over.session)
    assert note is not None
    for text, about in (("To all", None), ("To A", over.came.pk), ("To B", over.missed.pk)):
        add_addendum(note_id=note.pk, by=over.clinician, text=text, client_id=about, now=now)
    (entry,) = notes_of_client(over.came, limit=10)
    assert entry.line.text == "Spoke up"
    assert [each.text for each in entry.addenda] == ["To all", "To A"]


def test_drafts_are_in_nobodys_record(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)
    save_note(note_id=note.pk, text="Draft", lines={}, revision=note.revision, now=now)
    assert notes_of_client(over.came, limit=10) == []


def test_addenda_need_a_signature_some_text_and_a_client_of_the_note(over: Over, now: datetime) -> None:
    note = open_note(session=over.session, by=over.clinician, now=now)

    def add(text: str = "More", about: User | None = None) -> object:
        return add_addendum(
            note_id=note.pk, by=over.clinician, text=text, client_id=about.pk if about else None, now=now
        )

    assert code_of(add) == "not_signed"
    signed_note(over, now)
    assert code_of(lambda: add("  ")) == "addendum_empty"
    assert code_of(lambda: add(about=factories.client())) == "not_on_the_note"
    add()


def test_a_clinician_is_told_of_notes_until_they_are_signed(over: Over, now: datetime) -> None:
    assert notes_to_write(person=over.clinician, now=now) == [over.session]
    assert notes_to_write(person=factories.facilitator(), now=now) == []
    signed_note(over, now)
    assert notes_to_write(person=over.clinician, now=now) == []


@pytest.mark.django_db(transaction=True)
def test_a_note_opened_by_two_at_once_is_one(now: datetime) -> None:
    leaders = [factories.facilitator() for _ in range(2)]
    session = factories.session_at(now - HOUR, clients=3, facilitators=leaders)
    found = at_once([partial(open_note, session=session, by=by, now=now) for by in leaders])
    assert found[0] == found[1]
    note = note_of(session)
    assert note is not None
    assert note.lines.count() == 3

"""Calendar files that other people's programs understand, that update what they changed, and that give nothing away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from notifications.domain.discretion import indiscretions
from notifications.services.calendars import entry_uid, feed, invitation
from sessions.models import Session, SessionStatus, User
from tests.notifications.calendar_apps import CalendarApp, Entry, File, read_by_ical_js, read_by_vobject

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
# The first session after the clocks of Los Angeles went forward that night.
START = datetime(2027, 3, 14, 17, tzinfo=UTC)
THREE_HOURS = timedelta(hours=3)

PROGRAMS = pytest.mark.parametrize("read", [read_by_vobject, read_by_ical_js])
Read = Callable[[bytes], File]


def session(starts_at: datetime = START, **fields: object) -> Session:
    """A session that is in no database."""
    return Session(
        **{"title": "Relapse prevention", "starts_at": starts_at, "ends_at": starts_at + THREE_HOURS} | fields
    )


def someone(**fields: object) -> User:
    names = {"email": "someone@example.test", "legal_name": "Legal Name", "display_name": "Display Name"}
    return User(**{**names, "time_zone": "America/Los_Angeles"} | fields)


def invited(to: Session, person: User) -> bytes:
    return invitation(session=to, person=person, now=NOW)


@PROGRAMS
def test_another_program_understands_the_whole_invitation(read: Read) -> None:
    of, person = session(revision=3), someone()
    assert read(invited(of, person)) == File(
        "REQUEST",
        (
            Entry(
                uid=entry_uid(of.pk, person.pk),
                sequence=3,
                summary="Appointment",
                starts_at=START,
                ends_at=START + THREE_HOURS,
                visibility="PRIVATE",
                status="CONFIRMED",
                attendees=0,
            ),
        ),
    )


@PROGRAMS
def test_a_session_that_moves_is_updated_where_it_stands(read: Read) -> None:
    of, person, app = session(), someone(), CalendarApp()
    app.take(read(invited(of, person)))
    of.starts_at, of.ends_at, of.revision = START + THREE_HOURS, START + 2 * THREE_HOURS, 2
    newer = read(invited(of, person))
    app.take(newer)
    app.take(read(feed(sessions=[of], person=person, now=NOW)))
    assert app.shown == [START + THREE_HOURS]
    assert [entry.sequence for entry in app.kept.values()] == [2]


@PROGRAMS
def test_a_file_that_arrives_late_does_not_bring_the_old_time_back(read: Read) -> None:
    of, person, app = session(), someone(), CalendarApp()
    old = read(invited(of, person))
    of.starts_at, of.ends_at, of.revision = START + THREE_HOURS, START + 2 * THREE_HOURS, 2
    app.take(read(invited(of, person)))
    app.take(old)
    assert app.shown == [START + THREE_HOURS]


@PROGRAMS
def test_a_cancelled_session_is_taken_out_again(read: Read) -> None:
    of, person, app = session(), someone(), CalendarApp()
    app.take(read(invited(of, person)))
    of.status, of.revision = SessionStatus.CANCELLED, 2
    cancelled = read(invited(of, person))
    app.take(cancelled)
    assert (cancelled.method, app.shown, len(app.kept)) == ("CANCEL", [], 1)


@PROGRAMS
@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "America/Phoenix", "Asia/Kolkata", "Europe/Dublin", "UTC", "Mars/Olympus"]
)
def test_a_years_feed_is_at_the_right_time_in_every_season(read: Read, zone: str) -> None:
    weeks = [session(START + timedelta(days=7 * week)) for week in range(52)]
    file = read(feed(sessions=weeks, person=someone(time_zone=zone), now=NOW))
    assert file.method == "PUBLISH"
    assert [entry.starts_at for entry in file.entries] == [each.starts_at for each in weeks]


@PROGRAMS
def test_a_feed_with_nothing_in_it_is_a_calendar_all_the_same(read: Read) -> None:
    assert read(feed(sessions=[], person=someone(), now=NOW)) == File("PUBLISH", ())


def test_times_are_told_in_the_persons_zone_with_its_rules() -> None:
    content = invited(session(), someone()).decode()
    assert "BEGIN:VTIMEZONE\r\nTZID:America/Los_Angeles\r\n" in content
    assert "DTSTART;TZID=America/Los_Angeles:20270314T100000\r\n" in content
    assert "DTSTART:20270314T020000\r\nTZNAME:PDT\r\nTZOFFSETFROM:-0800\r\nTZOFFSETTO:-0700\r\n" in content


def test_two_people_of_one_session_share_no_entry() -> None:
    of = session()
    uids = {entry_uid(of.pk, UUID(int=number)) for number in range(3)}
    assert len(uids) == 3
    assert str(of.pk) not in "".join(uids)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_file_gives_anything_away(language: str, settings: Settings) -> None:
    person = someone(language=language)
    files = [
        invited(session(), person),
        invited(session(status=SessionStatus.CANCELLED), person),
        feed(sessions=[session()], person=person, now=NOW),
    ]
    for content in files:
        text = content.decode().replace("\r\n ", "")
        assert indiscretions(text) == ()
        assert not any(name in text for name in ("Legal", "Display", "someone@", "Relapse", "ATTENDEE"))
    settings.DEFAULT_FROM_EMAIL = "Recovery <hello@example.test>"
    assert indiscretions(invited(session(), person).decode()) == ("recover",)

"""A small group meets: a facilitator and two clients, each at a browser of their own."""

from __future__ import annotations

import urllib.request
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from sessions.domain.attendance import Status
from sessions.models import Session, User
from sessions.services.attendance import compute
from tests.chromium import PATIENCE_MS
from tests.journeys.groups import Meeting, SeatFor, database_now, ended_at, meet, spans_of
from vip.supervisor import House

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def meeting(seat_for: SeatFor) -> Meeting:
    return meet(seat_for)


def test_everyone_sees_and_hears_the_right_other_people(meeting: Meeting) -> None:
    users = [seat.user for seat in meeting.seats]
    for seat in meeting.seats:
        for other in users:
            if other == seat.user:
                continue
            seat.await_picture_and_sound_of(other)
            assert seat.who_is_on_the_tile_of(other, users) == other.display_name
            seat.await_movement_of(other)


def test_a_muted_voice_stops_at_the_server(meeting: Meeting, house: House) -> None:
    ana, ben = meeting.ana, meeting.ben
    ben.await_picture_and_sound_of(ana.user)

    meeting.dana.mute(ana.user)
    expect(ben.tile_of(ana.user)).to_have_attribute("data-microphone", "off")
    # Her browser goes on sending here, as a browser that does not obey would.
    ana.keep_sending_sound()
    dropped, heard = gated_packets(house), ben.received_from(ana.user)
    while gated_packets(house) == dropped:
        heard = ben.await_frames_of(ana.user, after=heard, count=5)
    # What had left the server before the gate was shut has arrived by now.
    last = ben.await_frames_of(ana.user, after=heard, count=10)
    later = ben.await_frames_of(ana.user, after=last, count=30)

    assert later.audio_packets == last.audio_packets

    ana.toggle("microphone")
    ben.await_picture_and_sound_of(ana.user, after=ben.received_from(ana.user))


def test_a_killed_tab_comes_back_and_attendance_is_right_to_the_second(
    meeting: Meeting, seat_for: SeatFor
) -> None:
    session, ana, ben = meeting.session, meeting.ana.user, meeting.ben.user
    meeting.ben.await_picture_and_sound_of(ana)
    admitted_at = entered_room_at(session, ana)

    before_kill = database_now()
    meeting.ana.kill()
    expect(meeting.ben.tile_of(ana)).to_have_count(0, timeout=PATIENCE_MS)
    after_kill = database_now()
    again = seat_for(ana)
    before_return = database_now()
    again.enter(session)
    again.expect_room()  # an admission lasts for the session: no second knock
    after_return = database_now()
    again.await_picture_and_sound_of(ben)
    meeting.ben.await_picture_and_sound_of(ana)

    before_end = database_now()
    meeting.dana.end_for_everyone()
    for seat in (again, meeting.ben):
        expect(seat.page.get_by_test_id("closed")).to_be_visible(timeout=PATIENCE_MS)
    after_end = database_now()

    first, second = spans_of(session, ana)
    assert first.end_reason == "lost"
    assert before_kill - A_SECOND <= ended_at(first) <= after_kill
    assert before_return <= second.began_at <= after_return
    assert second.end_reason == "session_ended"
    assert before_end <= ended_at(second) <= after_end

    session.refresh_from_db()
    attendance = compute(session, now=after_end)[ana.pk]
    assert attendance.credited == ended_at(second) - admitted_at  # the short gap is bridged
    assert attendance.billable == attendance.credited - (second.began_at - ended_at(first))
    assert attendance.status is Status.ABSENT  # a few seconds are no session

    meeting.dana.page.goto(f"{meeting.dana.house.url}/sessions/{session.pk}/attendance/")
    row = meeting.dana.page.get_by_role("row").filter(has_text=ana.legal_name)
    expect(row).to_be_visible()


def gated_packets(house: House) -> int:
    """How many packets the media server refused to pass on, from its metrics."""
    address = f"http://127.0.0.1:{house.port_of('sfu', 'health_port')}/metrics"
    with urllib.request.urlopen(address, timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return int(sum(float(line.rsplit(" ", 1)[1]) for line in lines if 'reason="gated"' in line))


def entered_room_at(session: Session, user: User) -> datetime:
    return spans_of(session, user)[0].began_at

"""What people do in a group: hands, words, turns, breaks, rooms apart; each told to those it is for alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sessions.models import DeclaredBreak, SafetyAlert
from tests.chromium import PATIENCE_MS
from tests.journeys.browser import Received, Seat
from tests.journeys.groups import (
    Meeting,
    SeatFor,
    database_now,
    ended_at,
    forbidden_to_clients,
    meet,
    spans_of,
    told,
)


@pytest.fixture
def meeting(seat_for: SeatFor) -> Meeting:
    return meet(seat_for)


def test_hands_words_and_turns_reach_those_they_are_for(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats

    ben.page.get_by_test_id("hand").click()
    expect(dana.tile_of(ben.user)).to_have_attribute("data-hand", "1")
    ana.page.get_by_test_id("hand").click()
    expect(ben.tile_of(ana.user)).to_have_attribute("data-hand", "2")  # hands keep their order
    dana.row_of(ben.user).get_by_test_id("lower-hand").click()
    expect(ben.tile_of(ana.user)).to_have_attribute("data-hand", "1")

    ana.choose("react-heart")
    expect(ben.tile_of(ana.user).get_by_test_id("reaction")).to_be_visible()

    ana.write("Good morning, all of you")
    ben.expect_line("Good morning, all of you")
    ana.write("For the clinician alone", to="facilitators")
    dana.expect_line("For the clinician alone")
    dana.write("An answer for Ana alone", to=dana.id_of(ana.user))
    ana.expect_line("An answer for Ana alone")

    dana.open_panel("tools").get_by_test_id("start-round").click()
    current = ana.page.get_by_test_id("round")
    expect(current).to_be_visible()
    first = current.get_attribute("data-current")
    speaker = ben if first == ana.id_of(ben.user) else ana
    speaker.page.get_by_test_id("next-turn").click()
    expect(current).not_to_have_attribute("data-current", str(first))
    dana.open_panel("tools").get_by_test_id("stop-round").click()
    expect(current).to_have_count(0)

    dana.act_on(ana.user, "spotlight")
    expect(ben.page.locator(".stage")).to_have_attribute("data-layout", "speaker")
    dana.open_panel("tools").get_by_test_id("end-spotlight").click()
    expect(ben.page.locator(".stage")).to_have_attribute("data-layout", "grid")

    assert "For the clinician alone" in str(told(dana))  # it could have leaked
    assert not any("For the clinician alone" in frame or "An answer for" in frame for frame in ben.frames)
    assert [forbidden_to_clients(seat) for seat in (ana, ben)] == [[], []]


def test_a_clinician_quietens_and_asks_but_never_forces(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats

    dana.act_on(ana.user, "stop-camera")
    expect(ben.tile_of(ana.user)).to_have_attribute("data-camera", "off")
    expect(ana.page.get_by_test_id("camera")).to_have_attribute("data-state", "off")
    ana.toggle("camera")
    ben.await_picture_and_sound_of(ana.user)
    expect(ben.tile_of(ana.user)).to_have_attribute("data-camera", "on")

    dana.open_panel("tools").get_by_test_id("mute-all").click()
    for seat in (ana, ben):
        expect(seat.page.get_by_test_id("microphone")).to_have_attribute("data-state", "off")
    dana.act_on(ana.user, "ask-to-unmute")
    expect(ana.page.get_by_test_id("asked-to-unmute")).to_be_visible()
    expect(ana.page.get_by_test_id("microphone")).to_have_attribute("data-state", "off")
    ana.page.get_by_test_id("unmute").click()
    expect(ben.tile_of(ana.user)).to_have_attribute("data-microphone", "on")
    expect(ana.page.get_by_test_id("asked-to-unmute")).to_have_count(0)


def test_i_am_not_ok_is_seen_by_clinicians_and_by_nobody_else(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats

    ana.page.get_by_test_id("help").click()
    ana.page.get_by_test_id("say-not-ok").click()
    expect(ana.page.get_by_test_id("not-ok")).to_have_attribute("data-state", "told")
    distress = dana.open_panel("people").get_by_test_id("distress")
    expect(distress).to_contain_text(ana.user.display_name)
    distress.get_by_test_id("see-distress").click()
    expect(ana.page.get_by_test_id("not-ok")).to_have_attribute("data-state", "seen")
    ana.page.keyboard.press("Escape")

    dana.act_on(ana.user, "safety")
    expect(dana.page.get_by_test_id("safety-facts")).to_contain_text(ana.user.legal_name)
    dana.page.keyboard.press("Escape")

    assert [alert.person for alert in SafetyAlert.objects.filter(session=meeting.session)] == [ana.user]
    assert not any('"told"' in frame or '"seen"' in frame for frame in ben.frames)
    assert any('"told"' in frame for frame in dana.frames)
    assert [forbidden_to_clients(seat) for seat in (ana, ben)] == [[], []]


def test_a_break_is_counted_by_nobody_and_silent_for_all(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats
    ben.await_picture_and_sound_of(ana.user)

    before = database_now()
    dana.open_panel("tools").get_by_test_id("break-5").click()
    for seat in meeting.seats:
        expect(seat.page.get_by_test_id("break")).to_be_visible()
    declared = database_now()
    # The stage is gone, and with it the tile that names her seat.
    dana.page.get_by_test_id("end-break").click()
    for seat in meeting.seats:
        expect(seat.page.get_by_test_id("break")).to_have_count(0)
    ended = database_now()
    ben.await_picture_and_sound_of(ana.user, after=ben.received_from(ana.user))

    (pause,) = DeclaredBreak.objects.filter(session=meeting.session)
    assert before <= pause.began_at <= declared
    assert pause.ended_at is not None
    assert declared <= pause.ended_at <= ended


def test_breakouts_keep_pictures_sound_and_words_apart(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats
    ids = {seat: dana.id_of(seat.user) for seat in (ana, ben)}
    ben.await_picture_and_sound_of(ana.user)

    tools = dana.open_panel("tools")
    tools.get_by_test_id("plan-breakouts").click()
    tools.get_by_test_id("open-breakouts").click()
    for seat in (ana, ben):
        expect(seat.page.get_by_test_id("place")).to_be_visible()
        expect(seat.page.get_by_test_id("tile")).to_have_count(0)
    await_seats_without(ben, ids[ana])  # nothing of hers comes to him any more

    tools.get_by_test_id("assign").and_(dana.page.locator(f"[data-person='{ids[ben]}']")).select_option(
        str(
            dana.page.get_by_test_id("assign")
            .and_(dana.page.locator(f"[data-person='{ids[ana]}']"))
            .input_value()
        )
    )
    together = ben.received_from(ana.user)
    ben.await_picture_and_sound_of(ana.user, after=together)
    assert ben.who_is_on_the_tile_of(ana.user, [ana.user, ben.user, dana.user]) == ana.user.display_name

    tools.get_by_test_id("announce-text").fill("Two more minutes")
    tools.get_by_test_id("announce-send").click()
    ana.expect_line("Two more minutes")

    tools.get_by_test_id("close-breakouts-now").click()
    for seat in (ana, ben):
        expect(seat.page.get_by_test_id("place")).to_have_count(0, timeout=PATIENCE_MS)
    dana.await_picture_and_sound_of(ana.user, after=dana.received_from(ana.user))

    (apart, *_) = spans_of(meeting.session, ana.user, zone="breakout")
    first, *_, last = spans_of(meeting.session, ana.user)
    assert ended_at(first) == apart.began_at  # not a second is lost on the way
    assert [forbidden_to_clients(seat) for seat in (ana, ben)] == [[], []]
    assert last.began_at > apart.began_at


def test_a_side_room_is_for_two(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats
    her = ben.id_of(ana.user)
    ben.await_picture_and_sound_of(ana.user)

    dana.act_on(ana.user, "side-room")
    for seat in (dana, ana):
        expect(seat.page.get_by_test_id("place")).to_be_visible()
    expect(ben.page.get_by_test_id("tile")).to_have_count(0)
    await_seats_without(ben, her)
    ana.await_picture_and_sound_of(dana.user, after=ana.received_from(dana.user))

    dana.page.get_by_test_id("back-to-room").click()
    expect(ana.page.get_by_test_id("place")).to_have_count(0)
    ben.await_picture_and_sound_of(ana.user, after=Received(0, 0.0, 0, 0))


def test_a_shared_screen_stands_beside_the_faces(meeting: Meeting) -> None:
    dana, ana, ben = meeting.seats

    dana.choose("share")
    screen = ana.page.get_by_test_id("shared-screen")
    expect(screen).to_be_visible(timeout=PATIENCE_MS)
    ana.page.wait_for_function(
        "() => document.querySelector('[data-testid=shared-screen] video')?.videoWidth > 0",
        timeout=PATIENCE_MS,
    )
    expect(ana.page.get_by_test_id("tile")).to_have_count(2)
    dana.page.get_by_test_id("stop-share").click()
    expect(screen).to_have_count(0)

    ben.choose("ask-share")  # clients ask first
    dana.open_panel("people").get_by_test_id("grant-share").click()
    expect(ben.page.get_by_test_id("share-granted")).to_be_visible()


def await_seats_without(seat: Seat, person: str) -> None:
    """Wait until nobody's media come to this browser under this id."""
    seat.page.wait_for_function(
        "(person) => !(window.__vip.state.media.current?.seats.has(person) ?? false)",
        arg=person,
        timeout=PATIENCE_MS,
    )

"""The way in and staying there: the lobby, the door, lost networks, second tabs, a clinician who drops, keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import PATIENCE_MS
from tests.factories import live_session
from tests.journeys.browser import Seat
from tests.journeys.groups import (
    Meeting,
    SeatFor,
    database_now,
    ended_at,
    forbidden_to_clients,
    meet,
    spans_of,
)


@pytest.fixture
def meeting(seat_for: SeatFor) -> Meeting:
    return meet(seat_for)


def test_whoever_waits_is_told_declined_let_in_and_removed(seat_for: SeatFor) -> None:
    live = live_session(clients=2)
    ana, late = seat_for(live.clients[0]), seat_for(live.clients[1], phone=True)
    dana = seat_for(live.facilitator)
    ana.enter(live.session)
    ana.expect_lobby()
    dana.enter(live.session)
    dana.expect_room()

    waiting = dana.open_panel("people").get_by_test_id("waiting-list")
    waiting.get_by_test_id("message").click()
    waiting.get_by_test_id("tell-text").fill("We begin in a minute")
    waiting.get_by_test_id("tell-send").click()
    expect(ana.page.get_by_test_id("lobby-notes")).to_contain_text("We begin in a minute")
    waiting.get_by_test_id("decline").click()
    expect(ana.page.get_by_test_id("closed")).to_have_attribute("data-code", "declined")
    ana.page.get_by_test_id("again").click()  # they may knock again
    ana.expect_lobby()
    dana.admit(ana.user)
    ana.expect_room()

    turn_lock(dana, locked=True)
    late.enter(live.session)
    expect(late.page.get_by_test_id("closed")).to_have_attribute(
        "data-code", "room_locked", timeout=PATIENCE_MS
    )
    turn_lock(dana, locked=False)
    late.page.get_by_test_id("again").click()
    late.expect_lobby()

    dana.act_on(ana.user, "remove")
    dana.page.get_by_role("dialog").get_by_test_id("confirm").click()
    expect(ana.page.get_by_test_id("closed")).to_have_attribute("data-code", "removed")
    assert [forbidden_to_clients(seat) for seat in (ana, late)] == [[], []]


def test_a_room_without_a_clinician_is_held_until_one_is_back(meeting: Meeting, seat_for: SeatFor) -> None:
    ben, ana = meeting.ben, meeting.ana
    ben.await_picture_and_sound_of(ana.user)

    before = database_now()
    meeting.dana.leave()
    for seat in (ana, ben):
        expect(seat.page.get_by_test_id("held")).to_be_visible(timeout=PATIENCE_MS)
    after = database_now()
    meeting.dana.page.get_by_test_id("again").click()
    meeting.dana.expect_room()  # an assigned clinician never waits
    for seat in (ana, ben):
        expect(seat.page.get_by_test_id("held")).to_have_count(0, timeout=PATIENCE_MS)
    ben.await_picture_and_sound_of(ana.user, after=ben.received_from(ana.user))

    first, second = spans_of(meeting.session, meeting.dana.user)
    assert first.end_reason == "left"
    assert before <= ended_at(first) <= after
    assert second.ended_at is None
    assert [span.ended_at for span in spans_of(meeting.session, ana.user)] == [None]


def test_a_cut_socket_costs_a_moment_of_roster_and_no_media(meeting: Meeting) -> None:
    ana, ben = meeting.ana, meeting.ben
    ana.await_picture_and_sound_of(ben.user)
    line = ana.media_connection()

    ana.page.evaluate("() => { window.journey_cut = [...window.journey_sockets]; }")
    ana.cut_sockets()
    ana.page.wait_for_function(
        "() => [...window.journey_sockets].some((s) => s.readyState === 1 && !window.journey_cut.includes(s))",
        timeout=PATIENCE_MS,
    )
    expect(ana.page.get_by_test_id("reconnecting")).to_have_count(0, timeout=PATIENCE_MS)

    expect(ana.page.get_by_test_id("tile")).to_have_count(2)
    assert ana.media_connection() == line
    ana.await_picture_and_sound_of(ben.user, after=ana.received_from(ben.user))
    ben.await_picture_and_sound_of(ana.user, after=ben.received_from(ana.user))
    assert ana.media_connection() == line, "also after all that was set up anew could be in use"
    assert [(span.zone, span.end_reason) for span in spans_of(meeting.session, ana.user)][-1] == ("room", "")


def test_twenty_seconds_offline_and_back(meeting: Meeting) -> None:
    ana, ben = meeting.ana, meeting.ben
    ana.await_picture_and_sound_of(ben.user)

    ana.context.set_offline(True)
    expect(ana.page.get_by_test_id("reconnecting")).to_be_visible()
    ana.page.wait_for_function(
        "([until]) => performance.now() > until",
        arg=[ana.page.evaluate("() => performance.now() + 20_000")],
        timeout=PATIENCE_MS,
    )
    ana.context.set_offline(False)
    expect(ana.page.get_by_test_id("reconnecting")).to_have_count(0, timeout=PATIENCE_MS)
    expect(ana.page.get_by_test_id("tile")).to_have_count(2)
    ana.await_picture_and_sound_of(ben.user, after=ana.received_from(ben.user))
    ben.await_picture_and_sound_of(ana.user, after=ben.received_from(ana.user))


def test_whoever_leaves_while_their_network_is_away_has_left(meeting: Meeting) -> None:
    ana = meeting.ana
    ana.context.set_offline(True)
    expect(ana.page.get_by_test_id("reconnecting")).to_be_visible()
    ana.leave()
    expect(ana.page.get_by_test_id("closed")).to_have_attribute("data-code", "left")
    with ana.page.expect_response("**/leave/", timeout=PATIENCE_MS) as told:
        ana.context.set_offline(False)
    assert told.value.status == 204

    told_at = database_now()

    [span] = spans_of(meeting.session, ana.user)
    assert span.end_reason == "left"
    assert ended_at(span) <= told_at
    expect(meeting.dana.tile_of(ana.user)).to_have_count(0)


def test_the_newest_tab_has_the_media_and_the_older_may_take_it_back(meeting: Meeting) -> None:
    ana, ben = meeting.ana, meeting.ben
    ben.await_picture_and_sound_of(ana.user)

    second = ana.context.new_page()
    second.goto(f"{ana.house.url}/rooms/{meeting.session.pk}/")
    second.get_by_test_id("join").click()
    expect(second.get_by_test_id("room")).to_be_visible(timeout=PATIENCE_MS)
    expect(ana.page.get_by_test_id("media-elsewhere")).to_be_visible(timeout=PATIENCE_MS)
    expect(ben.tile_of(ana.user)).to_have_count(1)  # one person, two tabs
    ana.page.get_by_test_id("use-here").click()
    expect(second.get_by_test_id("media-elsewhere")).to_be_visible(timeout=PATIENCE_MS)
    ben.await_picture_and_sound_of(ana.user, after=ben.received_from(ana.user))
    second.close()


def test_the_whole_session_by_keyboard_alone(seat_for: SeatFor) -> None:
    live = live_session(clients=1)
    ana, dana = seat_for(live.clients[0]), seat_for(live.facilitator)
    for seat in (ana, dana):
        seat.page.goto(f"{seat.house.url}/rooms/{live.session.pk}/")
        press(seat.page, "join")
    ana.expect_lobby()
    dana.expect_room()
    press(dana.page, "admit")
    ana.expect_room()

    press(ana.page, "hand")
    expect(dana.tile_of(ana.user)).to_have_attribute("data-hand", "1")
    press(ana.page, "chat")
    reach(ana.page, "chat-text")
    ana.page.keyboard.type("Hello")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_test_id("chat-lines")).to_contain_text("Hello")
    press(ana.page, "close-panel")
    expect(ana.page.get_by_test_id("chat")).to_be_focused()  # the focus returns to where it came from
    press(ana.page, "more")
    expect(ana.page.get_by_role("dialog")).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_test_id("more")).to_be_focused()

    reach(dana.page, "tab-people")
    dana.page.keyboard.press("ArrowRight")
    expect(dana.page.get_by_test_id("tab-chat")).to_be_focused()  # once the page has drawn it
    dana.page.keyboard.press("ArrowRight")
    press(dana.page, "end")
    press(dana.page, "confirm")
    expect(ana.page.get_by_test_id("closed")).to_have_attribute(
        "data-code", "room_ended", timeout=PATIENCE_MS
    )


def turn_lock(seat: Seat, *, locked: bool) -> None:
    """Turn the switch of the door; it shows what the room says, which comes a moment later."""
    switch = seat.open_panel("tools").get_by_test_id("lock")
    switch.dispatch_event("click")
    expect(switch).to_be_checked(checked=locked)


def focused(page: Page) -> str | None:
    found: str | None = page.evaluate("() => document.activeElement?.dataset.testid ?? null")
    return found


def reach(page: Page, test_id: str) -> None:
    """Go to an element by the tab key alone."""
    page.get_by_test_id(test_id).first.wait_for(timeout=PATIENCE_MS)
    for _ in range(60):
        if focused(page) == test_id:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not reach {test_id}")


def press(page: Page, test_id: str) -> None:
    reach(page, test_id)
    page.keyboard.press("Enter")

"""One's own camera and microphone in a real browser: chosen, held open by a key, silenced, softened."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from rooms.participant.pictures import BLOCK
from tests.chromium import PATIENCE_MS
from tests.factories import live_session
from tests.journeys.browser import Seat
from tests.journeys.groups import SeatFor

# A busy machine may answer slowly; what matters is that the page and its socket get through.
NOT_BLOCKED = re.compile("good|slow")
# A corner of the square on the wall lies in the oval's edge, where the picture turns from sharp to soft.
SOFT = 0.65


@pytest.fixture
def dana(seat_for: SeatFor) -> Seat:
    """A clinician who has just come in, alone."""
    live = live_session(clients=1)
    seat = seat_for(live.facilitator)
    seat.page.goto(f"{seat.house.url}/rooms/{live.session.pk}/")
    expect(seat.page.get_by_test_id("network-test")).to_have_attribute(
        "data-verdict", NOT_BLOCKED, timeout=PATIENCE_MS
    )
    seat.page.get_by_test_id("speaker-test").get_by_role("button").click()
    expect(seat.page.get_by_test_id("speaker-test")).to_have_attribute(
        "data-state", "played", timeout=PATIENCE_MS
    )
    seat.join()
    seat.expect_room()
    return seat


def test_what_is_behind_a_person_is_softened_before_it_leaves_the_browser(dana: Seat) -> None:
    sharp = detail_behind(dana.own_picture())
    settings(dana, lambda: dana.page.get_by_test_id("blur").dispatch_event("click"))
    expect_eventually(dana, lambda: detail_behind(dana.own_picture()) < sharp * SOFT)

    settings(dana, lambda: dana.page.get_by_test_id("blur").dispatch_event("click"))
    expect_eventually(dana, lambda: detail_behind(dana.own_picture()) > sharp * 0.8)


def test_the_space_bar_opens_the_microphone_while_it_is_held(dana: Seat) -> None:
    microphone = dana.page.get_by_test_id("microphone")
    settings(dana, lambda: dana.page.get_by_test_id("push-to-talk").dispatch_event("click"))
    expect(microphone).to_have_attribute("data-state", "off")
    dana.page.keyboard.down("Space")
    expect(microphone).to_have_attribute("data-state", "on")
    dana.page.keyboard.up("Space")
    expect(microphone).to_have_attribute("data-state", "off")
    dana.open_panel("chat").get_by_test_id("chat-text").press_sequentially("a b")  # a space is a space here
    expect(microphone).to_have_attribute("data-state", "off")
    expect(dana.page.get_by_test_id("chat-text")).to_have_value("a b")


def test_one_tap_goes_on_without_pictures_and_one_brings_them_back(dana: Seat) -> None:
    camera = dana.page.get_by_test_id("camera")
    dana.choose("audio-only")
    expect(camera).to_have_attribute("data-state", "off")
    dana.page.get_by_test_id("with-pictures").click()
    expect(camera).to_have_attribute("data-state", "on", timeout=PATIENCE_MS)


def settings(seat: Seat, does: Callable[[], None]) -> None:
    """Open the devices' sheet, do something there, and close it."""
    seat.choose("devices")
    does()
    seat.page.keyboard.press("Escape")
    expect(seat.page.get_by_role("dialog")).to_have_count(0)


def detail_behind(picture: Image.Image) -> int:
    """How sharp the edge of the square on the wall is: the greatest step between pixels next to each other."""
    left, top, right, bottom = BLOCK
    box = (
        int((left - 0.06) * picture.width),
        int((top - 0.06) * picture.height),
        int((right + 0.06) * picture.width),
        int((bottom + 0.06) * picture.height),
    )
    wall = picture.convert("L").crop(box)
    steps = ImageChops.difference(wall, ImageChops.offset(wall, 3, 0)).crop((3, 0, wall.width, wall.height))
    greatest = steps.getextrema()[1]
    assert isinstance(greatest, int | float)
    return int(greatest)


def expect_eventually(seat: Seat, holds: Callable[[], bool]) -> None:
    """Look at each frame that is painted, until what should hold does."""
    for _ in range(600):
        if holds():
            return
        seat.page.evaluate("() => new Promise(requestAnimationFrame)")
    raise AssertionError("it never came to hold")

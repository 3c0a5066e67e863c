"""``kill -9`` on a part of a running house: it comes back, and people's pages recover by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.chromium import PATIENCE_MS
from tests.factories import client, live_session
from tests.journeys.browser import Seat
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_reminder import scheduled_in
from vip.supervisor import House

SeatFor = Callable[..., Seat]


@pytest.fixture
def pair(seat_for: SeatFor) -> tuple[Seat, Seat]:
    """A facilitator and a client in their room, who see and hear each other."""
    live = live_session(clients=1)
    dana, ana = seat_for(live.facilitator), seat_for(live.clients[0])
    dana.enter(live.session)
    dana.expect_room()
    ana.enter(live.session)
    dana.admit(ana.user)
    ana.expect_room()
    for one, other in ((dana, ana), (ana, dana)):
        one.await_picture_and_sound_of(other.user)
    return dana, ana


def test_a_killed_media_server_comes_back_and_people_see_each_other_again(
    pair: tuple[Seat, Seat], house: House
) -> None:
    before = [seat.media_connection() for seat in pair]

    house.await_restart("sfu", after=house.kill("sfu"))

    for seat, connection in zip(pair, before, strict=True):
        seat.await_other_media_connection(connection)
    expect_pictures_and_sound(*pair)


def test_a_killed_web_server_comes_back_and_the_room_obeys_again(
    pair: tuple[Seat, Seat], house: House
) -> None:
    dana, ana = pair
    before = [seat.media_connection() for seat in pair]

    killed = house.kill("web")
    for seat in pair:
        expect(seat.page.get_by_test_id("reconnecting")).to_be_visible()
    expect_pictures_and_sound(dana, ana)  # media needs no web server
    house.await_restart("web", after=killed)
    for seat in pair:
        expect(seat.page.get_by_test_id("reconnecting")).to_be_hidden(timeout=PATIENCE_MS)

    dana.mute(ana.user)
    expect(ana.page.get_by_test_id("microphone")).to_have_attribute("data-state", "off", timeout=PATIENCE_MS)
    assert [seat.media_connection() for seat in pair] == before  # nor does its return disturb media


def test_a_reminder_still_goes_out_once_when_the_worker_was_killed(house: House, mailbox: Mailbox) -> None:
    ana = client()

    killed = house.kill("worker")
    scheduled_in(timedelta(minutes=9), ana)
    house.await_restart("worker", after=killed)

    assert mailbox.await_mail_to(ana.email).to == ana.email
    house.await_restart("beat", after=house.kill("beat"))
    later = client()
    scheduled_in(timedelta(minutes=9), later)
    mailbox.await_mail_to(later.email)
    assert len(mailbox.all_to(ana.email)) == 1


def expect_pictures_and_sound(one: Seat, other: Seat) -> None:
    """Both see and hear the other anew."""
    for seat, seen in ((one, other.user), (other, one.user)):
        seat.await_picture_and_sound_of(seen, after=seat.received_from(seen))

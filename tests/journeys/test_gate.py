"""The way in, at a phone: the whole gate to the group, help before anything else, and nobody let in unlicensed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from sessions.models import Arrival, LocationRelease, Role, SafetyAlert, Session, User
from sessions.services.agreements import put_first_in_force
from tests import factories
from tests.chromium import PATIENCE_MS
from tests.journeys.browser import Seat
from tests.journeys.gate import feel_safe, go_on, pass_first_time, see, tell_whereabouts
from vip.supervisor import House

SeatFor = Callable[..., Seat]


@pytest.fixture
def newcomer(house: House) -> factories.LiveSession:
    """A live session whose only client has never passed a gate; the facilitator is licensed in Arizona."""
    put_first_in_force(now=datetime(2026, 1, 1, tzinfo=UTC))
    live = factories.live_session(clients=0)
    ana = factories.client(phone="602 555 0100")
    factories.expect(live.session, ana, arrived=False)
    return factories.LiveSession(session=live.session, facilitator=live.facilitator, clients=[ana])


def test_a_client_goes_through_the_whole_gate_to_the_group(
    newcomer: factories.LiveSession, seat_for: SeatFor
) -> None:
    [ana], dana = newcomer.clients, seat_for(newcomer.facilitator)
    seat = seat_for(ana, phone=True)
    page = to_the_gate(seat, newcomer.session)

    page.get_by_label("Name the group sees").fill("Annie")
    go_on(page, "Continue", "Where are you today?")
    tell_whereabouts(page, state="AZ")
    go_on(page, "Continue", "What we agree on")
    go_on(page, "I have read both and agree", "How are you?")
    go_on(page, "Back", "Still here today?", role="link")
    go_on(page, "Yes, all of this is right", "How are you?")
    feel_safe(page)
    seat.join()
    seat.expect_lobby()

    dana.enter(newcomer.session)
    dana.expect_room()
    ana.refresh_from_db()
    assert ana.display_name == "Annie"
    dana.admit(ana)
    seat.expect_room()
    page.goto(f"{seat.house.url}/rooms/{newcomer.session.pk}/")  # once is enough for a session
    assert urlsplit(page.url).path == f"/rooms/{newcomer.session.pk}/"


def test_whoever_does_not_feel_safe_is_helped_and_staff_see_it_before_anybody_is_admitted(
    newcomer: factories.LiveSession, seat_for: SeatFor
) -> None:
    [ana], dana = newcomer.clients, seat_for(newcomer.facilitator)
    dana.page.goto(f"{dana.house.url}/today/")
    seat = seat_for(ana, phone=True)
    page = to_the_gate(seat, newcomer.session)
    page.goto(f"{page.url.removesuffix('you/')}check-in/")

    page.get_by_role("button", name="No, I don't feel safe").click()

    expect(page.get_by_role("heading", name="You are not alone with this")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("main").get_by_role("link", name="Call 988")).to_be_visible(timeout=PATIENCE_MS)
    banner = dana.page.get_by_role("region", name="Alerts")
    expect(banner).to_contain_text(f"{ana.legal_name} does not feel safe", timeout=PATIENCE_MS)
    assert Arrival.objects.get(person=ana).passed_at is None  # so nobody could have let them in yet

    banner.get_by_role("button", name="I take care of it").click()
    expect(page.get_by_text(f"{newcomer.facilitator.display_name} has seen it")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(banner).not_to_contain_text(ana.legal_name, timeout=PATIENCE_MS)


def test_where_nobody_is_licensed_one_is_held_until_a_supervisor_says_why(
    newcomer: factories.LiveSession, seat_for: SeatFor
) -> None:
    [ana], dana, sam = newcomer.clients, seat_for(newcomer.facilitator), seat_for(supervisor())
    seat = seat_for(ana, phone=True)
    page = to_the_gate(seat, newcomer.session)
    pass_first_time(page, state="NV")
    seat.join()
    seat.expect_lobby()

    dana.enter(newcomer.session)
    dana.expect_room()
    dana.open_panel("people")
    expect(dana.page.get_by_test_id("waiting-list")).to_contain_text(ana.display_name, timeout=PATIENCE_MS)
    seat.expect_lobby()
    assert SafetyAlert.objects.get(person=ana).kind == "wrong_state"

    sam.page.goto(f"{sam.house.url}/alerts/")
    card = sam.page.get_by_role("article").filter(has_text=ana.legal_name)
    card.get_by_label("Let them in anyway, because").fill("Compact privilege to practise in Nevada")
    card.get_by_role("button", name="Let them in, and record why").click()
    expect(sam.page.get_by_text("They may be let in now.")).to_be_visible(timeout=PATIENCE_MS)
    dana.admit(ana)
    seat.expect_room()
    assert LocationRelease.objects.get(arrival__person=ana).state == "NV"


def supervisor() -> User:
    return factories.person(Role.SUPERVISOR)


def to_the_gate(seat: Seat, session: Session) -> Page:
    """Open the room's address, which leads to the gate."""
    seat.page.goto(f"{seat.house.url}/rooms/{session.pk}/")
    see(seat.page, "How the group sees you")
    return seat.page

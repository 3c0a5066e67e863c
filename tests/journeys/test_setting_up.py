"""A coordinator at a desk: an evening track from nothing, and a week that changes. In a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Playwright, expect

from sessions.domain.holidays import federal_holidays
from sessions.management.defaults.load import load
from sessions.models import Group, Role, Session, SessionStatus, Track, User
from sessions.services.series import schedule_series
from tests import factories
from tests.chromium import PATIENCE_MS, chromium
from tests.journeys.browser import DESKTOP, PHONE
from tests.sign_in import session_cookie
from vip.supervisor import House

NEW_YORK = ZoneInfo("America/New_York")
LASTING = timedelta(weeks=4)
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def page_of(playwright_driver: Playwright, house: House) -> Iterator[Callable[..., Page]]:
    """A signed-in person's page."""
    with ExitStack() as stack:
        browser = playwright_driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        stack.callback(browser.close)

        def give(user: User, *, phone: bool = False) -> Page:
            context = browser.new_context(
                viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
                base_url=house.url,
            )
            context.set_default_timeout(PATIENCE_MS)
            context.add_cookies([{"name": "sessionid", "value": session_cookie(user), "url": house.url}])
            return context.new_page()

        yield give


def test_an_evening_track_is_set_up_from_nothing_warned_of_cured_and_published(
    page_of: Callable[..., Page],
) -> None:
    load(now=datetime.now(UTC))
    leader = factories.facilitator(legal_name="Facilitator Of Evenings")
    page = page_of(factories.person(Role.COORDINATOR))
    name = f"Evening IOP {factories.program().name}"

    page.goto("/programs/")
    page.get_by_role("link", name="Intensive outpatient, adults").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Medicaid").check()
    page.get_by_role("button", name="Create program").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    page.get_by_role("button", name="Add a track").click()
    for day in ("Mon", "Wed", "Fri"):
        page.get_by_label(day, exact=True).check()
    page.get_by_label("From").fill("18:00")
    page.get_by_label("Until").fill("21:00")
    page.get_by_role("button", name="Create track").click()

    page.get_by_role("link", name="Add a group").click()
    page.get_by_label("Name", exact=True).fill("Birch")
    page.get_by_role("group", name="Led by").get_by_label(leader.legal_name).check()
    page.get_by_role("button", name="Create group").click()
    page.get_by_role("link", name="Plan sessions").click()
    page.get_by_label("Kind").select_option("process-group")
    page.get_by_label("Title").fill("Process group")
    page.get_by_label("Length in minutes").fill("190")
    page.get_by_role("button", name="Plan sessions").click()
    expect(page.get_by_text("The sessions come when the track is published")).to_be_visible()

    page.get_by_role("link", name="Evening", exact=False).first.click()
    page.get_by_role("button", name="Publish").click()
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("30 min too few")
    expect(warning).to_contain_text("per diem of Medicaid needs 3 h: 10 min too few")
    page.get_by_role("link", name="Change days and hours").click()
    page.get_by_label("Until").fill("21:10")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Its hours are enough")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Clients can be placed in its groups now.")).to_be_visible()

    track = Track.objects.get(program__name=name)
    assert track.published_at is not None
    assert Session.objects.filter(group__track=track, status=SessionStatus.SCHEDULED).count() >= 24


@pytest.fixture
def evenings() -> Group:
    """A group that meets on Mondays and Wednesdays at 18:00 in New York, in weeks without a holiday."""
    group = factories.group_with(clients=2)
    schedule_series(
        group=group,
        kind=factories.kind(),
        title="Evening group",
        weekdays=[1, 3],
        starts_local=time(18),
        minutes=180,
        from_date=first_monday(),
        until_date=first_monday() + LASTING,
        now=datetime.now(UTC),
    )
    return group


def first_monday() -> date:
    """The first one from next week on after which nobody is off for a while; other journeys load the holidays."""
    today = datetime.now(NEW_YORK).date()
    monday = today + timedelta(days=7 - today.weekday())
    off = {day.date for year in (today.year, today.year + 1) for day in federal_holidays(year)}
    while any(monday <= day <= monday + LASTING for day in off):
        monday += timedelta(weeks=1)
    return monday


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_one_occurrence_moves_and_then_all_that_follow(
    page_of: Callable[..., Page], evenings: Group, phone: bool
) -> None:
    page = page_of(factories.person(Role.COORDINATOR), phone=phone)
    week = f"/calendar/?week={first_monday()}&group={evenings.pk}"
    page.goto(week)
    page.get_by_role("link", name="Evening group").first.press("Enter")  # by keyboard
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="Evening group")).to_be_focused()
    sheet.locator("summary", has_text="Move").click()
    sheet.get_by_label("Date", exact=True).fill(f"{first_monday() + timedelta(days=1)}")
    sheet.get_by_label("From").fill("17:00")
    sheet.locator(".move-form button").click()
    expect(page.get_by_text("The session has moved.")).to_be_visible()

    page.goto(week)
    page.get_by_role("link", name="Evening group").nth(1).click()
    sheet.locator("summary", has_text="Move").click()
    sheet.locator(".move-form").get_by_label("This one and all that follow").check()
    expect(sheet.get_by_label("Date", exact=True)).to_be_hidden()
    sheet.get_by_label("Wed", exact=True).uncheck()
    sheet.get_by_label("Mon", exact=True).uncheck()
    sheet.locator(".move-form button").click()
    expect(sheet.get_by_text("Choose at least one day.")).to_be_visible()
    for day in ("Tue", "Thu"):
        sheet.get_by_label(day, exact=True).check()
    sheet.locator(".move-form button").click()
    expect(page.get_by_text("This session and all that follow have moved.")).to_be_visible()

    planned = Session.objects.filter(group=evenings, status=SessionStatus.SCHEDULED).order_by("starts_at")
    local = [session.starts_at.astimezone(NEW_YORK) for session in planned]
    assert [(start.isoweekday(), start.hour) for start in local[:6]] == [
        (2, 17),
        (4, 18),
        (2, 18),
        (4, 18),
        (2, 18),
        (4, 18),
    ]
    assert all(session.roster.count() == 3 for session in planned)

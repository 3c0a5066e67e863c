"""Every page, on a phone by day and at a desk by night: axe finds no fault, nothing overflows, no policy is broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, Playwright

from tests.chromium import chromium
from tests.journeys.axe import SETTINGS, axe_faults, know_axe
from tests.journeys.pages import PAGES, Clinic, SitePage, clinic
from tests.sign_in import session_cookie
from vip.supervisor import House

# Colours fade from one scheme into the other; what goes round for ever has no end to go to.
SETTLE = """() => document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .forEach((each) => each.finish())"""


@pytest.fixture(scope="module")
def page(playwright_driver: Playwright) -> Iterator[Page]:
    """One window for all: opening it takes longer than looking at a page in it."""
    browser = playwright_driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    window = browser.new_page()
    know_axe(window)
    yield window
    browser.close()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of during a test."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # The pages that refuse answer 403 or 404, and the browser notes that.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            said.append(message.text)

    def break_down(error: Error) -> None:
        said.append(str(error))

    page.on("console", listen)
    page.on("pageerror", break_down)
    yield said
    page.remove_listener("console", listen)
    page.remove_listener("pageerror", break_down)


@pytest.fixture(scope="module")
def the_clinic(house: House) -> Clinic:
    return clinic()


@pytest.mark.parametrize("site_page", PAGES, ids=str)
def test_the_page_is_accessible(
    site_page: SitePage, house: House, the_clinic: Clinic, page: Page, complaints: list[str]
) -> None:
    page.context.clear_cookies()
    if site_page.who is not None:
        cookie = session_cookie(site_page.who(the_clinic))
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    address = house.url + site_page.path(the_clinic)
    faults: list[Any] = []
    for number, setting in enumerate(SETTINGS):
        page.set_viewport_size({"width": setting.width, "height": setting.height})
        page.emulate_media(color_scheme=setting.scheme)
        if number == 0:
            page.goto(address)
        page.evaluate(SETTLE)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [(setting.name, fault) for fault in axe_faults(page)]
        faults += [(setting.name, f"{overflow} px too wide")] if overflow > 0 else []
    assert (complaints, faults) == ([], [])


def test_the_check_itself_finds_a_planted_fault(page: Page) -> None:
    page.goto("about:blank")
    page.set_content("<html><body><main><h1>Hello</h1><img src='data:,'><input></main></body></html>")
    assert {"image-alt", "label"} <= {rule for _, rule, _ in axe_faults(page)}

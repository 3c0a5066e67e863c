"""Every page, on a phone by day and at a desk by night: axe finds no fault, nothing overflows, no policy is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright

from tests.chromium import chromium
from tests.journeys.pages import PAGES, Clinic, SitePage, clinic
from tests.sign_in import session_cookie
from vip.supervisor import House

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Setting:
    """How somebody looks at the site."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return self.name


# Colours fade from one scheme into the other; what goes round for ever has no end to go to.
SETTLE = """() => document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .forEach((each) => each.finish())"""
# Contrast depends on the scheme and overflow on the width, so two of the four combinations see both.
SETTINGS = (
    Setting("small phone by day", 360, 740, "light"),
    Setting("desk by night", 1280, 800, "dark"),
)


@pytest.fixture(scope="module")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    launched = playwright_driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def the_clinic(house: House) -> Clinic:
    return clinic()


def test_every_page_is_accessible(house: House, the_clinic: Clinic, browser: Browser) -> None:
    found = {
        site_page.name: faults
        for site_page in PAGES
        if (faults := faults_of(site_page, house, the_clinic, browser))
    }
    assert found == {}


def test_the_check_itself_finds_a_planted_fault(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html><body><main><h1>Hello</h1><img src='data:,'><input></main></body></html>")
    assert {"image-alt", "label"} <= {rule for _, rule, _ in axe_faults(page)}
    page.close()


def faults_of(site_page: SitePage, house: House, the_clinic: Clinic, browser: Browser) -> list[Any]:
    """What is wrong with one page, if anything: opened once, and looked at in each setting."""
    context = browser.new_context()
    if site_page.who is not None:
        cookie = session_cookie(site_page.who(the_clinic))
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # The pages that refuse answer 403 or 404, and the browser notes that.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    faults: list[Any] = []
    for number, setting in enumerate(SETTINGS):
        page.set_viewport_size({"width": setting.width, "height": setting.height})
        page.emulate_media(color_scheme=setting.scheme)
        if number == 0:
            page.goto(house.url + site_page.path(the_clinic))
        page.evaluate(SETTLE)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = axe_faults(page) if number == 0 else axe_violations(page)
        faults += [(setting.name, fault) for fault in found]
        faults += [(setting.name, f"{overflow} px too wide")] if overflow > 0 else []
    context.close()
    return [*complaints, *faults]


def axe_faults(page: Page) -> list[tuple[str, str, list[Any]]]:
    """Axe's violations as (impact, rule, places)."""
    page.evaluate(AXE.read_text())  # by the debugger, which the page's policy does not bind
    return axe_violations(page)


def axe_violations(page: Page) -> list[tuple[str, str, list[Any]]]:
    """The same, in a page that knows axe already."""
    # Without saying which results are wanted, most of the time goes into describing what is in order.
    run = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
    result = page.evaluate(run, RULES)
    return [
        (each["impact"], each["id"], [node["target"] for node in each["nodes"]])
        for each in result["violations"]
    ]

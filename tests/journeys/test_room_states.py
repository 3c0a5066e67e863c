"""Every state of the room, played without a server: axe finds no fault, nothing overflows, no control is too small."""

from __future__ import annotations

import mimetypes
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Route

from tests.chromium import chromium
from tests.journeys.axe import SETTINGS, Setting, axe_faults, know_axe

FRONTEND = Path(__file__).parents[2] / "frontend"
ADDRESS = "http://localhost/index.html"
# WCAG 2.2, 2.5.8. Links within sentences are excepted there, and are not asked for here.
SMALLEST_TARGET_PX = 24
_SMALL_TARGETS = """
(least) => [...document.querySelectorAll("button, select, input[type=text], textarea, a.button")]
  .filter((element) => element.checkVisibility() && element.getClientRects().length > 0)
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < least || height < least)
  .map(([element]) => element.outerHTML.slice(0, 80))
"""
# A face may lie behind another's corner picture (the self-view of a talk of two), and behind nothing else.
_COVERED_FACES = """
() => [...document.querySelectorAll("[data-testid=tile]")].flatMap((tile) => {
  const box = tile.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * 0.4);
  return top === null || tile.contains(top) ? [] : [top.outerHTML.slice(0, 80)];
})
"""
# A button that something transparent lies on looks fine, and cannot be pressed.
_COVERED_BUTTONS = """
() => [...document.querySelectorAll(".stage button, .strip button, .controls button, .bar button")]
  .filter((button) => {
    const box = button.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top !== null && !button.contains(top);
  })
  .map((button) => button.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story page, built."""
    out = tmp_path_factory.mktemp("stories")
    node = shutil.which("node")
    assert node is not None, "No node on this machine. Run bin/test, which gets one."
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    subprocess.run(
        [
            node,
            str(vite),
            "build",
            "--config",
            "dev/vite.config.ts",
            "--outDir",
            str(out),
            "--logLevel",
            "error",
        ],
        cwd=FRONTEND,
        check=True,
        timeout=120,
    )
    return out


@pytest.fixture(scope="module")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    launched = playwright_driver.chromium.launch(executable_path=chromium(), args=flags)
    yield launched
    launched.close()


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_every_state_of_the_room_is_accessible(stories: Path, browser: Browser, setting: Setting) -> None:
    page = opened(browser, stories, setting)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend(worth_telling(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(ADDRESS)
    names: list[str] = page.evaluate("stories")
    found: dict[str, list[Any]] = {}
    for name in names:
        complaints.clear()
        page.evaluate("(name) => { tell(name); return new Promise(requestAnimationFrame); }", name)
        # A dialog, and on a phone a panel, are meant to be in front.
        bare = page.locator("dialog, .panel" if setting.width < 1024 else "dialog").count() == 0
        if faults := [*faults_of(page, bare=bare), *complaints]:
            found[name] = faults
    page.context.close()
    assert len(names) > 50
    assert found == {}


def test_every_state_speaks_spanish(stories: Path, browser: Browser) -> None:
    page = opened(browser, stories, SETTINGS[0])
    for story, word in (
        ("group", "Salir"),
        ("held", "Guardamos la sala"),
        ("tools", "Descanso"),
        ("check", "Entrar"),
    ):
        page.goto(f"{ADDRESS}?story={story}&language=es")
        assert word in page.locator(".room-app").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.context.close()


def opened(browser: Browser, stories: Path, setting: Setting) -> Page:
    """A page that is served from ``stories``."""
    context = browser.new_context(
        viewport={"width": setting.width, "height": setting.height},
        color_scheme=setting.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    know_axe(page)

    def serve(route: Route) -> None:
        path = stories / route.request.url.split("//", 1)[1].split("/", 1)[1].split("?")[0]
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", serve)
    return page


def worth_telling(message: ConsoleMessage) -> list[str]:
    # The network check finds no server behind a story.
    absent = ("Failed to load resource", "WebSocket connection")
    return [message.text] if message.type == "error" and not message.text.startswith(absent) else []


def faults_of(page: Page, *, bare: bool) -> list[Any]:
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [
        *axe_faults(page),
        *([f"{overflow} px too wide"] if overflow > 0 else []),
        *(f"too small: {html}" for html in page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET_PX)),
        *(f"on a face: {html}" for html in (page.evaluate(_COVERED_FACES) if bare else ())),
        *(f"cannot be pressed: {html}" for html in (page.evaluate(_COVERED_BUTTONS) if bare else ())),
    ]

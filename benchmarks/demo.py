"""What a newcomer waits for, and what a group costs: ``bin/measure demo``.

Times are from the moment a command or a click is given. The fresh clone is of the committed state and installs
everything anew, though the package managers' caches on this machine may be warm.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.report import Figure
from tests.chromium import FLAGS
from tests.chromium import chromium as executable
from tests.journeys import gate
from vip.devservices import free_port
from vip.supervisor import CHECKOUT, House

JOINS = 20
FACILITATOR, CLIENT = "dana@demo.test", "ana@demo.test"
# With the facilitator's and the client's own browsers that makes a room of nine.
PEOPLE = 7
SFU_WATCHED_FOR = timedelta(seconds=20)
A_PICTURE = """() => [...document.querySelectorAll('[data-testid=tile] video')]
    .some(video => video.videoWidth > 0 && video.currentTime > 0)"""


def measure() -> list[Figure]:
    with TemporaryDirectory(prefix="vip-measure-") as directory:
        figures = [*starts(Path(directory) / "clone"), script_size()]
        return [*figures, *live_room(Path(directory) / "house")]


# --- starting -------------------------------------------------------------------------------------------------------


def starts(clone: Path) -> list[Figure]:
    """From a fresh clone, and once more."""
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
    first = time.monotonic() - began + seconds_until_running(clone)
    second = seconds_until_running(clone)
    return [
        Figure(what="fresh clone to a live room", value=round(first, 1), unit="s", bound=180),
        Figure(what="second start", value=round(second, 1), unit="s", bound=30),
    ]


def seconds_until_running(clone: Path) -> float:
    """Run bin/demo until it prints its address, then stop it as Ctrl-C does. Raises RuntimeError when it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VIP_")}
    began = time.monotonic()
    demo = subprocess.Popen(
        [str(clone / "bin" / "demo")],
        env={**environment, "PORT": str(free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with demo:
        assert demo.stdout is not None
        said = []
        for line in demo.stdout:
            said.append(line)
            if line.startswith("VIP is running"):
                seconds = time.monotonic() - began
                demo.send_signal(signal.SIGINT)
                demo.communicate()
                return seconds
    raise RuntimeError("bin/demo failed:\n" + "".join(said))


def script_size() -> Figure:
    """What a phone loads to enter a room."""
    told = subprocess.run(
        ["node", "scripts/size.mjs"], cwd=CHECKOUT / "frontend", capture_output=True, text=True, check=False
    )
    size = re.search(r"room script: (\d+) bytes gzipped", told.stdout)
    if size is None:
        raise RuntimeError(f"The front end's size is not known: {told.stdout}{told.stderr}")
    return Figure(what="room's script, gzipped", value=round(int(size[1]) / 1000, 1), unit="kB", bound=60)


# --- a live room ----------------------------------------------------------------------------------------------------


def live_room(directory: Path) -> list[Figure]:
    # Everybody receives everybody, as browsers would.
    with House(directory, people=PEOPLE, receive="count", tell=progress) as house, chromium() as browser:
        house.wait_ready()
        led = open_the_group(browser, house)
        joins = sorted(join_again_and_again(browser, house))
        load = media_server_load(browser, house)
        led.close()
    p95 = statistics.quantiles(joins, n=20, method="inclusive")[-1]
    return [
        Figure(
            what=f"Join to the first remote picture, p50 of {JOINS}",
            value=_s(statistics.median(joins)),
            unit="s",
            bound=2,
        ),
        Figure(what=f"Join to the first remote picture, p95 of {JOINS}", value=_s(p95), unit="s", bound=3),
        *load,
    ]


def _s(seconds: float) -> float:
    return round(seconds, 2)


def progress(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        yield browser
        browser.close()


def signed_in(browser: Browser, house: House, email: str) -> Page:
    """A window of its own after one click on the demo's sign-in page; it shows the account's start page."""
    page = browser.new_context(permissions=["camera", "microphone"]).new_page()
    page.goto(f"{house.url}/demo/sign-in/")
    form = page.locator("form", has=page.locator(f"[value='{email}']")).first
    form.evaluate("form => form.requestSubmit()")
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
    return page


def open_the_group(browser: Browser, house: House) -> BrowserContext:
    """The facilitator comes in, admits everybody who waits, and stays: without one, nobody is seen or heard."""
    page = signed_in(browser, house, FACILITATOR)
    client = signed_in(browser, house, CLIENT)
    to_the_room(client)
    gate.pass_again(client)
    knock(client)
    client.get_by_test_id("lobby").wait_for()
    page.goto(client.url)
    knock(page)
    page.get_by_test_id("room").wait_for()
    page.get_by_test_id("admit-all").click()
    client.wait_for_function(A_PICTURE)
    page.wait_for_function(f"document.querySelectorAll('[data-testid=tile]').length >= {PEOPLE + 1}")
    client.context.close()
    return page.context


def to_the_room(page: Page) -> None:
    """Press Join on the start page."""
    page.locator("a[href^='/rooms/']").first.click()


def knock(page: Page) -> None:
    """Press Join below one's own picture, as soon as it can be pressed."""
    page.get_by_test_id("join").click()


def join_again_and_again(browser: Browser, house: House) -> Iterator[float]:
    """Seconds from Join on the start page, through the check of the devices, to a moving picture of somebody else."""
    for _ in range(JOINS):
        page = signed_in(browser, house, CLIENT)
        began = time.monotonic()
        to_the_room(page)
        knock(page)
        page.wait_for_function(A_PICTURE)
        yield time.monotonic() - began
        page.context.close()


def media_server_load(browser: Browser, house: House) -> list[Figure]:
    """The media server while the client sits in the room with the others, averaged."""
    page = signed_in(browser, house, CLIENT)
    to_the_room(page)
    knock(page)
    page.wait_for_function(A_PICTURE)
    sfu = psutil.Process(house.pid("sfu"))
    sent, began = packets_sent(house), time.monotonic()
    sfu.cpu_percent()
    page.wait_for_timeout(SFU_WATCHED_FOR / timedelta(milliseconds=1))
    load: float = sfu.cpu_percent()
    rate = (packets_sent(house) - sent) / (time.monotonic() - began)
    page.context.close()
    return [
        Figure(what="SFU's CPU for a room of 9", value=round(load, 1), unit="% of a core", bound=50),
        Figure(what="packets it sends in that room", value=round(rate), unit="a second"),
    ]


def packets_sent(house: House) -> float:
    """The media server's own count since it started."""
    url = f"http://127.0.0.1:{house.port_of('sfu', 'health_port')}/metrics"
    with urllib.request.urlopen(url) as metrics:
        count = re.search(rb"^vip_sfu_packets_out_total (\S+)$", metrics.read(), re.MULTILINE)
    if count is None:
        raise RuntimeError(f"{url} does not count the packets that were sent.")
    return float(count[1])

"""A real Firefox, driven by WebDriver BiDi over its own port (w3c.github.io/webdriver-bidi): Debian's package has it,
while Playwright's patched build is not to be had everywhere.

Its camera is Firefox's own moving test picture, since it has no fake device of a given size.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from .lines import Line

NAMES = ("firefox-esr", "firefox")
# Starting it for the first time on a busy machine takes long.
PATIENCE_S = 90.0
LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
LARGEST_ANSWER = 16 << 20

PREFERENCES: dict[str, bool | int | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.autoplay.block-webaudio": False,
    # The node is on this machine's loopback here.
    "media.peerconnection.ice.loopback": True,
    # Nothing is fetched that no test asks for.
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "extensions.update.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}


class FirefoxFailed(RuntimeError):
    """Firefox refused a command; the text is its own."""


def firefox() -> str:
    """The one that `bin/test` found, else the machine's."""
    found = os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise FileNotFoundError("No Firefox on this machine. Run bin/test, which gets one, or set FIREFOX.")
    return found


class BiDi:
    """One session with one Firefox."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._turn = asyncio.Lock()  # one asks at a time: whoever reads gets the answer

    async def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Raises FirefoxFailed."""
        number = next(self._ids)
        async with self._turn:
            await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
            while True:
                said = json.loads(await self._socket.recv())
                if said.get("id") == number:  # what else it says are events nobody subscribed to
                    break
        if said["type"] != "success":
            raise FirefoxFailed(f"{method}: {said.get('error')}: {said.get('message')}")
        result: dict[str, Any] = said["result"]
        return result


class Tab:
    """A page in Firefox."""

    def __init__(self, session: BiDi, context: str) -> None:
        self._session = session
        self._context = context

    async def evaluate(self, expression: str) -> Any:
        """What the expression, or the promise that it is, comes to. Raises FirefoxFailed."""
        done = await self._session.do(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        if done["type"] != "success":
            raise FirefoxFailed(done["exceptionDetails"]["text"])
        return json.loads(done["result"]["value"])


@asynccontextmanager
async def firefox_line(address: str, person: str, profile: Path) -> AsyncIterator[Line]:
    """A Firefox of its own for this person, at the page."""
    _set_up(profile)
    process = await asyncio.create_subprocess_exec(
        firefox(), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0",
        env={**os.environ, "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    reading: asyncio.Task[None] | None = None
    try:
        url = await asyncio.wait_for(_address_of(process), PATIENCE_S)
        reading = asyncio.create_task(_read_on(process))
        async with connect(f"{url}/session", max_size=LARGEST_ANSWER, proxy=None) as socket:
            session = BiDi(socket)
            async with asyncio.timeout(PATIENCE_S):
                await session.do("session.new", capabilities={})
                tree = await session.do("browsingContext.getTree")
                context = tree["contexts"][0]["context"]
                await session.do("browsingContext.navigate", context=context, url=address, wait="complete")
            yield Line(person, Tab(session, context).evaluate)
    finally:
        process.terminate()
        await process.wait()
        if reading is not None:
            await reading


def _set_up(profile: Path) -> None:
    profile.mkdir()
    chosen = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(chosen))


async def _address_of(process: asyncio.subprocess.Process) -> str:
    """Where it listens, as it says itself. Raises FirefoxFailed when it ends before."""
    assert process.stderr is not None
    said = []
    async for line in process.stderr:
        said.append(line)
        if found := LISTENING.search(line):
            return found[1].decode()
    raise FirefoxFailed(b"".join(said).decode(errors="replace"))


async def _read_on(process: asyncio.subprocess.Process) -> None:
    """Let it say what it will, so that it never waits for a reader."""
    assert process.stderr is not None
    async for _ in process.stderr:
        pass

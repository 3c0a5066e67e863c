"""Real browsers that hold one line of the room's page to a media node, driven from here.

What runs in them is `frontend/dev/line.ts`: the page's own connection with a voice and a camera whose properties are
known, and the browser's own account of what it received. `Line` is the same for every browser; how it is told to do
something is the browser's `Evaluate`.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from playwright.async_api import Browser, async_playwright

from tests.chromium import FLAGS, chromium

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
# Ten seconds of words without pauses: espeak-ng's, in Opus.
SPEECH = Path(__file__).with_name("speech.ogg")
# Takes a JavaScript expression, awaits what it stands for, and returns that.
Evaluate = Callable[[str], Awaitable[Any]]
# Longer than setting up a line takes on a busy machine.
PATIENCE_S = 30.0


class Received(msgspec.Struct, frozen=True):
    """What came in on one line of a seat since it was set up, by the browser's own account (webrtc-stats)."""

    packets: int = 0
    lost: int = 0
    energy: float = 0.0
    samples: int = 0  # of voice, all that were played
    concealed: int = 0  # those of them that were made up
    silent: int = 0  # those of the made up that are silence
    frames: int = 0
    height: int = 0
    freezes: int = 0
    frozen: float = 0.0  # seconds
    plis: int = 0
    repaired: int = 0
    jitter: float = 0.0
    played: float | None = None


class Sent(msgspec.Struct, frozen=True):
    """What went out of one encoding."""

    packets: int = 0
    height: int = 0
    bitrate: float = 0.0
    plis: int = 0
    nacks: int = 0
    active: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a browser sends: words, so much louder than recorded at -20 dBFS, and a picture of so many lines."""

    seats: int = 3
    voice: float | Literal["device"] | None = 0.0
    height: int | None = 540  # Chromium sends all three encodings from here on
    relayed: bool = False
    ice_servers: tuple[dict[str, Any], ...] = ()


class Line:
    """One person's browser."""

    def __init__(self, person: str, evaluate: Evaluate) -> None:
        self.person = person
        self.evaluate = evaluate

    async def offer(self, wanted: Wanted) -> str:
        about = {
            "seats": wanted.seats,
            "voice": wanted.voice,
            "height": wanted.height,
            "relayed": wanted.relayed,
            "iceServers": wanted.ice_servers,
        }
        return str(await self._call("open", about))

    async def answer(self, sdp: str) -> None:
        await self._call("answer", sdp)

    async def send_encodings(self, rids: tuple[str, ...]) -> None:
        """What the page does when the media server tells which encodings anybody looks at."""
        await self._call("sendEncodings", rids)

    async def state(self) -> str:
        return str(await self._call("state"))

    async def speak(self, decibels: float) -> None:
        await self._call("speak", decibels)

    async def received(self) -> dict[str, Received]:
        """By seat and kind: `0 voice`, `0 picture`, ..."""
        return msgspec.convert(await self._call("received"), dict[str, Received])

    async def voice(self, seat: int) -> Received:
        return (await self.received()).get(f"{seat} voice", Received())

    async def picture(self, seat: int) -> Received:
        return (await self.received()).get(f"{seat} picture", Received())

    async def sent(self) -> dict[str, Sent]:
        """By rid, and `voice`."""
        return msgspec.convert(await self._call("sent"), dict[str, Sent])

    async def longest_gap_ms(self, seat: int) -> float:
        """The longest time without a new picture since this was last asked; -1 before the first two."""
        gaps: dict[str, float] = await self._call("longestGaps")
        return gaps[str(seat)]

    async def watch_skew(self, seat: int) -> None:
        await self._call("sampleSkew", seat)

    async def skew_ms(self) -> list[float]:
        """By how much the picture was ahead of the voice, sample by sample since `watch_skew`."""
        found: list[float] = await self._call("skew")
        return found

    async def route(self) -> str:
        """What kind of candidate of its own the browser uses: `host`, `prflx`, `relay udp`, ..."""
        return str(await self._call("route"))

    async def way_to_the_relay(self, server: dict[str, Any]) -> str:
        """What the page's check before joining says of this TURN server."""
        return str(await self._call("wayToRelay", server))

    async def uplink_bps(self) -> float:
        """What the browser believes that it can send."""
        return float(await self._call("uplinkRate"))

    async def sees_and_hears(self, seat: int) -> bool:
        lines = await self.received()
        sound, picture = lines.get(f"{seat} voice", Received()), lines.get(f"{seat} picture", Received())
        return picture.frames > 5 and sound.energy > 0

    async def _call(self, name: str, *given: Any) -> Any:
        return await self.evaluate(f"window.line.{name}(...{json.dumps(given)})")


@cache
def page() -> bytes:
    """The page, with the room's own code in it. Raises FileNotFoundError before the front end's packages are there."""
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists() or shutil.which("node") is None:
        raise FileNotFoundError("The front end's packages are missing. Run bin/test, or npm ci in frontend/.")
    command = [str(esbuild), "dev/line.ts", "--bundle", "--format=iife", "--target=es2022"]
    built = subprocess.run(command, cwd=FRONTEND, capture_output=True, check=True)
    return (
        b"<!doctype html><meta charset=utf-8><title>line</title><body><script>" + built.stdout + b"</script>"
    )


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The page's address, on this machine, which browsers trust with a camera."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
            kind, body = (
                ("audio/ogg", SPEECH.read_bytes()) if asked == b"/speech.ogg" else ("text/html", page())
            )
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # a browser that opened a connection to have one
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@asynccontextmanager
async def chromium_running(*flags: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()


async def open_line(browser: Browser, address: str, person: str) -> Line:
    """A tab of its own for this person."""
    context = await browser.new_context(permissions=["camera", "microphone"])
    tab = await context.new_page()
    await tab.goto(address)
    return Line(person, tab.evaluate)


async def until(
    condition: Callable[[], Awaitable[bool]], *, within_s: float = PATIENCE_S, what: str
) -> float:
    """Wait for the browser to say so; the seconds it took. Browsers' statistics can only be polled."""
    began = time.monotonic()
    while not await condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"not within {within_s:g} s: {what}")
        await asyncio.sleep(0.05)
    return time.monotonic() - began

"""Somebody who comes to an evening: a program over the room's protocol, or a page in a real browser.

Both do the same things and keep the same log. A program's network is a line of its own, which can go dead.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page
from websockets.asyncio.client import ClientConnection

from rooms.participant.errors import NeverHappened, NoAnswer, NotConnected, ParticipantError
from rooms.participant.media import Equipment
from rooms.participant.participant import Participant
from rooms.participant.wire import Address, read
from rooms.protocol.messages import FromServer, Leave, Ping
from tests.attendance_scripts.log import DeviceLog, EveningLog, Why, now
from tests.line import Line
from vip.supervisor import House

SILENT_PEOPLE = Equipment(media=False)
# A server that was killed is back within this, also on a busy machine.
PATIENCE = timedelta(seconds=40)
TRY_AGAIN_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to go, as whom."""

    house: House
    room: str
    name: str
    leads: bool
    cookie: str
    evening: EveningLog


class Device(ABC):
    """One device of one person, from its coming to its going."""

    def __init__(self, place: Place, device: str) -> None:
        self.place = place
        self.device = device

    def log(self) -> DeviceLog:
        return DeviceLog(self.place.evening, self.place.name, device=self.device, leads=self.place.leads)

    @abstractmethod
    async def come(self) -> None:
        """Return when the server has shown the room, be it the lobby."""

    @abstractmethod
    async def cut(self) -> None:
        """Lose the socket, and come back by itself."""

    @abstractmethod
    async def go_dark(self, for_s: float) -> None:
        """Nothing gets through for so long."""

    @abstractmethod
    async def reload(self) -> None:
        """Begin anew, as F5 does."""

    @abstractmethod
    async def leave(self) -> None:
        """By the button; tried again until a server has heard of it."""

    @abstractmethod
    async def come_again(self) -> None:
        """After leaving."""

    @abstractmethod
    async def close(self) -> None:
        """Close the tab."""

    @abstractmethod
    async def die(self) -> None:
        """Be gone without a goodbye."""


# --- programs ---------------------------------------------------------------------------------------------------------


class Watched(Participant):
    """A participant that notes what it sees, when."""

    def __init__(self, address: Address, log: DeviceLog) -> None:
        super().__init__(address, SILENT_PEOPLE)
        self.log = log

    async def _connect(self) -> None:
        self.log.tries()
        await super()._connect()
        self.log.tried()

    async def _converse(self, socket: ClientConnection) -> None:
        try:
            await super()._converse(socket)
        finally:
            self.log.dropped()

    async def _hear(self, message: FromServer) -> None:
        self.log.hears(message)
        if isinstance(message, Ping):
            self.log.answers()
        await super()._hear(message)

    async def stop(self) -> None:
        self.log.goes()
        await super().stop()

    async def cut(self) -> None:
        self.log.goes()
        await super().cut()


def _offline(participant: Participant) -> bool:
    return not participant.online


class Program(Device):
    def __init__(self, place: Place, device: str, stack: AsyncExitStack) -> None:
        super().__init__(place, device)
        self._stack = stack
        self._line: Line | None = None
        self.participant: Watched | None = None

    async def come(self) -> None:
        if self._line is None:
            self._line = await self._stack.enter_async_context(Line(self.place.house.port))
        url = f"ws://127.0.0.1:{self._line.port}/ws/rooms/{self.place.room}/"
        address = Address(url, self.place.house.url, self.place.cookie)
        self.participant = await self._stack.enter_async_context(Watched(address, self.log()))
        await self._shown(self.participant)

    async def _shown(self, participant: Watched) -> None:
        # A room that is closed to us shows nothing, and that is an answer.
        await participant.until(
            lambda: (
                (participant.online and participant.log.stay is not None)
                or (participant.closing is not None and not participant.closing.reconnect)
            ),
            within=PATIENCE,
        )

    @property
    def _here(self) -> Watched:
        assert self.participant is not None
        return self.participant

    async def cut(self) -> None:
        await self._here.cut()
        await self._shown(self._here)

    async def go_dark(self, for_s: float) -> None:
        assert self._line is not None
        self._line.go_dead()
        self._here.log.goes_dark()
        log = self._here.log
        await asyncio.sleep(for_s)
        log.comes_back()
        self._line.come_back()
        await self._shown(self._here)

    async def reload(self) -> None:
        await self._here.stop()
        await self.come()

    async def leave(self) -> None:
        while True:
            here = self._here
            await self._shown(here)
            if here.closing is not None and not here.closing.reconnect:
                return
            self.place.evening.order("leave", self.place.name)
            with suppress(NotConnected, NoAnswer, ParticipantError):
                await here.ask(Leave)
            with suppress(NeverHappened):
                await here.until(partial(_offline, here), within=timedelta(seconds=2))
            if here.closing is not None and here.closing.code == "left":
                await here.stop()
                return

    async def come_again(self) -> None:
        await self.come()

    async def close(self) -> None:
        if self.participant is not None:
            await self.participant.stop()

    async def die(self) -> None:
        """Its machine is off: whatever is on the way is lost, and nothing answers."""
        assert self._line is not None
        self._line.go_dead()
        self._here.log.goes_dark()
        await self._here.stop()
        self._line = None


# --- pages ------------------------------------------------------------------------------------------------------------

# Every socket of the page tells of itself, by the page's own clock, which is this machine's; and can be cut.
_WATCH_SOCKETS = """
(() => {
  let sockets = 0;
  window.scriptSaw(["", "begins", Date.now() / 1000, ""]);
  const open = (window.script_sockets = new Set());
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      const id = `${performance.timeOrigin} ${++sockets}`;
      const tell = (what, text) => window.scriptSaw([id, what, Date.now() / 1000, text ?? ""]);
      open.add(this);
      tell("tries");
      this.addEventListener("message", ({ data }) => tell("hears", data));
      this.addEventListener("close", () => {
        open.delete(this);
        tell("dropped");
      });
    }
  };
})();
"""


class Tab(Device):
    """A tab of a real browser. Every WebSocket that its pages open has a log of its own."""

    def __init__(self, place: Place, device: str, profile: Profile) -> None:
        super().__init__(place, device)
        self._profile = profile
        self._context = profile.context
        self.page: Page | None = None
        self._logs: dict[str, DeviceLog] = {}
        self._shown = asyncio.Event()

    async def come(self) -> None:
        self._shown.clear()
        if self.page is None:
            self.page = await self._context.new_page()
            self._profile.tabs[self.page] = self
        address = f"{self.place.house.url}/rooms/{self.place.room}/"
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while not self._shown.is_set():
                try:
                    await self.page.goto(address, timeout=10_000)
                    await self._knock(self.page)
                except Error:  # the server is just being killed
                    await asyncio.sleep(TRY_AGAIN_S)
                else:
                    await self._shown.wait()

    async def _knock(self, page: Page) -> None:
        """Pass the check of the devices, where the page still asks for it: who was in a moment ago goes straight in."""
        join = page.get_by_test_id("join")
        inside = page.get_by_test_id("lobby").or_(page.get_by_test_id("room"))
        await join.or_(inside).or_(page.get_by_test_id("closed")).first.wait_for(timeout=10_000)
        if await join.is_visible():
            await join.click(timeout=10_000)

    def saw(self, socket: str, what: str, at: float, text: str) -> None:
        """What the page told of one of its sockets."""
        log = self._logs.get(socket)
        if what == "begins":  # where there was another page, its sockets went with it and said nothing
            for other in self._logs.values():
                other.replaced(at)
        elif what == "tries":
            log = self._logs[socket] = self.log()
            log.tries(at)
        elif log is not None and what == "dropped":
            log.dropped(at)
        elif log is not None:
            message = read(text)
            log.hears(message, at)
            if isinstance(message, Ping):
                log.answers(at)
            if log.stay is not None or getattr(message, "code", None) in FOR_GOOD:
                self._shown.set()

    @property
    def _here(self) -> Page:
        assert self.page is not None
        return self.page

    def _goes(self) -> None:
        for log in self._logs.values():
            log.goes()

    async def _back(self) -> None:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await self._shown.wait()

    async def cut(self) -> None:
        self._shown.clear()
        self._goes()
        await self._here.evaluate("() => { for (const socket of window.script_sockets) socket.close(); }")
        await self._back()

    async def go_dark(self, for_s: float) -> None:
        for log in self._logs.values():
            log.goes_dark()
        await self._context.set_offline(True)
        self._shown.clear()
        await asyncio.sleep(for_s)
        for log in self._logs.values():
            log.comes_back()
        await self._context.set_offline(False)
        await self._back()

    async def reload(self) -> None:
        self._goes()
        await self.come()

    async def leave(self) -> None:
        """The page tells the server and waits for no answer; from the lobby it does not ask again either."""
        page = self._here
        room, closed = page.get_by_test_id("room"), page.get_by_test_id("closed")
        button, confirm = page.get_by_test_id("leave"), page.get_by_role("dialog").get_by_test_id("confirm")
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while not await closed.is_visible():
                with suppress(Error):  # a page that is just coming back
                    asked = await room.is_visible()
                    if asked and not await confirm.is_visible():
                        await button.click(timeout=2_000)
                    last = confirm if asked else button
                    await last.wait_for(timeout=2_000)
                    self.place.evening.order("leave", self.place.name)
                    for log in self._logs.values():
                        log.goes(Why.LEFT)
                    await last.click(timeout=2_000)
                    await closed.wait_for(timeout=2_000)

    async def come_again(self) -> None:
        self._shown.clear()
        try:
            await self._here.get_by_test_id("again").click(timeout=3_000)
            await asyncio.wait_for(self._shown.wait(), 5)
        except (Error, TimeoutError):
            await self.come()

    async def close(self) -> None:
        if self.page is not None:
            self._goes()
            await self.page.close()
            for log in self._logs.values():
                log.dropped()
            self.page, self._logs = None, {}

    async def die(self) -> None:
        """The tab's process ends in the middle of what it does."""
        page, began_at = self._here, now()
        was_in = any(log.stay for log in self._logs.values())
        self._goes()
        with suppress(Error, TimeoutError):
            devtools = await self._context.new_cdp_session(page)
            await asyncio.wait_for(devtools.send("Page.crash"), 1)
        for log in self._logs.values():
            log.dropped()
        if not was_in:
            self.log().may_have_come(began_at)
        await page.close()
        self.page, self._logs = None, {}


FOR_GOOD = ("left", "removed", "room_ended", "session_over", "declined")


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's browser: its tabs share a sign-in, and nothing with anybody else's."""

    context: BrowserContext
    tabs: dict[Page, Tab] = field(default_factory=dict)

    def saw(self, source: dict[str, Any], told: list[Any]) -> None:
        tab = self.tabs.get(source["page"])
        if tab is not None:
            tab.saw(*told)


async def open_profile(browser: Browser, place: Place) -> Profile:
    """Signed in, with a microphone and no camera."""
    context = await browser.new_context(viewport={"width": 900, "height": 600}, permissions=["microphone"])
    name, _, value = place.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": place.house.url}])
    profile = Profile(context)
    # Not the bound method itself: Playwright writes on what it is given, and a frozen value takes that amiss.
    await context.expose_binding("scriptSaw", lambda source, told: profile.saw(source, told))
    await context.add_init_script(_WATCH_SOCKETS)
    return profile

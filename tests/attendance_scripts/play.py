"""Acting a wave of scripts in a running house, each person by themselves, while its servers fail."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
from playwright.async_api import Browser

from rooms.participant.errors import CommandRefused, NoAnswer, NotConnected, ParticipantError
from rooms.protocol.messages import (
    Admit,
    BreakoutPlan,
    CloseBreakouts,
    Command,
    End,
    EndBreak,
    OpenBreakouts,
    PlanBreakouts,
    Remove,
    StartBreak,
)
from tests.attendance_scripts.faults import suffer
from tests.attendance_scripts.log import BREAKOUT, ROOM, EveningLog, Outage, Window, now
from tests.attendance_scripts.papers import Made, Readings, Wanted
from tests.attendance_scripts.people import Device, Place, Profile, Program, Tab, Watched, open_profile
from tests.attendance_scripts.plan import Does, Order, Orders, Person, Script, Wave
from tests.attendance_scripts.reference import Evening
from vip.supervisor import CHECKOUT, House

# Browsers and programs are ready before anybody comes, three seconds before the start at the earliest.
PREPARING_S = 6.0
ANSWER_WITHIN = timedelta(seconds=4)
OVER_S = 1.0
LONGEST_BREAK_S = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """An evening as it went."""

    script: Script
    room: str
    evening: Evening
    failed: str = ""  # what kept the script from being acted to its end

    def told(self) -> str:
        """The log for people, in seconds of the session."""
        return told(self.evening.log, self.evening.starts)


async def play(house: House, browser: Browser, wave: Wave) -> list[Played]:
    """All scripts of the wave at once."""
    wanted = [
        Wanted(
            names=tuple(person.name for person in script.people),
            leaders=tuple(person.name for person in script.people if person.leads),
            starts_in_s=PREPARING_S,
        )
        for script in wave.scripts
    ]
    made: list[Made] = await asyncio.to_thread(rows, house, list[Made], wanted, "make")
    async with AsyncExitStack() as stack:
        rooms = [
            Room(house, browser, script, each, stack) for script, each in zip(wave.scripts, made, strict=True)
        ]
        await asyncio.gather(*(room.prepare() for room in rooms))
        starts = made[0].starts
        suffering = [
            asyncio.create_task(_at(starts + fault.at_s, partial(suffer, house, fault)))
            for fault in wave.faults
        ]
        await asyncio.gather(*(room.act() for room in rooms))
        outages = [outage for outage in await asyncio.gather(*suffering) if outage is not None]
    return [room.played(outages) for room in rooms]


def read_records(house: House, played: Sequence[Played], *, within_s: float) -> Readings:
    """What the house has written of them by itself."""
    readings: Readings = rows(house, Readings, [each.room for each in played], "read", str(within_s))
    return readings


def rows(house: House, kind: Any, request: object, *arguments: str) -> Any:
    """Ask ``tests.attendance_scripts.rows``, in a process of the house."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attendance_scripts.rows", *arguments],
        cwd=CHECKOUT,
        env=os.environ | house.environment,
        input=msgspec.json.encode(request),
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=kind)


def told(log: EveningLog, starts: float) -> str:
    lines = sorted(log.lines)
    return "\n".join(f"  {at - starts:7.2f} {line}" for at, line in lines)


async def _at(moment: float, action: Any) -> Any:
    await asyncio.sleep(max(0.0, moment - now()))
    return await action()


class Room:
    """One script, being acted."""

    def __init__(
        self, house: House, browser: Browser, script: Script, made: Made, stack: AsyncExitStack
    ) -> None:
        self.house, self.browser, self.script, self.made = house, browser, script, made
        self.log = EveningLog()
        self._stack = stack
        self._devices: dict[str, list[Device]] = {person.name: [] for person in script.people}
        self._profiles: dict[str, Profile] = {}
        self._over = asyncio.Event()
        self.failed = ""

    async def prepare(self) -> None:
        for person in self.script.people:
            if person.page:
                profile = await open_profile(self.browser, self._place(person))
                self._stack.push_async_callback(profile.context.close)
                self._profiles[person.name] = profile

    def played(self, outages: list[Outage]) -> Played:
        self.log.settle(outages)
        leaders = [person.name for person in self.script.people if person.leads]
        evening = Evening(
            starts=self.made.starts, ends=self.made.ends, leaders=leaders, log=self.log, outages=outages
        )
        return Played(script=self.script, room=self.made.room, evening=evening, failed=self.failed)

    async def act(self) -> None:
        living = [asyncio.create_task(self._live(person)) for person in self.script.people]
        leading = [asyncio.create_task(self._admit())]
        leading += [asyncio.create_task(self._give(order)) for order in self.script.orders]
        ends = asyncio.create_task(asyncio.sleep(max(0.0, self.made.ends + OVER_S - now())))
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait([ends, over], return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        ends.cancel()
        for task in leading:
            task.cancel()
        if self._over.is_set():
            for task in living:
                task.cancel()
        # Whoever is just coming back may do so; nothing that happens now counts any more.
        results = await asyncio.gather(*living, *leading, return_exceptions=True)
        await asyncio.gather(*(device.close() for devices in self._devices.values() for device in devices))
        self.failed = "; ".join(repr(result) for result in results if isinstance(result, Exception))

    # --- everybody ---

    def _place(self, person: Person) -> Place:
        return Place(
            house=self.house,
            room=self.made.room,
            name=person.name,
            leads=person.leads,
            cookie=self.made.cookies[person.name],
            evening=self.log,
        )

    def _device(self, person: Person, *, second: bool = False) -> Device:
        name = f"device {len(self._devices[person.name]) + 1}"
        place = self._place(person)
        device: Device = (
            Tab(place, name, self._profiles[person.name])
            if person.page
            else Program(place, name, self._stack)
        )
        self._devices[person.name].append(device)
        return device

    async def _live(self, person: Person) -> None:
        here = self._device(person)
        for step in person.steps:
            await asyncio.sleep(max(0.0, self.made.starts + step.at_s - now()))
            if self._out(person):
                return
            self.log.say(f"{person.name} does {step.does}")
            here = await self._do(person, here, step.does, step.for_s)

    def _out(self, person: Person) -> bool:
        """Whoever was removed does nothing more."""
        return ("remove", person.name) in self.log.sent

    async def _do(self, person: Person, here: Device, does: Does, for_s: float) -> Device:
        """Returns the device that goes on."""
        match does:
            case Does.COME:
                await here.come()
            case Does.CUT:
                await here.cut()
            case Does.GO_DARK:
                await here.go_dark(for_s)
            case Does.RELOAD:
                await here.reload()
            case Does.STEP_OUT:
                await here.leave()
                await asyncio.sleep(for_s)
                self.log.sent.pop(("leave", person.name), None)
                if not self._out(person):
                    await here.come_again()
            case Does.SECOND:
                other = self._device(person, second=True)
                await other.come()
                await asyncio.sleep(for_s)
                await other.close()
            case Does.SWITCH:
                other = self._device(person, second=True)
                await other.come()
                await here.close()
                return other
            case Does.CRASH:
                await here.die()
                await asyncio.sleep(for_s)
                await here.come()
            case Does.LEAVE:
                await here.leave()
            case Does.CLOSE:
                await here.close()
            case Does.DIE:
                await here.die()
        return here

    # --- the one who leads ---

    @property
    def _lead(self) -> Watched | None:
        devices = self._devices[self.script.people[0].name]
        here = [
            device.participant for device in devices if isinstance(device, Program) and device.participant
        ]
        return next((each for each in reversed(here) if each.online), None)

    async def _order(self, kind: type[Command], what: str, whom: str = "", **fields: Any) -> Window:
        """Give an order until a server has answered it; the window in which it was carried out."""
        first: float | None = None
        while True:
            lead = self._lead
            if lead is None or lead.log.stay is None:
                await asyncio.sleep(0.05)
                continue
            self.log.order(what, whom)
            first = first or now()
            try:
                await lead.ask(kind, within=ANSWER_WITHIN, **fields)
            except CommandRefused as refusal:
                if refusal.code not in ("unavailable", "too_often", "not_connected"):
                    raise
                await asyncio.sleep(0.3)
            except (NotConnected, NoAnswer, ParticipantError):
                await asyncio.sleep(0.1)
            else:
                self.log.say(f"the lead's order: {what} {whom}".rstrip())
                return Window(first, now())

    async def _admit(self) -> None:
        """Let in whoever is to be, as soon as they are seen."""
        welcome = {person.name for person in self.script.people if person.admitted}
        while True:
            lead = self._lead
            waiting = lead.seen.waiting if lead is not None and lead.seen is not None else ()
            for person in waiting:
                if person.name in welcome:
                    with suppress(CommandRefused):  # gone again by now
                        await self._order(Admit, "admit", person.name, person=person.id)
            await asyncio.sleep(0.05)

    async def _give(self, order: Order) -> None:
        await asyncio.sleep(max(0.0, self.made.starts + order.at_s - now()))
        match order.what:
            case Orders.BREAK:
                await self._break(order.for_s)
            case Orders.BREAKOUTS:
                await self._breakouts(order)
            case Orders.REMOVE:
                [name] = order.whom
                person = self._id(name)
                if person is not None:
                    await self._order(Remove, "remove", name, person=person)
            case Orders.END:
                await self._order(End, "end")
                self._over.set()

    async def _break(self, for_s: float) -> None:
        """Longer than the session, so that it ends when somebody ends it."""
        at = len(self.log.breaks)
        asked = now()
        self.log.breaks.append((Window(asked, self.made.ends), Window(self.made.ends, self.made.ends)))
        began = await self._order(StartBreak, "break", seconds=LONGEST_BREAK_S)
        self.log.breaks[at] = (began, Window(self.made.ends, self.made.ends))
        await asyncio.sleep(for_s)
        asked = now()
        self.log.breaks[at] = (began, Window(asked, self.made.ends))
        self.log.breaks[at] = (began, await self._order(EndBreak, "end of the break"))

    async def _breakouts(self, order: Order) -> None:
        ids = tuple(id for id in map(self._id, order.whom) if id is not None)
        if not ids:
            return
        with suppress(CommandRefused):  # somebody went at this moment
            await self._order(PlanBreakouts, "plan", breakouts=(BreakoutPlan(name="Breakout", people=ids),))
            await self._order(OpenBreakouts, f"to {BREAKOUT}")
            await asyncio.sleep(order.for_s)
            await self._order(CloseBreakouts, f"to {ROOM}", in_s=0)

    def _id(self, name: str) -> str | None:
        """Their id in the room, once they have been admitted."""
        lead = self._lead
        person = lead.seen.named(name) if lead is not None and lead.seen is not None else None
        return person.id if person is not None and person.standing == "admitted" else None

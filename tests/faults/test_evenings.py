"""An evening of the random ones: its web server is killed with ``kill -9``, and its database restarted shortly after.

``tests.attendance_scripts`` says what is acted, and how it is judged. Fifty of them, with every server in turn:
``bin/measure attendance``.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.async_api import async_playwright

from tests.attendance_scripts.compare import compared
from tests.attendance_scripts.plan import HOUSE, Fault, Harm, Wave, plan_script
from tests.attendance_scripts.play import Played, play, read_records
from tests.chromium import FLAGS, chromium
from vip.supervisor import House

# Nobody but the spans can tell who went with the web server: the database comes up later than their leases run out.
WAVE = Wave(
    scripts=(plan_script(34),),
    faults=(
        Fault(at_s=8.2, part="web", harm=Harm.KILL),
        Fault(at_s=15.0, part="postgres", harm=Harm.RESTART),
    ),
)


def test_attendance_is_right_to_the_second_though_servers_were_killed(tmp_path: Path) -> None:
    # Its own house: its stores are killed, too, and its lengths are those of half-minute evenings.
    with House(tmp_path, mode="demo", parts=("web", "sfu"), seed=False, environment=dict(HOUSE)) as house:
        house.wait_ready()
        with ThreadPoolExecutor(1) as apart:  # journeys leave a loop running in this thread
            [played] = apart.submit(lambda: asyncio.run(acted(house))).result()
        readings = read_records(house, [played], within_s=0)

    [written] = readings.written
    evening = "\n".join([str(played.script), played.told(), *written.told(played.evening.starts)])
    assert not played.failed, f"{played.failed}\n{evening}"
    wrong = [
        f"{each.name}: {objection}" for each in compared(played, written) for objection in each.objections
    ]
    assert not wrong, "\n".join([*wrong, evening])
    assert written.computes
    assert readings.faults == ()


async def acted(house: House) -> list[Played]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        played = await play(house, browser, WAVE)
        await browser.close()
    return played

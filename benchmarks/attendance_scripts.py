"""Random evenings in a house whose servers are killed, and whether their attendance is right to the second.

What is acted and how it is judged is in ``tests.attendance_scripts``; this runs many of them and counts.
``python -m benchmarks.attendance_scripts [--scripts N] [--seed N]`` runs them alone; ``--only N ...`` acts those
evenings of the run again that these seeds belong to, under the same faults, as often as a seed is named.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from benchmarks.report import Figure, as_table, machine
from tests.attendance_scripts.compare import Compared, compared
from tests.attendance_scripts.papers import Readings
from tests.attendance_scripts.plan import FINALIZE_AFTER_S, HOUSE, Harm, Wave, plan_waves
from tests.attendance_scripts.play import Played, play, read_records
from tests.chromium import FLAGS, chromium
from vip.supervisor import House

# With more of them, two processors leave pages unanswering for seconds, where a lease is six.
AT_ONCE = 2
# Who keeps the log must not be late itself.
PRIORITY = -10
# Celery beat asks every 20 s what is due; a worker that just restarted asks a little later.
WRITTEN_WITHIN_S = FINALIZE_AFTER_S + 60.0


@dataclass(slots=True)
class Tally:
    """What came of the scripts so far."""

    scripts: int = 0
    wrong_scripts: int = 0
    records: list[Compared] = field(default_factory=list)
    kills: int = 0
    restarts: int = 0
    faults_of_seals: int = 0
    recomputed: int = 0


def scripts(*, count: int, seed: int, only: Sequence[int] = ()) -> list[Figure]:
    """Act ``count`` scripts, or those ``only`` with their neighbours, and hold every record against its log."""
    waves = plan_waves(seed=seed, scripts=count, at_once=AT_ONCE)
    if only:
        waves = [wave for each in only for wave in waves if any(one.seed == each for one in wave.scripts)]
    with TemporaryDirectory(prefix="vip-scripts-", ignore_cleanup_errors=True) as directory:
        tally = run(waves, Path(directory))
    return figures(tally)


def run(waves: Sequence[Wave], directory: Path) -> Tally:
    """A house whose stores are durable, as those are killed too; its lengths are those of half-minute evenings."""
    with House(
        directory,
        mode="demo",
        parts=("web", "sfu", "worker", "beat"),
        seed=False,
        environment=dict(HOUSE),
        tell=say,
    ) as house:
        house.wait_ready()
        return asyncio.run(_run(house, waves))


async def _run(house: House, waves: Sequence[Wave]) -> Tally:
    """Each wave is read while the next one is acted, as its records take their time."""
    tally, reading = Tally(), []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
        for number, wave in enumerate(waves, 1):
            say(f"wave {number} of {len(waves)}: " + ", ".join(f"{f.harm} {f.part}" for f in wave.faults))
            played = await play(house, browser, wave)
            tally.kills += sum(fault.harm is Harm.KILL for fault in wave.faults)
            tally.restarts += sum(fault.harm is Harm.RESTART for fault in wave.faults)
            reading.append((played, asyncio.create_task(_read(house, played))))
        for played, task in reading:
            judge(played, await task, tally)
        await browser.close()
    return tally


async def _read(house: House, played: list[Played]) -> Readings:
    return await asyncio.to_thread(read_records, house, played, within_s=WRITTEN_WITHIN_S)


def judge(played: Sequence[Played], readings: Readings, tally: Tally) -> None:
    """Count, and tell everything of a script that went wrong."""
    tally.faults_of_seals = max(tally.faults_of_seals, len(readings.faults))
    for one, written in zip(played, readings.written, strict=True):
        found = compared(one, written)
        tally.scripts += 1
        tally.recomputed += written.computes
        tally.records += found
        wrong = [f"{each.name}: {objection}" for each in found for objection in each.objections]
        wrong += [f"not acted to its end: {one.failed}"] if one.failed else []
        if wrong:
            tally.wrong_scripts += 1
            spans = [f"  {line}" for line in written.told(one.evening.starts)]
            say("\n".join([f"WRONG: {one.script}", *wrong, one.told(), "spans:", *spans]))


def figures(tally: Tally) -> list[Figure]:
    open_s = sorted(each.open_s for each in tally.records)
    closed = sum(each < 1 for each in open_s)
    return [
        Figure(what="random scripts", value=tally.scripts, unit="scripts"),
        Figure(what="servers killed with kill -9 under them", value=tally.kills, unit="kills"),
        Figure(what="servers restarted under them", value=tally.restarts, unit="restarts"),
        Figure(what="records compared with the log's reference", value=len(open_s), unit="records"),
        Figure(
            what="scripts with a record that is wrong", value=tally.wrong_scripts, unit="scripts", bound=0
        ),
        Figure(
            what="records whose credit the log leaves open by a second or more",
            value=len(open_s) - closed,
            unit="records",
        ),
        Figure(
            what="how far the log leaves a credit open, p50",
            value=round(statistics.median(open_s), 2),
            unit="s",
        ),
        Figure(what="the same, p95", value=round(statistics.quantiles(open_s, n=20)[-1], 2), unit="s"),
        Figure(
            what="scripts whose spans give other records when computed again",
            value=tally.scripts - tally.recomputed,
            unit="scripts",
            bound=0,
        ),
        Figure(
            what="faults that the verifier of seals finds",
            value=tally.faults_of_seals,
            unit="faults",
            bound=0,
        ),
    ]


def say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attendance_scripts")
    parser.add_argument("--scripts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, nargs="+", default=(), metavar="SEED")
    options = parser.parse_args(arguments)
    found = scripts(count=options.scripts, seed=options.seed, only=options.only)
    print(f"{as_table(found)}\n\nSeen on {machine()}.")
    return 0 if all(figure.met for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A thousand people in a hundred rooms on one web process: what ``bin/measure rooms`` says of it, or alone
``python -m benchmarks.crowd``."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import msgspec
import psutil

from benchmarks.report import Figure, as_table, machine
from benchmarks.room_load import Plan, Seat, Tally
from vip.supervisor import CHECKOUT, House

EVERY_S = 10.0
MEASURE_S = 60.0
SLEEPER_S = 60.0
LEAVING_S = 10.0
MEGA = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the web process took."""

    before_mb: float
    full_mb: float
    after_mb: float
    cpu_percent: float


def crowd(
    directory: Path,
    *,
    rooms: int = 100,
    people: int = 10,
    measure_s: float = MEASURE_S,
    sleeper_s: float = SLEEPER_S,
) -> list[Figure]:
    """The figures for ``rooms`` rooms of ``people`` each, who send a command every ten seconds on average."""
    with House(
        directory,
        mode="demo",
        parts=("web", "sfu"),
        seed=False,
        environment={"LOG_LEVEL": "WARNING"},
        tell=say,
    ) as house:
        house.wait_ready()
        plan = Plan(
            url=house.url.replace("http", "ws", 1),
            origin=house.url,
            rooms=made(house, rooms, people),
            every_s=EVERY_S,
            measure_s=measure_s,
            sleeper_s=sleeper_s,
        )
        web = psutil.Process(house.pid("web"))
        tally, load = loaded(plan, web)
    return figures(tally, load, rooms=rooms, people=people)


def made(house: House, rooms: int, people: int) -> dict[str, tuple[Seat, ...]]:
    """The rows of those rooms, and cookies for everybody."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.room_rows", str(rooms), str(people)],
        cwd=CHECKOUT,
        env=os.environ | house.environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=dict[str, tuple[Seat, ...]])


def loaded(plan: Plan, web: psutil.Process) -> tuple[Tally, Load]:
    """Run the load in a process of its own, and watch the web process meanwhile."""
    before_mb = resident_mb(web)
    # Into a file: a tally is longer than a pipe holds, and nobody reads it before the load has ended.
    with (
        TemporaryFile() as told,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.room_load"],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=told,
        ) as load,
    ):
        assert load.stdin is not None
        load.stdin.write(msgspec.json.encode(plan))
        load.stdin.close()
        most_mb, spent_s, began_s = before_mb, cpu_s(web), time.monotonic()
        while load.poll() is None:
            time.sleep(1)
            most_mb = max(most_mb, resident_mb(web))
        cpu_percent = 100 * (cpu_s(web) - spent_s) / (time.monotonic() - began_s)
        told.seek(0)
        tally = msgspec.json.decode(told.read(), type=Tally)
    time.sleep(LEAVING_S)
    return tally, Load(
        before_mb=before_mb, full_mb=most_mb, after_mb=resident_mb(web), cpu_percent=cpu_percent
    )


def figures(tally: Tally, load: Load, *, rooms: int, people: int) -> list[Figure]:
    crowd = f"{rooms * people} people in {rooms} rooms"
    found = [
        Figure(what=f"{crowd}: all in after", value=round(tally.connected_s, 1), unit="s"),
        Figure(what=f"{crowd}: commands", value=tally.commands, unit="commands"),
        Figure(what=f"{crowd}: command to its last recipient, p50", value=ms(tally.told_ms, 50), unit="ms"),
        Figure(
            what=f"{crowd}: command to its last recipient, p99",
            value=ms(tally.told_ms, 99),
            unit="ms",
            bound=150,
        ),
        Figure(
            what=f"{crowd}: commands that somebody never heard of",
            value=tally.untold,
            unit="commands",
            bound=0,
        ),
        Figure(what=f"{crowd}: commands refused", value=tally.refused, unit="commands", bound=0),
        Figure(what=f"{crowd}: connections lost", value=tally.dropped, unit="connections", bound=0),
        Figure(what=f"{crowd}: snapshots sent again", value=tally.resyncs, unit="snapshots"),
        Figure(what=f"{crowd}: web process's CPU", value=round(load.cpu_percent, 1), unit="% of a core"),
        Figure(what="web process's memory before", value=round(load.before_mb), unit="MB"),
        Figure(what=f"{crowd}: its memory at most", value=round(load.full_mb), unit="MB", bound=600),
        Figure(what="web process's memory after all left", value=round(load.after_mb), unit="MB"),
    ]
    if tally.sleeper is None:
        return found
    return [
        *found,
        Figure(
            what="p99 while one of them reads nothing",
            value=ms(tally.told_while_asleep_ms, 99),
            unit="ms",
            bound=150,
        ),
        Figure(
            what="the one who read nothing: back in, with everybody, after",
            value=round(tally.sleeper.back_after_s, 1),
            unit="s",
            bound=10 if tally.sleeper.same_people else -1,
        ),
    ]


def ms(values: Sequence[float], percent: int) -> float:
    """This percentile; no figure at all where nothing was measured."""
    if len(values) < 2:
        raise RuntimeError("Hardly anything was measured. Read the log of the web process.")
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)


def resident_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / MEGA


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or [100, 10]
    seconds = sizes[2] if len(sizes) > 2 else MEASURE_S
    with TemporaryDirectory(prefix="vip-crowd-") as directory:
        found = crowd(
            Path(directory),
            rooms=sizes[0],
            people=sizes[1],
            measure_s=seconds,
            sleeper_s=sizes[3] if len(sizes) > 3 else 0,
        )
    print(f"{as_table(found)}\n\nSeen on {machine()}.")

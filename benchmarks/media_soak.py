"""A room of 12 for a long while: ``bin/measure media --soak MINUTES``.

The memory of the server after it settled and at the end, what it dropped, and whether sound and picture stayed
together: each participant compares, from the sender reports that the server passes on, when a voice and a picture of
one person were at which timestamp with when their packets came. What they differ by may not change.
"""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from datetime import timedelta
from typing import Any

import uvloop

from benchmarks.media_run import SETTLING, Scene, Server, performing, room_of, server
from benchmarks.media_streams import Tally
from benchmarks.report import Figure

SCENE = Scene(rooms=1, people=12, tile=180, talking=3)
LOOK_EVERY = timedelta(seconds=10)
# What is kept of packets is full by then: 8,192, which are 27 s of this room's pictures.
FILLING = timedelta(seconds=60)
# Drops that say that somebody was not to be heard, or that a participant's packet came twice.
INTENDED = {"unheard", "gated"}


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    memory_mb: float
    dropped: int


def soak_figures(lasting: timedelta) -> list[Figure]:
    return uvloop.run(soak(lasting))


async def soak(lasting: timedelta) -> list[Figure]:
    tally = Tally()
    async with server() as sfu:
        everybody = await room_of(sfu, SCENE, tally)
        async with performing(everybody) as show:
            await asyncio.wait([show], timeout=(SETTLING + FILLING) / timedelta(seconds=1))
            tally.counting = True
            first, drift_before = await look(sfu), tally.apart()
            loop = asyncio.get_running_loop()
            ends = loop.time() + lasting / timedelta(seconds=1)
            most = first.memory_mb
            while loop.time() < ends and not show.done():
                await asyncio.wait([show], timeout=LOOK_EVERY / timedelta(seconds=1))
                most = max(most, sfu.memory_mb())
                tally.delays_ms = type(tally.delays_ms)("d", tally.delays_ms[-100_000:])
            if show.done():
                show.result()
            last, drift_after = await look(sfu), tally.apart()
    drift_ms = max(
        (abs(after - drift_before[pair]) for pair, after in drift_after.items() if pair in drift_before),
        default=0.0,
    )
    minutes = lasting / timedelta(minutes=1)
    print(f"  memory: {first.memory_mb:.0f} MB, at most {most:.0f} MB", file=sys.stderr, flush=True)
    what = f"a room of 12 for {minutes:g} minutes"
    return [
        Figure(
            what=f"{what}: memory gained",
            value=round(last.memory_mb - first.memory_mb, 1),
            unit="MB",
            bound=5,
        ),
        Figure(what=f"{what}: pairs of sound and picture compared", value=len(drift_after), unit="pairs"),
        Figure(
            what=f"{what}: drift between sound and picture", value=round(drift_ms, 1), unit="ms", bound=10
        ),
        Figure(
            what=f"{what}: packets dropped by the server",
            value=last.dropped - first.dropped,
            unit="packets",
            bound=0,
        ),
        Figure(
            what=f"{what}: packets lost by the server",
            value=max(0, tally.missing - tally.unread),
            unit="packets",
            bound=0,
        ),
    ]


async def look(sfu: Server) -> Look:
    said: dict[str, Any] = await sfu.ask(do="stats")
    dropped = sum(count for reason, count in said["dropped"].items() if reason not in INTENDED)
    return Look(sfu.memory_mb(), dropped)

"""What people at real browsers get on bad networks: `bin/measure media --only networks`.

Chromium pages hold the room's own connection to a real node through the tests' network emulator, and every figure is
the browser's own account (`tests.networks.scenes` says who is there and what happens). Conditions hold for each way
between a browser and the node: 40 ms of delay make 80 ms there and back, and what goes from one person to another is
lost at two places. Browsers, node and network share the machine, and a browser that has no processor when a picture is
due shows it late: freezes and gaps are worse on a busy machine, and never better.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from benchmarks.report import Figure
from tests.networks import scenes
from tests.networks.stage import Stage, stage

LOSSES = (0.02, 0.05)
NARROW_BPS = 300_000
WATCHED_S = 20.0

T = TypeVar("T")


def network_figures() -> list[Figure]:
    return [*losses(), *narrow(), *moved(), *switched(), *voices()]


def play(scene: Callable[[Stage], Awaitable[T]]) -> T:
    """One scene on a stage of its own."""

    async def played() -> T:
        async with stage() as on:
            return await scene(on)

    found = asyncio.run(played())
    print(f"  {found}", file=sys.stderr, flush=True)
    return found


def losses() -> list[Figure]:
    figures = []
    for share in LOSSES:
        found = play(partial(scenes.loses, share=share, seconds=WATCHED_S))
        what = f"{share:.0%} lost each way, 80 ms there and back"
        figures += [
            percent(f"{what}: voice made up", found.concealed, 5),
            percent(f"{what}: picture frozen", found.frozen, 1 if share == LOSSES[0] else None),
            Figure(
                what=f"{what}: packets of the picture repaired by RTX", value=found.repaired, unit="packets"
            ),
        ]
    return figures


def narrow() -> list[Figure]:
    found = play(partial(scenes.narrows, bitrate_bps=NARROW_BPS, seconds=WATCHED_S))
    what = f"{NARROW_BPS // 1000} kbit/s down"
    return [
        percent(f"{what}: voice made up", found.concealed, 5),
        Figure(
            what=f"{what}: looks at which the speaker's picture was gone and another's not",
            value=found.out_of_order,
            unit="",
            bound=0,
        ),
        Figure(
            what=f"{what}: everything is back after its end",
            value=round(found.recovered_s, 1),
            unit="s",
            bound=15,
        ),
    ]


def moved() -> list[Figure]:
    found = play(partial(scenes.moves, times=5))
    return [
        Figure(
            what="another address: ten packets of voice", value=round(found.voice_s, 2), unit="s", bound=3
        ),
        Figure(what="another address: five new pictures", value=round(found.picture_s, 2), unit="s", bound=3),
    ]


def switched() -> list[Figure]:
    figures = []
    for what, scene, times in (
        ("a tile's size", scenes.switches_sizes, 9),
        ("the person on a seat", scenes.switches_people, 4),
    ):
        found = play(partial(scene, times=times))
        figures += [
            Figure(
                what=f"{what} changes: longest time without a picture",
                value=round(found.longest_gap_ms),
                unit="ms",
                bound=500,
            ),
            Figure(what=f"{what} changes: undecodable pictures", value=found.undecoded, unit="", bound=0),
            Figure(
                what=f"{what} changes: voice and picture apart",
                value=round(found.apart_ms),
                unit="ms",
                bound=80,
            ),
        ]
    return figures


def voices() -> list[Figure]:
    found = play(scenes.speak)
    return [
        Figure(
            what="a voice 20 dB softer: packets missing from its first on",
            value=found.missing,
            unit="",
            bound=1,
        ),
        Figure(
            what="five speak: those of the loudest four who are not heard, and others who are",
            value=len(found.loudest ^ scenes.LOUDEST),
            unit="",
            bound=0,
        ),
    ]


def percent(what: str, share: float, bound: float | None) -> Figure:
    return Figure(what=what, value=round(100 * share, 2), unit="%", bound=bound)

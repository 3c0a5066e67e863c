"""What forwarding costs the media server, how that grows, and how it compares: ``bin/measure media``.

Rooms of synthetic participants who speak real ICE, DTLS and SRTP with a real `rooms.sfu.Node` over the machine's own
network. The server runs in a process of its own and its CPU is the operating system's count for that process alone;
the participants run in this one. Everybody offers the page's three encodings and sends those that the server says
anybody looks at, as the page does. Everybody is shown everybody, in the encoding that fits the tiles of a grid for so
many people. CPU per forwarded packet is all that the server does, what comes in and goes nowhere included. Senders,
receivers and server share the machine: how long the server was ready to run and had no processor is told beside the
delays, which it stretches.

In the growth tables everybody talks all the time, of whom four are heard: the worst that a room can do.

``--against janus`` runs Debian's Janus 1.1 with the same participants, packets and machine, several times, for what
either takes of a processor that others share drifts by a third within minutes: in turn with VIP, so that each has the
machine to itself, and the room also beside VIP's at the same time, so that whatever drifts does so for both. Ratios are
of all turns together, and of each server the turn with the median CPU is told.

- *The same room*: twelve people, three of whom talk, with nine open and silent microphones that send what Opus sends
  then; everybody sees everybody as a thumbnail. VIP forwards the three voices and each picture's smallest encoding, and
  has told the senders not to send the two larger ones. Janus forwards all twelve voices (silence as well) and, of the
  three encodings that it goes on being sent, the smallest. The eye and the ear get the same; so the ratio is of CPU for
  the room. It is fair in that neither decodes anything, both encrypt each packet for each receiver with AES-GCM, both
  report to senders when their packets arrived and answer NACKs, and Janus spreads its work over threads, all of which
  count. What VIP saves by forwarding less, it saves by design, and that is the comparison.
- *Everything forwarded*: six people who all talk, with one encoding each and nobody unheard, so that both forward
  exactly the same packets. This ratio is of CPU per forwarded packet.

``--soak MINUTES`` runs one room of 12 for so long (`benchmarks.media_soak`), ``--only`` some of the parts below.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import uvloop

from benchmarks.media_fuzz import fuzz_figures
from benchmarks.media_networks import network_figures
from benchmarks.media_run import Load, Scene, run, run_at_janus, single
from benchmarks.media_soak import soak_figures
from benchmarks.media_streams import CAMERA
from benchmarks.report import Figure

PEOPLE = (2, 4, 8, 12, 16)
ROOMS = (2, 4, 8)
LOSSES = (0.01, 0.02, 0.05)
# The height in pixels of a tile in a room of so many.
TILES = {2: 720, 4: 360, 6: 360, 8: 180, 12: 180, 16: 180}
ROOM = 12
SMOOTH_MS = 5
# How often VIP and Janus have their turn.
TURNS = 3
# More rooms than this aren't expected of one core.
ROOMS_ON_A_CORE = 4


def room(people: int, *, rooms: int = 1, loss: float = 0.0) -> Scene:
    """Everybody talks."""
    return Scene(rooms=rooms, people=people, tile=TILES[people], talking=people, loss=loss)


def growth_by_people() -> list[Figure]:
    return [figure for people in PEOPLE for figure in figures(watched(room(people)))]


def growth_by_rooms() -> list[Figure]:
    loads = [watched(room(ROOM, rooms=rooms)) for rooms in ROOMS]
    smooth = [
        load.scene.rooms for load in loads if load.p99_ms < SMOOTH_MS and not load.lost and load.cpu < 1
    ]
    most = Figure(
        what=f"rooms of {ROOM} on one core with a p99 under {SMOOTH_MS} ms and no loss, of {ROOMS}",
        value=max(smooth, default=1),
        unit="rooms",
    )
    return [*(figure for load in loads for figure in figures(load)), most]


def growth_by_loss() -> list[Figure]:
    return [figure for loss in LOSSES for figure in figures(watched(room(ROOM, loss=loss)))]


def against_janus() -> list[Figure]:
    """Raises JanusMissing."""
    same = Scene(rooms=1, people=ROOM, tile=180, talking=3)
    everything = Scene(rooms=1, people=6, tile=360, talking=6, camera=single(CAMERA[1]), voices=6)
    ours, theirs = in_turn(same, substream=0)
    beside = [uvloop.run(at_once(same, substream=0)) for _ in range(TURNS)]
    all_ours, all_theirs = in_turn(everything, substream=0)
    of_packet = sum(load.per_packet_us for load in all_ours) / sum(load.per_packet_us for load in all_theirs)
    return [
        *(
            Figure(what=f"{what}, {who}: {figure}", value=round(value, 1), unit=unit)
            for what, pair in (
                ("the same room of 12", (ours, theirs)),
                ("everything of 6 forwarded", (all_ours, all_theirs)),
            )
            for who, load in zip(("VIP", "Janus"), map(middle, pair), strict=True)
            for figure, value, unit in (
                ("packets sent to the server", load.incoming, "a second"),
                ("packets forwarded", load.per_second, "a second"),
                ("CPU", 100 * load.cpu, "% of a core"),
                ("CPU per forwarded packet", load.per_packet_us, "us"),
                ("forwarding delay, p99", load.p99_ms, "ms"),
                ("pictures that never came", load.unseen, "pictures"),
                ("memory", load.memory_mb, "MB"),
            )
        ),
        *shares("one after the other", list(zip(ours, theirs, strict=True))),
        *shares("at the same time", beside),
        Figure(
            what="VIP's share of Janus's CPU per packet, everything forwarded",
            value=round(of_packet, 3),
            unit="",
        ),
    ]


def shares(when: str, turns: Sequence[tuple[Load, Load]]) -> list[Figure]:
    """Of the same room."""
    what = f"VIP's share of Janus's CPU for the same room, {when}"
    share = sum(ours.cpu for ours, _ in turns) / sum(theirs.cpu for _, theirs in turns)
    of_turns = [ours.cpu / theirs.cpu for ours, theirs in turns]
    return [
        Figure(what=what, value=round(share, 3), unit="", bound=0.25),
        Figure(what=f"{what}: the least of its turns", value=round(min(of_turns), 3), unit=""),
        Figure(what=f"{what}: the most of its turns", value=round(max(of_turns), 3), unit=""),
    ]


async def at_once(scene: Scene, *, substream: int) -> tuple[Load, Load]:
    """What VIP and Janus took beside each other. Raises JanusMissing."""
    return await asyncio.gather(run(scene), run_at_janus(scene, substream=substream))


def in_turn(scene: Scene, *, substream: int) -> tuple[list[Load], list[Load]]:
    """What VIP and Janus took, turn by turn. Raises JanusMissing."""
    turns = [(watched(scene), uvloop.run(run_at_janus(scene, substream=substream))) for _ in range(TURNS)]
    return [ours for ours, _ in turns], [theirs for _, theirs in turns]


def middle(loads: Sequence[Load]) -> Load:
    return sorted(loads, key=lambda load: load.cpu)[len(loads) // 2]


PARTS: dict[str, Callable[[], list[Figure]]] = {
    "people": growth_by_people,
    "rooms": growth_by_rooms,
    "loss": growth_by_loss,
    "fuzz": fuzz_figures,
    "networks": network_figures,
}


def options(arguments: Sequence[str]) -> dict[str, Any]:
    """What `measure` takes, as said on the command line."""
    parser = argparse.ArgumentParser(prog="bin/measure media")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone")
    parser.add_argument("--against", choices=["janus"], help="compare with another server, and nothing else")
    parser.add_argument(
        "--soak", type=float, metavar="MINUTES", help="one room of 12 for so long, and nothing else"
    )
    return vars(parser.parse_args(arguments))


def measure(
    *, only: Sequence[str] | None = None, against: str | None = None, soak: float | None = None
) -> list[Figure]:
    if soak is not None:
        return soak_figures(timedelta(minutes=soak))
    if against is not None:
        return against_janus()
    return [figure for part in only or PARTS for figure in PARTS[part]()]


def watched(scene: Scene) -> Load:
    load = uvloop.run(run(scene))
    print(f"  {name(scene)}: {load.cpu:.0%} of a core", file=sys.stderr, flush=True)
    return load


def name(scene: Scene) -> str:
    rooms = "a room" if scene.rooms == 1 else f"{scene.rooms} rooms"
    loss = f", {scene.loss:.0%} lost each way" if scene.loss else ""
    return f"{rooms} of {scene.people}{loss}"


def figures(load: Load) -> list[Figure]:
    """The rows of one run. Bounds are the media page's aims: four rooms of 12 on one core, p99 under 5 ms, no loss."""
    scene, what = load.scene, name(load.scene)
    fits = scene.rooms <= ROOMS_ON_A_CORE
    aims = {(1, ROOM): 25.0, (ROOMS_ON_A_CORE, ROOM): 100.0} if not scene.loss else {}
    rows = [
        Figure(what=f"{what}: packets forwarded", value=round(load.per_second), unit="a second"),
        Figure(
            what=f"{what}: server's CPU",
            value=round(100 * load.cpu, 1),
            unit="% of a core",
            bound=aims.get((scene.rooms, scene.people)),
        ),
        Figure(what=f"{what}: CPU per forwarded packet", value=round(load.per_packet_us, 1), unit="us"),
        Figure(what=f"{what}: forwarding delay, p50", value=round(load.p50_ms, 2), unit="ms"),
        Figure(
            what=f"{what}: forwarding delay, p99",
            value=round(load.p99_ms, 2),
            unit="ms",
            bound=SMOOTH_MS if fits and not scene.loss else None,  # what was lost comes when it is asked for
        ),
        Figure(
            what=f"{what}: packets lost by the server",
            value=load.lost,
            unit="packets",
            bound=0 if fits and not scene.loss else None,
        ),
        Figure(what=f"{what}: pictures that never came", value=load.unseen, unit="pictures", bound=0),
        Figure(what=f"{what}: server waits for a processor", value=round(100 * load.waited, 1), unit="%"),
    ]
    if scene.loss:
        gone = round(100 * max(0.0, 1 - load.repaired), 2)  # what was lost before may come again as well
        rows[5] = Figure(
            what=f"{what}: lost packets of pictures that never came", value=gone, unit="%", bound=1
        )
    else:
        rows.append(
            Figure(
                what=f"{what}: server's memory",
                value=round(load.memory_mb),
                unit="MB",
                bound=200 if fits else None,
            )
        )
    return rows

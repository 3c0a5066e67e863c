"""What people in rooms wait for, also when something breaks, and what a thousand of them cost: ``bin/measure rooms``.

Real processes on this machine. What a browser adds is in the journeys; here people are programs that speak the same
protocol, so that many fit.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from benchmarks import gathering
from benchmarks.crowd import crowd, made, say
from benchmarks.demo import script_size
from benchmarks.report import Figure
from vip.supervisor import House

# A facilitator, the twelve clients of a full group, and one too many.
PEOPLE = 14


def measure() -> list[Figure]:
    with TemporaryDirectory(prefix="vip-measure-") as directory:
        figures = [script_size(), *group(Path(directory) / "group")]
        return [*figures, *crowd(Path(directory) / "crowd")]


def group(directory: Path) -> list[Figure]:
    """A group of twelve, from joining to every way in which a connection ends."""
    with House(
        directory,
        mode="demo",
        parts=("web", "sfu", "worker", "beat"),
        seed=False,
        environment={"LOG_LEVEL": "WARNING"},
        tell=say,
    ) as house:
        house.wait_ready()
        [(room, seats)] = made(house, 1, PEOPLE).items()
        return uvloop.run(gathering.measure(house, room, seats))

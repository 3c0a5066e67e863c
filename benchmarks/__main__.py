"""``python -m benchmarks NAME [--json]``: run one measurement, print its figures, fail when a bound is missed."""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import dataclass

from benchmarks.report import Figure, as_json, as_table, machine


@dataclass(frozen=True, slots=True)
class Measurement:
    """A module with ``measure() -> list[Figure]``, and about how long that takes.

    It may have ``options(arguments)``, which reads further arguments and returns what ``measure`` takes by name.
    """

    module: str
    minutes: int
    about: str


MEASUREMENTS = {
    "demo": Measurement(
        "benchmarks.demo", 6, "from a fresh clone to a live room, joining, and the media server's load"
    ),
    "media": Measurement(
        "benchmarks.media",
        12,
        "what forwarding costs the media server, by people, rooms and loss, and what it and calls survive "
        "(--only PARTS, --against janus, --soak MINUTES)",
    ),
    "notifications": Measurement(
        "benchmarks.notifications", 6, "that each message goes out once, whatever is killed, and how fast"
    ),
    "rooms": Measurement(
        "benchmarks.rooms", 6, "a group that gathers and comes back, and a thousand people in a hundred rooms"
    ),
    "programme": Measurement(
        "benchmarks.programme", 5, "what each page of the care programme takes with 10,000 clients"
    ),
    "attendance": Measurement(
        "benchmarks.attendance",
        40,
        "attendance under faults (--scripts N random evenings), and of 10,000 clients",
    ),
}


def main(arguments: list[str]) -> int:
    lines = "\n".join(
        f"  {name:14} {known.about} ({known.minutes} min)" for name, known in MEASUREMENTS.items()
    )
    parser = argparse.ArgumentParser(
        prog="bin/measure",
        epilog=f"measurements:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=MEASUREMENTS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options, further = parser.parse_known_args(arguments)
    chosen = MEASUREMENTS[options.name]
    module = importlib.import_module(chosen.module)
    if further and not hasattr(module, "options"):
        parser.error(f"{options.name} takes no {further[0]}.")
    wanted = module.options(further) if hasattr(module, "options") else {}
    print(f"Measuring {chosen.about}: about {chosen.minutes} minutes.", file=sys.stderr, flush=True)
    figures: list[Figure] = module.measure(**wanted)
    print(as_json(options.name, figures) if options.json else f"{as_table(figures)}\n\nSeen on {machine()}.")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

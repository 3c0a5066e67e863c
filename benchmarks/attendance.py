"""``bin/measure attendance``: whether it is right under every fault, and quick and provable in a large clinic.

``--scripts N`` says how many random evenings are acted (``benchmarks.attendance_scripts``); 0 leaves them out. The
clinic of 10,000 clients is ``benchmarks.attendance_clinic``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.attendance_clinic import clinic
from benchmarks.attendance_scripts import scripts as evenings
from benchmarks.programme import LARGE
from benchmarks.report import Figure

SCRIPTS = 50


def options(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="bin/measure attendance")
    parser.add_argument("--scripts", type=int, default=SCRIPTS, help="how many random evenings; 0 for none")
    parser.add_argument("--seed", type=int, default=1, help="the first of them")
    parser.add_argument("--clients", type=int, default=LARGE, help="of the large clinic; 0 for none")
    parser.add_argument("--data", type=Path, help="where that clinic is kept, and used again")
    return vars(parser.parse_args(arguments))


def measure(
    *, scripts: int = SCRIPTS, seed: int = 1, clients: int = LARGE, data: Path | None = None
) -> list[Figure]:
    found = evenings(count=scripts, seed=seed) if scripts else []
    return [*found, *clinic(clients, data)] if clients else found

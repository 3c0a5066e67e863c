"""What a measurement says: figures, each with the bound it should keep, as a table or as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number, and the most that it may be (None: only told)."""

    what: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def met(self) -> bool:
        return self.bound is None or self.value <= self.bound


def machine() -> str:
    """What it was measured on: figures that are no ratios mean little without it."""
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} x {processor()}, {system}"


def processor() -> str:
    """The processor's own name where Linux tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def as_table(figures: Sequence[Figure]) -> str:
    """A Markdown table: what, figure, bound, met or not."""
    rows = [("what", "figure", "bound", "met"), ("---", "---:", "---:", "---"), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    )


def _row(figure: Figure) -> tuple[str, str, str, str]:
    if figure.bound is None:
        return figure.what, f"{figure.value:g} {figure.unit}", "", ""
    bound = f"<= {figure.bound:g} {figure.unit}"
    return figure.what, f"{figure.value:g} {figure.unit}", bound, "met" if figure.met else "NOT MET"


def as_json(name: str, figures: Sequence[Figure]) -> str:
    """The same for programs."""
    rows = [{**asdict(figure), "met": figure.met} for figure in figures]
    return json.dumps({"measurement": name, "machine": machine(), "figures": rows}, indent=2)

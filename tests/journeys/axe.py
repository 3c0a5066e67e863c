"""Axe, which finds what keeps people from using a page, and the settings in which every page is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Setting:
    """How somebody looks at the site."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return self.name


# Contrast depends on the scheme and overflow on the width, so two of the four combinations see both.
SETTINGS = (
    Setting("small phone by day", 360, 740, "light"),
    Setting("desk by night", 1280, 800, "dark"),
)


def know_axe(page: Page) -> None:
    """Have whatever this page shows from now on know axe: by the debugger, which no page's policy binds."""
    page.add_init_script(path=AXE)


def axe_faults(page: Page) -> list[tuple[str, str, list[Any]]]:
    """Axe's violations as (impact, rule, places)."""
    # Without saying which results are wanted, most of the time goes into describing what is in order.
    run = "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
    result = page.evaluate(run, RULES)
    return [
        (each["impact"], each["id"], [node["target"] for node in each["nodes"]])
        for each in result["violations"]
    ]

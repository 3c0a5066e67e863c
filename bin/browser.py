"""Find a Chromium for the tests and measurements, or get one. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import bootstrap

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright: print(playwright.chromium.executable_path)"
)


def find_chromium() -> str:
    """One that is here, else Debian's package, else Playwright's download. Raises Unready."""
    found = on_this_machine()
    if not found and is_debian() and bootstrap.apt_install("chromium"):
        found = on_this_machine()
    return found or playwrights_own()


def on_this_machine() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        if not starts(named):
            raise bootstrap.Unready(
                f"CHROMIUM is '{named}', which does not start. Set it to a Chromium, or unset it."
            )
        return named
    candidates = [*(shutil.which(name) for name in NAMES), *MAC_APPS]
    return next((path for path in candidates if path and starts(path)), None)


def starts(program: str) -> bool:
    """Whether it says its version: Ubuntu's chromium-browser may be a note that points at a snap."""
    try:
        asked = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and b"Chrom" in asked.stdout


def is_debian() -> bool:
    """Ubuntu's package is a snap, which does not start in many containers."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().splitlines()


def playwrights_own() -> str:
    """Playwright's download, kept in the user's cache."""
    hint = (
        "Install Chromium (apt-get install chromium), or set CHROMIUM to one, and run the same command again."
    )
    bootstrap.run([bootstrap.PYTHON, "-m", "playwright", "install", "chromium"], hint=hint)
    path = bootstrap.run([bootstrap.PYTHON, "-c", ASK_PLAYWRIGHT], hint=hint).strip()
    if not starts(path):
        raise bootstrap.Unready(f"The Chromium that Playwright brought does not start here. {hint}")
    return path

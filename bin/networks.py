"""Find what the tests of bad networks need, or get it: a Firefox and coturn. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess

import bootstrap
import browser

MAC_FIREFOX = "/Applications/Firefox.app/Contents/MacOS/firefox"


def environment() -> dict[str, str]:
    """Where they are, as the tests ask for it. Raises Unready."""
    return {"FIREFOX": find_firefox(), "TURNSERVER": find_coturn()}


def find_firefox() -> str:
    """One that is here, else Debian's package. Raises Unready."""
    found = _find("FIREFOX", ("firefox-esr", "firefox", MAC_FIREFOX), package="firefox-esr")
    if not found:
        raise bootstrap.Unready(
            "A test has a Firefox in a room with two Chromiums, and there is none. Install it (apt-get install "
            "firefox-esr, or from https://www.firefox.com/), or set FIREFOX to one, and run the same command again."
        )
    return found


def find_coturn() -> str:
    """One that is here, else Debian's package. Raises Unready."""
    here = _find("TURNSERVER", ("turnserver",), package=None)
    found = here or _find("TURNSERVER", ("turnserver",), package="coturn")
    if not found:
        raise bootstrap.Unready(
            "Tests run the TURN relay coturn, and there is none. Install it (apt-get install coturn, or brew install "
            "coturn), or set TURNSERVER to its turnserver, and run the same command again."
        )
    if not here and shutil.which("systemctl"):
        # Debian's package starts a relay for the whole machine at once; the tests start their own.
        subprocess.run(["systemctl", "disable", "--now", "coturn"], capture_output=True, check=False)
    return found


def _find(named: str, names: tuple[str, ...], *, package: str | None) -> str | None:
    """The program that the environment names, else one on this machine, else from Debian's package."""
    given = os.environ.get(named)
    if given:
        return shutil.which(given)
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and package and browser.is_debian() and bootstrap.apt_install(package):
        found = next(filter(None, map(shutil.which, names)), None)
    return found

"""The Chromium that tests use, and how it is started."""

from __future__ import annotations

import os
import shutil

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--auto-select-desktop-capture-source=Entire screen",
)
# Media, on two shared cores, with every browser of a journey encoding in software.
PATIENCE_MS = 30_000


def chromium() -> str:
    """The browser that ``bin/test`` found, else the machine's."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise FileNotFoundError("No Chromium on this machine. Run bin/test, which gets one, or set CHROMIUM.")
    return found

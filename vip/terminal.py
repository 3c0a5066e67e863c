"""The demo on a terminal: one line for each step, one address at the end, Ctrl-C stops everything.

``bin/demo`` prepares the machine and then runs ``python -m vip.terminal [--reset]``. ``PORT``, ``HOST`` and
``VIP_DATA_DIR`` are respected.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from vip.devservices import ServiceFailed, data_dir
from vip.supervisor import House, HouseFailed, reset

DEFAULT_PORT = 8000
# A slow laptop that is busy with something else may need a while.
START_WITHIN = timedelta(minutes=5)

WELCOME = """
VIP is running:  {url}/

  One click signs you in as
    dana@demo.test   facilitator   admits the waiting clients and leads the group
    ana@demo.test    client        joins the group that is live now
    cora@demo.test   coordinator   sees every group and its attendance
    sam@demo.test    supervisor    sees the records

  The e-mail that the demo sends is at {url}/demo/inbox/
  Logs are in {logs}. Ctrl-C stops everything; bin/demo --reset begins anew.
"""


def main(arguments: list[str]) -> int:
    description = "Run all of VIP on this machine, with a believable clinic in it."
    parser = argparse.ArgumentParser(prog="bin/demo", description=description)
    parser.add_argument("--reset", action="store_true", help="begin anew: remove the demo's data first")
    options = parser.parse_args(arguments)
    # A closed terminal and a service manager's stop are taken like Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        run(data_dir(), port=chosen_port(), host=os.environ.get("HOST") or "127.0.0.1", anew=options.reset)
    except (HouseFailed, ServiceFailed) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


def run(directory: Path, *, port: int, host: str, anew: bool) -> None:
    """Start the house and keep it until a signal ends it."""
    lines = Lines()
    if anew:
        reset(directory)
        lines.tell("old data removed")
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    with House(directory, port=port, host=host, stores=given, tell=lines.tell) as house:
        house.wait_ready(timeout=START_WITHIN)
        lines.tell("web, media, jobs, and people in the live group")
        lines.starting = False
        print(WELCOME.format(url=house.url, logs=directory / "logs"), flush=True)
        threading.Event().wait()


class Lines:
    """What happens, a line each: with the seconds that a step took while starting, with the time of day afterwards."""

    def __init__(self) -> None:
        self.starting = True
        self._last = time.monotonic()

    def tell(self, line: str) -> None:
        now = time.monotonic()
        when = f"{now - self._last:8.1f} s" if self.starting else time.strftime("%H:%M:%S  ")
        self._last = now
        print(f"{when}  {line}", flush=True)


def chosen_port() -> int:
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise HouseFailed(f"PORT is '{text}'. Set it to a number from 1 to 65535.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A house: every process of VIP on one machine, kept running, for the demo, the tests and the measurements.

::

    with House(directory, parts=("web", "sfu", "worker")) as house:
        house.wait_ready()
        house.kill("sfu")        # kill -9: it comes back by itself
        browser.goto(house.url)

PostgreSQL and Redis are private and live in ``directory``, unless ``stores`` names others. Whatever dies is
started again; when the house is left, or its own process is killed, nothing stays behind (see vip.guard).
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Self

from vip.devservices import Stores, free_port, port_is_free
from vip.guard import Guard
from vip.keeper import Keeper, Program
from vip.parts import EVERYTHING, PARTS, Port, kind_of

CHECKOUT = Path(__file__).resolve().parent.parent
PARTICIPANTS = "participants"
ASK_EVERY_S = 0.2
OURS = ("postgres", "inbox", "logs", "beat-schedule", "postgres.log", "redis.log")


class HouseFailed(RuntimeError):
    """The house cannot be used; the text says why and what to do."""


class House:
    """All parts of VIP over one data directory. Use it as a context manager.

    ``port`` is the web's port, which must be free; 0 takes any. ``environment`` is added to that of every process.
    ``stores`` may hold a ``DATABASE_URL`` and a ``REDIS_URL`` to use instead of private ones. With ``seed`` the demo's
    clinic is loaded. ``people`` demo participants come, who ``receive`` nothing of each other, or count or decode it.
    ``tell`` receives a line for people whenever something worth saying happens.
    """

    def __init__(
        self,
        directory: Path,
        *,
        mode: str = "demo",
        port: int = 0,
        host: str = "127.0.0.1",
        parts: Sequence[str] = EVERYTHING,
        people: int = 8,
        receive: str = "none",
        environment: Mapping[str, str] | None = None,
        stores: Mapping[str, str] | None = None,
        seed: bool = True,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.directory = directory.resolve()
        self.parts = tuple(parts)
        self.people = people
        self._receive = receive
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self._host = host
        self._mode = mode
        self._extra = dict(environment or {})
        self._given = dict(stores or {})
        self._seed = seed
        self._tell = tell
        self._keepers: dict[str, Keeper] = {}
        self._ports: dict[str, dict[str, int]] = {}
        self._stack = ExitStack()
        self.environment: dict[str, str] = {}

    # --- from start to stop -----------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        claim(self.directory, stack)
        if "web" in self.parts and not port_is_free(self.port, host=self._host):
            raise HouseFailed(
                f"Port {self.port} is in use. Stop what listens there, or choose another: PORT=8010 bin/demo"
            )
        self._ports = self._choose_ports()
        guard = Guard()
        stack.callback(guard.close)
        durable = self._mode != "test"
        stores = Stores(self.directory, guard=guard, given=self._given, durable=durable, tell=self._tell)
        stack.callback(stores.stop)
        stack.callback(self._stop_parts)
        stores.start()
        self._keepers.update(stores.keepers)
        self.environment = self._settings(stores.environment) | self._extra
        self._tell("PostgreSQL and Redis")
        self.manage("migrate", "--skip-checks", "--verbosity", "0")
        self._tell("database schema")
        for name in self.parts:
            log = self.log_of(name)
            self._keepers[name] = Keeper(self._program(name), log=log, guard=guard, tell=self._tell)
            if name != PARTICIPANTS:
                self.start(name)
        if self._seed:
            self.manage("seed_demo", "--skip-checks")  # while the others start
            self._tell("clinic")
        if PARTICIPANTS in self.parts:
            self.start(PARTICIPANTS)

    def _stop_parts(self) -> None:
        """Demo people first, so that they leave as people do; then everything that serves; the stores go last."""
        for layer in ({PARTICIPANTS}, set(self.parts) - {PARTICIPANTS}):
            keepers = [keeper for name, keeper in self._keepers.items() if name in layer]
            for keeper in keepers:
                keeper.ask_to_stop()
            for keeper in keepers:
                keeper.stop()

    # --- what tests and benchmarks do with it -----------------------------------------------------------------------

    def wait_ready(self, *, timeout: timedelta = timedelta(seconds=90)) -> None:
        """Block until pages, media and, where they take part, the demo's people are there. Raises HouseFailed."""
        deadline = time.monotonic() + timeout.total_seconds()
        for name in self.parts:
            if kind_of(name) == "web":
                self._await_answer(f"{self.url_of(name)}/readyz", deadline)
        if PARTICIPANTS in self.parts:
            left = max(1.0, deadline - time.monotonic())
            self.manage("live_room", "--people", str(self.people), "--timeout-s", f"{left:.0f}")

    def url_of(self, name: str) -> str:
        """The address of one of several web processes."""
        return f"http://localhost:{self._ports[name]['web_port']}"

    def port_of(self, name: str, port: str) -> int:
        """A part's port: ``port_of("sfu", "health_port")``."""
        return self._ports[name][port]

    def pid(self, name: str) -> int | None:
        """The id of a part (or of ``postgres`` or ``redis``); None while it is down."""
        return self._keepers[name].pid

    def kill(self, name: str) -> int:
        """``kill -9`` a part; returns the id that it had."""
        return self._keepers[name].kill()

    def await_restart(self, name: str, *, after: int, timeout: timedelta = timedelta(seconds=30)) -> int:
        """Block until a part runs under another id than ``after``; returns the new one. Raises TimeoutError."""
        return self._keepers[name].await_restart(after=after, timeout=timeout)

    def stop(self, name: str) -> None:
        """Stop one part for good, or until ``start``."""
        self._keepers[name].stop()

    def start(self, name: str) -> None:
        """Start one part that was stopped."""
        self._keepers[name].start()

    def log_of(self, name: str) -> Path:
        return self.directory / "logs" / f"{name}.log"

    def manage(self, *arguments: str) -> str:
        """Run ``manage.py`` in this house and return what it printed. Raises HouseFailed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            log = self.log_of(f"manage-{arguments[0]}")
            log.write_text(done.stdout + done.stderr)
            last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
            raise HouseFailed(f"manage.py {arguments[0]} failed: {last} All of it is in {log}.")
        return done.stdout

    # --- how it is furnished ----------------------------------------------------------------------------------------

    def _choose_ports(self) -> dict[str, dict[str, int]]:
        """The ports that each part will listen on: those it prefers where they are free; any in tests, where houses
        that start together would all find the same ones free.
        """
        chosen: dict[str, dict[str, int]] = {}
        taken: set[int] = set()
        for name in self.parts:
            wanted = PARTS[kind_of(name)].ports
            prefers = self._mode != "test"
            ports = {
                port: _port_for(preference, taken) if prefers else free_port(preference.kind)
                for port, preference in wanted.items()
            }
            chosen[name] = {"web_port": self.port} if name == "web" else ports
            taken.update(chosen[name].values())
        return chosen

    def _settings(self, stores: Mapping[str, str]) -> dict[str, str]:
        """What vip.settings reads."""
        settings = {
            "VIP_MODE": self._mode,
            "VIP_DATA_DIR": str(self.directory),
            "VIP_INBOX_DIR": str(self.directory / "inbox"),
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or self.url,
            "DJANGO_SETTINGS_MODULE": "vip.settings",
            "PYTHONUNBUFFERED": "1",
        }
        if "inbox" in self.parts:
            settings["EMAIL_URL"] = f"smtp://127.0.0.1:{self._ports['inbox']['smtp_port']}"
        return settings | dict(stores)

    def _program(self, name: str) -> Program:
        part = PARTS[kind_of(name)]
        facts = {
            "python": sys.executable,
            "name": name,
            "host": self._host,
            "data": str(self.directory),
            "people": str(self.people),
            "receive": self._receive,
            "url": self.url,
            **self._ports[name],
        }
        return Program(
            name=name,
            command=tuple(word.format(**facts) for word in part.command.split()),
            directory=CHECKOUT,
            environment=self.environment,
            stop_within=part.stop_within,
        )

    def _await_answer(self, url: str, deadline: float) -> None:
        """Ask until the answer is 200; a server that is still starting refuses the connection."""
        while True:
            try:
                urllib.request.urlopen(url, timeout=5).close()
                return
            except urllib.error.HTTPError as error:
                answer = f"{error.code} {_failing(error.read())}"
            except OSError as error:
                answer = str(error)
            if time.monotonic() > deadline:
                raise HouseFailed(
                    f"{url} is not ready ({answer}). Read the logs in {self.directory / 'logs'}."
                )
            time.sleep(ASK_EVERY_S)


def _failing(body: bytes) -> str:
    try:
        return ", ".join(json.loads(body)["failing"])
    except (ValueError, KeyError, TypeError):
        return ""


def _port_for(wanted: Port, taken: Container[int]) -> int:
    free = wanted.preferred not in taken and port_is_free(wanted.preferred, kind=wanted.kind)
    return wanted.preferred if free else free_port(wanted.kind)


def claim(directory: Path, stack: ExitStack) -> None:
    """Take a data directory for as long as ``stack`` is open. Raises HouseFailed while another house lives there."""
    try:
        (directory / "logs").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "unknown"
        raise HouseFailed(
            f"{directory} cannot hold VIP's data ({reason}). Set VIP_DATA_DIR to a directory that can be written to."
        ) from error
    lock = stack.enter_context((directory / "house.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HouseFailed(
            f"VIP is running in {directory} already. Stop that one, or set VIP_DATA_DIR to another directory."
        ) from None


def reset(directory: Path) -> None:
    """Remove the data of a house that does not run; what else is in the directory stays."""
    with ExitStack() as stack:
        claim(directory, stack)
        for path in (directory / name for name in OURS):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

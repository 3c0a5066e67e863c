"""Keep one program running: start it, write down what it says, and start it again when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from vip.guard import Guard, signal_group

FIRST_PAUSE = timedelta(milliseconds=100)
LONGEST_PAUSE = timedelta(seconds=5)
# Someone who lived this long did start; the next death is a new story with a short pause again.
SETTLED = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One process of the house: its command, what it finds in its environment, and how it is told to stop."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    user: str | None = None  # run as this user of the machine; None: as ourselves
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: timedelta = timedelta(seconds=10)


class Keeper:
    """Runs a program until ``stop``, through every death. What it prints goes to ``log``."""

    def __init__(self, program: Program, *, log: Path, guard: Guard, tell: Callable[[str], None]) -> None:
        self.program = program
        self.log = log
        self._guard = guard
        self._tell = tell
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0
        self._thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def pid(self) -> int | None:
        """The process's id; None while it is down."""
        with self._changed:
            return self._process.pid if self._process else None

    @property
    def starts(self) -> int:
        """How often it was started so far."""
        return self._starts

    def start(self) -> None:
        """Start it, unless it runs. A command that does not exist raises FileNotFoundError here."""
        if self._thread is not None:
            return
        self._stopping.clear()
        first = self._spawn()
        self._thread = threading.Thread(
            target=self._keep, args=(first,), name=f"keeper of {self.name}", daemon=True
        )
        self._thread.start()

    def kill(self) -> int:
        """``kill -9`` the process, and say which id it had. It is started again by itself."""
        pid = self.pid
        if pid is None:
            raise ProcessLookupError(f"{self.name} is not running.")
        os.kill(pid, signal.SIGKILL)
        return pid

    def await_restart(self, *, after: int, timeout: timedelta) -> int:
        """Block until it runs under another id than ``after``, and return that. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._process and self._process.pid != after, timeout.total_seconds()
            ):
                raise TimeoutError(
                    f"{self.name} did not start again within {timeout}. Its log is {self.log}."
                )
            assert self._process is not None
            return self._process.pid

    def ask_to_stop(self) -> None:
        """Send the stop signal, and let nobody start it again."""
        self._stopping.set()
        with self._changed:
            if self._process:
                self._process.send_signal(self.program.stop_signal)

    def stop(self) -> None:
        """Stop it and wait for its end; what does not end in time is killed."""
        if self._thread is None:
            return
        self.ask_to_stop()
        self._thread.join(self.program.stop_within.total_seconds())
        if self._thread.is_alive():
            pid = self.pid
            if pid is not None:
                signal_group(pid, signal.SIGKILL)
            self._thread.join()
        self._thread = None

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._changed, self.log.open("ab") as log:
            process = subprocess.Popen(
                self.program.command,
                cwd=self.program.directory,
                env=os.environ | self.program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C is for the supervisor, and leftovers can be found.
                start_new_session=True,
                user=self.program.user,
                group=self.program.user,
                extra_groups=None if self.program.user is None else [],
            )
            self._guard.watch(process.pid, self.program.stop_signal)
            self._process = process
            self._starts += 1
            self._changed.notify_all()
        return process

    def _keep(self, process: subprocess.Popen[bytes]) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = self._await_end(process)
            if self._stopping.is_set():
                return
            if time.monotonic() - began > SETTLED.total_seconds():
                pause = FIRST_PAUSE
            self._tell(
                f"{self.name} stopped by itself ({_reason(code)}); starting it again. Its log is {self.log}."
            )
            if self._stopping.wait(pause.total_seconds()):
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            process = self._spawn()

    def _await_end(self, process: subprocess.Popen[bytes]) -> int:
        code = process.wait()
        with self._changed:
            self._process = None
            self._changed.notify_all()
        # Its children (a Celery worker's pool, say) must not live beside their successors.
        signal_group(process.pid, signal.SIGKILL)
        self._guard.release(process.pid)
        return code


def _reason(code: int) -> str:
    if code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"

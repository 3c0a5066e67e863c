"""Workers and beats for ``bin/measure notifications``, which are killed and come back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil

from vip.guard import Guard
from vip.supervisor import CHECKOUT

# One kill of so many hits a whole worker; the others the process of its pool that does the work.
WHOLE_WORKER_OF = 8
_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL")


class Workers:
    """Real ``celery worker`` and ``celery beat`` processes, each leading a group of its own."""

    def __init__(
        self, directory: Path, *, workers: int, beats: int, environment: dict[str, str], guard: Guard
    ) -> None:
        self._directory = directory
        self._environment = environment
        self._guard = guard
        self._count, self._beat_count = workers, beats
        self._workers: list[subprocess.Popen[bytes]] = []
        self._beats: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def __enter__(self) -> Workers:
        self._workers = [self._start("worker", number) for number in range(self._count)]
        self._beats = [self._start("beat", number) for number in range(self._beat_count)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (*self._beats, *self._workers):
            self._end(process)

    def kill_one(self, chance: random.Random) -> None:
        """``kill -9`` a worker, or the process that does its work. A worker that is just starting has none yet."""
        number = chance.randrange(self._count)
        worker = self._workers[number]
        children: list[psutil.Process] = []
        if chance.randrange(WHOLE_WORKER_OF):
            with suppress(psutil.NoSuchProcess):
                children = psutil.Process(worker.pid).children()
        if children:
            with suppress(psutil.NoSuchProcess):
                children[0].kill()
        else:
            self._end(worker)
            self._workers[number] = self._start("worker", number)
        self.kills += 1

    def _start(self, part: str, number: int) -> subprocess.Popen[bytes]:
        options = (
            ("--pool", "prefork", "--concurrency", "1", "--hostname", f"w{number}@%h", *_QUIET)
            if part == "worker"
            else (
                "--schedule",
                str(self._directory / f"beat-{number}"),
                "--pidfile=",
                "--loglevel",
                "CRITICAL",
            )
        )
        log = self._directory / f"{part}-{number}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "vip", part, *options],
                cwd=CHECKOUT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard.watch(process.pid, signal.SIGKILL)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        _kill_group(process)
        self._guard.release(process.pid)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

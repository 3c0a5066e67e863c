"""The guard outlives the supervisor just long enough to leave no process behind, even after ``kill -9``.

The operating systems differ in what they promise for the children of a killed parent (Linux has a death signal that is
lost on a change of user, macOS has nothing). A pipe works everywhere: the guard reads its standard input, whose other
end only the supervisor holds, so that the end of the file means that the supervisor is gone. Until then it is told,
line by line, which processes to stop in that case: ``watch PID SIGNAL`` and ``release PID``.

Every watched process leads a process group of its own. The leader gets its stop signal, and what is left of the group
after a few seconds is killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

GRACE = timedelta(seconds=5)


class Guard:
    """The supervisor's end of the pipe. Closing it stops whatever is still watched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__))],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for the supervisor alone
            text=True,
        )

    def watch(self, pid: int, stop_signal: signal.Signals) -> None:
        self._say(f"watch {pid} {stop_signal.value}")

    def release(self, pid: int) -> None:
        self._say(f"release {pid}")

    def close(self) -> None:
        with self._lock:
            assert self._process.stdin is not None
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _say(self, line: str) -> None:
        with self._lock:
            assert self._process.stdin is not None
            # Without its guard the house still runs; only a kill -9 of the supervisor would leave something behind.
            with suppress(BrokenPipeError):
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()


def signal_group(pid: int, number: int) -> bool:
    """Signal every process of the group that ``pid`` leads (0 only asks); whether there was one."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):  # macOS answers "not permitted" for a group of zombies
        return False
    return True


def watched(lines: Iterable[str]) -> dict[int, signal.Signals]:
    """What is still watched when the lines end."""
    processes: dict[int, signal.Signals] = {}
    for line in lines:
        match line.split():
            case ["watch", pid, number]:
                processes[int(pid)] = signal.Signals(int(number))
            case ["release", pid]:
                processes.pop(int(pid), None)
    return processes


def stop(processes: dict[int, signal.Signals]) -> None:
    """Ask each leader to stop, last started first, then kill what is left of the groups."""
    for pid, number in reversed(processes.items()):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    deadline = time.monotonic() + GRACE.total_seconds()
    while any(signal_group(pid, 0) for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.05)  # not our children, so there is nothing to wait on
    for pid in processes:
        signal_group(pid, signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stop(watched(sys.stdin))

"""What the operating system tells of a process that is measured."""

from __future__ import annotations

from pathlib import Path

import psutil


class Told:
    """Of one process, all its threads together."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._told = psutil.Process(pid)

    def cpu_s(self) -> float:
        """CPU time, to the nanosecond where Linux tells it: its clock ticks are a hundredth of a second."""
        tasks = Path(f"/proc/{self.pid}/task")
        if tasks.exists():
            told = [int(task.joinpath("schedstat").read_text().split()[0]) for task in tasks.iterdir()]
            return sum(told) / 1e9
        times = self._told.cpu_times()
        return float(times.user + times.system)

    def waited_s(self) -> float:
        """How long it was ready to run and had no processor; 0 where the system does not tell."""
        told = Path(f"/proc/{self.pid}/schedstat")
        return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0

    def memory_mb(self) -> float:
        return float(self._told.memory_info().rss) / 1e6

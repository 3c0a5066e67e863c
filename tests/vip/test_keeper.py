"""What a kept program may rely on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from vip.guard import Guard
from vip.keeper import Keeper, Program

SOON = timedelta(seconds=20)
SLEEPER = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)")


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()


class House:
    """Keeps programs for one test and remembers what was told."""

    def __init__(self, directory: Path, guard: Guard) -> None:
        self.told: list[str] = []
        self.keepers: list[Keeper] = []
        self._directory = directory
        self._guard = guard

    def keep(self, *command: str, stop_within: timedelta = SOON) -> Keeper:
        program = Program(name="sleeper", command=command, stop_within=stop_within)
        keeper = Keeper(program, log=self._directory / "log", guard=self._guard, tell=self.told.append)
        keeper.start()
        self.keepers.append(keeper)
        return keeper


@pytest.fixture
def house(tmp_path: Path, guard: Guard) -> Iterator[House]:
    house = House(tmp_path, guard)
    yield house
    for keeper in house.keepers:
        keeper.stop()


def test_a_killed_program_runs_again_under_another_id(house: House) -> None:
    keeper = house.keep(*SLEEPER)
    killed = keeper.kill()

    again = keeper.await_restart(after=killed, timeout=SOON)

    assert again != killed
    assert psutil.pid_exists(again)
    assert keeper.starts == 2
    assert [line.split(";")[0] for line in house.told] == ["sleeper stopped by itself (SIGKILL)"]


def test_a_program_that_ends_by_itself_is_started_again_and_its_exit_code_told(house: House) -> None:
    keeper = house.keep(sys.executable, "-c", "raise SystemExit(3)")

    keeper.await_restart(after=keeper.pid or 0, timeout=SOON)

    assert "(exit code 3)" in house.told[0]


def test_a_stopped_program_stays_stopped_until_it_is_started(house: House) -> None:
    keeper = house.keep(*SLEEPER)
    first = keeper.pid
    assert first is not None

    keeper.stop()
    stopped = keeper.pid
    keeper.start()

    assert stopped is None
    assert not psutil.pid_exists(first)
    assert keeper.pid not in (None, first)
    assert house.told == []


def test_a_program_that_ignores_its_stop_signal_is_killed(house: House) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    keeper = house.keep(sys.executable, "-c", deaf, stop_within=timedelta(milliseconds=200))
    pid = keeper.pid
    assert pid is not None

    keeper.stop()

    assert not psutil.pid_exists(pid)


def test_children_of_a_killed_program_do_not_live_beside_their_successors(
    house: House, tmp_path: Path
) -> None:
    note = tmp_path / "child"
    os.mkfifo(note)
    parent = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    keeper = house.keep(sys.executable, "-c", parent)
    child = psutil.Process(int(note.read_text()))

    keeper.kill()

    child.wait(timeout=SOON.total_seconds())


def test_what_a_program_prints_is_in_its_log(house: House, tmp_path: Path) -> None:
    keeper = house.keep(sys.executable, "-c", "print('a word')")
    keeper.await_restart(after=keeper.pid or 0, timeout=SOON)

    assert "a word" in (tmp_path / "log").read_text()


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    supervisor = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from vip.guard import Guard\n"
        "from vip.keeper import Keeper, Program\n"
        f"program = Program(name='sleeper', command={SLEEPER!r})\n"
        f"keeper = Keeper(program, log=Path({str(tmp_path / 'log')!r}), guard=Guard(), tell=print)\n"
        "keeper.start()\n"
        "print(keeper.pid, flush=True)\n"
        "time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", supervisor], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        sleeper = psutil.Process(int(process.stdout.readline()))

        process.send_signal(signal.SIGKILL)

        sleeper.wait(timeout=SOON.total_seconds())

"""A house runs, mends itself, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from vip.parts import EVERYTHING, PARTS
from vip.supervisor import House, HouseFailed, claim, reset

ROOT = Path(__file__).resolve().parents[2]
SERVING = ("web", "sfu", "worker", "beat")
PATIENCE_S = 120


@contextmanager
def listening() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    directory = tmp_path_factory.mktemp("house")
    with House(directory, mode="test", parts=SERVING, seed=False) as house:
        house.wait_ready()
        yield house


@pytest.mark.xdist_group("house")
@pytest.mark.parametrize("name", [*SERVING, "postgres", "redis"])
def test_a_killed_process_comes_back_and_the_house_is_ready_again(house: House, name: str) -> None:
    killed = house.kill(name)

    again = house.await_restart(name, after=killed)
    house.wait_ready()

    assert psutil.Process(again).is_running()
    assert not psutil.pid_exists(killed)


@pytest.mark.xdist_group("house")
def test_a_second_house_in_the_same_directory_is_refused(house: House) -> None:
    sentence = f"VIP is running in {house.directory} already. Stop that one, or set VIP_DATA_DIR to another directory."

    with pytest.raises(HouseFailed, match=re.escape(sentence)), House(house.directory, parts=()):
        pass
    with pytest.raises(HouseFailed, match=re.escape(sentence)):
        reset(house.directory)


@pytest.mark.xdist_group("house")
def test_two_houses_do_not_share_their_stores(house: House) -> None:
    own = house.environment

    assert own["DATABASE_URL"] != os.environ["DATABASE_URL"]
    assert str(house.directory) in own["VIP_INBOX_DIR"]


@pytest.mark.xdist_group("house")
def test_a_failing_command_is_told_with_its_last_line_and_its_log(house: House) -> None:
    told = r"manage.py live_room failed: CommandError: No session is live now.* All of it is in .*/manage-live_room.log"

    with pytest.raises(HouseFailed, match=told):
        house.manage("live_room", "--timeout-s", "0")


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with (
        listening() as taken,
        pytest.raises(HouseFailed, match=f"Port {taken} is in use. .*PORT=8010 bin/demo"),
    ):
        House(tmp_path, port=taken).__enter__()


def test_two_of_a_kind_get_ports_of_their_own(tmp_path: Path) -> None:
    with House(tmp_path, mode="test", parts=("web", "web2", "sfu", "sfu2"), seed=False) as house:
        house.wait_ready()

        ports = {house.port_of(name, "media_port") for name in ("sfu", "sfu2")}
        urls = {house.url_of(name) for name in ("web", "web2")}

    assert (len(ports), len(urls)) == (2, 2)
    assert house.url in urls


def test_every_part_of_the_demo_has_a_command() -> None:
    assert set(EVERYTHING) == set(PARTS)


def test_reset_removes_the_houses_data_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").touch()
    (tmp_path / "redis.log").touch()
    (tmp_path / "tools").mkdir()
    (tmp_path / "mine.txt").touch()

    reset(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"house.lock", "mine.txt", "tools"}


def test_a_house_that_was_left_frees_its_directory(tmp_path: Path) -> None:
    with ExitStack() as stack:
        claim(tmp_path, stack)

    with ExitStack() as stack:
        claim(tmp_path, stack)


@contextmanager
def run_house(directory: Path) -> Iterator[subprocess.Popen[str]]:
    """A house in a process of its own, which prints its address once ready, and ends with the block at the latest.

    Whoever runs the tests in the background may have told them to ignore Ctrl-C, and with them what they start.
    """
    program = (
        "import signal, sys, threading\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path\n"
        "from vip.supervisor import House\n"
        "with House(Path(sys.argv[1]), mode='test', parts=('web', 'sfu'), seed=False) as house:\n"
        "    house.wait_ready()\n"
        "    print(house.url, flush=True)\n"
        "    threading.Event().wait()\n"
    )
    command = [sys.executable, "-c", program, str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as supervisor:
        try:
            yield supervisor
        finally:
            supervisor.kill()


def names_of(processes: Iterable[psutil.Process]) -> set[str]:
    """What those are called that are still there: a media server's compiler, say, lives for a moment."""
    names = set()
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            names.add(process.name())
    return names


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_stays_behind_however_a_house_ends(tmp_path: Path, number: signal.Signals) -> None:
    with run_house(tmp_path) as supervisor:
        assert supervisor.stdout is not None
        url = supervisor.stdout.readline().strip()
        assert urllib.request.urlopen(f"{url}/healthz").status == 200
        family = psutil.Process(supervisor.pid).children(recursive=True)
        assert {"postgres", "redis-server"} <= names_of(family)

        supervisor.send_signal(number)

        _, alive = psutil.wait_procs(family, timeout=PATIENCE_S)
    assert alive == []

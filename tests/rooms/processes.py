"""Real web and media processes on the test database, as separate programs."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from vip.devservices import free_port

STARTS_WITHIN_S = 90.0


class Process:
    """A running program of the house; ``address`` is where its HTTP answers."""

    def __init__(self, process: asyncio.subprocess.Process, address: str) -> None:
        self._process = process
        self.address = address

    def kill(self) -> None:
        """As ``kill -9``."""
        self._process.kill()

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    @asynccontextmanager
    async def standing_still(self) -> AsyncIterator[None]:
        """As a machine that is moved, or has no memory left: nothing runs, and nobody is told."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    async def ended(self) -> int:
        """Its exit code, once it has ended."""
        return await self._process.wait()


@asynccontextmanager
async def web(**environment: str) -> AsyncIterator[Process]:
    """A daphne with the whole application."""
    address = f"127.0.0.1:{free_port()}"
    host, port = address.split(":")
    command = ("-m", "daphne", "-v", "0", "-b", host, "-p", port, "vip.asgi:application")
    async with running(command, f"http://{address}/healthz", environment) as process:
        yield Process(process, address)


@asynccontextmanager
async def sfu(*arguments: str, **environment: str) -> AsyncIterator[Process]:
    """A media server, on free ports."""
    address = f"127.0.0.1:{free_port()}"
    command = ("manage.py", "runsfu", "--port", "0", "--health-port", address.split(":")[1], *arguments)
    async with running(command, f"http://{address}/readyz", environment) as process:
        yield Process(process, address)


@asynccontextmanager
async def running(
    command: tuple[str, ...], ready_url: str, environment: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await start(command, environment)
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not await asyncio.to_thread(answers, ready_url):
                assert process.returncode is None, f"{command} ended with {process.returncode}"
                await asyncio.sleep(0.1)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def start(
    command: tuple[str, ...], environment: Mapping[str, str] = MappingProxyType({}), stderr: int | None = None
) -> asyncio.subprocess.Process:
    """A program of the house, with the stores of this test run."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=os.environ | house_environment() | dict(environment),
        cwd=settings.BASE_DIR,
        stderr=stderr,
    )


def answers(url: str) -> bool:
    try:
        fetched(url)
    except OSError:
        return False
    return True


def fetched(url: str) -> str:
    """The text at ``url``. Raises ``OSError``, also for every answer but 200."""
    with urlopen(url, timeout=5) as response:
        return str(response.read().decode())


def house_environment() -> dict[str, str]:
    """The stores that this test run uses."""
    database = connection.settings_dict
    place = quote(str(database["HOST"]), safe="")
    port = f":{database['PORT']}" if database["PORT"] else ""
    user = quote(str(database["USER"]), safe="")
    secret = f":{quote(str(database['PASSWORD']), safe='')}" if database["PASSWORD"] else ""
    return {
        "DATABASE_URL": f"postgres://{user}{secret}@{place}{port}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "LOG_LEVEL": "WARNING",
    }

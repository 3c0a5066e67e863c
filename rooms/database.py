"""Database work of the event loop: in a few threads of its own, each with its own connection.

Channels' default is one thread for the whole process, in which every room would wait for every other. Django asks a
connection whether it is alive before each piece of work, which is one more answer to wait for in every command; here
only one that was idle for a moment is asked, or one that something went wrong on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import local
from typing import ParamSpec, TypeVar

from django.db import Error as DatabaseError
from django.db import connections
from redis.exceptions import RedisError

P = ParamSpec("P")
T = TypeVar("T")

# What is raised where PostgreSQL or Redis cannot be reached, or gives up.
OUT_OF_REACH = (DatabaseError, RedisError, OSError)
# A server that went away within this time makes a command fail that would have failed a moment earlier or later.
TRUSTED_S = 1.0

# Room commands are a few milliseconds each and mostly wait for PostgreSQL; more threads only add connections.
_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="rooms-database")
_thread = local()


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of ``work``, done in a thread that may use the database."""
    run = partial(copy_context().run, _with_connections, partial(work, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_threads, run)


def _with_connections(work: Callable[[], T]) -> T:
    now_s = time.monotonic()
    idle_for_s = now_s - getattr(_thread, "used_at_s", 0.0)
    _renew_connections(now_s, doubted=idle_for_s > TRUSTED_S)
    try:
        return work()
    finally:
        _thread.used_at_s = now_s = time.monotonic()
        _renew_connections(now_s, doubted=False)


def _renew_connections(now_s: float, *, doubted: bool) -> None:
    """Close what is too old or broken, as Django does around requests, and have the doubted asked when next used."""
    for connection in connections.all(initialized_only=True):
        too_old = connection.close_at is not None and now_s >= connection.close_at
        if doubted or too_old or connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()

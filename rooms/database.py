"""Database work of the event loop: in a few threads of its own, each with its own connection.

Channels' default is one thread for the whole process, in which every room would wait for every other.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError
from redis.exceptions import RedisError

P = ParamSpec("P")
T = TypeVar("T")

# What is raised where PostgreSQL or Redis cannot be reached, or gives up.
OUT_OF_REACH = (DatabaseError, RedisError, OSError)

# Room commands are a few milliseconds each and mostly wait for PostgreSQL; more threads only add connections.
_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="rooms-database")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of ``work``, done in a thread that may use the database."""
    run = database_sync_to_async(work, thread_sensitive=False, executor=_threads)
    result: T = await run(*args, **kwargs)
    return result

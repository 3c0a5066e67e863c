"""Ending background tasks for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

CANCEL_AGAIN_AFTER_S = 0.2


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel these tasks and wait until they have ended.

    Until Python 3.12 ``asyncio.wait_for`` loses a cancellation that arrives as its result does (gh-86296), and redis-py
    uses it for every command: so a task may live on, and is cancelled again.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        done, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_AFTER_S)
        await asyncio.gather(*done, return_exceptions=True)

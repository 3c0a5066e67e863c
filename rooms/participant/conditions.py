"""Awaiting that something holds, without polling: conditions are looked at whenever something happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

Condition = Callable[[], bool]


class Conditions:
    """The conditions that are awaited just now."""

    def __init__(self) -> None:
        self._awaited: dict[asyncio.Future[None], Condition] = {}

    async def until(self, condition: Condition, *, within: timedelta) -> None:
        """Return when ``condition`` holds. Raises TimeoutError, or what the condition itself raises."""
        if condition():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited[future] = condition
        try:
            async with asyncio.timeout(within.total_seconds()):
                await future
        finally:
            del self._awaited[future]

    def happened(self) -> None:
        """Something is different: look again."""
        for future, condition in list(self._awaited.items()):
            if future.done():
                continue
            try:
                if condition():
                    future.set_result(None)
            except Exception as error:
                future.set_exception(error)

    def fail(self, error: Exception) -> None:
        """Nothing will come about any more."""
        for future in self._awaited:
            if not future.done():
                future.set_exception(error)

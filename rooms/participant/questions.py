"""Commands on their way: each has an id, and the answer with that id belongs to whoever asked."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from rooms.participant.errors import CommandRefused, NoAnswer, NotConnected
from rooms.protocol.messages import Answer, Command, Error, Ok

log = logging.getLogger(__name__)


class Questions:
    """What was asked over one participant's connections and not answered yet."""

    def __init__(self, send: Callable[[Command], Awaitable[None]]) -> None:
        self._send = send
        self._ids = itertools.count(1)
        self._asked: dict[str, asyncio.Future[Ok | Answer]] = {}

    async def ask(self, kind: type[Command], *, within: timedelta, **fields: Any) -> Ok | Answer:
        """Send a command and return its answer. Raises CommandRefused, NoAnswer, NotConnected."""
        command = kind(id=str(next(self._ids)), **fields)
        future: asyncio.Future[Ok | Answer] = asyncio.get_running_loop().create_future()
        self._asked[command.id] = future
        try:
            # Not wait_for: in Python 3.11 that swallows a cancellation that comes together with the answer.
            async with asyncio.timeout(within.total_seconds()):
                await self._send(command)
                return await future
        except TimeoutError:
            raise NoAnswer(f"No answer to {kind.__name__} within {within.total_seconds():g} s.") from None
        finally:
            del self._asked[command.id]

    def answered(self, message: Ok | Answer | Error) -> None:
        future = self._asked.get(message.id) if message.id is not None else None
        if future is None or future.done():
            log.debug("an answer that nobody awaits any more: %s", type(message).__name__)
        elif isinstance(message, Error):
            future.set_exception(CommandRefused(message.code, message.sentence))
        else:
            future.set_result(message)

    def lost(self) -> None:
        """The connection is gone, and with it whatever would have been answered."""
        for future in self._asked.values():
            if not future.done():
                future.set_exception(
                    NotConnected("The connection was lost before the answer came. Try again.")
                )

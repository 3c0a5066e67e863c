"""What this process tells the media servers and other processes: in order, and without keeping anybody waiting.

Those who are here hear of a change at once. Were they to wait until Redis has taken it for the others, each command
would wait for all commands before it, since the channel layer publishes one message at a time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from rooms.notices import send_to_group

# Of a Redis that hangs: half a minute's messages of a busy process. Then the oldest are lost, which shows as a gap.
KEPT = 4096


class Outgoing:
    """Messages on their way. Whatever Redis does not take is noted and lost, as always (``rooms.notices``)."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, dict[str, Any]]] = deque(maxlen=KEPT)
        self._sending: asyncio.Task[None] | None = None

    def send(self, group: str, message: dict[str, Any]) -> None:
        """Send it as soon as those before it are sent."""
        self._waiting.append((group, message))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def sent(self) -> None:
        """Wait until all that was to be sent by now has gone."""
        if self._sending is not None:
            await asyncio.shield(self._sending)

    async def _send(self) -> None:
        while self._waiting:
            await send_to_group(*self._waiting.popleft())

"""Changes of a room, one after the other.

Two commands are carried out in two threads, or two processes, and the later may be told first. Were it handed on so,
each socket would see a gap and read the room's row: a stumble for everyone. A change that comes early waits for the one
before it, but not for long, since that may be lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

# Longer than two commits are ever apart on a busy server; shorter than anybody notices.
WAIT_S = 0.15


class Ordering:
    """``hand_on`` gets each change in the order of its room's versions; after a loss, with a gap."""

    def __init__(self, hand_on: Callable[[dict[str, Any]], None]) -> None:
        self._hand_on = hand_on
        self._last: dict[str, int] = {}
        self._early: dict[str, dict[int, dict[str, Any]]] = {}

    def take(self, message: dict[str, Any]) -> None:
        """One that came before, by another way, is dropped."""
        room, version = message["room"], message["version"]
        last = self._last.get(room)
        if last is None or version == last + 1:
            self._pass(room, version, message)
        elif version > last:
            self._early.setdefault(room, {})[version] = message
            asyncio.get_running_loop().call_later(WAIT_S, self._give_up, room, version)

    def forget(self, room: str) -> None:
        """Nobody is in this room any more."""
        self._last.pop(room, None)
        self._early.pop(room, None)

    def _pass(self, room: str, version: int, message: dict[str, Any]) -> None:
        self._last[room] = version
        self._hand_on(message)
        early = self._early.get(room, {})
        while (following := early.pop(self._last[room] + 1, None)) is not None:
            self._last[room] += 1
            self._hand_on(following)

    def _give_up(self, room: str, version: int) -> None:
        """Whatever is missing before this version will not come."""
        early = self._early.get(room, {})
        if version not in early:
            return
        for number in sorted(number for number in early if number < version):
            self._hand_on(early.pop(number))
        self._pass(room, version, early.pop(version))

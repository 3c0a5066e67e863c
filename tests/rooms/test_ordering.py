"""Changes are handed on in the order of their versions, whichever way and whenever they come."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import ordering
from rooms.ordering import Ordering


def change(version: int, room: str = "a") -> dict[str, Any]:
    return {"type": "room.changed", "room": room, "version": version}


@given(st.permutations(list(range(2, 9))), st.lists(st.integers(1, 8), max_size=5))
def test_whatever_comes_too_early_waits_and_what_comes_twice_is_dropped(
    order: list[int], again: list[int]
) -> None:
    async def scenario() -> list[int]:
        seen: list[int] = []
        queue = Ordering(lambda message: seen.append(message["version"]))
        queue.take(change(1))
        for version in [*order, *again]:
            queue.take(change(version))
        return seen

    assert asyncio.run(scenario()) == list(range(1, 9))


async def test_after_a_loss_the_rest_goes_on_with_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "WAIT_S", 0.01)
    seen: list[int] = []
    done = asyncio.Event()

    def hand_on(message: dict[str, Any]) -> None:
        seen.append(message["version"])
        if message["version"] == 5:
            done.set()

    queue = Ordering(hand_on)
    for version in (1, 3, 5, 4):
        queue.take(change(version))
    async with asyncio.timeout(5):
        await done.wait()
    assert seen == [1, 3, 4, 5]
    queue.take(change(2))
    assert seen == [1, 3, 4, 5], "too late: whoever missed it has looked again"


def test_rooms_do_not_wait_for_each_other() -> None:
    async def scenario() -> list[tuple[str, int]]:
        seen: list[tuple[str, int]] = []
        queue = Ordering(lambda message: seen.append((message["room"], message["version"])))
        for message in (change(4), change(6), change(1, "b"), change(2, "b")):
            queue.take(message)
        queue.forget("a")
        queue.take(change(9))
        return seen

    assert asyncio.run(scenario()) == [("a", 4), ("b", 1), ("b", 2), ("a", 9)]

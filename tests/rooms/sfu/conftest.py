"""A running node, and what it told."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest

from rooms.sfu import MediaDown, Node, NodeEvent, NodeSettings, PersonPolicy, RoomPolicy, SeatsChanged

ROOM = "room"
E = TypeVar("E", bound=NodeEvent)


class RunningNode:
    """A node on a port of its own, whose events can be awaited."""

    def __init__(self, settings: NodeSettings) -> None:
        self.events: list[NodeEvent] = []
        self._news = asyncio.Condition()
        self._notifying: set[asyncio.Task[None]] = set()
        self._version = 0
        self.people: dict[str, PersonPolicy] = {}
        self.node = Node(settings=settings, on_event=self._on_event)

    def admit(self, *people: str, voice: bool = True, picture: bool = True, share: bool = False) -> None:
        """Give these people this policy; the others keep theirs."""
        policy = PersonPolicy(voice=voice, picture=picture, share=share)
        self.decide({**self.people, **dict.fromkeys(people, policy)})

    def decide(self, people: dict[str, PersonPolicy]) -> None:
        self._version += 1
        self.people = people
        self.node.apply(RoomPolicy(ROOM, self._version, people))

    async def join(self, person: str, offer: str, *, connection: str | None = None) -> str:
        return await self.node.join(
            room=ROOM, person=person, connection=connection or f"c-{person}", offer=offer
        )

    async def event(self, wanted: Callable[[NodeEvent], bool], *, within_s: float = 10.0) -> NodeEvent:
        """The first event so far, or to come, that is wanted."""

        def found() -> NodeEvent | None:
            return next((event for event in self.events if wanted(event)), None)

        async with self._news:
            async with asyncio.timeout(within_s):
                await self._news.wait_for(lambda: found() is not None)
        event = found()
        assert event is not None
        return event

    def seats(self, person: str) -> dict[int, str]:
        """Where this person's last told seating puts the others."""
        told = [e for e in self.events if isinstance(e, SeatsChanged) and e.connection == f"c-{person}"]
        return dict(told[-1].seats) if told else {}

    def downs(self) -> list[tuple[str, str]]:
        return [(e.connection, e.reason.value) for e in self.events if isinstance(e, MediaDown)]

    def _on_event(self, event: NodeEvent) -> None:
        self.events.append(event)
        task = asyncio.get_running_loop().create_task(self._notify())
        self._notifying.add(task)
        task.add_done_callback(self._notifying.discard)

    async def _notify(self) -> None:
        async with self._news:
            self._news.notify_all()


SETTINGS = NodeSettings(host="127.0.0.1", port=0, announced=("127.0.0.1",))


@pytest.fixture
async def running() -> AsyncIterator[RunningNode]:
    node = RunningNode(SETTINGS)
    await node.node.start()
    yield node
    await node.node.stop()
    assert node.node.stats().dropped.get("internal", 0) == 0


@pytest.fixture
async def impatient() -> AsyncIterator[RunningNode]:
    """A node that gives up on silent browsers within a second."""
    node = RunningNode(dataclasses.replace(SETTINGS, consent_s=1.0, connect_s=1.0))
    await node.node.start()
    yield node
    await node.node.stop()

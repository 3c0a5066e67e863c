"""Programs built on aiortc join like browsers: real ICE, DTLS, SRTP, decoding at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from rooms.sfu import MediaUp

from .conftest import RunningNode
from .program import Program

Join = Callable[..., Awaitable[Program]]


@pytest.fixture
async def join(running: RunningNode) -> AsyncIterator[Join]:
    programs: list[Program] = []

    async def join(person: str, *, connection: str | None = None, sends: bool = True) -> Program:
        program = Program(sends=sends)
        programs.append(program)
        connection = connection or f"c-{person}"
        await program.answer(await running.join(person, await program.offer(), connection=connection))
        await running.event(lambda event: event == MediaUp("room", connection))
        return program

    yield join
    for program in programs:
        await program.close()


async def test_two_programs_see_and_hear_each_other(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben")

    ana, ben = await join("ana"), await join("ben")

    await ana.gets(0)
    await ben.gets(0)
    assert (running.seats("ana"), running.seats("ben")) == ({0: "ben"}, {0: "ana"})
    assert len(ana.brightness[4]) > 1
    assert running.node.stats().connections == 2


async def test_someone_who_sends_nothing_watches_and_takes_no_seat(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben")

    ana, ben = await join("ana"), await join("ben", sends=False)

    await ben.gets(0)
    assert running.seats("ana") == {}
    assert ana.received == {}


async def test_a_goodbye_frees_the_seat_and_is_told(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben", "carla")
    ana, ben = await join("ana"), await join("ben")
    await ana.gets(0)

    await ben.close()
    await running.event(lambda event: running.downs() == [("c-ben", "closed")])

    assert running.seats("ana") == {}
    await join("carla")
    await ana.gets(0)
    assert running.seats("ana") == {0: "carla"}


async def test_a_person_who_joins_again_elsewhere_keeps_the_seat(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben", "carla")
    ana, _, _ = await join("ana"), await join("ben"), await join("carla")
    await ana.gets(0)

    await join("ben", connection="phone")

    await ana.gets(0)
    assert running.downs() == [("c-ben", "replaced")]
    assert running.seats("ana") == {0: "ben", 1: "carla"}


async def test_a_connection_that_offers_anew_goes_on_without_a_word(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben")
    ana, _ = await join("ana"), await join("ben")
    await ana.gets(0)
    running.events.clear()

    await join("ben")

    await ana.gets(0)
    assert running.downs() == []


async def test_a_removed_persons_media_ends_at_once(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben")
    ana, _ = await join("ana"), await join("ben")
    await ana.gets(0)

    running.decide({"ana": running.people["ana"]})

    forwarded = running.node.stats()
    assert running.downs() == [("c-ben", "removed")]
    assert running.seats("ana") == {}
    assert (forwarded.people, forwarded.connections) == (1, 1)


async def test_people_in_different_zones_are_apart_and_come_together_again(
    running: RunningNode, join: Join
) -> None:
    running.admit("ana", "ben")
    ana, ben = await join("ana"), await join("ben")
    await ana.gets(0)
    together = dict(running.people)

    running.decide({**together, "ben": type(together["ben"])(voice=True, picture=True, zone="breakout")})
    assert (running.seats("ana"), running.seats("ben")) == ({}, {})

    running.decide(together)
    assert running.seats("ana") == {0: "ben"}
    await ana.gets(0)
    await ben.gets(0)


async def test_closing_the_room_ends_everybodys_media(running: RunningNode, join: Join) -> None:
    running.admit("ana", "ben")
    await join("ana"), await join("ben")

    running.node.close_room("room")

    assert running.downs() == [("c-ana", "room_closed"), ("c-ben", "room_closed")]
    assert running.node.stats().rooms == 0


async def test_a_browser_that_falls_silent_is_let_go(impatient: RunningNode) -> None:
    """aiortc renews its consent every five seconds; this node wants it every second."""
    impatient.admit("ana")
    ana = Program()
    await ana.answer(await impatient.join("ana", await ana.offer()))
    await impatient.event(lambda event: isinstance(event, MediaUp))

    await impatient.event(lambda event: impatient.downs() == [("c-ana", "consent_lost")])

    assert impatient.node.stats().people == 0
    await ana.close()

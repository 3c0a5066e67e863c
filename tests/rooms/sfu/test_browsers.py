"""Real Chromium pages see and hear each other through a node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest
from playwright.async_api import async_playwright

from rooms.sfu import EncodingsWanted, NodeEvent, PersonPolicy

from .browser import Client, open_browser, open_client, until
from .conftest import ROOM, RunningNode
from .path import LossyPath

Enter = Callable[..., Awaitable[Client]]


@pytest.fixture
async def enter(running: RunningNode) -> AsyncIterator[Enter]:
    async with async_playwright() as playwright:
        browser = await open_browser(playwright)

        async def enter(
            person: str, *, seats: int = 3, width: int = 960, height: int = 540, path: LossyPath | None = None
        ) -> Client:
            client = await open_client(browser, person)
            answer = await running.join(person, await client.offer(seats=seats, width=width, height=height))
            await client.answer(path.redirect(answer) if path else answer)
            return client

        yield enter
        await browser.close()


@pytest.fixture
async def path(running: RunningNode) -> AsyncIterator[LossyPath]:
    path = LossyPath(running.node.port, loss=0.05)
    await path.open()
    yield path
    path.close()


async def test_three_browsers_see_and_hear_each_other_and_a_late_one_sees_quickly(
    running: RunningNode, enter: Enter
) -> None:
    running.admit("ana", "ben", "carla")
    ana, ben = await enter("ana", width=320, height=180), await enter("ben", width=320, height=180)
    await until(lambda: ana.sees_and_hears(0), what="Ana gets Ben")
    await until(lambda: ben.sees_and_hears(0), what="Ben gets Ana")

    carla = await enter("carla", width=320, height=180)

    async def first_pictures() -> bool:
        return all([(await carla.seat(number))[1]["frames"] > 0 for number in (0, 1)])

    assert await until(first_pictures, what="Carla's first pictures") < 6
    for client, seat in ((ana, 1), (ben, 1), (carla, 0), (carla, 1)):
        await until(partial(client.sees_and_hears, seat), what="everybody gets everybody")
    assert running.seats("ana") == {0: "ben", 1: "carla"}
    assert running.seats("carla") == {0: "ana", 1: "ben"}

    running.node.leave(room=ROOM, connection="c-ben")

    assert running.seats("ana") == {1: "carla"}
    frames = (await ana.seat(1))[1]["frames"]
    await until(lambda: _more_frames(ana, 1, frames), what="Carla goes on")


async def test_fifteen_seats_are_set_up_and_all_three_encodings_arrive(
    running: RunningNode, enter: Enter
) -> None:
    running.admit("ana", "ben")

    ana, ben = await enter("ana", seats=15), await enter("ben", seats=15, width=320, height=180)

    async def all_encodings() -> bool:
        sent = await ana.sent()
        return sent.keys() == {"l", "m", "h"} and all(encoding["packets"] > 10 for encoding in sent.values())

    await until(all_encodings, within_s=40, what="Ana sends l, m and h")
    for tile, picture in ((90, 135), (270, 270), (1080, 540), (180, 135)):
        running.node.watch(room=ROOM, connection="c-ben", heights={"ana": tile})
        await until(partial(_shows, ben, 0, picture), what=f"a tile of {tile} shows {picture} lines")

    running.node.watch(room=ROOM, connection="c-ben", heights={"ana": 0})

    before = (await ben.seat(0))[1]["packets"]
    await asyncio.sleep(1)
    audio, video = await ben.seat(0)
    assert video["packets"] <= before + 5
    assert audio["packets"] > 0


async def test_an_encoding_that_nobody_looks_at_is_not_sent_and_comes_back_without_a_freeze(
    running: RunningNode, enter: Enter
) -> None:
    running.admit("ana", "ben")
    ana, ben = await enter("ana"), await enter("ben", width=320, height=180)
    running.node.watch(room=ROOM, connection="c-ben", heights={"ana": 90})
    await until(partial(_shows, ben, 0, 135), what="the smallest is shown")

    def told(rids: tuple[str, ...]) -> Callable[[NodeEvent], bool]:
        return lambda e: isinstance(e, EncodingsWanted) and (e.connection, e.rids) == ("c-ana", rids)

    await running.event(told(("l",)), within_s=40)
    await ana.want(("l",))
    await asyncio.sleep(0.5)  # what was encoded already is sent
    before = await ana.sent()
    frames = (await ben.seat(0))[1]["frames"]
    await until(lambda: _more_frames(ben, 0, frames + 20), what="the smallest goes on")
    after = await ana.sent()
    assert [rid for rid in after if after[rid]["packets"] > before[rid]["packets"] + 2] == ["l"]

    freezes = (await ben.seat(0))[1]["freezes"]
    running.node.watch(room=ROOM, connection="c-ben", heights={"ana": 540})
    await running.event(told(("l", "h")))
    await ana.want(("l", "h"))
    await until(partial(_shows, ben, 0, 540), what="the largest is shown")
    assert (await ben.seat(0))[1]["freezes"] == freezes


async def test_a_muted_persons_packets_stop_at_the_server(running: RunningNode, enter: Enter) -> None:
    running.admit("ana", "ben")
    ana = await enter("ana", width=320, height=180)
    await enter("ben", width=320, height=180)
    await until(lambda: ana.sees_and_hears(0))
    everyone = dict(running.people)

    running.decide({**everyone, "ben": PersonPolicy(voice=False, picture=True)})
    running.decide(
        {**everyone, "ben": PersonPolicy(voice=False, picture=False), "ana": PersonPolicy(False, False)}
    )
    forwarded = running.node.stats()
    await asyncio.sleep(0.5)  # what was under way has arrived
    before = await ana.seat(0)
    await asyncio.sleep(1)

    after, stats = await ana.seat(0), running.node.stats()
    assert (stats.voice_forwarded, stats.video_forwarded) == (
        forwarded.voice_forwarded,
        forwarded.video_forwarded,
    )
    assert [line["packets"] for line in after] == [line["packets"] for line in before]
    assert stats.packets_in > forwarded.packets_in + 30, "their browsers go on sending"
    assert stats.dropped["gated"] > forwarded.dropped.get("gated", 0) + 30

    running.decide(everyone)

    await until(lambda: _more_frames(ana, 0, after[1]["frames"] + 5), what="Ben's picture is back")
    assert (await ana.seat(0))[0]["packets"] > after[0]["packets"]
    assert (await ana.seat(0))[0]["lost"] == 0


async def test_losses_are_repaired(running: RunningNode, enter: Enter, path: LossyPath) -> None:
    running.admit("ana", "ben")
    ana = await enter("ana", width=320, height=180, path=path)
    ben = await enter("ben", width=320, height=180, path=path)

    async def both_see_much() -> bool:
        return all([(await client.seat(0))[1]["frames"] > 100 for client in (ana, ben)])

    await until(both_see_much, within_s=30, what="a hundred pictures both ways")
    stats = running.node.stats()
    assert path.lost > 20
    assert stats.nacks_in > 0
    assert stats.nacks_out > 0
    assert stats.retransmitted > 0
    assert (await ana.seat(0))[1]["repaired"] > 0


async def test_a_shared_screen_has_a_seat_of_its_own_while_it_lasts(
    running: RunningNode, enter: Enter
) -> None:
    running.admit("ana", "ben")
    ana, ben = await enter("ana", width=320, height=180), await enter("ben", width=320, height=180)
    await until(lambda: ana.sees_and_hears(0))

    await ben.page.evaluate("shareScreen()")
    await asyncio.sleep(0.5)
    assert running.seats("ana") == {0: "ben"}, "nobody may share yet"
    running.admit("ben", share=True)

    await until(lambda: _shows(ana, 3, 360, share=True), what="Ana sees Ben's screen")
    assert running.seats("ana") == {0: "ben", 3: "ben"}

    running.admit("ben", share=False)
    assert running.seats("ana") == {0: "ben"}


async def _more_frames(client: Client, seat: int, than: int) -> bool:
    return bool((await client.seat(seat))[1]["frames"] > than)


async def _shows(client: Client, seat: int, height: int, *, share: bool = False) -> bool:
    line = str(3 + 2 * seat if share else 4 + 2 * seat)
    return bool((await client.received()).get(line, {}).get("height") == height)

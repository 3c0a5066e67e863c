"""Between sockets and media servers: offers, seats, mutes, moves to another node. The server here is a fake of ours."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from pytest_django import Settings

from rooms.database import in_database
from rooms.models import Room
from rooms.protocol.messages import (
    Answer,
    Error,
    MediaElsewhere,
    MediaEncodings,
    MediaLost,
    MediaQuality,
    Ok,
    Seats,
    SeatView,
    Snapshot,
    Standing,
)
from rooms.sfu import EncodingsWanted, QualityChanged
from sessions.models import User
from tests.factories import LiveSession
from tests.rooms.browser import Browser, hang_up_all
from tests.rooms.fakes import fake_node

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.SFU_HEARTBEAT_S = 0.1
    settings.SFU_LIFETIME_S = 0.5
    settings.SFU_DRAIN_S = 1.0
    settings.ROOM_OFFER_WAIT_S = 1.5


async def enter(live: LiveSession, cookies: dict[User, str], user: User, **options: str) -> Browser:
    """A page of ``user`` that has its first snapshot."""
    page = await Browser.open(live.session.pk, cookies[user], **options)  # type: ignore[arg-type]
    await page.receive(Snapshot)
    return page


async def admit(leader: Browser, client: Browser) -> None:
    await leader.ask("admit_all")
    await client.shows(lambda view: view.you.standing is Standing.ADMITTED)


async def room_row(room: UUID) -> Room:
    return await in_database(Room.objects.get, pk=room)


async def test_an_offer_is_answered_by_the_media_server_and_the_seats_are_told(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        client = await enter(live, cookies, live.clients[0])
        await admit(leader, client)

        assert await leader.ask("offer", sdp="one") == Answer(id="2", sdp="answer to one")
        answer = await client.ask("offer", sdp="two")
        seats = await client.receive(Seats)

        assert isinstance(answer, Answer)
        assert seats == Seats(seats=(SeatView(seat=0, person=leader.view.you.id),))
        assert set(node.server.joined.values()) == {leader.view.you.id, client.view.you.id}
        await hang_up_all(leader, client)


async def test_whoever_waits_gets_no_media(live: LiveSession, cookies: dict[User, str]) -> None:
    async with fake_node() as node:
        client = await enter(live, cookies, live.clients[0])
        refused = await client.ask("offer", sdp="let me in")
        assert isinstance(refused, Error)
        assert refused.code == "not_admitted"
        assert node.server.joined == {}
        await client.hang_up()


async def test_the_media_servers_own_refusal_reaches_the_page(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node():
        leader = await enter(live, cookies, live.facilitator)
        refused = await leader.ask("offer", sdp="v=0 nonsense")
        assert isinstance(refused, Error)
        assert refused.code == "bad_offer"
        await leader.hang_up()


async def test_a_mute_and_a_removal_reach_the_media_server(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        client = await enter(live, cookies, live.clients[0])
        await admit(leader, client)
        await client.ask("offer", sdp="sound and picture")
        me, room = client.view.you.id, str(live.session.pk)
        assert node.server.rooms[room].people[me].voice

        await leader.ask("mute", person=me)
        await client.shows(lambda view: not view.you.microphone)
        await node.server.follows(lambda: not node.server.rooms[room].people[me].voice)

        await leader.ask("remove", person=me)
        assert (await client.closing()).code == "removed"
        await leader.ask("sync")
        # A room without media is let go.
        await node.server.follows(lambda: room not in node.server.rooms)
        assert node.server.joined == {}
        await hang_up_all(leader, client)


async def test_a_newer_tab_takes_the_media_and_the_older_is_told(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        old = await enter(live, cookies, live.facilitator)
        await old.ask("offer", sdp="old")
        new = await enter(live, cookies, live.facilitator)
        await new.ask("offer", sdp="new")
        await old.receive(MediaElsewhere)
        assert list(node.server.joined) == [new.view.connection]

        await old.ask("offer", sdp="old again")
        await new.receive(MediaElsewhere)
        assert list(node.server.joined) == [old.view.connection]
        await hang_up_all(old, new)


async def test_a_page_that_lost_its_socket_resumes_and_keeps_its_media(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="mine")
        # The old socket is not closed: the network went away under it.
        again = await enter(live, cookies, live.facilitator, resume=leader.view.connection)
        await again.receive(Seats)
        assert again.view.connection == leader.view.connection
        assert list(node.server.joined) == [again.view.connection]
        assert (await leader.closing()).code == "replaced"

        await leader.hang_up()
        assert isinstance(await again.ask("set_camera", on=False), Ok), (
            "the old socket's end is not the page's"
        )
        await again.hang_up()


@pytest.mark.parametrize("code", [1005, 1006])
async def test_a_socket_that_breaks_leaves_its_page_its_place_and_its_media(
    live: LiveSession, cookies: dict[User, str], code: int
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        client = await enter(live, cookies, live.clients[0])
        await admit(leader, client)
        await client.ask("offer", sdp="mine")
        seen = len(leader.frames)
        await client.hang_up(code)
        again = await enter(live, cookies, live.clients[0], resume=client.view.connection)
        await again.receive(Seats)
        assert again.view.connection == client.view.connection
        assert list(node.server.joined) == [again.view.connection]
        assert isinstance(await leader.ask("sync"), Ok)
        assert '"connected":false' not in "".join(leader.frames[seen:]), "nobody sees them leave and return"
        await hang_up_all(again, leader)


async def test_a_page_that_comes_back_too_late_is_told_to_offer_anew(
    live: LiveSession, cookies: dict[User, str], settings: Settings
) -> None:
    settings.ROOM_RETURN_S = 0.1
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="mine")
        await leader.hang_up(1006)
        await node.server.follows(lambda: node.server.rooms == {})
        again = await enter(live, cookies, live.facilitator, resume=leader.view.connection)
        await again.receive(MediaLost)
        assert again.view.connection != leader.view.connection
        await again.hang_up()


async def test_when_a_node_dies_its_pages_offer_anew_and_another_takes_the_room(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node("one") as one:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="first")
        first = await room_row(live.session.pk)
        async with fake_node("two") as two:
            await one.vanish()
            await leader.receive(MediaLost)
            assert isinstance(await leader.ask("offer", sdp="second"), Answer)
            second = await room_row(live.session.pk)
            assert (first.node, first.epoch) == (one.host.id, 1)
            assert (second.node, second.epoch) == (two.host.id, 2)
            assert list(two.server.joined) == [leader.view.connection]
            await leader.hang_up()


async def test_a_draining_node_hands_its_rooms_over(live: LiveSession, cookies: dict[User, str]) -> None:
    async with fake_node("old") as old, fake_node("young") as young:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="first")
        before, after = (old, young) if old.server.joined else (young, old)
        drained = asyncio.create_task(before.host.drain())
        await leader.receive(MediaLost)
        assert isinstance(await leader.ask("offer", sdp="second"), Answer)
        await drained
        await before.server.follows(lambda: before.server.rooms == {})
        assert list(after.server.joined) == [leader.view.connection]
        await leader.hang_up()


async def test_lost_consent_is_told_as_lost_media(live: LiveSession, cookies: dict[User, str]) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="mine")
        node.server.lose(str(live.session.pk), leader.view.connection, "consent_lost")
        await leader.receive(MediaLost)
        await leader.hang_up()


async def test_without_a_media_server_an_offer_says_so(live: LiveSession, cookies: dict[User, str]) -> None:
    leader = await enter(live, cookies, live.facilitator)
    refused = await leader.ask("offer", sdp="anybody?")
    assert isinstance(refused, Error)
    assert refused.code == "media_unavailable"
    await leader.hang_up()


async def test_a_newer_offer_of_the_same_page_takes_the_place_of_the_older(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    leader = await enter(live, cookies, live.facilitator)
    await leader.send({"type": "offer", "id": "older", "sdp": "older"})
    async with fake_node():
        await leader.send({"type": "offer", "id": "newer", "sdp": "newer"})
        replies: dict[str | None, Answer | Error] = {}
        while len(replies) < 2:
            reply = await leader.until(lambda message: isinstance(message, Answer | Error))
            replies[reply.id] = reply
        assert isinstance(replies["newer"], Answer)
        await leader.hang_up()


async def test_how_tall_tiles_are_reaches_the_media_server(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="mine")
        assert isinstance(await leader.ask("watch", heights={"somebody": 360}), Ok)
        await leader.ask("offer", sdp="once more, to know that the first was heard")
        assert node.server.heights == {leader.view.connection: {"somebody": 360}}
        await leader.hang_up()


async def test_a_break_a_share_and_a_side_room_reach_the_media_server(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        client = await enter(live, cookies, live.clients[0])
        await admit(leader, client)
        await client.ask("offer", sdp="sound and picture")
        me, room = client.view.you.id, str(live.session.pk)

        await leader.ask("start_break", seconds=600)
        await node.server.follows(lambda: not node.server.rooms[room].people[me].picture)
        await leader.ask("end_break")
        await leader.ask("grant_share", person=me, on=True)
        await client.ask("set_share", on=True)
        await leader.ask("spotlight", person=me)
        await node.server.follows(lambda: node.server.rooms[room].people[me].share)
        await node.server.follows(lambda: node.server.rooms[room].spotlight == me)
        await leader.ask("open_side_room", person=me)
        await node.server.follows(lambda: node.server.rooms[room].people[me].zone == "s1")
        policy = node.server.rooms[room].people[me]
        assert (policy.voice, policy.picture, policy.share) == (True, True, False)
        await hang_up_all(leader, client)


async def test_what_the_media_server_measures_reaches_the_page_it_is_about(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="sound and picture")
        room, connection = str(live.session.pk), leader.view.connection
        node.server.on_event(
            QualityChanged(room, connection, loss_up=0.03, loss_down=0.2, down_bps=90_000, video_paused=True)
        )
        told = await leader.receive(MediaQuality)
        assert told == MediaQuality(loss_up=0.03, loss_down=0.2, down_bps=90_000, video_paused=True)
        await leader.hang_up()


async def test_which_encodings_anybody_looks_at_reaches_the_page_and_again_after_it_lost_its_socket(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    async with fake_node() as node:
        leader = await enter(live, cookies, live.facilitator)
        await leader.ask("offer", sdp="sound and picture")
        room, connection = str(live.session.pk), leader.view.connection
        node.server.on_event(EncodingsWanted(room, connection, ("l",)))
        assert await leader.receive(MediaEncodings) == MediaEncodings(encodings=("l",))

        node.server.encodings_told[connection] = ("l", "h")
        again = await enter(live, cookies, live.facilitator, resume=connection)
        assert await again.receive(MediaEncodings) == MediaEncodings(encodings=("l", "h"))
        await hang_up_all(leader, again)

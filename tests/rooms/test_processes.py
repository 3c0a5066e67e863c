"""Rooms across real processes: daphne and runsfu as programs of their own, real PostgreSQL and Redis, real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from django.conf import settings
from django.db.models import F

from rooms.database import in_database
from rooms.hub import RETURN_WITHIN_S
from rooms.models import Room
from rooms.notices import publish
from rooms.protocol.messages import Answer, MediaLost, Ok, Phase, Ping, Seats, Snapshot, Standing
from rooms.services import end_expired
from sessions.models import EndReason, Heartbeat, Outage, PresenceSpan, Session, SessionStatus, User, Zone
from tests.factories import LiveSession
from tests.rooms.browser import Browser, NetLine, hang_up_all
from tests.rooms.processes import Process, fetched, sfu, start, web
from tests.rooms.sfu.program import Program
from vip.devservices import free_port

pytestmark = pytest.mark.django_db(transaction=True)
Cookies = dict[User, str]
Row = TypeVar("Row", Heartbeat, Outage)


async def page(at: Process, live: LiveSession, cookies: Cookies, user: User, **options: str) -> Browser:
    """A page of ``user`` that has its first snapshot."""
    opened = await Browser.open_at(at.address, live.session.pk, cookies[user], **options)
    await opened.receive(Snapshot)
    return opened


async def spans(user: User) -> list[PresenceSpan]:
    return await in_database(lambda: list(PresenceSpan.objects.filter(person=user).order_by("began_at")))


def renewed_in_the_room(user: User) -> bool:
    inside = PresenceSpan.objects.filter(person=user, zone=Zone.ROOM)
    return inside.filter(last_seen_at__gt=F("began_at")).exists()


async def when(rows: type[Row], **which: str) -> Row:
    """The row that another process writes, as soon as it is there."""
    async with asyncio.timeout(10):
        while True:
            if row := await in_database(rows.objects.filter(**which).first):
                return row
            await asyncio.sleep(0.1)  # no event of another process reaches here


async def test_two_web_processes_serve_one_room(live: LiveSession, cookies: Cookies) -> None:
    async with web() as one, web() as two:
        leader = await page(one, live, cookies, live.facilitator)
        client = await page(two, live, cookies, live.clients[0])
        waiting = await leader.shows(lambda view: len(view.people) == 1)
        assert waiting.people[0].id == client.view.you.id

        assert isinstance(await leader.ask("admit", person=client.view.you.id), Ok)
        await client.shows(lambda view: view.you.standing is Standing.ADMITTED)
        assert isinstance(await client.ask("set_microphone", on=False), Ok)
        await leader.shows(lambda view: any(not one.microphone for one in view.people))

        assert isinstance(await leader.ask("end"), Ok)
        assert (await client.closing()).code == "room_ended"
        assert client.close_code == 4410
        session = await in_database(Session.objects.get, pk=live.session.pk)
        assert session.status == SessionStatus.ENDED
        assert {span.end_reason for span in await spans(live.facilitator)} == {EndReason.SESSION_ENDED}
        await hang_up_all(leader, client)


async def test_a_killed_web_process_ends_presence_when_it_was_last_renewed(
    live: LiveSession, cookies: Cookies
) -> None:
    quick = {"ROOM_RENEW_S": "0.3", "ROOM_PING_S": "0.2"}
    async with web(**quick) as doomed, web(**quick) as other:
        leader = await page(other, live, cookies, live.facilitator)
        client = await page(doomed, live, cookies, live.clients[0])
        await leader.ask("admit_all")
        await client.shows(lambda view: view.you.standing is Standing.ADMITTED)
        async with asyncio.timeout(10):
            while not await in_database(renewed_in_the_room, live.clients[0]):
                await client.receive(Ping)  # and answer it
        doomed.kill()
        await doomed.ended()
        told = asyncio.create_task(leader.shows(lambda view: any(not one.connected for one in view.people)))

        lease = timedelta(seconds=1.5)
        async with asyncio.timeout(10):
            while True:
                if ended := await in_database(end_expired, lease=lease, now=datetime.now(UTC)):
                    break
                await asyncio.sleep(0.1)  # a lease has no event: it runs out
        for room in ended:
            await publish(room.notices)

        lobby, inside = await spans(live.clients[0])
        assert (lobby.zone, lobby.end_reason) == (Zone.LOBBY, EndReason.MOVED)
        assert (inside.zone, inside.end_reason) == (Zone.ROOM, EndReason.SERVER)
        assert inside.ended_at == inside.last_seen_at
        (dropped,) = (await told).people
        assert dropped.id == client.view.you.id
        (still,) = await spans(live.facilitator)
        assert still.ended_at is None, "whoever is renewed elsewhere stays"
        await leader.hang_up()


@pytest.mark.parametrize("how", ["kill", "terminate"])
async def test_the_process_that_comes_back_records_that_its_predecessor_was_away(
    live: LiveSession, cookies: Cookies, how: str
) -> None:
    quick = {"ROOM_RENEW_S": "0.3", "PRESENCE_LEASE_S": "1.5"}
    async with web(**quick) as doomed:
        await page(doomed, live, cookies, live.clients[0])
        before = await when(Heartbeat)
        getattr(doomed, how)()
        await doomed.ended()
    async with web(**quick) as successor:
        again = await page(successor, live, cookies, live.clients[0])
        outage = await when(Outage, node=before.node)
        assert before.seen_at <= outage.began_at < outage.ended_at
        await again.hang_up()


async def test_a_process_that_nobody_is_connected_to_any_more_is_not_missed(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web(ROOM_RENEW_S="0.3") as house:
        client = await page(house, live, cookies, live.clients[0])
        await when(Heartbeat)
        await client.hang_up()
        async with asyncio.timeout(10):
            while True:
                if not await in_database(Heartbeat.objects.exists):
                    break
                await asyncio.sleep(0.1)  # no event of another process reaches here
        assert not await in_database(Outage.objects.exists)


async def test_a_page_goes_on_at_another_web_process_after_its_own_was_killed(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web() as doomed, web() as other:
        client = await page(doomed, live, cookies, live.facilitator)
        doomed.kill()
        again = await page(other, live, cookies, live.facilitator, resume=client.view.connection)
        assert again.view.connection == client.view.connection
        first, second = await spans(live.facilitator)
        assert first.ended_at == first.last_seen_at, "nobody vouches for the time in between"
        assert second.ended_at is None
        await again.hang_up()


async def test_a_web_process_that_is_told_to_stop_says_so(live: LiveSession, cookies: Cookies) -> None:
    async with web() as stopping:
        client = await page(stopping, live, cookies, live.clients[0])
        stopping.terminate()
        closing = await client.closing()
        assert (closing.code, closing.reconnect, client.close_code) == ("restarting", True, 4012)
        assert 0 <= closing.after_s <= RETURN_WITHIN_S
        await stopping.ended()


async def test_whoever_does_not_come_back_was_there_until_their_socket_broke(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web(ROOM_RETURN_S="1.5") as house:
        leader = await page(house, live, cookies, live.facilitator)
        client = await page(house, live, cookies, live.clients[0])
        await leader.shows(lambda view: len(view.people) == 1)
        assert isinstance(client.line, NetLine)
        client.line.cut()
        broke_at = datetime.now(UTC)
        await leader.shows(lambda view: not view.people)
        assert datetime.now(UTC) - broke_at > timedelta(seconds=1)
        (waited,) = await spans(live.clients[0])
        assert (waited.zone, waited.end_reason) == (Zone.LOBBY, EndReason.LOST)
        assert waited.ended_at is not None
        assert abs(waited.ended_at - broke_at) < timedelta(seconds=1)
        await leader.hang_up()


async def test_a_page_that_falls_silent_is_given_up_as_of_its_last_word(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web(ROOM_PING_S="0.2", ROOM_SILENT_S="1") as house:
        client = await page(house, live, cookies, live.clients[0])
        client.silent = True
        closing = await client.closing()
        assert (closing.code, client.close_code) == ("silent", 4408)
        (waited,) = await spans(live.clients[0])
        assert waited.ended_at is not None
        assert waited.ended_at - waited.began_at < timedelta(seconds=1)


async def test_nobody_is_taken_for_silent_whom_the_server_itself_did_not_ask(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web(ROOM_PING_S="0.2", ROOM_SILENT_S="1") as house:
        client = await page(house, live, cookies, live.clients[0])
        async with house.standing_still():
            await asyncio.sleep(2)  # nothing happens meanwhile that could be awaited
        for _ in range(8):  # longer than anybody would have been given
            await client.receive(Ping)
        assert isinstance(await client.ask("sync"), Ok)
        (waiting,) = await spans(live.clients[0])
        assert waiting.ended_at is None
        await client.hang_up()


async def test_a_foreign_page_learns_nothing_but_that_it_is_foreign(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web() as house:
        foreign = await Browser.open_at(
            house.address, live.session.pk, cookies[live.facilitator], origin="https://elsewhere.example"
        )
        assert (await foreign.closing()).code == "foreign_origin"
        assert len(foreign.frames) == 1
        assert foreign.close_code == 4403
        assert not await in_database(Room.objects.exists)


async def test_an_oversized_message_is_answered_with_the_reason(live: LiveSession, cookies: Cookies) -> None:
    async with web() as house:
        client = await page(house, live, cookies, live.clients[0])
        await client.send(json.dumps({"type": "offer", "id": "1", "sdp": "x" * 300_000}))
        assert (await client.closing()).code == "too_large"
        assert client.close_code == 4413


async def test_pictures_flow_through_a_real_media_server(live: LiveSession, cookies: Cookies) -> None:
    async with web() as house, sfu() as media:
        leader = await page(house, live, cookies, live.facilitator)
        client = await page(house, live, cookies, live.clients[0])
        await leader.ask("admit_all")
        await client.shows(lambda view: view.media is not None)
        theirs, mine = await call(client), await call(leader)
        try:
            seats: Seats = await leader.until(
                lambda message: isinstance(message, Seats) and bool(message.seats)
            )
            (seat,) = seats.seats
            assert seat.person == client.view.you.id
            await mine.gets(seat.seat)
            assert "vip_sfu_connections 2.0" in await asyncio.to_thread(
                fetched, f"http://{media.address}/metrics"
            )
        finally:
            await asyncio.gather(theirs.close(), mine.close())
        await hang_up_all(leader, client)


async def test_a_media_server_that_is_told_to_stop_hands_over_and_ends(
    live: LiveSession, cookies: Cookies
) -> None:
    async with web() as house, sfu(SFU_DRAIN_S="1") as media:
        leader = await page(house, live, cookies, live.facilitator)
        peer = await call(leader)
        media.terminate()
        await leader.receive(MediaLost)
        assert await media.ended() == 0
        assert leader.view.room.phase is Phase.OPEN
        await peer.close()
        await leader.hang_up()


async def call(page: Browser) -> Program:
    """Media of a page, with two seats."""
    program = Program()
    answer = await page.ask("offer", sdp=await program.offer())
    assert isinstance(answer, Answer), answer
    await program.answer(answer.sdp)
    return program


async def test_a_taken_media_port_is_said_in_a_sentence(live: LiveSession) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((settings.SFU_HOST, 0))
        port = taken.getsockname()[1]
        command = ("manage.py", "runsfu", "--port", str(port), "--health-port", str(free_port()))
        process = await start(command, stderr=asyncio.subprocess.PIPE)
        _, said = await process.communicate()
    assert process.returncode == 1
    assert f"UDP port {port} on {settings.SFU_HOST} is already in use. Stop" in said.decode()

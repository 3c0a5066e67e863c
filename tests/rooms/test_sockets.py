"""What a socket bears: nonsense, floods, second tabs, lost notices, and a Redis that hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import redis
from channels_redis.pubsub import RedisPubSubLoopLayer
from django.conf import settings as house
from django.db import connection as database
from pytest_django import Settings

from rooms import services
from rooms.database import in_database
from rooms.notices import room_group
from rooms.place import TRY_AGAIN_S
from rooms.protocol.happenings import Exit
from rooms.protocol.messages import Error, Ok, Ping, SetCamera, SetLock, Snapshot, Standing
from rooms.protocol.state import person_id
from sessions.models import EndReason, PresenceSpan, User, Zone
from tests.factories import LiveSession
from tests.rooms.browser import Browser, hang_up_all

pytestmark = pytest.mark.django_db(transaction=True)
Cookies = dict[User, str]


async def enter(live: LiveSession, cookies: Cookies, user: User) -> Browser:
    page = await Browser.open(live.session.pk, cookies[user])
    await page.receive(Snapshot)
    return page


@pytest.mark.parametrize(
    ("frame", "code"),
    [("{", "malformed"), (b"\x00\x01", "malformed"), ('{"type":"promote","id":"1"}', "unknown_type")],
)
async def test_nonsense_is_answered_and_disturbs_nobody(
    live: LiveSession, cookies: Cookies, frame: str | bytes, code: str
) -> None:
    page, other = await enter(live, cookies, live.clients[0]), await enter(live, cookies, live.facilitator)
    await page.send(frame)
    refused = await page.receive(Error)
    assert refused.code == code
    assert isinstance(await page.ask("sync"), Ok)
    assert isinstance(await other.ask("sync"), Ok)
    await hang_up_all(page, other)


async def test_much_nonsense_closes_the_socket(live: LiveSession, cookies: Cookies) -> None:
    page = await enter(live, cookies, live.clients[0])
    for _ in range(30):
        await page.send("nonsense")
    assert (await page.closing()).code == "malformed"
    assert page.close_code == 4400
    await page.hang_up()


async def test_a_flood_is_slowed_down_and_then_closed(live: LiveSession, cookies: Cookies) -> None:
    page = await enter(live, cookies, live.clients[0])
    for _ in range(100):
        await page.send({"type": "pong", "n": 0})
    assert (await page.receive(Error)).code == "too_frequent"
    assert (await page.closing()).code == "too_frequent"
    assert page.close_code == 4429
    await page.hang_up()


async def test_two_tabs_are_one_person_with_two_spans(live: LiveSession, cookies: Cookies) -> None:
    leader = await enter(live, cookies, live.facilitator)
    one, two = await enter(live, cookies, live.clients[0]), await enter(live, cookies, live.clients[0])
    assert one.view.connection != two.view.connection
    await leader.shows(lambda view: len(view.people) == 1)
    await one.hang_up()
    assert isinstance(await leader.ask("sync"), Ok)
    assert [person.connected for person in leader.view.people] == [True]
    spans = PresenceSpan.objects.filter(person=live.clients[0]).order_by("began_at")
    ends = await in_database(lambda: [span.end_reason for span in spans])
    assert ends == [EndReason.LOST, ""]
    await hang_up_all(leader, two)


async def test_leaving_in_one_tab_leaves_in_all(live: LiveSession, cookies: Cookies) -> None:
    leader = await enter(live, cookies, live.facilitator)
    one, two = await enter(live, cookies, live.clients[0]), await enter(live, cookies, live.clients[0])
    await leader.ask("admit_all")
    await one.shows(lambda view: view.you.standing is Standing.ADMITTED)
    assert isinstance(await one.ask("leave"), Ok)
    for page in (one, two):
        assert (await page.closing()).code == "left"
        assert page.close_code == 1000
    await leader.shows(lambda view: any(not person.connected for person in view.people))
    spans = PresenceSpan.objects.filter(person=live.clients[0], zone="room")
    ends = await in_database(lambda: [span.end_reason for span in spans])
    assert ends == [EndReason.LEFT, EndReason.LEFT]
    await hang_up_all(leader, one, two)


async def test_a_lost_notice_is_noticed_at_the_next(live: LiveSession, cookies: Cookies) -> None:
    leader = await enter(live, cookies, live.facilitator)
    room, connection = live.session.pk, leader.view.connection
    # A change whose notice nobody publishes is a change whose notice was lost.
    await in_database(
        services.obey,
        room=room,
        user=live.facilitator.pk,
        connection=connection,
        command=SetLock(id="1", on=True),
        now=datetime.now(UTC),
    )
    assert not leader.view.room.locked
    await leader.ask("set_camera", on=False)
    seen = await leader.receive(Snapshot)
    assert seen.room.locked
    assert not seen.you.camera
    await leader.hang_up()


async def test_a_lost_last_notice_is_noticed_when_presence_is_renewed(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_RENEW_S = 0.2
    leader = await enter(live, cookies, live.facilitator)
    await in_database(
        services.obey,
        room=live.session.pk,
        user=live.facilitator.pk,
        connection=leader.view.connection,
        command=SetCamera(id="1", on=False),
        now=datetime.now(UTC),
    )
    assert not (await leader.receive(Snapshot)).you.camera
    await leader.hang_up()


async def test_a_room_goes_on_when_redis_hangs_up(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_RENEW_S = 0.2
    leader, client = await enter(live, cookies, live.facilitator), await enter(live, cookies, live.clients[0])
    with redis.Redis.from_url(house.REDIS_URL) as server:
        assert server.execute_command("CLIENT", "KILL", "TYPE", "pubsub") >= 1
    assert isinstance(await leader.ask("admit_all"), Ok)
    await client.shows(lambda view: view.you.standing is Standing.ADMITTED)

    settings.ROOM_RENEW_S = 1000.0  # from here on it is told, or not at all
    await client.shows(lambda view: view.people != ())
    assert isinstance(await leader.ask("mute", person=client.view.you.id), Ok)
    assert not (await client.shows(lambda view: not view.you.microphone)).you.microphone
    await heard_from_again(live.session.pk)
    await hang_up_all(leader, client)


async def heard_from_again(room: UUID) -> None:
    """Wait until Redis tells somebody again what happens in this room."""
    with redis.Redis.from_url(house.REDIS_URL) as server:
        async with asyncio.timeout(10):
            while True:
                if server.execute_command("PUBSUB", "CHANNELS", f"*{room_group(room)}"):
                    return
                await asyncio.sleep(0.05)


async def test_a_departure_while_redis_is_away_is_recorded_all_the_same(
    live: LiveSession, cookies: Cookies, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await enter(live, cookies, live.clients[0])

    async def discard(*_: object) -> None:
        raise RuntimeError("readuntil() called while another coroutine is already waiting for incoming data")

    with monkeypatch.context() as patched:
        patched.setattr(RedisPubSubLoopLayer, "group_discard", discard)
        await client.hang_up()

    span = await in_database(PresenceSpan.objects.get, person=live.clients[0])
    assert (span.end_reason, span.ended_at is not None) == (EndReason.LOST, True)


async def test_a_connection_whose_lease_ran_out_is_told_to_come_back(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_RENEW_S = 0.2
    page = await enter(live, cookies, live.clients[0])
    # As after a stall of the database: somebody else found the lease run out.
    me = person_id(live.session.pk, live.clients[0].pk)
    now = await in_database(services.read_room, live.session.pk)
    assert now is not None
    socket = now.state.people[me].sockets[page.view.connection]
    await in_database(
        services.leave_socket,
        room=live.session.pk,
        person=me,
        connection=page.view.connection,
        socket=socket,
        reason=Exit.LOST,
        now=datetime.now(UTC),
    )
    closing = await page.closing()
    assert (closing.code, closing.reconnect) == ("silent", True)
    await page.hang_up()


async def test_a_departure_that_found_no_database_is_recorded_as_of_when_it_was(
    live: LiveSession, cookies: Cookies
) -> None:
    leader, page = await enter(live, cookies, live.facilitator), await enter(live, cookies, live.clients[0])
    await leader.shows(lambda view: any(person.connected for person in view.people))
    await in_database(statement, "ALTER TABLE vip_sessions_presencespan RENAME TO out_of_reach")
    try:
        await page.hang_up()
    finally:
        await in_database(statement, "ALTER TABLE out_of_reach RENAME TO vip_sessions_presencespan")
    await leader.shows(lambda view: not any(person.connected for person in view.people))
    told_at = datetime.now(UTC)
    [span] = await in_database(lambda: list(PresenceSpan.objects.filter(person=live.clients[0])))
    assert span.end_reason == EndReason.LOST
    assert span.ended_at is not None
    assert told_at - span.ended_at > timedelta(seconds=TRY_AGAIN_S)
    await leader.hang_up()


async def test_whoever_fell_silent_before_the_end_was_there_until_they_were_heard_last(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_PING_S = 0.1
    leader, page = await enter(live, cookies, live.facilitator), await enter(live, cookies, live.clients[0])
    page.silent = True
    for _ in range(6):  # the first may have been answered
        await page.receive(Ping)
    await leader.ask("end")
    assert (await page.closing()).code == "room_ended"
    told_at = datetime.now(UTC)
    await leader.hang_up(4410)
    await page.hang_up(1006)  # nobody answered the goodbye
    spans = await in_database(lambda: {span.person_id: span for span in PresenceSpan.objects.all()})
    silent, led = spans[live.clients[0].pk], spans[live.facilitator.pk]
    assert (silent.end_reason, led.end_reason) == (EndReason.LOST, EndReason.SESSION_ENDED)
    assert silent.ended_at is not None
    assert led.ended_at is not None
    assert silent.ended_at < led.ended_at - timedelta(seconds=0.3)
    assert silent.ended_at >= silent.began_at
    assert led.ended_at == led.last_seen_at <= told_at, "who answered the goodbye is vouched for"


@pytest.mark.parametrize("order", ["end", "remove"])
async def test_whoever_was_about_to_come_back_when_it_ended_was_there_until_their_socket_broke(
    live: LiveSession, cookies: Cookies, settings: Settings, order: str
) -> None:
    settings.ROOM_RETURN_S = 0.5
    leader, page = await enter(live, cookies, live.facilitator), await enter(live, cookies, live.clients[0])
    await leader.ask("admit_all")
    await page.shows(lambda view: view.you.standing is Standing.ADMITTED)
    await page.hang_up(1006)
    await until(live, lambda span: span.last_seen_at > span.began_at)  # the server has noticed
    noticed_at = datetime.now(UTC)
    await leader.ask(order, **({"person": page.view.you.id} if order == "remove" else {}))

    await until(live, lambda span: span.ended_at is not None and span.ended_at <= noticed_at)
    await leader.hang_up()


@pytest.mark.parametrize("code", [1001, 1005])
async def test_a_page_that_closes_by_itself_just_after_it_was_ended_was_there_until_then(
    live: LiveSession, cookies: Cookies, code: int
) -> None:
    leader, page = await enter(live, cookies, live.facilitator), await enter(live, cookies, live.clients[0])
    await leader.ask("admit_all")
    await page.shows(lambda view: view.you.standing is Standing.ADMITTED)
    # Nobody tells the socket, as where its page was quicker.
    user, connection = live.clients[0].pk, page.view.connection
    await in_database(
        services.leave_room, room=live.session.pk, user=user, connection=connection, now=datetime.now(UTC)
    )
    await page.hang_up(code)
    await until(live, lambda span: span.end_reason == EndReason.LEFT and span.last_seen_at == span.ended_at)
    await leader.hang_up()


async def until(live: LiveSession, holds: Callable[[PresenceSpan], bool]) -> None:
    """Until this holds of the client's time in the room; nobody is told when."""
    async with asyncio.timeout(10):
        while True:
            if holds(await in_database(PresenceSpan.objects.get, person=live.clients[0], zone=Zone.ROOM)):
                return
            await asyncio.sleep(0.05)


def statement(sql: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql)

"""Knocking, waiting, being let in and what each may see meanwhile; on sockets, PostgreSQL and Redis."""

from __future__ import annotations

import pytest

from rooms.protocol.messages import Ok, Snapshot, Standing
from sessions.models import User
from tests.factories import LiveSession
from tests.rooms.browser import Browser, hang_up_all

pytestmark = pytest.mark.django_db(transaction=True)


async def test_whoever_knocks_waits_until_the_clinician_lets_them_in(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    me = (await leader.receive(Snapshot)).you
    client = await Browser.open(live.session.pk, cookies[live.clients[0]])
    waiting = await client.receive(Snapshot)
    assert (me.standing, waiting.you.standing) == (Standing.ADMITTED, Standing.LOBBY)
    assert (waiting.people, waiting.media) == ((), None)

    await leader.shows(lambda view: [person.id for person in view.people] == [waiting.you.id])
    assert isinstance(await leader.ask("admit", person=waiting.you.id), Ok)

    inside = await client.shows(lambda view: view.you.standing is Standing.ADMITTED)
    assert [person.id for person in inside.people] == [me.id]
    assert inside.media is not None
    await hang_up_all(leader, client)


async def test_frames_of_waiters_and_members_never_name_whoever_else_waits(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    member = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await leader.receive(Snapshot)
    await member.receive(Snapshot)
    await leader.ask("admit_all")
    await member.shows(lambda view: view.you.standing is Standing.ADMITTED)

    waiter = await Browser.open(live.session.pk, cookies[live.clients[1]])
    secret = (await waiter.receive(Snapshot)).you
    await leader.shows(lambda view: any(person.id == secret.id for person in view.people))
    await waiter.ask("set_camera", on=False)
    await leader.ask("set_lock", on=True)
    for page in (member, waiter):
        await page.shows(lambda view: view.room.locked)

    assert any(secret.id in frame for frame in leader.frames), "it could have leaked"
    assert not any(secret.id in frame or secret.name in frame for frame in member.frames)
    assert not any(member.view.you.id in frame or member.view.you.name in frame for frame in waiter.frames)
    assert not any(live.facilitator.display_name in frame for frame in waiter.frames)
    await hang_up_all(leader, member, waiter)


async def test_an_admission_outlasts_a_dropped_socket(live: LiveSession, cookies: dict[User, str]) -> None:
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    client = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await leader.receive(Snapshot)
    await client.receive(Snapshot)
    await leader.ask("admit_all")
    await client.shows(lambda view: view.you.standing is Standing.ADMITTED)
    await client.hang_up()
    await leader.shows(lambda view: any(not person.connected for person in view.people))

    again = await Browser.open(live.session.pk, cookies[live.clients[0]])
    assert (await again.receive(Snapshot)).you.standing is Standing.ADMITTED
    await leader.shows(lambda view: all(person.connected for person in view.people))
    await hang_up_all(leader, again)


async def test_a_locked_door_turns_away_whoever_was_not_there(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    early = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await leader.receive(Snapshot)
    await early.receive(Snapshot)
    await leader.ask("set_lock", on=True)
    late = await Browser.open(live.session.pk, cookies[live.clients[1]])
    assert (await late.closing()).code == "room_locked"

    await early.hang_up()
    back = await Browser.open(live.session.pk, cookies[live.clients[0]])
    assert (await back.receive(Snapshot)).you.standing is Standing.LOBBY
    await hang_up_all(leader, late, back)


async def test_a_waiter_may_do_nothing_to_the_room(live: LiveSession, cookies: dict[User, str]) -> None:
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    waiter = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await leader.receive(Snapshot)
    me = (await waiter.receive(Snapshot)).you.id
    answers = [
        await waiter.ask("admit", person=me),
        await waiter.ask("admit_all"),
        await waiter.ask("remove", person=leader.view.you.id),
        await waiter.ask("mute_all"),
        await waiter.ask("set_lock", on=True),
        await waiter.ask("end"),
    ]
    assert {getattr(answer, "code", "ok") for answer in answers} == {"not_allowed"}
    assert isinstance(await waiter.ask("sync"), Ok)
    assert waiter.view.you.standing is Standing.LOBBY
    await hang_up_all(leader, waiter)

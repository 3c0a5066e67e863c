"""The demo's people in a real room: web process, media server and the command as programs of their own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as house
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session as SignIn
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from rooms.database import in_database
from rooms.management.guests import NEWCOMER, guests_of, session_named, sign_in, sign_out
from rooms.participant import Address, Equipment, Participant, Receive, clips_of, who_is
from sessions.models import Session, User
from tests.factories import LiveSession, client, facilitator, group_with, live_session, session_at
from tests.rooms.processes import Process, house_environment, running, sfu, web
from vip.devservices import free_port

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Ben", "Carla")
SOON = timedelta(seconds=40)


@pytest.fixture
def named(live: LiveSession) -> LiveSession:
    """The session's two clients are called Ben and Carla, its facilitator Dana."""
    for user, name in zip([live.facilitator, *live.clients], ("Dana", *NAMES), strict=True):
        User.objects.filter(pk=user.pk).update(display_name=name)
    return live


def address(at: Process, live: LiveSession, cookie: str) -> Address:
    return Address(f"ws://{at.address}/ws/rooms/{live.session.pk}/", f"http://{at.address}", cookie)


async def until_seen_and_heard(viewer: Participant, *names: str) -> None:
    """Await pictures that show who it really is, and sound."""
    for name in names:
        received = await viewer.until_received(
            name, lambda now: now.pictures > 5 and now.sound_energy > 0, within=SOON
        )
        assert received.colour is not None
        assert who_is(received.colour, ("Dana", *NAMES)) == name


async def until_more_pictures_come(viewer: Participant, name: str) -> None:
    before = viewer.received_from(name).picture_packets
    await viewer.until_received(name, lambda now: now.picture_packets > before + 20, within=SOON)


async def until_so_many_wait(leader: Participant, count: int) -> None:
    await leader.until_seen(lambda seen: len(seen.waiting) == count, within=SOON)


async def test_participants_see_and_hear_each_other_through_real_processes(
    named: LiveSession, cookies: dict[User, str]
) -> None:
    async with web() as pages, sfu(), AsyncExitStack() as stack:
        names = ("Dana", *NAMES)
        people: dict[str, Participant] = {}
        for user, name in zip([named.facilitator, *named.clients], names, strict=True):
            equipment = Equipment(clips=clips_of(name), receive=Receive.DECODE, seats=3)
            person = Participant(address(pages, named, cookies[user]), equipment)
            people[name] = await stack.enter_async_context(person)
        await until_so_many_wait(people["Dana"], len(NAMES))
        await people["Dana"].admit_all()

        for own, person in people.items():
            await until_seen_and_heard(person, *(name for name in names if name != own))

        await people["Ben"].cut()
        await people["Ben"].until(lambda: people["Ben"].online and people["Ben"].in_media, within=SOON)
        await until_more_pictures_come(people["Carla"], "Ben")


@asynccontextmanager
async def web_at(port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A web process at this very port, as a supervisor would start it again."""
    words = ("-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(port), "vip.asgi:application")
    async with running(words, f"http://127.0.0.1:{port}/healthz", {}) as process:
        yield process


async def test_killed_servers_cost_a_moment_and_nobody_has_to_do_anything(
    named: LiveSession, cookies: dict[User, str]
) -> None:
    port = free_port()

    def comes(user: User, name: str) -> Participant:
        url = f"127.0.0.1:{port}"
        there = Address(f"ws://{url}/ws/rooms/{named.session.pk}/", f"http://{url}", cookies[user])
        return Participant(there, Equipment(clips=clips_of(name), seats=2))

    async def until_both_see_each_other() -> None:
        await until_more_pictures_come(dana, "Ben")
        await until_more_pictures_come(ben, "Dana")

    async with AsyncExitStack() as stack:
        dana = await stack.enter_async_context(comes(named.facilitator, "Dana"))
        ben = await stack.enter_async_context(comes(named.clients[0], "Ben"))
        async with AsyncExitStack() as servers:
            pages = await servers.enter_async_context(web_at(port))
            async with sfu() as doomed:
                await until_so_many_wait(dana, 1)
                await dana.admit_all()
                await until_both_see_each_other()
                doomed.kill()
            await dana.until(lambda: not dana.in_media, within=SOON)
            await servers.enter_async_context(sfu())
            await until_both_see_each_other()

            pages.kill()
            await dana.until(lambda: not dana.online, within=SOON)
            await servers.enter_async_context(web_at(port))
            await until_both_see_each_other()
            await dana.until(lambda: dana.connections == 2 and dana.online, within=SOON)
            await ben.until(lambda: ben.connections == 2 and ben.online, within=SOON)


@asynccontextmanager
async def command(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """``manage.py demo_participants`` on the test's database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "manage.py",
        "demo_participants",
        *arguments,
        env=os.environ | house_environment() | {"LOG_LEVEL": "INFO"},
        cwd=house.BASE_DIR,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_the_demos_people_wait_in_the_lobby_then_are_seen_until_the_session_ends(
    named: LiveSession, cookies: dict[User, str]
) -> None:
    signed_in = await in_database(SignIn.objects.count)
    async with web() as pages, sfu():
        where = ("--session", str(named.session.pk), "--base-url", f"http://{pages.address}", "--still")
        dana = Participant(
            address(pages, named, cookies[named.facilitator]), Equipment(receive=Receive.DECODE, seats=3)
        )
        async with command(*where) as people, dana:
            await dana.until_seen(
                lambda seen: sorted(one.name for one in seen.waiting) == list(NAMES), within=SOON
            )
            await dana.admit_all()
            await until_seen_and_heard(dana, *NAMES)

            await dana.end()

            output, _ = await people.communicate()
            assert people.returncode == 0
            assert not any(name.encode() in output for name in NAMES), "names are nobody's business in logs"
    assert await in_database(SignIn.objects.count) == signed_in


async def test_when_a_session_ends_the_demos_people_go_to_the_next_live_one(transactional_db: None) -> None:
    def two_live_sessions() -> list[tuple[Session, str]]:
        now, found = timezone.now(), []
        for size in (2, 1):  # the fuller group is the live one, until it ends
            leader = facilitator()
            Authenticator.objects.create(user=leader, type=Authenticator.Type.TOTP, data={})
            group = group_with(clients=size, facilitators=[leader])
            found.append((session_at(now - timedelta(minutes=10), group=group), sign_in(leader.pk)))
        return found

    sessions = await in_database(two_live_sessions)
    async with web() as pages, command("--forever", "--still", "--base-url", f"http://{pages.address}"):
        for (session, cookie), expected in zip(sessions, (2, 1), strict=True):
            there = Address(f"ws://{pages.address}/ws/rooms/{session.pk}/", f"http://{pages.address}", cookie)
            async with Participant(there, Equipment(media=False)) as leader:
                await until_so_many_wait(leader, expected)
                await leader.end()


async def test_told_to_stop_the_demos_people_close_their_tabs(
    named: LiveSession, cookies: dict[User, str]
) -> None:
    async with web() as pages:
        dana = Participant(address(pages, named, cookies[named.facilitator]), Equipment(media=False))
        where = ("--session", str(named.session.pk), "--base-url", f"http://{pages.address}")
        async with command(*where) as people, dana:
            await until_so_many_wait(dana, len(NAMES))

            people.terminate()

            await dana.until_seen(
                lambda seen: not seen.waiting or not any(one.connected for one in seen.waiting)
            )
            await people.communicate()
            assert people.returncode == 0


async def test_the_newcomers_place_is_left_free() -> None:
    def chosen() -> list[str]:
        people = [client(display_name=name) for name in ("Grace", "Ben", "Hugo")]
        newcomer = client(display_name="Ana", email=NEWCOMER)
        session = session_at(live_session().session.starts_at, clients=[newcomer, *people])
        return [guest.name for guest in guests_of(session, count=2)]

    assert await in_database(chosen) == ["Ben", "Grace"]


def test_a_guests_sign_in_is_good_until_they_go() -> None:
    someone = client()
    page = Client()
    cookie = sign_in(someone.pk)
    page.cookies[house.SESSION_COOKIE_NAME] = cookie.partition("=")[2]
    assert page.get("/").wsgi_request.user == someone

    sign_out(cookie)

    assert page.get("/").wsgi_request.user == AnonymousUser()


def test_an_unknown_session_is_none_and_a_word_is_refused() -> None:
    assert session_named("live") is None
    assert session_named("3f2b0f6e-6f0d-4c39-9f0c-3a1f3b3b3b3b") is None
    with pytest.raises(ValueError, match="badly formed"):
        session_named("tonight")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--session", "tonight"], "'tonight' is neither 'live' nor a session's id."),
        (["--session", "live"], "There is no such session. Load the clinic with manage.py seed_demo."),
        (["--base-url", "clinic"], "'clinic' is no web address. Write it like http://127.0.0.1:8000."),
        (
            ["--forever", "--session", "3f2b0f6e-6f0d-4c39-9f0c-3a1f3b3b3b3b"],
            "--forever goes from one live session to the next: use it with --session live.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("demo_participants", *arguments, stdout=StringIO())

    assert str(refusal.value) == sentence


def test_production_refuses_to_sign_people_in(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="never runs in production"):
        call_command("demo_participants")

"""Who gets a socket and who is shown out again: each with a reason, a sentence and a close code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from rooms.database import in_database
from rooms.models import Room
from rooms.protocol.errors import CLOSINGS
from rooms.protocol.messages import Closing, Error, Part, Snapshot, Standing
from sessions.models import EndReason, PresenceSpan, RosterEntry, RosterPart, Session, SessionStatus, User
from tests.factories import LiveSession, arrive, client, session_at
from tests.rooms.browser import Browser, hang_up_all, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
Cookies = dict[User, str]


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.ROOM_RECHECK_S = 0.2


async def shown_out(room: object, cookie: str, code: str, **options: object) -> Closing:
    """The reason that somebody gets instead of a snapshot."""
    page = await Browser.open(room, cookie, **options)  # type: ignore[arg-type]
    closing = await page.closing()
    assert (closing.code, page.close_code, len(page.frames)) == (code, CLOSINGS[code].close_code, 1)
    await page.hang_up()
    return closing


async def test_whoever_is_not_signed_in_is_told_to_sign_in(live: LiveSession) -> None:
    closing = await shown_out(live.session.pk, "", "signed_out")
    assert closing == Closing(
        code="signed_out", sentence="You are signed out. Sign in again to come back.", reconnect=False
    )


async def test_a_stranger_to_the_roster_stays_outside(live: LiveSession) -> None:
    stranger = await in_database(client)
    await shown_out(live.session.pk, await in_database(sign_in, stranger), "not_on_roster")
    assert not await in_database(Room.objects.exists)


async def test_there_is_a_reason_for_addresses_that_are_no_room(live: LiveSession, cookies: Cookies) -> None:
    await shown_out("00000000-0000-0000-0000-000000000000", cookies[live.facilitator], "no_such_room")
    await shown_out("not-an-id", cookies[live.facilitator], "no_such_room")


@pytest.mark.parametrize(
    ("starts_in", "status", "code"),
    [
        (timedelta(hours=2), SessionStatus.SCHEDULED, "too_early"),
        (timedelta(hours=-8), SessionStatus.SCHEDULED, "session_over"),
        (timedelta(minutes=-5), SessionStatus.ENDED, "session_over"),
        (timedelta(minutes=-5), SessionStatus.CANCELLED, "session_cancelled"),
    ],
)
async def test_a_session_that_is_not_on_has_no_room(starts_in: timedelta, status: str, code: str) -> None:
    someone = await in_database(client)
    session = await in_database(session_at, datetime.now(UTC) + starts_in, clients=[someone], status=status)
    await shown_out(session.pk, await in_database(sign_in, someone), code)


async def test_a_join_link_opens_only_its_own_session(live: LiveSession) -> None:
    own = await in_database(sign_in, live.clients[0], join_session_id=str(live.session.pk))
    other = await in_database(
        sign_in, live.clients[0], join_session_id="7b0e8a0c-6f0f-4c53-9a53-2f1f9c2f4a10"
    )
    page = await Browser.open(live.session.pk, own)
    await page.receive(Snapshot)
    await shown_out(live.session.pk, other, "link_for_another_session")
    await page.hang_up()


@pytest.mark.parametrize(
    "origin", ["", "null", "https://elsewhere.example", "http://localhost:9", "ftp://localhost:8000"]
)
async def test_pages_of_other_origins_are_turned_away_before_anything_else(
    live: LiveSession, cookies: Cookies, origin: str
) -> None:
    await shown_out(live.session.pk, cookies[live.facilitator], "foreign_origin", origin=origin)


async def test_a_page_that_speaks_another_version_is_told_to_reload(
    live: LiveSession, cookies: Cookies
) -> None:
    await shown_out(live.session.pk, cookies[live.facilitator], "unsupported", subprotocols=("vip.room.v0",))


async def test_signing_out_closes_the_sockets_of_that_sign_in_within_two_seconds(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_RECHECK_S = 1.5
    someone = live.clients[0]
    phone = await Browser.open(live.session.pk, await in_database(sign_in, someone))
    laptop = await Browser.open(live.session.pk, cookies[someone])
    await phone.receive(Snapshot)
    await laptop.receive(Snapshot)
    browser = Client()
    browser.cookies.load(cookies[someone])
    began = datetime.now(UTC)
    await in_database(browser.logout)

    assert (await laptop.closing()).code == "signed_out"
    assert datetime.now(UTC) - began < timedelta(seconds=2)
    assert not isinstance(await phone.ask("sync"), Error), "the other device stays"
    ended = await in_database(PresenceSpan.objects.get, person=someone, end_reason=EndReason.LEFT)
    assert ended.ended_at is not None
    await hang_up_all(phone, laptop)


async def test_closing_an_account_closes_its_sockets(live: LiveSession, cookies: Cookies) -> None:
    page = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await page.receive(Snapshot)
    await in_database(User.objects.filter(pk=live.clients[0].pk).update, is_active=False)
    assert (await page.closing()).code == "account_inactive"
    assert page.close_code == 4403
    await page.hang_up()


async def test_leaving_the_roster_closes_sockets(live: LiveSession, cookies: Cookies) -> None:
    page = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await page.receive(Snapshot)
    await in_database(RosterEntry.objects.filter(person=live.clients[0]).delete)
    assert (await page.closing()).code == "not_on_roster"
    await page.hang_up()


async def test_a_lost_role_is_gone_at_once_and_the_page_comes_back_without_it(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_RECHECK_S = 1.0
    page = await Browser.open(live.session.pk, cookies[live.facilitator])
    await page.receive(Snapshot)
    await in_database(arrive, live.session, live.facilitator)
    await in_database(RosterEntry.objects.filter(person=live.facilitator).update, part=RosterPart.GUEST)
    refused = await page.ask("end")
    assert isinstance(refused, Error)
    assert refused.code == "not_allowed", (
        "parts are read for every command, not only when sockets are looked after"
    )
    closing = await page.closing()
    assert (closing.code, closing.reconnect) == ("role_changed", True)
    again = await Browser.open(live.session.pk, cookies[live.facilitator])
    assert (await again.receive(Snapshot)).you.part is Part.GUEST
    await hang_up_all(page, again)


async def test_cancelling_a_session_empties_its_room(live: LiveSession, cookies: Cookies) -> None:
    page = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await page.receive(Snapshot)
    sessions = Session.objects.filter(pk=live.session.pk)
    await in_database(sessions.update, status=SessionStatus.CANCELLED)
    assert (await page.closing()).code == "session_cancelled"
    await page.hang_up()


async def test_a_session_that_is_ended_from_its_page_ends_its_room(
    live: LiveSession, cookies: Cookies
) -> None:
    pages = [await Browser.open(live.session.pk, cookie) for cookie in cookies.values()]
    for page in pages:
        await page.receive(Snapshot)
    await in_database(Session.objects.filter(pk=live.session.pk).update, status=SessionStatus.ENDED)
    assert {(await page.closing()).code for page in pages} == {"room_ended"}
    await hang_up_all(*pages)


async def test_a_removed_person_is_out_within_a_second_and_stays_out(
    live: LiveSession, cookies: Cookies
) -> None:
    leader = await Browser.open(live.session.pk, cookies[live.facilitator])
    page = await Browser.open(live.session.pk, cookies[live.clients[0]])
    await leader.receive(Snapshot)
    them = (await page.receive(Snapshot)).you
    await leader.ask("admit_all")
    await page.shows(lambda view: view.you.standing is Standing.ADMITTED)
    began = datetime.now(UTC)
    await leader.ask("remove", person=them.id)
    assert (await page.closing()).code == "removed"
    assert datetime.now(UTC) - began < timedelta(seconds=1)
    await shown_out(live.session.pk, cookies[live.clients[0]], "removed")
    assert await in_database(PresenceSpan.objects.filter(end_reason=EndReason.REMOVED).count) == 1
    await hang_up_all(leader, page)

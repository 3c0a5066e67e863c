"""Finding out who does not read what they are sent."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from rooms.outflow import ASK_AFTER_BYTES, BEHIND_BYTES, Outflow
from rooms.protocol.errors import CLOSINGS
from rooms.protocol.messages import Ok, Ping, Snapshot
from sessions.models import User
from tests.factories import LiveSession
from tests.rooms.browser import Browser


def test_a_page_that_answers_its_pings_is_never_behind() -> None:
    outflow = Outflow()
    for second in range(100):
        outflow.sent(BEHIND_BYTES // 2)
        outflow.answered(outflow.ask(second))
        assert not outflow.is_behind(second, patience_s=15)


def test_too_much_unread_or_a_ping_unanswered_for_too_long_is_behind() -> None:
    much, late = Outflow(), Outflow()
    much.sent(BEHIND_BYTES + 1)
    assert much.is_behind(0, patience_s=15)
    late.ask(10)
    assert not late.is_behind(25, patience_s=15)
    assert late.is_behind(25.1, patience_s=15)


def test_an_answer_covers_what_was_sent_before_its_ping_and_no_more() -> None:
    outflow = Outflow()
    outflow.sent(BEHIND_BYTES)
    first = outflow.ask(0)
    outflow.sent(BEHIND_BYTES)
    second = outflow.ask(1)
    outflow.answered(first)
    assert not outflow.is_behind(1, patience_s=15)
    outflow.sent(1)
    assert outflow.is_behind(1, patience_s=15)
    outflow.answered(second)
    assert not outflow.is_behind(1, patience_s=15)


def test_numbers_that_were_never_asked_say_nothing() -> None:
    outflow = Outflow()
    outflow.sent(BEHIND_BYTES + 1)
    number = outflow.ask(0)
    for made_up in (number + 1, 0, -1, 10**9):
        outflow.answered(made_up)
    assert outflow.is_behind(0, patience_s=15)


def test_after_much_at_once_a_page_is_asked_before_its_time() -> None:
    outflow = Outflow()
    outflow.sent(ASK_AFTER_BYTES)
    before = outflow.should_ask
    outflow.sent(1)
    after = outflow.should_ask
    outflow.ask(0)
    assert (before, after, outflow.should_ask) == (False, True, False)


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_talks_but_does_not_read_is_closed_and_comes_back_to_a_whole_room(
    live: LiveSession, cookies: dict[User, str], settings: Settings
) -> None:
    settings.ROOM_PING_S, settings.ROOM_SILENT_S = 0.1, 0.5
    page = await Browser.open(live.session.pk, cookies[live.facilitator])
    page.silent = True  # it answers no ping, though it is heard
    await page.receive(Snapshot)
    while (message := await page.next()) is not None:
        if isinstance(message, Ping):
            await page.send({"type": "pong", "n": 10**6})
    assert '"code":"behind"' in page.frames[-1]
    assert page.close_code == CLOSINGS["behind"].close_code
    settings.ROOM_SILENT_S = 15.0
    back = await Browser.open(live.session.pk, cookies[live.facilitator], resume=page.view.connection)
    assert (await back.receive(Snapshot)).you.id == page.view.you.id
    assert isinstance(await back.ask("sync"), Ok)
    await back.hang_up()
    await page.hang_up()

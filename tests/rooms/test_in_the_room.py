"""Being in the room together, over sockets: the hold, private words, what passes, being declined, replays."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from rooms.protocol.messages import Captioned, Error, Ok, Reacted, Reaction, Snapshot, Standing
from sessions.models import User
from tests.factories import LiveSession
from tests.rooms.browser import Browser, hang_up_all

pytestmark = pytest.mark.django_db(transaction=True)

Cookies = dict[User, str]


async def enter(live: LiveSession, cookies: Cookies, user: User) -> Browser:
    page = await Browser.open(live.session.pk, cookies[user])
    await page.receive(Snapshot)
    return page


async def together(live: LiveSession, cookies: Cookies) -> tuple[Browser, Browser, Browser]:
    """A clinician and two clients who were let in."""
    leader = await enter(live, cookies, live.facilitator)
    one, two = [await enter(live, cookies, user) for user in live.clients]
    await leader.ask("admit_all")
    for page in (one, two):
        await page.shows(lambda view: view.you.standing is Standing.ADMITTED and len(view.people) == 2)
    return leader, one, two


async def test_clients_are_held_while_their_clinician_is_away_and_go_on_when_one_returns(
    live: LiveSession, cookies: Cookies, settings: Settings
) -> None:
    settings.ROOM_TICK_S, settings.ROOM_HOLD_AFTER_S = 0.05, 0.2
    leader, one, two = await together(live, cookies)
    await leader.hang_up()
    for page in (one, two):
        await page.shows(lambda view: view.room.held)
    refused = await one.ask("chat", to="everyone", text="Is anybody there?", person=None)
    assert isinstance(refused, Error)
    assert refused.code == "held"
    back = await enter(live, cookies, live.facilitator)
    for page in (one, two, back):
        await page.shows(lambda view: view.room.facilitated and not view.room.held)
    await hang_up_all(back, one, two)


async def test_private_words_and_distress_are_in_nobody_elses_frames(
    live: LiveSession, cookies: Cookies
) -> None:
    leader, one, two = await together(live, cookies)
    await one.ask("chat", to="facilitators", text="Only for Dana", person=None)
    await one.ask("set_distress", on=True)
    seen = await leader.shows(
        lambda view: any(one.staff and one.staff.distress == "told" for one in view.people)
    )
    assert [line.text for line in seen.chat] == ["Only for Dana"]
    await leader.ask("chat", to="person", text="Only for you", person=one.view.you.id)
    await leader.ask("see_distress", person=one.view.you.id)
    await one.shows(lambda view: view.you.distress == "seen" and len(view.chat) == 2)
    await leader.ask("chat", to="everyone", text="For all of you", person=None)
    await two.shows(lambda view: bool(view.chat))

    told = "".join(two.frames)
    assert "For all of you" in told, "it could have leaked"
    for secret in ("Only for", "told", "seen", '"staff":{'):
        assert secret not in told
    again = await Browser.open(live.session.pk, cookies[live.clients[0]])
    fresh = await again.receive(Snapshot)
    assert [line.text for line in fresh.chat] == ["Only for Dana", "Only for you", "For all of you"]
    await hang_up_all(leader, one, two, again)


async def test_reactions_and_captions_pass_to_the_others_and_muted_people_are_not_captioned(
    live: LiveSession, cookies: Cookies
) -> None:
    leader, one, two = await together(live, cookies)
    me = one.view.you.id
    await one.ask("react", reaction="heart")
    await one.ask("caption", line=1, text="I slept better", final=True)
    for page in (leader, two):
        assert await page.receive(Reacted) == Reacted(person=me, reaction=Reaction.HEART)
        assert await page.receive(Captioned) == Captioned(
            person=me, line=1, text="I slept better", final=True
        )
    await one.ask("set_microphone", on=False)
    refused = await one.ask("caption", line=2, text="Never heard", final=True)
    assert isinstance(refused, Error)
    assert refused.code == "muted"
    await hang_up_all(leader, one, two)


async def test_a_declined_client_hears_why_and_may_knock_again(live: LiveSession, cookies: Cookies) -> None:
    leader = await enter(live, cookies, live.facilitator)
    client = await enter(live, cookies, live.clients[0])
    await leader.ask("tell_lobby", person=None, text="Two more minutes")
    await client.shows(lambda view: [note.text for note in view.you.lobby_notes] == ["Two more minutes"])
    assert isinstance(await leader.ask("decline", person=client.view.you.id), Ok)
    closing = await client.closing()
    assert (closing.code, closing.reconnect) == ("declined", False)
    again = await enter(live, cookies, live.clients[0])
    assert again.view.you.standing is Standing.LOBBY
    await hang_up_all(leader, client, again)


async def test_a_command_that_comes_twice_is_carried_out_once(live: LiveSession, cookies: Cookies) -> None:
    leader, one, two = await together(live, cookies)
    await leader.ask("start_round", people=[one.view.you.id, two.view.you.id], seconds=60)
    for _ in range(2):
        await leader.send({"type": "next_turn", "id": "the same"})
    answers = [await leader.until(lambda message: getattr(message, "id", "") == "the same") for _ in range(2)]
    assert isinstance(answers[0], Ok)
    assert answers[1].code == "repeated"
    await leader.shows(
        lambda view: view.room.round is not None and view.room.round.current == two.view.you.id
    )
    await hang_up_all(leader, one, two)

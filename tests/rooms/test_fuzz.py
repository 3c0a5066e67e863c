"""Whatever a client's page sends, it gets a stable answer or is closed with a reason, and the room goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.protocol.errors import CLOSINGS, Refused, Unreadable
from rooms.protocol.messages import (
    AnyCommand,
    Closing,
    Error,
    MediaElsewhere,
    MediaLost,
    Ok,
    Phase,
    Snapshot,
    Standing,
)
from rooms.protocol.wire import parse_from_server
from sessions.models import User
from tests.factories import LiveSession
from tests.rooms.browser import Browser, hang_up_all

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "wire" / "from_browser.json").read_text(encoding="utf-8")
)
TYPES = [str(kind.__struct_config__.tag) for kind in get_args(AnyCommand)]
CODES = Unreadable.SENTENCES.keys() | Refused.SENTENCES.keys() | CLOSINGS.keys()

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
made_up = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES) | st.text(max_size=10), "id": st.text(max_size=70) | anything},
    optional={
        **dict.fromkeys(("person", "place", "on", "text", "to", "seconds", "in_s", "line", "n"), anything),
        "people": anything,
    },
)
leaving = {"leave"}
samples = st.sampled_from([sample for sample in SAMPLES if sample["type"] not in leaving])


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = json.dumps(draw(samples))
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.text(max_size=3)) + text[at + draw(st.integers(0, 3)) :]


@st.composite
def plausible(draw: st.DrawFn) -> str:
    """A command as it should be, with an id of its own or one that was used before."""
    return json.dumps(draw(samples) | {"id": draw(st.sampled_from(["a", "b", "c", "d", "e", "f"]))})


frames = st.one_of(
    plausible(),
    plausible(),
    damaged(),
    made_up.filter(lambda one: one["type"] not in leaving).map(json.dumps),
    st.text(max_size=30),
    st.binary(max_size=30),
    st.just("x" * 300_000),
)


async def enter(live: LiveSession, cookies: dict[User, str], user: User) -> Browser:
    page = await Browser.open(live.session.pk, cookies[user])
    await page.receive(Snapshot)
    return page


async def attack(page: Browser, batch: list[str | bytes]) -> None:
    """Send all of it, then look at everything that came back."""
    for frame in batch:
        await page.send(frame)
    await page.send({"type": "sync", "id": "the last word"})
    while (message := await page.next()) is not None:
        if isinstance(message, Error | Closing):
            assert message.code in CODES, message
            assert message.sentence
        assert not isinstance(message, MediaLost | MediaElsewhere)
        if getattr(message, "id", None) == "the last word":
            return
    assert isinstance(parse_from_server(page.frames[-1]), Closing), "a close has its reason"


async def goes_on(leader: Browser, innocent: Browser) -> None:
    """The room is as it was for everybody else: it obeys its clinician, and pages are what the server has."""
    on = not leader.view.you.microphone
    assert isinstance(await leader.ask("set_microphone", on=on), Ok)
    await leader.shows(lambda view: view.you.microphone is on)
    await innocent.shows(
        lambda view: any(one.id == leader.view.you.id and one.microphone is on for one in view.people)
    )
    for page in (leader, innocent):
        shown = page.view
        await page.ask("sync")
        fresh = page.view
        assert (shown.you, shown.room, shown.chat) == (fresh.you, fresh.room, fresh.chat)
        assert {one.id: one for one in shown.people} == {one.id: one for one in fresh.people}
        assert fresh.room.phase is Phase.OPEN
    assert leader.view.room.facilitated
    assert not leader.view.room.locked


async def test_nothing_that_a_client_sends_disturbs_the_room(
    live: LiveSession, cookies: dict[User, str]
) -> None:
    leader = await enter(live, cookies, live.facilitator)
    innocent = await enter(live, cookies, live.clients[0])
    attacker = await enter(live, cookies, live.clients[1])
    await leader.ask("admit_all")
    await innocent.shows(lambda view: view.you.standing is Standing.ADMITTED)
    pages = [attacker]

    @settings(
        max_examples=40,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(st.lists(frames, min_size=1, max_size=25))
    def collect(batch: list[str | bytes]) -> None:
        batches.append(batch)

    batches: list[list[str | bytes]] = []
    collect()
    for number, batch in enumerate(batches, 1):
        if pages[-1].close_code is not None:
            pages.append(await enter(live, cookies, live.clients[1]))
        await attack(pages[-1], batch)
        # Not each time: these two keep to the pace of people.
        if number % 4 == 0 or number == len(batches):
            await goes_on(leader, innocent)
    assert len(pages) > 1, "some of it was enough to be closed"
    await hang_up_all(leader, innocent, *pages)

"""Relays' credentials, the pace of a connection, what leaves a process, the registry of media servers."""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha1
from uuid import uuid4

import pytest
from channels.layers import get_channel_layer
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from rooms.listening import PACE, Listening
from rooms.notices import room_group
from rooms.outflow import Outflow
from rooms.outgoing import Outgoing
from rooms.protocol.errors import Unreadable
from rooms.protocol.messages import Sync
from rooms.protocol.pace import Pace
from rooms.registry import LiveNode, Registry, least_loaded, new_node_id
from rooms.turn import ice_servers

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def test_without_a_relay_none_is_offered(settings: Settings) -> None:
    settings.TURN_URLS = []
    assert ice_servers("ana", NOW) == ()


def test_a_relays_credential_is_what_coturn_computes_and_ends(settings: Settings) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example.org"], "shared"
    (server,) = ice_servers("ana", NOW)
    expires, person = server.username.split(":")
    assert (int(expires), person) == (NOW.timestamp() + 6 * 3600, "ana")
    assert b64decode(server.credential) == hmac.digest(b"shared", server.username.encode(), sha1)


def test_a_burst_is_allowed_and_then_the_pace() -> None:
    pace = Pace(per_s=2, burst=3)
    assert [pace.allows(0.0) for _ in range(4)] == [True, True, True, False]
    assert [pace.allows(1.0) for _ in range(3)] == [True, True, False]


@given(st.lists(st.floats(0, 10), max_size=50), st.floats(0.1, 100), st.floats(1, 100))
def test_nobody_is_ever_allowed_more_than_the_burst_and_the_pace(
    gaps: list[float], per_s: float, burst: float
) -> None:
    pace, now, allowed = Pace(per_s=per_s, burst=burst), 0.0, 0
    for gap in gaps:
        now += gap
        allowed += pace.allows(now)
    assert allowed <= burst + now * per_s + 1e-6


def test_a_command_too_many_is_refused_by_its_id() -> None:
    ear = Listening(Outflow())
    for number in range(int(PACE["burst"])):
        assert ear.hear({"text": f'{{"type":"sync","id":"{number}"}}'}, 0.0) == Sync(id=str(number))
    with pytest.raises(Unreadable) as refused:
        ear.hear({"text": '{"type":"sync","id":"one more"}'}, 0.0)
    assert (refused.value.code, refused.value.id) == ("too_frequent", "one more")
    for nonsense in ('{"type":"sync","id":', "x" * 300_000, f'{{"id":"{"x" * 65}"}}', '{"id":7}'):
        with pytest.raises(Unreadable) as refused:
            ear.hear({"text": nonsense}, 0.0)
        assert (refused.value.code, refused.value.id) == ("too_frequent", None)


async def test_what_a_process_tells_leaves_in_order_and_nobody_waits_for_it() -> None:
    layer, group = get_channel_layer(), room_group(uuid4())
    ear = await layer.new_channel()
    await layer.group_add(group, ear)
    outgoing = Outgoing()
    for number in range(20):
        outgoing.send(group, {"type": "room.changed", "number": number})
    assert [(await layer.receive(ear))["number"] for _ in range(20)] == list(range(20))
    await outgoing.sent()


async def test_a_node_is_alive_while_it_says_so(settings: Settings) -> None:
    settings.SFU_LIFETIME_S = 0.2
    registry = Registry()
    one, two = (LiveNode(id=new_node_id("sfu"), load=load, port=7000) for load in (3, 1))
    await registry.announce(one)
    await registry.announce(two)
    assert await registry.nodes() == {one.id: one, two.id: two}
    assert least_loaded([one, two]) == two
    await registry.withdraw(two.id)
    assert await registry.nodes() == {one.id: one}
    await asyncio.sleep(0.25)  # a lifetime has no event: it runs out
    assert await registry.nodes() == {}
    await registry.close()


def test_a_restarted_node_is_another() -> None:
    assert new_node_id("sfu") != new_node_id("sfu")

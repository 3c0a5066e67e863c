"""A node refuses with a sentence, survives garbage, and lets the dead go."""

from __future__ import annotations

import asyncio
import os
import random
import socket

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from rooms.sfu import MediaDown, Node, NodeSettings, OfferRefused, PersonPolicy, PortInUse, RoomPolicy
from rooms.sfu.ice import IceLite
from rooms.sfu.node import PEERS_MOST
from rooms.sfu.stats import Counters, Drop

from .builders import browser_offer
from .conftest import ROOM, RunningNode


async def test_a_port_in_use_is_said_in_a_sentence(running: RunningNode) -> None:
    second = Node(
        settings=NodeSettings(host="127.0.0.1", port=running.node.port), on_event=lambda event: None
    )

    with pytest.raises(PortInUse) as refused:
        await second.start()

    assert str(running.node.port) in refused.value.sentence


@pytest.mark.parametrize(
    ("person", "connection"), [("stranger", "c"), ("ana", "another-tab")], ids=["stranger", "not the owner"]
)
async def test_whom_the_policy_does_not_name_may_not_join(
    running: RunningNode, person: str, connection: str
) -> None:
    running.decide({"ana": PersonPolicy(voice=True, picture=True, connection="this-tab")})

    with pytest.raises(OfferRefused) as refused:
        await running.join(person, browser_offer(), connection=connection)

    assert refused.value.code == "not_admitted"


async def test_nobody_may_join_a_room_without_a_policy(running: RunningNode) -> None:
    with pytest.raises(OfferRefused, match="not admitted"):
        await running.join("ana", browser_offer())


async def test_an_older_policy_is_ignored(running: RunningNode) -> None:
    running.admit("ana")
    running.admit("ana")

    running.node.apply(RoomPolicy(ROOM, 1, {}))

    await running.join("ana", browser_offer(1))


async def test_a_room_has_a_last_place(running: RunningNode) -> None:
    people = [str(number) for number in range(PEERS_MOST + 1)]
    running.admit(*people)
    offer = browser_offer(0)
    for person in people[:-1]:
        await running.join(person, offer)

    with pytest.raises(OfferRefused) as refused:
        await running.join(people[-1], offer)

    assert refused.value.code == "room_full"


async def test_a_stopped_node_takes_nobody(running: RunningNode) -> None:
    running.admit("ana")
    await running.node.stop()

    with pytest.raises(OfferRefused) as refused:
        await running.join("ana", browser_offer())

    assert refused.value.code == "closing"


async def test_who_never_connects_is_forgotten(impatient: RunningNode) -> None:
    impatient.admit("ana")
    await impatient.join("ana", browser_offer())

    event = await impatient.event(lambda event: isinstance(event, MediaDown), within_s=5)

    assert isinstance(event, MediaDown)
    assert event.reason == "never_connected"
    assert impatient.node.stats().people == 0


async def test_leaving_is_told_once_and_leaving_twice_is_nothing(running: RunningNode) -> None:
    running.admit("ana")
    await running.join("ana", browser_offer())

    running.node.leave(room=ROOM, connection="c-ana")
    running.node.leave(room=ROOM, connection="c-ana")
    running.node.leave(room="nowhere", connection="c-ana")

    assert running.downs() == [("c-ana", "left")]


async def test_media_moves_to_the_connection_that_the_policy_names(running: RunningNode) -> None:
    running.decide({"ana": PersonPolicy(voice=True, picture=True, connection="c-ana")})
    await running.join("ana", browser_offer())

    running.decide({"ana": PersonPolicy(voice=True, picture=True, connection="phone")})

    assert running.downs() == [("c-ana", "replaced")]
    await running.join("ana", browser_offer(), connection="phone")


async def test_garbage_is_counted_and_dropped(running: RunningNode) -> None:
    running.admit("ana")
    await running.join("ana", browser_offer())
    chance = random.Random(7)
    binding = bytes(
        stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": "who:them"})
    )
    garbage = [
        b"",
        b"\x00",
        binding,
        binding[:-3],
        bytes([128]) * 11,
        bytes([128, 200]) * 20,
        b"\x16\xfe\xfd" * 9,
    ]
    garbage += [bytes([first]) + os.urandom(chance.randrange(1600)) for first in range(256)]

    await send(running, garbage)

    stats = running.node.stats()
    assert stats.packets_in == len(garbage)
    assert stats.packets_out == 0
    assert sum(stats.dropped.values()) == len(garbage)
    assert set(stats.dropped) == {
        Drop.NOT_A_PROTOCOL, Drop.UNKNOWN_ADDRESS, Drop.STUN_MALFORMED, Drop.STUN_STRANGER,
    }  # fmt: skip


async def test_a_binding_request_is_answered_only_with_the_right_password(running: RunningNode) -> None:
    running.admit("ana")
    answer = await running.join("ana", browser_offer())
    ufrag, password = (
        next(line for line in answer.split("\r\n") if line.startswith(start)).removeprefix(start)
        for start in ("a=ice-ufrag:", "a=ice-pwd:")
    )
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.setblocking(False)
    client.connect(("127.0.0.1", running.node.port))
    loop = asyncio.get_running_loop()

    for key in ("wrong", password):
        request = stun.Message(
            stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": f"{ufrag}:them"}
        )
        request.add_message_integrity(key.encode())
        await loop.sock_sendall(client, bytes(request))
    response = stun.parse_message(await asyncio.wait_for(loop.sock_recv(client, 1500), 5))

    assert response.transaction_id == request.transaction_id
    assert response.message_class == stun.Class.RESPONSE
    assert response.check_message_integrity(password.encode())
    assert response.attributes["XOR-MAPPED-ADDRESS"] == client.getsockname()
    assert running.node.stats().dropped == {Drop.STUN_FORGED: 1}
    client.close()


async def send(running: RunningNode, datagrams: list[bytes]) -> None:
    """Send these, and wait until the node has read them all."""
    read_all, take = asyncio.Event(), running.node._socket._on_datagram

    def read(length: int, address: tuple[str, int], at: float) -> None:
        take(length, address, at)
        if running.node.stats().packets_in == len(datagrams):
            read_all.set()

    running.node._socket._on_datagram = read
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        for datagram in datagrams:
            client.sendto(datagram, ("127.0.0.1", running.node.port))
    async with asyncio.timeout(10):
        await read_all.wait()


class Session:
    ufrag, password, remote_ufrag = "us", "secret", "them"
    address: tuple[str, int] | None = None
    heard_at = 0.0


def check(ice: IceLite[Session], address: tuple[str, int], *, now: float, nominate: bool = False) -> None:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": "us:them"})
    if nominate:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(b"secret")
    ice.receive(bytes(request), address, now)


def test_media_follows_the_browser_to_another_address() -> None:
    session, ice = Session(), IceLite[Session](Counters(), lambda data, address: None)
    ice.add(session)
    wifi, mobile, other = ("192.0.2.1", 1), ("192.0.2.2", 2), ("192.0.2.3", 3)

    check(ice, wifi, now=0.0)
    check(ice, mobile, now=1.0)
    assert session.address == wifi, "an address that is only tried does not move the media"
    check(ice, mobile, now=1.5, nominate=True)
    assert session.address == mobile
    check(ice, other, now=20.0)
    assert session.address == other, "the one in use was silent"

    assert {ice.by_address[address] for address in (wifi, mobile, other)} == {session}
    ice.remove(session)
    assert ice.by_address == {}


def test_a_browser_cannot_fill_the_node_with_addresses() -> None:
    session, ice = Session(), IceLite[Session](Counters(), lambda data, address: None)
    ice.add(session)

    for port in range(1000):
        check(ice, ("192.0.2.1", port), now=0.0)

    assert len(ice.by_address) <= 8
    assert session.address in ice.by_address


@given(st.binary(max_size=200), st.integers(0, 52), st.binary(max_size=4))
def test_mutated_binding_requests_never_raise_nor_pass(noise: bytes, at: int, patch: bytes) -> None:
    counters = Counters()
    session, ice = Session(), IceLite[Session](counters, lambda data, address: None)
    ice.add(session)
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"USERNAME": "us:them"})
    request.add_message_integrity(b"secret")
    data = bytes(request)
    assert (
        len(data) == 52 + 4 + 8
    )  # FINGERPRINT, the last 8 bytes, is not authenticated (RFC 8489 section 14.7)
    mutated = data[:at] + patch + data[at + len(patch) :]

    assert ice.receive(noise, ("192.0.2.1", 1), 0.0) is None
    if mutated != data:
        assert ice.receive(mutated, ("192.0.2.1", 1), 0.0) is None
        assert session.address is None

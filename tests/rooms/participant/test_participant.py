"""A participant does what a browser does: knock, wait, show and see, come back, leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from rooms.participant import (
    Address,
    CommandRefused,
    Equipment,
    NeverHappened,
    NotConnected,
    Participant,
    Receive,
    clips_of,
    who_is,
)
from rooms.protocol.messages import Admit, Closing, Error, Leave, MediaElsewhere, Offer, Ping, Pong
from tests.rooms.participant.small_room import SmallRoom, small_room

SOON = timedelta(seconds=0.3)


@asynccontextmanager
async def people_in(
    room: SmallRoom, *names: str, receive: Receive = Receive.COUNT, obeys: bool = True
) -> AsyncIterator[list[Participant]]:
    """Participants of these names, each with picture and voice, closed at the end."""
    async with AsyncExitStack() as stack:
        people = []
        for seed, name in enumerate(names):
            equipment = Equipment(clips=clips_of(name), receive=receive, obeys=obeys)
            person = Participant(room.address(name), equipment, seed=seed)
            people.append(await stack.enter_async_context(person))
        yield people


async def until_seen_and_heard(viewer: Participant, name: str) -> None:
    """Await more pictures and sounds from this person than arrived so far."""
    before = replace(viewer.received_from(name))
    await viewer.until_received(
        name,
        lambda now: now.sound_packets > before.sound_packets and now.picture_packets > before.picture_packets,
    )


async def test_three_people_see_and_hear_who_is_really_there() -> None:
    names = ("Ana", "Ben", "Carla")
    async with small_room() as room, people_in(room, *names, receive=Receive.DECODE) as people:
        for viewer, own in zip(people, names, strict=True):
            for name in set(names) - {own}:
                received = await viewer.until_received(
                    name, lambda now: now.pictures > 10 and now.sound_energy > 1e-5
                )
                assert received.colour is not None
                assert who_is(received.colour, names) == name


async def test_people_on_a_machine_without_a_network_still_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda **families: [])
    async with small_room() as room, people_in(room, "Ana", "Ben") as [ana, _ben]:
        await until_seen_and_heard(ana, "Ben")


async def test_nobody_sends_anything_from_the_lobby() -> None:
    async with small_room(admits=False) as room, people_in(room, "Ana") as [ana]:
        await ana.until_seen(lambda seen: not seen.admitted)
        await room.send("Ana", Ping(n=1))
        await room.until_said("Ana", Pong)
        assert (room.said("Ana", Offer), ana.in_media) == (0, False)

        await room.admit("Ana")

        await ana.until(lambda: ana.in_media)
        assert room.said("Ana", Offer) == 1


async def test_a_participant_whose_lid_was_closed_answers_no_ping() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.in_media)
        ana.fall_silent()

        await room.send("Ana", Ping(n=1))
        await ana.set_camera(False)

        assert room.said("Ana", Pong) == 0


async def test_who_is_muted_by_another_falls_silent_but_is_still_seen() -> None:
    async with small_room() as room, people_in(room, "Ana", "Ben") as [ana, ben]:
        await until_seen_and_heard(ana, "Ben")

        await room.mute("Ben")
        await ben.until_seen(lambda seen: not seen.you.microphone)
        await ana.until_seen(lambda seen: not seen.people["Ben"].microphone)

        heard, pictures = ana.received_from("Ben").sound_packets, ana.received_from("Ben").picture_packets
        await ana.until(lambda: ana.received_from("Ben").picture_packets > pictures + 20)
        assert ana.received_from("Ben").sound_packets - heard <= 2  # on their way when the room decided


async def test_a_tampered_client_sends_on_and_the_room_still_forwards_nothing() -> None:
    async with small_room() as room, people_in(room, "Ana", "Ben", obeys=False) as [ana, _ben]:
        await until_seen_and_heard(ana, "Ben")

        await room.mute("Ben")
        await ana.until_seen(lambda seen: not seen.people["Ben"].microphone)

        heard, pictures = ana.received_from("Ben").sound_packets, ana.received_from("Ben").picture_packets
        arrived = room.node.stats().packets_in
        await ana.until(lambda: ana.received_from("Ben").picture_packets > pictures + 20)
        assert room.node.stats().packets_in - arrived > 50
        assert ana.received_from("Ben").sound_packets - heard <= 2


async def test_a_camera_that_was_off_is_seen_again() -> None:
    async with small_room() as room, people_in(room, "Ana", "Ben") as [ana, ben]:
        await until_seen_and_heard(ana, "Ben")
        await ben.set_camera(False)
        await ana.until_seen(lambda seen: not seen.people["Ben"].camera)

        pictures, heard = ana.received_from("Ben").picture_packets, ana.received_from("Ben").sound_packets
        await ana.until(lambda: ana.received_from("Ben").sound_packets > heard + 20)
        assert (
            ana.received_from("Ben").picture_packets - pictures <= 8
        )  # a key frame may have been on its way

        await ben.set_camera(True)
        await until_seen_and_heard(ana, "Ben")


async def test_a_lost_media_server_costs_a_moment_only() -> None:
    async with small_room() as room, people_in(room, "Ana", "Ben") as [ana, ben]:
        await until_seen_and_heard(ana, "Ben")

        await room.lose_media()

        await ana.until(lambda: ana.calls == 2 and ana.in_media)
        await ben.until(lambda: ben.calls == 2 and ben.in_media)
        await until_seen_and_heard(ana, "Ben")
        await until_seen_and_heard(ben, "Ana")


async def test_a_media_server_that_stops_without_a_word_is_called_again() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.in_media)

        room.node.close_room("small")
        await room.admit("Ana")

        await ana.until(lambda: ana.calls == 2 and ana.in_media)


async def test_a_socket_cut_for_a_moment_comes_back_and_keeps_its_call() -> None:
    async with small_room() as room, people_in(room, "Ana", "Ben") as [ana, ben]:
        await until_seen_and_heard(ben, "Ana")

        await ana.cut()
        await until_seen_and_heard(ben, "Ana")

        await ana.until(lambda: ana.connections == 2 and ana.online)
        await ana.until_seen(lambda seen: "Ben" in seen.people)
        assert ana.calls == 1


async def test_who_comes_back_too_late_to_keep_the_call_calls_anew() -> None:
    async with small_room() as room, people_in(room, "Ana", "Ben") as [ana, ben]:
        await until_seen_and_heard(ben, "Ana")

        room.forget("Ana")
        await room.cut("Ana")

        await ana.until(lambda: ana.calls == 2 and ana.in_media)
        await until_seen_and_heard(ben, "Ana")


async def test_the_older_of_two_tabs_hangs_up_and_stays_online() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.in_media)

        await room.send("Ana", MediaElsewhere())

        await ana.until(lambda: ana.media_elsewhere and not ana.in_media)
        assert (ana.online, ana.calls) == (True, 1)


async def test_an_offer_refused_is_made_again() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        room.refuses[Offer] = Error(id=None, code="no_media_node", sentence="No media server is there.")
        await room.until_said("Ana", Offer, times=2)
        assert not ana.in_media

        del room.refuses[Offer]

        await ana.until(lambda: ana.in_media)


async def test_who_is_told_not_to_come_back_does_not() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.online)
        closing = Closing(code="removed", sentence="You were removed from this session.", reconnect=False)

        await room.close("Ana", closing)
        await ana.finished()

        assert (ana.closing, ana.connections, ana.online, ana.in_media) == (closing, 1, False, False)


async def test_a_session_that_ends_while_a_call_is_being_made_ends_for_the_caller_too() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        room.ignores.add(Offer)
        await room.until_said("Ana", Offer)

        await room.close("Ana", Closing(code="room_ended", sentence="It has ended.", reconnect=False))

        async with asyncio.timeout(5):
            await ana.finished()


async def test_who_knocks_before_their_picture_is_drawn_is_seen_once_it_is() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        drawn = asyncio.get_running_loop().create_future()
        async with Participant(room.address("Ben"), Equipment(clips=drawn)) as ben:
            await ben.until_seen(lambda seen: seen.admitted)
            await ana.until_seen(lambda seen: "Ben" in seen.people)
            assert room.said("Ben", Offer) == 0

            drawn.set_result(clips_of("Ben"))

            await until_seen_and_heard(ana, "Ben")


async def test_who_is_told_that_the_server_restarts_comes_back() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.online)

        await room.close("Ana", Closing(code="restarting", sentence="One moment.", reconnect=True), code=1012)

        await ana.until(lambda: ana.connections == 2 and ana.online)


async def test_leaving_is_said_and_final() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.in_media)

        await ana.leave()

        assert (room.said("Ana", Leave), ana.online, ana.in_media, ana.connections) == (1, False, False, 1)


async def test_a_refused_command_carries_the_servers_code_and_sentence() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.online)
        room.refuses[Admit] = Error(id=None, code="not_allowed", sentence="Only staff may do this.")

        with pytest.raises(CommandRefused, match=r"not_allowed: Only staff may do this\."):
            await ana.admit("Ben")


async def test_a_command_whose_answer_was_lost_says_so() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.online)
        room.ignores.add(Admit)
        asking = asyncio.create_task(ana.admit("Ben"))
        await room.until_said("Ana", Admit)

        await room.cut("Ana")

        with pytest.raises(NotConnected):
            await asking


async def test_what_never_happens_says_what_was_seen_instead() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        with pytest.raises(NeverHappened, match=r"did not come about within 0\.3 s: online True"):
            await ana.until(lambda: False, within=SOON)


async def test_a_participant_knocks_with_its_origin_and_never_shows_its_cookie() -> None:
    async with small_room() as room, people_in(room, "Ana") as [ana]:
        await ana.until(lambda: ana.online)

        assert room.guests["Ana"].origin == f"http://127.0.0.1:{room.port}"
    assert "secret" not in repr(Address("ws://clinic", "http://clinic", "sessionid=secret"))

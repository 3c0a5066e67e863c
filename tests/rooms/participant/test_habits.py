"""People have habits, and leave alone what others decided."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from random import Random

from rooms.participant import Equipment, Participant, clips_of
from rooms.participant.habits import DROPS, HIDES, MUTES, Habit, keep_to
from rooms.protocol.messages import SetCamera, SetMicrophone
from tests.rooms.participant.small_room import SmallRoom, small_room


def quick(habit: Habit) -> Habit:
    return replace(habit, after_s=(0.02, 0.04), lasts_s=(0.02, 0.04))


@asynccontextmanager
async def ana_with(habit: Habit) -> AsyncIterator[tuple[SmallRoom, Participant]]:
    async with (
        small_room() as room,
        Participant(room.address("Ana"), Equipment(clips=clips_of("Ana"))) as ana,
    ):
        doing = asyncio.create_task(keep_to(quick(habit), ana, randomness=Random(1)))
        yield room, ana
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing


async def test_one_mutes_and_unmutes_oneself_now_and_then() -> None:
    async with ana_with(MUTES) as (room, _ana):
        await room.until_said("Ana", SetMicrophone, times=4)

        said = [message.on for message in room.guests["Ana"].said if isinstance(message, SetMicrophone)]

    assert said[:4] == [False, True, False, True]


async def test_one_hides_and_shows_oneself_now_and_then() -> None:
    async with ana_with(HIDES) as (room, _ana):
        await room.until_said("Ana", SetCamera, times=2)

        said = [message.on for message in room.guests["Ana"].said if isinstance(message, SetCamera)]

    assert said[:2] == [False, True]


async def test_one_drops_out_and_comes_back() -> None:
    async with ana_with(DROPS) as (_room, ana):
        await ana.until(lambda: ana.connections >= 2 and ana.online)


async def test_who_was_muted_by_a_clinician_stays_muted() -> None:
    async with (
        small_room() as room,
        Participant(room.address("Ana"), Equipment(clips=clips_of("Ana"))) as ana,
    ):
        await ana.until(lambda: ana.in_media)
        await room.mute("Ana")
        await ana.until_seen(lambda seen: not seen.you.microphone)

        with suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                await keep_to(quick(MUTES), ana, randomness=Random(1))

        assert room.said("Ana", SetMicrophone) == 0

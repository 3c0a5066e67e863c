"""A group of participants in one room: they knock one after the other, talk in turns, and stay until it is over."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rooms.participant.call import Receive
from rooms.participant.clips import clips_of
from rooms.participant.habits import HABITS, Habit, keep_to
from rooms.participant.media import Equipment
from rooms.participant.participant import Participant
from rooms.participant.turns import speaks
from rooms.participant.wire import Address

log = logging.getLogger(__name__)

# A cookie runs out or is revoked; then one signs in again, but not in a tight circle.
SIGNED_OUT = "signed_out"
SIGN_IN_PAUSE_S = 5.0


@dataclass(frozen=True, slots=True)
class Member:
    """Someone to bring along. ``sign_in`` returns an address with a cookie that is good now."""

    name: str
    sign_in: Callable[[], Awaitable[Address]]


async def attend(members: Sequence[Member], *, lively: bool, receive: Receive = Receive.NONE) -> None:
    """Bring everyone into the room; return when the server has closed it to all of them.

    ``lively``: some have habits. Cancelled, everyone closes their tab.
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing") as drawing:
        async with asyncio.TaskGroup() as group:
            for number, member in enumerate(members):
                equipment = Equipment(
                    clips=loop.run_in_executor(drawing, clips_of, member.name),
                    receive=receive,
                    speaks=_turn(number, len(members)),
                )
                group.create_task(_attend(member, equipment, HABITS.get(number) if lively else None))


def _turn(who: int, people: int) -> Callable[[float], bool]:
    return lambda at_s: speaks(who=who, at_s=at_s, people=people)


async def _attend(member: Member, equipment: Equipment, habit: Habit | None) -> None:
    """One person, from knocking until the server says not to come back."""
    while True:
        async with Participant(await member.sign_in(), equipment) as person:
            doing = asyncio.create_task(keep_to(habit, person, randomness=random.Random())) if habit else None
            try:
                await person.finished()
            finally:
                if doing is not None:
                    doing.cancel()
                    await asyncio.gather(doing, return_exceptions=True)
        if person.closing is None or person.closing.code != SIGNED_OUT:
            log.info("one person is done: %s", person.closing.code if person.closing else "unknown")
            return
        await asyncio.sleep(SIGN_IN_PAUSE_S)

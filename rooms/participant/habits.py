"""What people do in a group now and then: mute themselves, turn the camera off, lose their connection for a moment.

A habit runs beside its participant and acts through it, so the room sees commands and losses like anyone's.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rooms.participant.errors import ParticipantError
from rooms.participant.participant import Participant
from rooms.participant.seen import Seen

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Habit:
    """``begin`` after a while, ``end`` it again after another; both in seconds, from and to."""

    after_s: tuple[float, float]
    lasts_s: tuple[float, float]
    begin: Callable[[Participant], Awaitable[None]]
    end: Callable[[Participant], Awaitable[None]]
    # Whether there is anything to begin: what the room or a clinician did is left alone.
    fits: Callable[[Seen], bool]


async def _mute(person: Participant) -> None:
    await person.set_microphone(False)


async def _unmute(person: Participant) -> None:
    await person.set_microphone(True)


async def _hide(person: Participant) -> None:
    await person.set_camera(False)


async def _show(person: Participant) -> None:
    await person.set_camera(True)


async def _drop(person: Participant) -> None:
    await person.cut()


async def _return(person: Participant) -> None:
    await person.until(lambda: person.online)


MUTES = Habit((20, 60), (20, 90), _mute, _unmute, lambda seen: seen.you.microphone)
HIDES = Habit((60, 120), (20, 60), _hide, _show, lambda seen: seen.you.camera)
DROPS = Habit((120, 300), (0, 0), _drop, _return, lambda seen: True)

# By number in the group: half of a group just sit and talk.
HABITS = {1: MUTES, 3: HIDES, 4: MUTES, 6: DROPS}


async def keep_to(habit: Habit, person: Participant, *, randomness: random.Random) -> None:
    """Go on with ``habit`` until cancelled. What the room refuses, or a lost connection prevents, is let be."""
    while True:
        await asyncio.sleep(randomness.uniform(*habit.after_s))
        seen = person.seen
        if not person.in_media or seen is None or not habit.fits(seen):
            continue
        try:
            await habit.begin(person)
            await asyncio.sleep(randomness.uniform(*habit.lasts_s))
            await habit.end(person)
        except ParticipantError as error:
            log.debug("a habit was interrupted: %s", error.code)

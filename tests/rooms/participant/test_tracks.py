"""Loops are paced, switched, and asked for key frames."""

import asyncio
import itertools

from rooms.participant.clips import KEY_EVERY, clips_of
from rooms.participant.tracks import SILENCE_EVERY, TAIL, PictureTrack, SoundTrack
from tests.timeless import TimelessLoop

LOOP = TimelessLoop
CLIPS = clips_of("Ana")


def sound(*, talks: bool) -> SoundTrack:
    return SoundTrack(voice=CLIPS.voice, silence=CLIPS.silence, speaks=lambda at_s: talks)


async def test_pictures_begin_with_a_key_frame_and_follow_the_loop() -> None:
    track = PictureTrack(CLIPS.picture)

    packets = [await track.recv() for _ in range(3)]

    assert [bytes(packet) for packet in packets] == list(CLIPS.picture.frames[:3])
    assert [packet.pts for packet in packets] == [0, 7500, 15000]


async def test_frames_are_not_sent_faster_than_they_are_shown() -> None:
    track = PictureTrack(CLIPS.picture)
    clock = asyncio.get_running_loop().time
    await track.recv()
    began_s = clock()

    for _ in range(4):
        await track.recv()

    assert clock() - began_s >= 3.9 * CLIPS.picture.frame_s


async def test_a_key_frame_asked_for_comes_next() -> None:
    track = PictureTrack(CLIPS.picture)
    await track.recv()
    await track.recv()

    track.send_key_frame()

    assert bytes(await track.recv()) == CLIPS.picture.frames[KEY_EVERY]


async def test_a_camera_that_is_off_sends_nothing_and_comes_back_with_a_key_frame() -> None:
    track = PictureTrack(CLIPS.picture)
    before = await track.recv()
    track.switch(False)
    waiting = asyncio.ensure_future(track.recv())
    await asyncio.wait([waiting], timeout=3 * CLIPS.picture.frame_s)
    assert not waiting.done()

    track.switch(True)

    after = await waiting
    assert bytes(after) in {CLIPS.picture.frames[key] for key in CLIPS.picture.keys}
    assert (after.pts or 0) - (before.pts or 0) >= 3 * CLIPS.picture.ticks  # the time without pictures passed


async def test_who_speaks_sends_a_frame_every_20_ms() -> None:
    track = sound(talks=True)

    packets = [await track.recv() for _ in range(4)]

    assert [packet.pts for packet in packets] == [0, 960, 1920, 2880]
    assert track.level_dbov == CLIPS.voice.level_dbov


async def test_who_listens_sends_a_little_silence_now_and_then() -> None:
    track = sound(talks=False)

    packets = [await track.recv() for _ in range(TAIL + 2)]

    gaps = [(later.pts or 0) - (earlier.pts or 0) for earlier, later in itertools.pairwise(packets)]
    assert gaps == [960] * (TAIL - 1) + [960 * SILENCE_EVERY] * 2
    assert track.level_dbov == -127


async def test_who_is_muted_is_silent_whatever_they_say() -> None:
    track = sound(talks=True)
    track.switch(False)

    packet = await track.recv()

    assert bytes(packet) in CLIPS.silence.frames
    assert track.level_dbov == -127

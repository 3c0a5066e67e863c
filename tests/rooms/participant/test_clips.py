"""Loops are encoded once, and any key frame is a beginning."""

import math

import numpy as np

from rooms.participant.clips import KEY_EVERY, PICTURES_IN_LOOP, clips_of
from tests.rooms.participant.decoding import pictures_in, sound_in


def test_a_viewer_can_begin_at_any_key_frame() -> None:
    picture = clips_of("Ana").picture

    assert picture.keys == tuple(range(0, PICTURES_IN_LOOP, KEY_EVERY))
    assert [len(list(pictures_in(picture, begin=key))) for key in picture.keys] == [
        PICTURES_IN_LOOP - key for key in picture.keys
    ]


def test_a_loop_of_pictures_is_small_enough_for_a_full_room() -> None:
    picture = clips_of("Ana").picture

    bitrate_bps = 8 * sum(map(len, picture.frames)) / (len(picture.frames) * picture.frame_s)

    assert bitrate_bps < 300_000


def test_a_voice_is_a_murmur_and_its_level_is_told_truthfully() -> None:
    voice = clips_of("Ana").voice

    loudness_dbfs = 20 * math.log10(float(np.sqrt(np.mean(sound_in(voice) ** 2))))

    assert abs(loudness_dbfs - voice.level_dbov) < 4


def test_silence_is_silent() -> None:
    silence = clips_of("Ana").silence

    assert float(np.abs(sound_in(silence)).max()) < 0.001
    assert silence.level_dbov == -127


def test_neighbours_have_voices_of_their_own() -> None:
    assert clips_of("Ana").voice.frames != clips_of("Ben").voice.frames
